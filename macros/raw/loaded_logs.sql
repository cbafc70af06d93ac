{% macro loaded_logs() %}
    {#- The sources of logs that `footfall load log` keeps as they are, of whatever project. -#}
    {% set logs = [] %}
    {% for source in graph.sources.values() | sort(attribute='unique_id') if footfall.is_loaded_log(source) %}
        {% do logs.append(source) %}
    {% endfor %}
    {% do return(logs) %}
{% endmacro %}


{% macro is_loaded_log(source) %}
    {% do return(((source.get('config') or {}).get('meta') or {}).get('footfall_log') is true) %}
{% endmacro %}


{% macro loaded_log_relation(log) %}
    {#- None where the table is not there. -#}
    {% do return(adapter.get_relation(database=log.database, schema=log.schema, identifier=log.identifier)) %}
{% endmacro %}


{% macro readers_of_loaded_log(log) %}
    {#- The custom sources that read its table. -#}
    {% set readers = [] %}
    {% for table in footfall.custom_tables() if table.name not in readers %}
        {% for relation in footfall.custom_relations(table)
            if (relation.schema | lower, relation.identifier | lower) == (log.schema | lower, log.identifier | lower)
            and table.name not in readers %}
            {% do readers.append(table.name) %}
        {% endfor %}
    {% endfor %}
    {% do return(readers) %}
{% endmacro %}


{% macro print_loaded_logs() %}
    {#- What `footfall doctor` tells of each log: prints it as JSON. A run-operation; it writes nothing. -#}
    {% if execute %}
        {% set found = [] %}
        {% for log in footfall.loaded_logs() %}
            {% set relation = footfall.loaded_log_relation(log) %}
            {% set newest = 'cast(max(loaded_at) as ' ~ dbt.type_string() ~ ')' %}
            {% set counts = run_query('select count(*), ' ~ newest ~ ' from ' ~ relation).rows[0]
                if relation is not none else [none, none] %}
            {% do found.append({
                'name': log.source_name ~ '.' ~ log.name,
                'declared_in': log.original_file_path,
                'rows': counts[0] | int if relation is not none else none,
                'newest': counts[1],
                'readers': footfall.readers_of_loaded_log(log),
            }) %}
        {% endfor %}
        {% do print(tojson({'logs': found})) %}
    {% endif %}
{% endmacro %}
