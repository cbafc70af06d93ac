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
