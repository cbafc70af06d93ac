{% macro zoomdata_line(record) -%}
    {#- A line of the activity log without the blanks around it. Only few have any, and to look for them from both
        ends costs as much as to read the JSON. -#}
    case when {{ record }} like ' %' or {{ record }} like '% ' then trim(both ' ' from {{ record }}) else {{ record }} end
{%- endmacro %}


{% macro zoomdata_document(record) -%}
    {#- The JSON of a line of the activity log: lines of the first versions begin with a time. -#}
    {{ footfall.replace_pattern(record, '^[12][0-9]{3}-[0-9]{2}-[0-9]{2}[ T][^{]*', '') }}
{%- endmacro %}


{% macro zoomdata_logged_at(event_date, record) -%}
    {#- When a line says that it was written, as text: its eventDate, else the time before the JSON. -#}
    coalesce(
        nullif(trim(both ' ' from {{ event_date }}), '')
        , {{ footfall.extract_group(record, '^([12][0-9]{3}-[0-9]{2}-[0-9]{2}[ T][^ {]+)', 1) }}
    )
{%- endmacro %}


{% macro zoomdata_text(object, fields, names) -%}
    {#- The first text among the names that versions have given to a field; an empty one is none. -#}
    coalesce({% for name in names %}nullif({{ footfall.json_text(object, fields, name) }}, ''), {% endfor %}null)
{%- endmacro %}


{% macro zoomdata_nested(object, fields, names) -%}
    {#- Like zoomdata_text, for arrays, objects and texts alike. -#}
    coalesce({% for name in names %}{{ footfall.json_nested(object, fields, name) }}, {% endfor %}null)
{%- endmacro %}


{% macro zoomdata_exists(object, fields, names) -%}
    {#- Whether one of the names that versions have given to a field has something. -#}
    {% for name in names %}{{ footfall.json_exists(object, fields, name) }}{{ ' or ' if not loop.last }}{% endfor %}
{%- endmacro %}


{% macro zoomdata_logged(relation, fields, carried={}) %}
{#- The lines of the activity log, each with the time at which it says that it was written, and its document, opened
    once for that time and for whatever else is to be read of it. A relation, to select from. -#}
(
    select
        times.*
        , {{ footfall.timestamp_from_text('times.logged_at') }} as written_at
    from (
        select
            records.*
            , {{ footfall.zoomdata_logged_at(
                footfall.json_text('records.document', fields, 'event_date'), 'records.record'
            ) }} as logged_at
        from (
            select
                {%- for name in carried %}
                lines.{{ name }},
                {%- endfor %}
                lines.record
                , lines.json_record
                , {{ footfall.json_object('lines.json_record', fields) }} as document
            from (
                select
                    trimmed.*
                    , {{ footfall.zoomdata_document('trimmed.record') }} as json_record
                from (
                    select
                        {%- for name in carried %}
                        raw_lines.{{ name }},
                        {%- endfor %}
                        {{ footfall.zoomdata_line('raw_lines.record') }} as record
                    from (
                        select
                            {%- for name, expression in carried.items() %}
                            {{ expression }} as {{ name }},
                            {%- endfor %}
                            cast(record as {{ dbt.type_string() }}) as record
                        from {{ relation }}
                    ) as raw_lines
                    {{ footfall.evaluate_once() }}
                ) as trimmed
                {{ footfall.evaluate_once() }}
            ) as lines
            {{ footfall.evaluate_once() }}
        ) as records
        {{ footfall.evaluate_once() }}
    ) as times
    {{ footfall.evaluate_once() }}
) as logged
{%- endmacro %}
