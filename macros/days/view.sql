{% materialization view, default %}
    {#- dbt's own renames twice and drops, for every view of every run. -#}

    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set target_relation = this.incorporate(type='view') -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {% if existing_relation is not none and not existing_relation.is_view %}
        {% do adapter.drop_relation(existing_relation) %}
    {% endif %}
    {% do footfall.require_erased_columns(sql) %}
    {%- set is_replaced = footfall.replace_view(existing_relation, target_relation, sql) -%}

    {% do apply_grants(target_relation, config.get('grants'), should_revoke(existing_relation, is_replaced)) %}
    {% do persist_docs(target_relation, model) %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [target_relation]}) }}

{% endmaterialization %}
