{% macro rotate_pseudonym_salt() %}
    {#- A new secret with the next build. The old one is nowhere else: pseudonyms of before and after cannot be
        brought together any more. -#}
    {% if execute %}
        {% set salt = graph.nodes['model.footfall.base_footfall__pseudonym_salt'] %}
        {% set relation = adapter.get_relation(
            database=salt.database, schema=salt.schema, identifier=salt.alias
        ) %}
        {% if relation is none %}
            {% do exceptions.raise_compiler_error(
                'footfall: there is no salt in ' ~ salt.schema ~ '.' ~ salt.alias
                ~ ' yet, or no longer. The next dbt build makes one.'
            ) %}
        {% endif %}
        {#- Outside of a materialization dbt's own drop begins no transaction, and nothing would commit it. -#}
        {% call statement('begin_rotation') %}select 1 as one{% endcall %}
        {% do adapter.drop_relation(relation) %}
        {% do adapter.commit() %}
        {% do log('footfall: the salt is gone. dbt build makes another, and builds all that it keys.', info=true) %}
    {% endif %}
{% endmacro %}
