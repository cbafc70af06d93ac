{% macro replacements(identity_hash, replacement) -%}
    {#- Aggregate: a map of what stands in for whom, for replacement_of and holds_key. -#}
    {{ return(adapter.dispatch('replacements', 'footfall')(identity_hash, replacement)) }}
{%- endmacro %}

{% macro duckdb__replacements(identity_hash, replacement) -%}
    map_from_entries(list(struct_pack(k := {{ identity_hash }}, v := {{ replacement }})))
{%- endmacro %}

{% macro postgres__replacements(identity_hash, replacement) -%}
    jsonb_object_agg({{ identity_hash }}, {{ replacement }})
{%- endmacro %}

{% macro spark__replacements(identity_hash, replacement) -%}
    map_from_entries(collect_list(struct({{ identity_hash }}, {{ replacement }})))
{%- endmacro %}


{% macro replacement_of(replacements, hash) -%}
    {#- What the map has for the hash, or null. -#}
    {{ return(adapter.dispatch('replacement_of', 'footfall')(replacements, hash)) }}
{%- endmacro %}

{% macro duckdb__replacement_of(replacements, hash) -%}
    map_extract_value({{ replacements }}, {{ hash }})
{%- endmacro %}

{% macro postgres__replacement_of(replacements, hash) -%}
    ({{ replacements }} ->> {{ hash }})
{%- endmacro %}

{% macro spark__replacement_of(replacements, hash) -%}
    try_element_at({{ replacements }}, {{ hash }})
{%- endmacro %}


{% macro holds_erased(text, system) -%}
    {#- Whether a word of the text, or two in a row, are those of somebody erased. The text is as clean_user gave it;
        `erasures` is in the query. -#}
    {{ return(adapter.dispatch('holds_erased', 'footfall')(text, system)) }}
{%- endmacro %}

{% macro duckdb__holds_erased(text, system) -%}
    {%- set has_erased -%}
        list_has_any(
            list_concat(
                list_transform(words, lambda word: {{ footfall.identity_hash(system, 'word') }}),
                list_transform(
                    list_zip(words, words[2:]),
                    lambda pair: {{ footfall.name_hash("pair[1] || ' ' || pair[2]") }}
                )
            ),
            map_keys(erasures.replacements)
        )
    {%- endset -%}
    {{ footfall.bound(
        "regexp_extract_all(" ~ text ~ ", '" ~ footfall.word_pattern() ~ "')", 'words', has_erased
    ) }}
{%- endmacro %}

{% macro postgres__holds_erased(text, system) -%}
    exists (
        select 1
        from (
            select
                matches.words[1] as word
                , lead(matches.words[1]) over (order by matches.place) as next_word
            from regexp_matches({{ text }}, '{{ footfall.word_pattern() }}', 'g')
                with ordinality as matches (words, place)
        ) as pairs
        where
            jsonb_exists(erasures.replacements, {{ footfall.identity_hash(system, 'pairs.word') }})
            or jsonb_exists(
                erasures.replacements, {{ footfall.name_hash("pairs.word || ' ' || pairs.next_word") }}
            )
    )
{%- endmacro %}

{% macro spark__holds_erased(text, system) -%}
    {%- set has_erased -%}
        coalesce(arrays_overlap(
            concat(
                transform(words, word -> {{ footfall.identity_hash(system, 'word') }}),
                zip_with(
                    words,
                    slice(words, 2, size(words)),
                    (word, next_word) -> coalesce({{ footfall.name_hash("word || ' ' || next_word") }}, '')
                )
            ),
            map_keys(erasures.replacements)
        ), false)
    {%- endset -%}
    {{ footfall.bound(
        "regexp_extract_all(" ~ text ~ ", '" ~ footfall.word_pattern() | replace('\\', '\\\\')
        ~ "', 0)", 'words', has_erased
    ) }}
{%- endmacro %}


{% macro word_pattern() -%}
    {#- Words as people are named by: dots and at signs only within, so that `(see ann@corp.com.)` has `ann@corp.com`.
        What POSIX, RE2 and Java read alike. -#}
    [^{{ footfall.between_words() }}]+(?:[.@][^{{ footfall.between_words() }}]+)*
{%- endmacro %}


{% macro between_words() -%}
    {#- For a class of characters of a regular expression, in a literal of SQL. -#}
    \s\\!"#$&''()*,/:;<=>?@.^`{|}~\[\]
{%- endmacro %}


{% macro words_pattern(texts) -%}
    {#- A pattern with three groups: what stands before one of these texts, itself, and what stands behind. Before it
        may be a character that JSON has escaped: a line break, or a bracket as \u003c. -#}
    {%- set between = footfall.between_words() | replace('@.', '') -%}
    (^|[{{ between }}]|[^\\]\\[nrtbf]|\\u00[0-7][0-9a-f])({{ texts | join('|') }})($|[{{ between }}]|[.]$|[.][{{ between }}])
{%- endmacro %}


{% macro has_words(column, pattern) -%}
    {#- Whether a raw column has what words_pattern says, in capitals or not. -#}
    {{ return(adapter.dispatch('has_words', 'footfall')(column, pattern)) }}
{%- endmacro %}

{% macro postgres__has_words(column, pattern) -%}
    cast({{ column.quoted }} as {{ dbt.type_string() }}) ~* '{{ pattern }}'
{%- endmacro %}

{% macro duckdb__has_words(column, pattern) -%}
    regexp_matches(cast({{ column.quoted }} as {{ dbt.type_string() }}), '{{ pattern }}', 'i')
{%- endmacro %}

{% macro spark__has_words(column, pattern) -%}
    {{ column.quoted }} rlike '(?i){{ pattern | replace("\\", "\\\\") }}'
{%- endmacro %}


{% macro replace_words(relation, column, pattern, replacement) -%}
    {#- A statement that puts the replacement in place of what words_pattern says, in a raw column. -#}
    {{ return(adapter.dispatch('replace_words', 'footfall')(relation, column, pattern, replacement)) }}
{%- endmacro %}

{% macro default__replace_words(relation, column, pattern, replacement) -%}
    {%- set text = 'cast(' ~ column.quoted ~ ' as ' ~ dbt.type_string() ~ ')' -%}
    update {{ relation }} set {{ column.quoted }} = cast(regexp_replace({{ text }}, '{{ pattern }}', '\1
    {{- replacement }}\3', 'gi') as {{ column.data_type }}) where {{ footfall.has_words(column, pattern) }}
{%- endmacro %}

{% macro spark__replace_words(relation, column, pattern, replacement) -%}
    {#- Tables of Delta or Iceberg can be updated; others have to be written anew by whoever loads them. -#}
    update {{ relation }} set {{ column.quoted }} = regexp_replace({{ column.quoted }}, '(?i)
    {{- pattern | replace("\\", "\\\\") }}', '$1{{ replacement }}$3') where {{ footfall.has_words(column, pattern) }}
{%- endmacro %}


{% macro erase_rows(relation, changes, condition, erasures, days) %}
    {#- Columns of a table's rows rewritten in place. changes: column -> SQL; condition: which rows, both of the row
        `stored` and the row `erasures`; days: their ISO dates, or none of a table that has no days. -#}
    {% do adapter.dispatch('erase_rows', 'footfall')(relation, changes, condition, erasures, days) %}
{% endmacro %}

{% macro default__erase_rows(relation, changes, condition, erasures, days) %}
    {% call statement('erase_rows') %}
        update {{ relation }} as stored
        set
            {% for column, changed in changes.items() %}
            {{ adapter.quote(column) }} = {{ changed }}{{ ',' if not loop.last }}
            {% endfor %}
        from ({{ erasures }}) as erasures
        where {{ condition }}
    {% endcall %}
{% endmacro %}

{% macro spark__erase_rows(relation, changes, condition, erasures, days) %}
    {#- Files cannot be changed: the days are read into a table of their own, and replace their partitions. -#}
    {% set intermediate_relation = footfall.name_for_once(relation, 'tmp') %}
    {% set columns = footfall.columns_of(relation) %}
    {% call statement('read_days') %}
        create table {{ intermediate_relation }} using parquet as
        select
            {% for name, _ in columns %}
            {{ changes.get(name, 'stored.' ~ adapter.quote(name)) }} as {{ adapter.quote(name) }}
            {{- ',' if not loop.last }}
            {% endfor %}
        from {{ relation }} as stored
        cross join ({{ erasures }}) as erasures
        {{ 'where ' ~ footfall.is_in_days('stored.activity_date', days) if days is not none }}
    {% endcall %}
    {% if days is none %}
        {% do footfall.overwrite_table(relation, 'select * from ' ~ intermediate_relation, 'write_rows') %}
        {% do adapter.drop_relation(intermediate_relation) %}
        {% do return(none) %}
    {% endif %}
    {% do footfall.overwrite_partitions_only() %}
    {% set names = columns | map('first') | join('`, `') %}
    {% call statement('write_days') %}
        insert overwrite table {{ relation }} partition (activity_date) (`{{ names }}`)
        select /*+ rebalance(activity_date) */ `{{ names }}` from {{ intermediate_relation }}
    {% endcall %}
    {% do adapter.drop_relation(intermediate_relation) %}
{% endmacro %}
