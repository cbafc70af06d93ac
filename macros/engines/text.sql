{% macro whole_number(text) -%}
    {#- Text as bigint where it is a whole number of at most 18 digits, else null: engines differ in
        what else they would cast ('1e3', '12.0', ' 7'). -#}
    case when {{ footfall.matches_pattern(text, '^-?[0-9]{1,18}$') }} then cast({{ text }} as bigint) end
{%- endmacro %}


{% macro matches_pattern(text, pattern) -%}
    {#- Whether a regular expression is found in the text. Patterns keep to what POSIX, RE2 and Java share. -#}
    {{ return(adapter.dispatch('matches_pattern', 'footfall')(text, pattern)) }}
{%- endmacro %}

{% macro postgres__matches_pattern(text, pattern) -%}
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
    {#- Whether a text in lower case is like a pattern of the seeds, in whatever case. -#}
    {{ footfall.fits_pattern(text, footfall.fold_case(pattern)) }}
{%- endmacro %}


{% macro fits_pattern(text, pattern) -%}
    {#- Whether the text is like a pattern: % is any text, _ any one character, [_] an underscore. A backslash is a
        letter: `corp\svc-%`. Engines differ in what it is by default. -#}
    {{ return(adapter.dispatch('fits_pattern', 'footfall')(text, pattern)) }}
{%- endmacro %}

{% macro default__fits_pattern(text, pattern) -%}
    {{ text }} like replace({{ pattern }}, '[_]', chr(1) || '_') escape chr(1)
{%- endmacro %}

{% macro spark__fits_pattern(text, pattern) -%}
    {{ text }} like replace({{ pattern }}, '[_]', '\u0001_') escape '\u0001'
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
    {#- Of ICU, which Spark brings along, and which takes no null. -#}
    try_reflect('com.ibm.icu.text.Normalizer', 'compose', {{ text }}, false)
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
    {#- A capturing group of the first match, null where nothing matches or it is empty. -#}
    {{ return(adapter.dispatch('extract_group', 'footfall')(text, pattern, group)) }}
{%- endmacro %}

{% macro postgres__extract_group(text, pattern, group) -%}
    nullif((regexp_match({{ text }}, '{{ pattern }}'))[{{ group }}], '')
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
    {%- set kept = namespace(text=text) -%}
    {%- for change in footfall.fingerprint_changes() -%}
        {%- set kept.text = footfall.replace_pattern(kept.text, change.pattern, change.replacement) -%}
    {%- endfor -%}
    md5({{ kept.text }})
{%- endmacro %}


{% macro fingerprint_changes() -%}
    {#- What is replaced in a message, one pattern after the other. They keep to what POSIX, RE2 and Java share. Of
        alternatives POSIX takes the longest, the others the first: where two can start at the same letter, the longer
        one comes first. `\x27` is an apostrophe, which literals of SQL do not spell alike. -#}
    {#- Between two letters an apostrophe ends no quotation: don't. -#}
    {%- set letter = '[^\\x01-@\\[-\\x60{-\\x7f]' -%}
    {%- set apostrophe = letter ~ '\\x27' ~ letter -%}
    {%- set escaped = '\\\\[^\\r\\n]' -%}
    {%- set in_double = '(?:[^"\\\\\\r\\n]|' ~ escaped ~ ')*' -%}
    {%- set in_single = '(?:' ~ apostrophe ~ '|[^\\x27\\\\\\r\\n]|' ~ escaped ~ ')*' -%}
    {#- Two words at least, and so no name. -#}
    {%- set words_in_double = '(?:[^ "\\\\\\r\\n]|' ~ escaped ~ ')* ' ~ in_double -%}
    {%- set words_in_single = '(?:' ~ apostrophe ~ '|[^ \\x27\\\\\\r\\n]|' ~ escaped ~ ')* ' ~ in_single -%}
    {%- set keys = '[A-Za-z_]*(?:[Ee]rror|[Mm]essage|[Cc]ode|[Rr]eason|[Tt]ype|[Ss]tatus|[Tt]itle|[Dd]etails?'
        ~ '|[Dd]escription|[Ee]xception|[Cc]ause)' -%}
    {#- A message in quotes: of an exception as Python shows it, of a log line, of a JSON object. -#}
    {%- set message = {
        'pattern': '([A-Z][A-Za-z0-9_]*[(]|(?:desc|msg|err|error|message|reason) ?= ?)'
            ~ '(?:"(' ~ words_in_double ~ ')"|\\x27(' ~ words_in_single ~ ')\\x27)'
            ~ '|["\\x27](' ~ keys ~ ')["\\x27] ?: ?(?:"(' ~ in_double ~ ')"|\\x27(' ~ in_single ~ ')\\x27)?',
        'replacement': '\\1\\2\\3\\4 \\5\\6',
    } -%}
    {%- set quotations = [
        '\\\\+"[^"\\r\\n]*"',
        '(?:"' ~ in_double ~ '")+',
        '(^|[^A-Za-z0-9\\x27"`“”„‘‚«»‹›])[bu]?(?:\\x27' ~ in_single ~ '\\x27)+',
        '`(?:' ~ apostrophe ~ '|[^`\\x27\\r\\n])*[`\\x27]',
        '[“”„][^“”„\\r\\n]*[“”]',
        '[‘‚](?:' ~ letter ~ '’' ~ letter ~ '|[^‘’\\r\\n])*[‘’]',
        '[«»‹›][^«»‹›\\r\\n]*[«»‹›]',
        '「[^「」\\r\\n]*」',
    ] -%}
    {%- set apart = '\\t\\r\\n "(){}<>\\[\\],;:=|/@#' -%}
    {%- set addresses = [
        '((?:(?:request|trace|span|correlation|session|transaction|operation|invocation|event|host)[ _-]?id|ur[il])'
            ~ ' ?[:=]+ ?)[^ \\t\\r\\n,;(){}<>\\]]+',
        '(?:[a-z][a-z0-9+.-]*://|arn:aws[a-z-]*:)[^ \\t\\r\\n"<>]+',
        '[^' ~ apart ~ ']+@(?:[^' ~ apart ~ '.]+[.])+[^' ~ apart ~ '.0-9][^' ~ apart ~ '.]*',
        '((?:to|from|at|host|server|tcp|dial) )[a-z][a-z0-9_-]*:[0-9]{2,5}',
        '(?:[a-z0-9-]+[.])+(?:com|net|org|io|local|internal|localdomain|lan|corp|svc|example|test|invalid)'
            ~ '(?::[0-9]+)?[.]?([^a-z0-9.-]|$)',
        '(?:localhost|[a-z0-9]+(?:[.-][a-z0-9]+)+):(?:[0-9]{4,5}|80|443)',
        'line [0-9]+: [^\\r\\n]*\\r?\\n *\\^',
        '=[(][^()\\r\\n]*[)]',
        'row contains [(][^\\r\\n]*',
    ] -%}
    {%- set months = 'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?'
        ~ '|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?' -%}
    {#- Numbers that say what failed, and words that have a digit by nature. -#}
    {%- set telling = [
        '(?:[a-z_]*(?:code|status|errno)|http(?:/[0-9.]+| error)?)[^a-z0-9\\r\\n]{1,3}[0-9]{1,4}(?:[^a-z0-9]|$)',
        'sqlstate[^a-z0-9\\r\\n]{1,3}[0-9a-z]{5}',
        'ora-[0-9]{5}',
        '[(][1-9][0-9]{2,3}, #',
        '(?:u?int(?:8|16|32|64)|float(?:16|32|64)|decimal(?:32|64|128)|utf-?(?:8|16|32)|sha-?(?:1|256|512)|md5|base64'
            ~ '|x509|ipv[46]|http2|oauth2|s3|ec2|route53|k8s|neo4j|log4j|psycopg2|urllib3|boto3)(?:[^a-z0-9-]|$)',
    ] -%}
    {%- set numbers = [
        '\\[[0-9a-f]*:[0-9a-f:.]+(?:%[a-z0-9]+)?\\]',
        '(?:[0-9a-f]{0,3}[0-9][0-9a-f]{0,3}|f[cde][0-9a-f]{2})(?::[0-9a-f]{0,4}){2,7}(?:[.][0-9]+)*(?:%[a-z0-9]+)?',
        '::(?:ffff:)?[0-9][0-9a-f]*(?:[.:][0-9a-f]+)*',
        '(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? +)?(?:[0-9]{1,2}[ -])?(?:' ~ months ~ ')[ -]+[0-9]{1,4}',
        '(' ~ telling | join('|') ~ ')',
        '(?:[a-z]+-)*[a-z]*[0-9][a-z0-9]*(?:-[a-z0-9]+)*',
        '(?:[a-z0-9]+-)+[bcdfghjklmnpqrstvwxz2456789]{5}([^a-z0-9-]|$)',
    ] -%}
    {%- set unit = '(?: ?(?:milliseconds?|microseconds?|nanoseconds?|seconds?|secs?|minutes?|mins?|hours?|days?'
        ~ '|attempts?|retries|retry|times?|rows?|bytes?|µs|μs|ms|[ap]m|gmt|utc))?' -%}
    {#- One exception may be told within another. -#}
    {% do return([
        message,
        message,
        {'pattern': quotations | join('|'), 'replacement': '\\1#'},
        {'pattern': '(?i)' ~ addresses | join('|'), 'replacement': '\\1\\2#\\3'},
        {'pattern': '(?i)' ~ numbers | join('|'), 'replacement': '\\1#\\2'},
        {'pattern': '(?i)#' ~ unit ~ '(?:[ ,.:;+_~-]*#' ~ unit ~ ')*', 'replacement': '#'},
    ]) %}
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


{% macro characters(code_points) -%}
    {#- SQL of a text of these characters. A carriage return may become another end of a line in a file of SQL. -#}
    {%- set text = namespace(characters='') -%}
    {%- for code_point in code_points if code_point != 13 -%}
        {%- set text.characters = text.characters ~ '%c' | format(code_point) -%}
    {%- endfor -%}
    {{ 'chr(13) || ' if 13 in code_points }}{{ footfall.quoted([text.characters]) }}
{%- endmacro %}
