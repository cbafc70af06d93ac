{#-
    judged__<system>_<table>(relation, columns, key): a query with a row for each raw row: row_key, unique_key (null:
    nothing has to be unique), logged_at, action (null: no vocabulary has to know it), and what may be wrong with it, a
    boolean each. Nothing else of the row: what it says of people stays in the raw table.
-#}

{% macro judged__clutch_audit_events(relation, columns, key) %}
    {%- set fields = {'service': ['service_name'], 'method': ['method_name'], 'user': ['user_name']} -%}
    {%- set service = "nullif(" ~ footfall.json_text('details', fields, 'service') ~ ", '')" -%}
    {%- set method = "nullif(" ~ footfall.json_text('details', fields, 'method') ~ ", '')" -%}
    {%- set is_readable = footfall.is_json_object('details') -%}
    select
        row_key,
        unique_key,
        logged_at,
        {{ service }} || '/' || {{ method }} as action,
        unique_key is null as lacks_id,
        {{ is_readable }} is not true as is_unreadable,
        {{ is_readable }} and ({{ service }} is null or {{ method }} is null) as lacks_action,
        {{ is_readable }} and nullif({{ footfall.json_text('details', fields, 'user') }}, '') is null as lacks_user
    from (
        select
            {{ key }} as row_key,
            cast(id as {{ dbt.type_string() }}) as unique_key,
            {{ footfall.raw_logged_at('clutch', columns) }} as logged_at,
            {{ footfall.json_object('details', fields, columns['details']) }} as details
        from {{ relation }}
        {{ footfall.evaluate_once() }}
    ) as opened
{% endmacro %}


{% macro judged__amundsen_user_actions(relation, columns, key) %}
    {%- set fields = {'command': ['command']} -%}
    select
        row_key,
        cast(null as {{ dbt.type_string() }}) as unique_key,
        logged_at,
        action,
        action is null as lacks_action,
        lacks_user,
        {{ footfall.is_json_object('arguments') }} is not true as is_unreadable
    from (
        select
            {{ key }} as row_key,
            {{ footfall.raw_logged_at('amundsen', columns) }} as logged_at,
            nullif(command, '') as action,
            coalesce({{ adapter.quote('user') }}, '') = '' as lacks_user,
            {{ footfall.json_object('keyword_args_json', fields, columns['keyword_args_json']) }} as arguments
        from {{ relation }}
        {{ footfall.evaluate_once() }}
    ) as opened
{% endmacro %}


{% macro judged__zoomdata_activity_log(relation, columns, key) %}
    {%- set text = dbt.type_string() -%}
    {%- set fields = {'event_date': ['eventDate'], 'activity_type': ['activityType']} -%}
    {%- set has_place = 'file_name' in columns and 'line_number' in columns -%}
    {%- set place = "cast(file_name as " ~ text ~ ") || ':' || cast(line_number as " ~ text ~ ')' -%}
    {%- set action = "nullif(upper(trim(both ' ' from "
        ~ footfall.json_text('document', fields, 'activity_type') ~ ")), '')" -%}
    {%- set is_readable = footfall.is_json_object('document') -%}
    select
        row_key,
        unique_key,
        written_at as logged_at,
        {{ action }} as action,
        {{ is_readable }} is not true as is_unreadable,
        {{ is_readable }} and {{ action }} is null as lacks_action
    from {{ footfall.zoomdata_logged(
        relation, fields, {'row_key': key, 'unique_key': place if has_place else 'cast(null as ' ~ text ~ ')'}
    ) }}
{% endmacro %}


{% macro judged__liblab_audit_trail(relation, columns, key) %}
    {%- set details = 'cast(details as ' ~ dbt.type_string() ~ ')' if 'details' in columns else 'null' -%}
    select
        row_key,
        cast(null as {{ dbt.type_string() }}) as unique_key,
        logged_at,
        action,
        action is null as lacks_action,
        lacks_user,
        {{ footfall.is_json_object('document') }} is not true and has_details as is_unreadable
    from (
        select
            {{ key }} as row_key,
            {{ footfall.raw_logged_at('liblab', columns) }} as logged_at,
            nullif(event, '') as action,
            coalesce(email, '') = '' and coalesce(name, '') = '' as lacks_user,
            coalesce(trim(both ' ' from {{ details }}) not in ('', 'null'), false) as has_details,
            {{ footfall.json_object(details, {'api_name': ['api_name']}) }} as document
        from {{ relation }}
        {{ footfall.evaluate_once() }}
    ) as opened
{% endmacro %}


{% macro judged__hr_employees(relation, columns, key) %}
    {%- set text = dbt.type_string() -%}
    {%- set email = "nullif(lower(trim(both ' ' from cast(email as " ~ text ~ "))), '')" -%}
    {%- set dates = {} -%}
    {%- for name in ['employment_start', 'employment_end', 'valid_from', 'valid_to'] -%}
        {%- do dates.update({name:
            footfall.raw_value(name, columns[name], 'date') if name in columns else 'cast(null as date)'}) -%}
    {%- endfor -%}
    select
        {{ key }} as row_key,
        {{ email }} || ':' || coalesce(cast({{ dates.valid_from }} as {{ text }}), '') as unique_key,
        cast(null as timestamp) as logged_at,
        cast(null as {{ text }}) as action,
        {{ email }} is null as lacks_user,
        coalesce({{ email }} not like '%_@_%', false) as has_wrong_email,
        coalesce({{ dates.employment_end }} < {{ dates.employment_start }}, false)
        or coalesce({{ dates.valid_to }} < {{ dates.valid_from }}, false) as ends_before_start
    from {{ relation }}
{% endmacro %}


{% macro judged_custom_rows(table, key) %}
    select
        row_key,
        nullif(event_id, '') as unique_key,
        logged_at,
        cast(null as {{ dbt.type_string() }}) as action,
        {{ "coalesce(event_id, '') = ''" if table.get('event_id') is not none else 'false' }} as lacks_id,
        coalesce(actor, '') = '' as lacks_user,
        coalesce(action, '') = '' as lacks_action
    from (
        {{ footfall.custom_source_rows(table, 0, key, ['is_counted', 'logged_at', 'event_id', 'actor', 'action']) }}
    ) as mapped
    where is_counted
{% endmacro %}


{% macro judged_log_rows(relation, columns, key) %}
    {#- The time of a record is that of its load: what its own is says the mapping. -#}
    select
        row_key,
        unique_key,
        logged_at,
        cast(null as {{ dbt.type_string() }}) as action,
        {{ footfall.is_json_object('document') }} is not true as is_unreadable
    from (
        select
            {{ key }} as row_key,
            record_hash as unique_key,
            {{ footfall.utc_timestamp('loaded_at', columns['loaded_at']) }} as logged_at,
            {{ footfall.json_object('record', {'id': ['id']}, columns['record']) }} as document
        from {{ relation }}
        {{ footfall.evaluate_once() }}
    ) as opened
{% endmacro %}
