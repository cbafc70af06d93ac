{% macro type_double() -%}
    {#- dbt.type_float is four bytes on DuckDB. -#}
    {{ return(adapter.dispatch('type_double', 'footfall')()) }}
{%- endmacro %}

{% macro default__type_double() -%}
    double precision
{%- endmacro %}

{% macro spark__type_double() -%}
    double
{%- endmacro %}


{% macro ratio(numerator, denominator) -%}
    {#- Double precision; null when the denominator is 0. -#}
    cast({{ numerator }} as {{ footfall.type_double() }}) / nullif({{ denominator }}, 0)
{%- endmacro %}


{% macro column_text(column, data_type) -%}
    {#- A raw column as text that is the same on every engine: of JSON the bare value, of a whole number in a column of
        doubles or decimals its digits. -#}
    {%- set type_name = (data_type | lower).split('(')[0] -%}
    {%- if footfall.is_json_type(data_type) -%}
        {{ adapter.dispatch('json_column_text', 'footfall')(column, data_type | lower) }}
    {%- elif type_name in ['double', 'double precision', 'float', 'real', 'numeric', 'decimal'] -%}
        case
            when abs({{ column }}) < 1e18 and {{ column }} = floor({{ column }})
                then cast(cast({{ column }} as bigint) as {{ dbt.type_string() }})
            else cast({{ column }} as {{ dbt.type_string() }})
        end
    {%- else -%}
        cast({{ column }} as {{ dbt.type_string() }})
    {%- endif -%}
{%- endmacro %}


{% macro is_json_type(data_type) %}
    {#- Whether a raw data type holds JSON or what can be written as JSON. Engines differ in its names only. -#}
    {% set type_name = modules.re.split('[(<]', data_type | lower)[0] %}
    {% do return(
        type_name in ['json', 'jsonb', 'variant', 'struct', 'map', 'array', 'composite'] or data_type.endswith(']')
    ) %}
{% endmacro %}


{% macro as_json(column, data_type) -%}
    {#- A raw column as JSON or as text; what holds parts otherwise is written as JSON. -#}
    {{ return(adapter.dispatch('as_json', 'footfall')(column, data_type | lower)) }}
{%- endmacro %}

{% macro default__as_json(column, data_type) -%}
    {{ 'to_json(' ~ column ~ ')' if footfall.is_json_type(data_type) and data_type not in ['json', 'jsonb'] else column }}
{%- endmacro %}

{% macro postgres__as_json(column, data_type) -%}
    {{ 'to_jsonb(' ~ column ~ ')' if footfall.is_json_type(data_type) and data_type not in ['json', 'jsonb'] else column }}
{%- endmacro %}


{% macro duckdb__json_column_text(column, data_type) -%}
    {%- set document = 'cast(' ~ footfall.as_json(column, data_type) ~ ' as varchar)' -%}
    {%- set text -%}
        try(json_extract_string(
            case
                when contains({{ document }}, '\u0000') then {{ footfall.json_without_nul(document) }}
                else {{ document }}
            end,
            '$'
        ))
    {%- endset -%}
    {{ footfall.json_value_text(text) }}
{%- endmacro %}

{% macro postgres__json_column_text(column, data_type) -%}
    {%- set text = 'cast(' ~ column ~ ' as text)' -%}
    {%- set mended = footfall.json_without_nul(text) -%}
    {%- if data_type == 'json' -%}
    {#- json takes U+0000 and half a surrogate pair, which no text can hold. -#}
    case
        when pg_input_is_valid({{ text }}, 'jsonb') then {{ footfall.json_value_text(column ~ " #>> '{}'") }}
        when pg_input_is_valid({{ mended }}, 'jsonb')
            then {{ footfall.json_value_text('cast(' ~ mended ~ " as jsonb) #>> '{}'") }}
    end
    {%- else -%}
    {{ footfall.json_value_text(footfall.as_json(column, data_type) ~ " #>> '{}'") }}
    {%- endif -%}
{%- endmacro %}

{% macro spark__json_column_text(column, data_type) -%}
    {%- if data_type == 'variant' -%}
    {{ footfall.json_value_text('cast(' ~ column ~ ' as string)') }}
    {%- else -%}
    {{ footfall.json_value_text(footfall.as_json(column, data_type)) }}
    {%- endif -%}
{%- endmacro %}


{% macro json_value_text(text) -%}
    {#- The text of a JSON value; of a list of scalars these with `, ` between, which every engine writes alike. -#}
    {%- set text = '(' ~ text ~ ')' -%}
    case
        when left({{ text }}, 1) <> '[' then {{ text }}
        when length(translate({{ text }}, '[{', '')) = length({{ text }}) - 1 and {{ footfall.is_json_array(text) }}
            then {{ footfall.json_array_text(text) }}
        else {{ text }}
    end
{%- endmacro %}
