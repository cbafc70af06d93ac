{% macro user_day_versions() -%}
    {#- A query: changes where somebody whom the day names has become somebody else. The day is then stale. -#}
    with

    native_user_days as (

        select * from {{ ref('int_native_user_days') }}

    )

    , user_identities as (

        select * from {{ ref('int_user_identities') }}

    )

    select
        native_user_days.activity_date
        , {{ footfall.rows_hash(
            "native_user_days.system || native_user_days.native_user || user_identities.user_key"
            ~ " || case when user_identities.is_person then 'person' else '' end"
        ) }} as day_version
    from native_user_days
    inner join user_identities
        on
            native_user_days.system = user_identities.system
            and native_user_days.native_user = user_identities.native_user
    group by native_user_days.activity_date
{%- endmacro %}


{% macro action_day_versions() -%}
    {#- A query: changes with what the vocabulary says of an action that happened on the day. The day is then stale. -#}
    with

    action_days as (

        select * from {{ ref('int_action_days') }}

    )

    , vocabulary as (

        select * from {{ ref('int_activity_vocabulary') }}

    )

    select
        action_days.activity_date
        , {{ footfall.rows_hash(
            "vocabulary.system || '|' || vocabulary.action || '|' || vocabulary.activity_type || '|'"
            ~ " || case when vocabulary.is_company_activity_type then 'company' else '' end || '|'"
            ~ " || case when vocabulary.is_engagement then 'engagement' else '' end || '|'"
            ~ " || coalesce(vocabulary.workflow, '')"
        ) }} as day_version
    from action_days
    inner join vocabulary
        on
            action_days.system = vocabulary.system
            and action_days.action = vocabulary.action
    group by action_days.activity_date
{%- endmacro %}


{% macro scope_day_versions() -%}
    {#- A query: changes where a scope rule no longer names somebody of the day, or now does. The day is then decided anew. -#}
    with

    native_user_days as (

        select * from {{ ref('int_native_user_days') }}

    )

    , scope_users as (

        {{ footfall.scope_users() | indent(8) }}

    )

    select
        native_user_days.activity_date
        , {{ footfall.rows_hash(
            "cast(scope_users.rule_number as " ~ dbt.type_string() ~ ")"
            ~ " || '|' || scope_users.system || '|' || scope_users.native_user"
        ) }} as day_version
    from native_user_days
    inner join scope_users
        on
            native_user_days.system = scope_users.system
            and native_user_days.native_user = scope_users.native_user
            and native_user_days.activity_date between scope_users.valid_from and scope_users.valid_to
    group by native_user_days.activity_date
{%- endmacro %}
