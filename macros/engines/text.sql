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
    {#- Whether the text is like a pattern of the seeds: % is any text, _ any one character, [_] an underscore. A
        backslash is a letter: `corp\svc-%`. Engines differ in what it is by default. -#}
    {{ return(adapter.dispatch('is_like', 'footfall')(text, pattern)) }}
{%- endmacro %}

{% macro default__is_like(text, pattern) -%}
    {{ text }} like replace({{ footfall.fold_case(pattern) }}, '[_]', chr(1) || '_') escape chr(1)
{%- endmacro %}

{% macro spark__is_like(text, pattern) -%}
    {{ text }} like replace({{ footfall.fold_case(pattern) }}, '[_]', '\u0001_') escape '\u0001'
{%- endmacro %}


{% macro fold_case(text) -%}
    {#- Lower case by Unicode, whatever the locale of the database: a dotted capital I is an i, and both small sigmas
        are one. -#}
    replace(replace({{ adapter.dispatch('fold_case', 'footfall')(text) }}, 'i̇', 'i'), 'ς', 'σ')
{%- endmacro %}

{% macro default__fold_case(text) -%}
    lower({{ text }})
{%- endmacro %}

{% macro postgres__fold_case(text) -%}
    lower(({{ text }}) collate "{{ footfall.unicode_collation() }}") collate "default"
{%- endmacro %}


{% macro lower_ascii(text) -%}
    {#- Lower case of a text of ASCII: in a Turkish locale I is no i. -#}
    {{ return(adapter.dispatch('lower_ascii', 'footfall')(text)) }}
{%- endmacro %}

{% macro default__lower_ascii(text) -%}
    lower({{ text }})
{%- endmacro %}

{% macro postgres__lower_ascii(text) -%}
    lower(({{ text }}) collate "C") collate "default"
{%- endmacro %}


{% macro unicode_collation() %}
    {#- A collation of PostgreSQL that knows all letters: built in from version 17 on, before that where the server was
        built with ICU, else the database's own. -#}
    {% set found = run_query(
        "select collname from pg_collation where collname in ('pg_c_utf8', 'und-x-icu') order by collname limit 1"
    ).rows if execute %}
    {% do return(found[0][0] if found else 'default') %}
{% endmacro %}


{% macro composed(text) -%}
    {#- An e and an accent are one letter (NFC). -#}
    {{ return(adapter.dispatch('composed', 'footfall')(text)) }}
{%- endmacro %}

{% macro duckdb__composed(text) -%}
    nfc_normalize({{ text }})
{%- endmacro %}

{% macro postgres__composed(text) -%}
    normalize({{ text }}, NFC)
{%- endmacro %}

{% macro spark__composed(text) -%}
    {#- Of ICU, which Spark brings along. -#}
    reflect('com.ibm.icu.text.Normalizer', 'compose', {{ text }}, false)
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


{% macro characters(code_points) -%}
    {#- SQL of a text of these characters. Control characters are not written into SQL. -#}
    {%- set texts = [] -%}
    {%- for code_point in code_points -%}
        {%- do texts.append(
            'chr(' ~ code_point ~ ')' if code_point < 160 else footfall.quoted(['%c' | format(code_point)])
        ) -%}
    {%- endfor -%}
    {{ texts | join(' || ') | replace("' || '", '') }}
{%- endmacro %}
