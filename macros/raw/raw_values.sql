{% macro raw_select(relation, columns, required, system, table_var, is_optional=false) -%}
    {#- A query of a raw table: the named columns and no others, each of its type whatever the loader made
        of it. A column that is missing and not required is null; an optional table that is missing has
        no rows. -#}
    {%- set found = footfall.raw_columns(relation, required, system, table_var, is_optional) -%}
    select
        {%- for name, data_type in columns.items() %}
        {{ footfall.raw_value(adapter.quote(name), found[name], data_type) if name in found
            else 'cast(null as ' ~ footfall.type_of(data_type) ~ ')' }} as {{ adapter.quote(name) }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    {%- if found %}
    from {{ relation }}
    {%- else %}
    where false
    {%- endif %}
{%- endmacro %}


{% macro raw_value(column, raw_type, data_type) -%}
    {#- A raw column as string, bigint, boolean, timestamp (UTC) or date; null where the value is none. -#}
    {%- set text = 'cast(' ~ column ~ ' as ' ~ dbt.type_string() ~ ')' -%}
    {%- set is_text = footfall.is_text_type(raw_type) -%}
    {%- if data_type == 'string' -%}
        {{ text if footfall.is_json_type(raw_type) else footfall.column_text(column, raw_type) }}
    {%- elif data_type == 'bigint' -%}
        {{ footfall.raw_integer(column, raw_type) }}
    {%- elif data_type == 'boolean' and raw_type != 'boolean' -%}
        case
            when lower({{ text }}) in ('true', 't', 'yes', '1') then true
            when lower({{ text }}) in ('false', 'f', 'no', '0') then false
        end
    {%- elif data_type == 'timestamp' and is_text -%}
        {{ footfall.timestamp_from_text(text) }}
    {%- elif data_type == 'timestamp' -%}
        {{ footfall.utc_timestamp(column, raw_type) }}
    {%- elif data_type == 'date' and is_text -%}
        cast({{ footfall.timestamp_from_text(text) }} as date)
    {%- elif data_type == 'date' and raw_type != 'date' -%}
        cast({{ footfall.utc_timestamp(column, raw_type) }} as date)
    {%- else -%}
        {{ column }}
    {%- endif -%}
{%- endmacro %}


{% macro raw_integer(column, data_type) -%}
    {#- A raw whole number, also where the loader left it as text or made a double of it. -#}
    {%- if footfall.is_integer_type(data_type) -%}
        {{ column }}
    {%- else -%}
        {{ footfall.whole_number(footfall.column_text(column, data_type)) }}
    {%- endif -%}
{%- endmacro %}


{% macro is_integer_type(data_type) %}
    {% do return(data_type | lower in ['bigint', 'integer', 'smallint', 'int', 'int8', 'int4', 'hugeint', 'long']) %}
{% endmacro %}


{% macro is_text_type(data_type) %}
    {#- While dbt parses, every type is ''. -#}
    {% do return(data_type | lower in ['', 'text', 'string', 'varchar', 'character varying', 'char', 'character']
        or (data_type | lower).startswith('character varying(') or (data_type | lower).startswith('varchar(')) %}
{% endmacro %}


{% macro type_of(data_type) -%}
    {%- set types = {
        'string': dbt.type_string(), 'bigint': dbt.type_bigint(), 'boolean': dbt.type_boolean(),
        'timestamp': dbt.type_timestamp(), 'date': 'date',
    } -%}
    {{ types[data_type] }}
{%- endmacro %}
