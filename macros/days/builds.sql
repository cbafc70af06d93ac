{% macro builds() %}
    {#- The table that remembers of what each table, and each day of it, was built. -#}
    {% set salt = graph.nodes['model.footfall.stg_footfall__pseudonym_salt'] %}
    {% do return(api.Relation.create(database=salt.database, schema=salt.schema, identifier='footfall_builds')) %}
{% endmacro %}


{% macro prepare_builds() %}
    {#- Before the first model: two models that make it at once would be in each other's way. -#}
    {% if execute %}
        {% do adapter.create_schema(footfall.builds()) %}
        {% do footfall.begin_run() %}
        {% call statement('prepare_builds') %}
            create table if not exists {{ footfall.builds() }} (
                node {{ dbt.type_string() }}
                , activity_date date
                , built_from {{ dbt.type_string() }}
                , build_id {{ dbt.type_string() }}
                , built_at {{ dbt.type_timestamp() }}
            )
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


{% macro forget_builds(node, days=none) %}
    {% call statement('forget_builds') %}
        delete from {{ footfall.builds() }}
        where
            node = '{{ node }}'
            {% if days is not none %}and activity_date in ({{ footfall.date_literals(days) }}){% endif %}
    {% endcall %}
{% endmacro %}


{% macro remember_builds(node, built_from, build_id) %}
    {#- built_from: date -> text. -#}
    {% if built_from %}
    {% call statement('remember_builds') %}
        insert into {{ footfall.builds() }} (node, activity_date, built_from, build_id, built_at) values
        {% for day, inputs in built_from.items() %}
        (
            '{{ node }}', cast('{{ day }}' as date), '{{ inputs }}', '{{ build_id }}',
            cast('{{ modules.datetime.datetime.utcnow().isoformat(' ') }}' as {{ dbt.type_timestamp() }})
        ){{ ',' if not loop.last }}
        {% endfor %}
    {% endcall %}
    {% endif %}
{% endmacro %}


{% macro date_literals(days) -%}
    {%- for day in days -%}cast('{{ day }}' as date){{ ', ' if not loop.last }}{%- endfor -%}
{%- endmacro %}
