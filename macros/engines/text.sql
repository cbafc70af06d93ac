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

{% macro spark__matches_pattern(text, pattern) -%}
    {{ text }} rlike '{{ footfall.java_pattern(pattern) }}'
{%- endmacro %}


{% macro java_pattern(pattern) -%}
    {#- Java's own spelling, as a literal of Spark, in which a backslash is written twice: only a line feed ends a
        line (?d), `$` is the end of the text and not before its last line feed, and brackets in brackets need a
        backslash. -#}
    {%- set literal = pattern | replace('\\', '\\\\') -%}
    (?d){{ literal | replace('[[]', '\\\\[') | replace('[]]', '\\\\]') | replace('$', '\\\\z') }}
{%- endmacro %}


{% macro is_like(text, pattern) -%}
    {#- Whether the text is like a pattern of the seeds, in which a backslash is a letter: `corp\svc-%`.
        Engines differ in what it is by default. -#}
    {{ return(adapter.dispatch('is_like', 'footfall')(text, pattern)) }}
{%- endmacro %}

{% macro default__is_like(text, pattern) -%}
    {{ text }} like lower({{ pattern }}) escape ''
{%- endmacro %}

{% macro spark__is_like(text, pattern) -%}
    {{ text }} like replace(lower({{ pattern }}), '\\\\', '\\\\\\\\')
{%- endmacro %}


{% macro replace_pattern(text, pattern, replacement) -%}
    {#- Every match of a regular expression replaced; \\1 stands for the first group. -#}
    {{ return(adapter.dispatch('replace_pattern', 'footfall')(text, pattern, replacement)) }}
{%- endmacro %}

{% macro default__replace_pattern(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{% macro spark__replace_pattern(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ footfall.java_pattern(pattern) }}', '{{ replacement | replace("\\", "$") }}')
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

{% macro spark__extract_group(text, pattern, group) -%}
    nullif(regexp_extract({{ text }}, '{{ footfall.java_pattern(pattern) }}', {{ group }}), '')
{%- endmacro %}


{% macro text_part(text, delimiter, number) -%}
    {#- dbt-spark's own gives null, not '', where there are fewer parts. -#}
    {{ return(adapter.dispatch('text_part', 'footfall')(text, delimiter, number)) }}
{%- endmacro %}

{% macro default__text_part(text, delimiter, number) -%}
    {{ dbt.split_part(text, delimiter, number) }}
{%- endmacro %}

{% macro spark__text_part(text, delimiter, number) -%}
    split_part({{ text }}, {{ delimiter }}, {{ number }})
{%- endmacro %}


{% macro error_fingerprint(text) -%}
    {#- MD5 of a message or stack without what differs each time that the same thing fails. -#}
    {%- set changing = [
        '[^ @]+@[^ @]+[.][^ @]+',
        '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}',
        '[0-9a-fA-F]*[0-9][0-9a-fA-F]*',
    ] -%}
    {%- set kept = namespace(text=text) -%}
    {%- for pattern in changing -%}
        {%- set kept.text = footfall.replace_pattern(kept.text, pattern, '#') -%}
    {%- endfor -%}
    md5({{ kept.text }})
{%- endmacro %}


{% macro text_list(text) -%}
    {#- A group's texts in byte order, with `, ` between them. -#}
    {{ return(adapter.dispatch('text_list', 'footfall')(text)) }}
{%- endmacro %}

{% macro default__text_list(text) -%}
    {{ dbt.listagg(text, "', '", 'order by ' ~ footfall.byte_order(text)) }}
{%- endmacro %}

{% macro spark__text_list(text) -%}
    {#- dbt-spark's own has no order. -#}
    listagg({{ text }}, ', ') within group (order by {{ text }})
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


{% macro min_text(text, window=none) -%}
    {#- The first of a group's texts in byte order, or of a window's. A table must not inherit the collation of that
        order: its lower() would know ASCII only. -#}
    {{ return(adapter.dispatch('min_text', 'footfall')(text, ' over (' ~ window ~ ')' if window else '')) }}
{%- endmacro %}

{% macro default__min_text(text, over) -%}
    min({{ text }}){{ over }}
{%- endmacro %}

{% macro postgres__min_text(text, over) -%}
    min(({{ text }}) collate "C"){{ over }} collate "default"
{%- endmacro %}


{% macro quoted(values) -%}
    {#- Values as SQL literals of text, with commas between. -#}
    {{ return(adapter.dispatch('quoted', 'footfall')(values)) }}
{%- endmacro %}

{% macro default__quoted(values) -%}
    '{{ values | map("string") | map("replace", "'", "''") | join("', '") }}'
{%- endmacro %}

{% macro spark__quoted(values) -%}
    {#- A backslash in a literal of Spark escapes what follows. -#}
    {%- set texts = [] -%}
    {%- for value in values -%}
        {%- do texts.append(value | string | replace('\\', '\\\\')) -%}
    {%- endfor -%}
    {{ footfall.default__quoted(texts) }}
{%- endmacro %}
