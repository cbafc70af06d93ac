{% macro surrogate_key(columns) -%}
    {#- MD5 of the columns' texts, in lower-case hex. Null and '' differ. -#}
    {%- set texts = [] -%}
    {%- for column in columns -%}
        {%- do texts.append("coalesce(cast(" ~ column ~ " as " ~ dbt.type_string() ~ "), '~null~')") -%}
    {%- endfor -%}
    md5(concat_ws('|', {{ texts | join(', ') }}))
{%- endmacro %}


{% macro sha256_hex(text) -%}
    {{ return(adapter.dispatch('sha256_hex', 'footfall')(text)) }}
{%- endmacro %}

{% macro default__sha256_hex(text) -%}
    sha256({{ text }})
{%- endmacro %}

{% macro postgres__sha256_hex(text) -%}
    encode(sha256(convert_to({{ text }}, 'UTF8')), 'hex')
{%- endmacro %}

{% macro spark__sha256_hex(text) -%}
    sha2({{ text }}, 256)
{%- endmacro %}


{% macro random_text() -%}
    {#- At least 480 random bits as text. -#}
    {{ return(adapter.dispatch('random_text', 'footfall')()) }}
{%- endmacro %}

{% macro default__random_text() -%}
    concat(
        cast(gen_random_uuid() as {{ dbt.type_string() }}), cast(gen_random_uuid() as {{ dbt.type_string() }}),
        cast(gen_random_uuid() as {{ dbt.type_string() }}), cast(gen_random_uuid() as {{ dbt.type_string() }})
    )
{%- endmacro %}

{% macro spark__random_text() -%}
    {#- Spark's own uuid() comes from a small seed; Java's from the machine's secure source. -#}
    concat(
        {%- for number in range(4) %}
        reflect('java.util.UUID', 'randomUUID'){{ ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}


{% macro rows_hash(rows) -%}
    {#- Aggregate: a number that is the same where the rows are, in whatever order. -#}
    {{ return(adapter.dispatch('rows_hash', 'footfall')(rows)) }}
{%- endmacro %}

{% macro postgres__rows_hash(rows) -%}
    sum(cast(hashtext(cast({{ rows }} as text)) as bigint))
{%- endmacro %}

{% macro duckdb__rows_hash(rows) -%}
    sum(cast(hash({{ rows }}) as hugeint))
{%- endmacro %}

{% macro spark__rows_hash(rows) -%}
    sum(cast(xxhash64({{ rows }}) as decimal(38, 0)))
{%- endmacro %}


{% macro whole_row(alias) -%}
    {#- A relation's row, for rows_hash. -#}
    {{ return(adapter.dispatch('whole_row', 'footfall')(alias)) }}
{%- endmacro %}

{% macro default__whole_row(alias) -%}
    {{ alias }}
{%- endmacro %}

{% macro spark__whole_row(alias) -%}
    {#- With the columns' names: xxhash64 passes over nulls, wherever they stand. -#}
    to_json(struct({{ alias }}.*))
{%- endmacro %}
