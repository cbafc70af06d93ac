{% macro custom_source_relation(source) %}
    {% do return(api.Relation.create(database=source.database, schema=source.schema, identifier=source.table)) %}
{% endmacro %}


{% macro custom_source_columns(source) %}
    {#- The columns of the source's table, name in lower case -> name and data type; a sentence where the table
        or a mapped column is missing, or where it may not be read. -#}
    {% if not execute %}{% do return({}) %}{% endif %}
    {% do footfall.require_engine_version() %}
    {% set relation = footfall.custom_source_relation(source) %}
    {% set columns = {} %}
    {% for column in footfall.relation_columns(relation) %}
        {% if 'unreadable' in column %}
            {{ footfall.raise_wrong_custom_source(
                "source '" ~ source.name ~ "'",
                'names the table ' ~ relation ~ ', which is there, but may not be read: ' ~ column.unreadable
            ) }}
        {% endif %}
        {% do columns.update({column.name | lower: column}) %}
    {% endfor %}
    {% if columns | length == 0 %}
        {{ footfall.raise_wrong_custom_source(
            "source '" ~ source.name ~ "'", 'names the table ' ~ relation ~ ', which was not found'
        ) }}
    {% endif %}
    {% for field in footfall.custom_source_columns_read(source) if field.column | lower not in columns %}
        {{ footfall.raise_wrong_custom_source(
            field.about, "names the column '" ~ field.column ~ "', which " ~ relation
            ~ ' does not have; it has ' ~ columns.values() | map(attribute='name') | join(', ')
        ) }}
    {% endfor %}
    {% do return(columns) %}
{% endmacro %}


{% macro custom_source_columns_read(source) %}
    {#- The fields that are read from a column, parts of actions too. -#}
    {% set read = [] %}
    {% for field in source.fields.values() %}
        {% for part in field.get('parts') or [field] if 'column' in part %}{% do read.append(part) %}{% endfor %}
    {% endfor %}
    {% do return(read) %}
{% endmacro %}


{% macro custom_source_rows(source, detail_count, row_key=none) -%}
    {#- A query of the source's table with the fields of an activity, as text where they are no time or number, and
        whatever tells its rows apart. -#}
    {%- set columns = footfall.custom_source_columns(source) -%}
    {%- set documents = footfall.custom_documents(source) -%}
    {%- set texts = {} -%}
    {%- for name, field in source.fields.items() -%}
        {%- do texts.update({name: footfall.custom_field_text(field, columns, documents)}) -%}
    {%- endfor -%}
    {%- set null_text = 'cast(null as ' ~ dbt.type_string() ~ ')' -%}
    select
        {%- if row_key %}
        {{ row_key }} as row_key,
        {%- endif %}
        '{{ source.name }}' as system,
        {{ 'true' if 'event_id' in texts else 'false' }} as has_event_id,
        {{ footfall.custom_time(source.fields.time, texts.time, columns) }} as logged_at,
        {%- for name in ['event_id', 'actor', 'action', 'object_type', 'object_id', 'object_name',
            'session_key', 'correlation_id', 'loaded_at'] %}
        {{ texts.get(name, null_text) }} as {{ name }},
        {%- endfor %}
        coalesce(nullif({{ texts.get('workflow', null_text) }}, ''), '{{ source.name }}') as workflow,
        {{ footfall.custom_outcome(source.fields.outcome, texts.outcome) if 'outcome' in texts else "'unknown'" }} as outcome,
        {{ footfall.custom_has_outcome(source.fields.outcome, texts.outcome) if 'outcome' in texts else 'false' }} as has_outcome,
        {%- for number in range(1, detail_count + 1) %}
        {{ texts.get('detail_' ~ number, null_text) }} as detail_{{ number }},
        {%- endfor %}
        {{ footfall.custom_milliseconds(texts.duration, source.fields.duration.get('unit') or 'ms')
            if 'duration' in texts else 'cast(null as bigint)' }} as duration_ms
    from {{ footfall.custom_opened_rows(source, columns, documents) }}
{%- endmacro %}


{% macro custom_source_times(source) -%}
    {#- A query of when each row of the source's table was logged and loaded. Of a time in text the text, time_text: who
        reads many sources at once reads the texts of all of them in one place. -#}
    {%- set columns = footfall.custom_source_columns(source) -%}
    {%- set fields = {} -%}
    {%- for name in ['time', 'loaded_at'] if name in source.fields -%}
        {%- do fields.update({name: source.fields[name]}) -%}
    {%- endfor -%}
    {%- set documents = footfall.custom_documents({'fields': fields}) -%}
    {%- set text = footfall.custom_field_text(fields.time, columns, documents) -%}
    {%- set is_text = footfall.is_custom_time_text(fields.time, columns) -%}
    select
        '{{ source.name }}' as system,
        {{ text if is_text else 'cast(null as ' ~ dbt.type_string() ~ ')' }} as time_text,
        {{ 'cast(null as timestamp)' if is_text else footfall.custom_time(fields.time, text, columns) }} as logged_at,
        {{ footfall.custom_field_text(fields.loaded_at, columns, documents) if 'loaded_at' in fields
            else 'cast(null as ' ~ dbt.type_string() ~ ')' }} as loaded_at
    from {{ footfall.custom_opened_rows(source, columns, documents) }}
{%- endmacro %}


{% macro custom_opened_rows(source, columns, documents) -%}
    {#- The source's table, to select from, with its documents opened. -#}
    (
        select
            *
            {%- for document in documents %},
            {{ footfall.json_object(
                footfall.custom_column(document.column, columns), document.fields,
                columns.get(document.column, {}).get('type', 'text')
            ) }} as document_{{ loop.index }}
            {%- endfor %}
        from {{ footfall.custom_source_relation(source) }}
        {{ footfall.evaluate_once() }}
    ) as opened
{%- endmacro %}


{% macro custom_documents(source) %}
    {#- What is opened once for all paths into it: a list of {'column', 'fields'}, fields as json_object has them. Paths of
        which one has a key where another has a position are no paths of one document. -#}
    {% set documents = [] %}
    {% for field in footfall.custom_source_columns_read(source) if field.path %}
        {% set path = footfall.literal_path(field.path) %}
        {% set fitting = [] %}
        {% for document in documents if document.column == field.column | lower %}
            {% set misfits = [] %}
            {% for other in document.fields.values() if footfall.paths_differ_in_kind(path, other) %}
                {% do misfits.append(other) %}
            {% endfor %}
            {% do fitting.append(document) if not misfits %}
        {% endfor %}
        {% if not fitting %}
            {% do fitting.append({'column': field.column | lower, 'fields': {}}) %}
            {% do documents.append(fitting[0]) %}
        {% endif %}
        {% do fitting[0].fields.update({tojson(path): path}) %}
    {% endfor %}
    {% do return(documents) %}
{% endmacro %}


{% macro paths_differ_in_kind(path, other) %}
    {#- Whether one path has a key where the other has a position, after steps that are the same. -#}
    {% for step in path[:other | length] %}
        {% set other_step = other[loop.index0] %}
        {% if (step is integer) != (other_step is integer) %}{% do return(true) %}{% endif %}
        {% if step != other_step %}{% do return(false) %}{% endif %}
    {% endfor %}
    {% do return(false) %}
{% endmacro %}


{% macro custom_field_text(field, columns, documents) -%}
    {%- if 'parts' in field -%}
        {#- A part that is missing leaves the others alone. -#}
        concat_ws('/'
        {%- for part in field.parts -%}
        , nullif({{ footfall.custom_field_text(part, columns, documents) }}, '')
        {%- endfor -%}
        )
    {%- elif 'value' in field -%}
        {{ footfall.quoted([field.value]) }}
    {%- elif field.path -%}
        {%- set name = tojson(footfall.literal_path(field.path)) -%}
        {%- for document in documents if document.column == field.column | lower and name in document.fields -%}
        {{ footfall.json_text('document_' ~ (documents.index(document) + 1), document.fields, name) }}
        {%- endfor -%}
    {%- else -%}
        {{ footfall.column_text(
            footfall.custom_column(field.column, columns), columns.get(field.column | lower, {}).get('type', 'text')
        ) }}
    {%- endif -%}
{%- endmacro %}


{% macro custom_column(column, columns) -%}
    {{ adapter.quote(columns.get(column | lower, {'name': column}).name) }}
{%- endmacro %}


{% macro custom_time(field, text, columns) -%}
    {%- set data_type = columns.get(field.column | lower, {}).get('type', '') -%}
    {%- if field.get('unit') -%}
        {{ footfall.plausible_epoch_ms('(' ~ footfall.custom_milliseconds(text, field.unit) ~ ')') }}
    {%- elif footfall.is_custom_time_text(field, columns) -%}
        {{ footfall.timestamp_from_text(text, field.get('timezone')) }}
    {%- elif data_type.startswith('timestamp') or data_type == 'date' -%}
        {{ footfall.utc_timestamp(footfall.custom_column(field.column, columns), data_type, field.get('timezone')) }}
    {%- else -%}
        {{ footfall.raise_wrong_custom_source(
            field.about, "names the column '" ~ field.column ~ "' of type " ~ data_type ~ '; say its unit: s, ms or us'
        ) }}
    {%- endif -%}
{%- endmacro %}


{% macro is_custom_time_text(field, columns) %}
    {#- Whether a mapped time is to be read from text. -#}
    {% set data_type = columns.get(field.column | lower, {}).get('type', '') %}
    {% do return(not field.get('unit')
        and (field.path | length > 0 or footfall.is_text_type(data_type) or footfall.is_json_type(data_type))) %}
{% endmacro %}


{% macro custom_milliseconds(text, unit) -%}
    {#- Whole milliseconds of a number that is no greater than bigint holds as milliseconds, also as engines write a
        double: 1.7951652e+15. -#}
    {%- set ms_per_unit = {'s': '1000', 'ms': '1', 'us': '0.001'}[unit] -%}
    {%- set most_digits = '12' if unit == 's' else '18' -%}
    {%- set exponent = '(-[0-9]{1,2}|[+]?(0?[0-9]|1[0-' ~ ('1' if unit == 's' else '7') ~ ']))' -%}
    case
        when {{ footfall.matches_pattern(
            text, '^([0-9]{1,' ~ most_digits ~ '}([.][0-9]+)?|[0-9]([.][0-9]+)?[eE]' ~ exponent ~ ')$'
        ) }}
            then cast(floor(cast({{ text }} as decimal(24, 6)) * {{ ms_per_unit }}) as bigint)
    end
{%- endmacro %}


{% macro custom_outcome(field, text) -%}
    {%- set words = ['succeeded', 'failed', 'denied'] -%}
    {%- set value = "nullif(" ~ text ~ ", '')" -%}
    case
        when {{ value }} is null then '{{ field.get("missing") or "unknown" }}'
        {%- for word in words %}
        when {{ value }} in ({{ footfall.quoted(field.get(word) or [word]) }}) then '{{ word }}'
        {%- endfor %}
        else '{{ field.get("otherwise") or "unknown" }}'
    end
{%- endmacro %}


{% macro custom_has_outcome(field, text) -%}
    {#- Whether a row itself says how it ended: what its mapping takes a missing value for is not known of the row. -#}
    coalesce(nullif({{ text }}, '') is not null and {{ footfall.custom_outcome(field, text) }} <> 'unknown', false)
{%- endmacro %}
