{% macro whole_number(text) -%}
    {#- Text as bigint where it is a whole number of at most 18 digits, else null: engines differ in
        what else they would cast ('1e3', '12.0', ' 7'). -#}
    case when {{ footfall.matches_pattern(text, '^-?[0-9]{1,18}$') }} then cast({{ text }} as bigint) end
{%- endmacro %}


{% macro matches_pattern(text, pattern) -%}
    {#- Whether a regular expression is found in the text. Patterns keep to what POSIX, RE2 and Java share. -#}
    {{ return(adapter.dispatch('matches_pattern', 'footfall')(text, pattern)) }}
{%- endmacro %}

{% macro default__matches_pattern(text, pattern) -%}
    {{ text }} ~ '{{ pattern }}'
{%- endmacro %}

{% macro duckdb__matches_pattern(text, pattern) -%}
    regexp_matches({{ text }}, '{{ pattern }}')
{%- endmacro %}


{% macro is_like(text, pattern) -%}
    {#- Whether the text is like a pattern of the seeds, in which a backslash is a letter: `corp\svc-%`.
        Engines differ in what it is by default. -#}
    {{ return(adapter.dispatch('is_like', 'footfall')(text, pattern)) }}
{%- endmacro %}

{% macro default__is_like(text, pattern) -%}
    {{ text }} like lower({{ pattern }}) escape ''
{%- endmacro %}


{% macro replace_pattern(text, pattern, replacement) -%}
    {#- Every match of a regular expression replaced; \\1 stands for the first group. -#}
    {{ return(adapter.dispatch('replace_pattern', 'footfall')(text, pattern, replacement)) }}
{%- endmacro %}

{% macro default__replace_pattern(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}


{% macro extract_group(text, pattern, group) -%}
    {#- A capturing group of the first match, null where nothing matches. -#}
    {{ return(adapter.dispatch('extract_group', 'footfall')(text, pattern, group)) }}
{%- endmacro %}

{% macro default__extract_group(text, pattern, group) -%}
    (regexp_match({{ text }}, '{{ pattern }}'))[{{ group }}]
{%- endmacro %}

{% macro duckdb__extract_group(text, pattern, group) -%}
    nullif(regexp_extract({{ text }}, '{{ pattern }}', {{ group }}), '')
{%- endmacro %}


{% macro byte_order(text) -%}
    {#- For order by: the same order of texts on every engine, whatever the database's collation. -#}
    {{ return(adapter.dispatch('byte_order', 'footfall')(text)) }}
{%- endmacro %}

{% macro default__byte_order(text) -%}
    {{ text }}
{%- endmacro %}

{% macro postgres__byte_order(text) -%}
    {{ text }} collate "C"
{%- endmacro %}


{% macro min_text(text) -%}
    {#- The first of a group's texts in byte order. A table must not inherit the collation of that order:
        its lower() would know ASCII only. -#}
    {{ return(adapter.dispatch('min_text', 'footfall')(text)) }}
{%- endmacro %}

{% macro default__min_text(text) -%}
    min({{ text }})
{%- endmacro %}

{% macro postgres__min_text(text) -%}
    min(({{ text }}) collate "C") collate "default"
{%- endmacro %}


{% macro quoted(values) -%}
    {#- Values as SQL literals of text, with commas between. -#}
    '{{ values | map("string") | map("replace", "'", "''") | join("', '") }}'
{%- endmacro %}
