{% materialization rebuilt_whole, default %}

    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set inputs = footfall.build_inputs(model, by_day=false) -%}
    {%- set node = model.unique_id -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- set version = footfall.whole_version(sql, inputs, with_days=true) -%}
    {%- set is_stale = (
        existing_relation is none
        or not existing_relation.is_table
        or should_full_refresh()
        or inputs.sources | length > 0
        or footfall.recorded_whole_version(node) != version
    ) -%}

    {% if is_stale %}
        {% do footfall.require_erased_columns(sql) %}
        {% do footfall.forget_builds(node) %}
        {%- set backup_relation = footfall.replace_table(
            existing_relation, target_relation, footfall.with_retired_rows(sql, existing_relation)
        ) -%}
        {% do footfall.remember_builds(
            node, {footfall.whole_table(): version}, footfall.fingerprint(target_relation, node)
        ) %}
    {% else %}
        {% call noop_statement('main', 'nothing new', 'OK', 0) %}{% endcall %}
    {% endif %}

    {% do footfall.analyze_table(target_relation) if is_stale %}
    {{ run_hooks(post_hooks if is_stale else [], inside_transaction=True) }}
    {% do apply_grants(target_relation, config.get('grants'), should_revoke(existing_relation, is_stale)) %}
    {% do persist_docs(target_relation, model) if is_stale %}
    {% if is_stale %}{{ drop_relation_if_exists(backup_relation) }}{% endif %}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks if is_stale else [], inside_transaction=False) }}

    {{ return({'relations': [target_relation]}) }}

{% endmaterialization %}


{% macro fingerprint(relation, node) %}
    {#- A text that is the same where the rows are: what reads the table is then not built anew. -#}
    {% set readers = [] %}
    {% for reader in graph.nodes.values() if reader.resource_type == 'model' and node in reader.depends_on.nodes %}
        {% do readers.append(reader.name) %}
    {% endfor %}
    {% if not readers %}{% do return(invocation_id) %}{% endif %}
    {% do return(run_query(
        'select ' ~ footfall.rows_fingerprint('rows_of_table') ~ ' from ' ~ relation ~ ' as rows_of_table'
    ).rows[0][0]) %}
{% endmacro %}


{% macro rows_fingerprint(alias) -%}
    {#- Aggregate: the number of rows and their hash as one text. -#}
    {%- set hash = 'cast(' ~ footfall.rows_hash(footfall.whole_row(alias)) ~ ' as ' ~ dbt.type_string() ~ ')' -%}
    cast(count(*) as {{ dbt.type_string() }}) || '/' || coalesce({{ hash }}, '')
{%- endmacro %}
