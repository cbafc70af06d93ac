{% macro tell_source_issues(source_issues, severity) %}
    {#- dbt counts the rows of a test, and does not say what is in them. Only where data are tested: to compile a
        project, or to document it, must not depend on its data. -#}
    {% if execute and flags.WHICH in ['build', 'test'] and load_relation(source_issues) is not none %}
        {% set messages = footfall.source_issues(source_issues) | selectattr('severity', 'eq', severity)
            | map(attribute='message') | list %}
        {% if messages and severity == 'error' and model.config.severity | lower == 'error' %}
            {% do exceptions.raise_compiler_error('footfall: ' ~ messages | join('\nfootfall: ')) %}
        {% endif %}
        {% for message in messages %}{% do exceptions.warn('footfall: ' ~ message) %}{% endfor %}
    {% endif %}
{% endmacro %}


{% macro source_issues(relation) %}
    {#- The rows of the mart source_issues, as people are told of them: the worst first. -#}
    {% set issues = [] %}
    {% for row in run_query(
        'select system, severity, issue, message from ' ~ relation ~ ' order by severity, '
        ~ footfall.byte_order('message')
    ).rows %}
        {% do issues.append({'system': row[0], 'severity': row[1], 'issue': row[2], 'message': row[3]}) %}
    {% endfor %}
    {% do return(issues) %}
{% endmacro %}


{% macro print_source_issues() %}
    {#- The rows of the mart source_issues as JSON, none where it is not built: a run-operation, which writes nothing. -#}
    {% if execute %}
        {% set node = graph.nodes['model.footfall.source_issues'] %}
        {% set relation = load_relation(
            api.Relation.create(database=node.database, schema=node.schema, identifier=node.alias)
        ) %}
        {% do print(tojson({
            'is_built': relation is not none,
            'issues': footfall.source_issues(relation) if relation is not none else [],
        })) %}
    {% endif %}
{% endmacro %}
