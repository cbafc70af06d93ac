{% macro builds() %}
    {#- The table that remembers of what each table, and each day of it, was built. -#}
    {% set salt = graph.nodes['model.footfall.stg_footfall__pseudonym_salt'] %}
    {% do return(api.Relation.create(database=salt.database, schema=salt.schema, identifier='footfall_builds')) %}
{% endmacro %}


{% macro prepare_builds() %}
    {#- Before the first model: two models that make it at once would be in each other's way. Whoever asks how fresh
        the sources are writes nothing. -#}
    {% if execute and flags.WHICH != 'freshness' %}
        {% do adapter.create_schema(footfall.builds()) %}
        {% do footfall.begin_run() %}
        {% call statement('prepare_builds') %}
            create table if not exists {{ footfall.builds() }} (
                node {{ dbt.type_string() }}
                , activity_date date
                , built_from {{ dbt.type_string() }}
                , build_id {{ dbt.type_string() }}
                , built_at {{ dbt.type_timestamp() }}
            ) {{ footfall.builds_storage() }}
        {% endcall %}
        {% do adapter.commit() %}
    {% endif %}
{% endmacro %}


{% macro no_day() %}
    {#- What stands for rows without a usable time. -#}
    {% do return('0001-01-01') %}
{% endmacro %}


{% macro whole_table() %}
    {#- What stands for all days of a table at once. -#}
    {% do return('9999-12-31') %}
{% endmacro %}


{% macro date_literals(days) -%}
    {%- for day in days -%}cast('{{ day }}' as date){{ ', ' if not loop.last }}{%- endfor -%}
{%- endmacro %}


{% macro iso_date(value) %}
    {#- The ISO text of a date that a query gave: drivers give dates, times or text. -#}
    {% do return((value | string)[:10]) %}
{% endmacro %}


{% macro remember_seed() %}
    {#- A seed's file may have been edited since its table was filled: what counts is what was filled in. A seed
        of a project that uses this one as a package keeps no builds, and is known by its file. -#}
    {% if execute %}
        {% do footfall.forget_builds(model.unique_id) %}
        {% do footfall.remember_builds(
            model.unique_id, {footfall.whole_table(): model.checksum.checksum}, model.checksum.checksum
        ) %}
    {% endif %}
{% endmacro %}
