{% macro custom_sources() %}
    {#- The var custom_sources, checked while dbt parses: name -> {'name', 'tables', 'details', and what is said of its
        actions}. A table has 'name', 'relation' and what is mapped of it. -#}
    {% set given = var('custom_sources') %}
    {% if given is string or given is mapping or given is not sequence %}
        {{ footfall.raise_wrong_mapping('the value', 'is no list of sources') }}
    {% endif %}
    {#- Nearly every model asks. dbt has one graph for all of them, which remembers what was checked while it parses, and
        what was read while it runs. Both mix: dbt parses a unit test when the run comes to it. -#}
    {% set question = tojson(given) %}
    {% set memory = graph.get('footfall_custom_sources') or {} %}
    {% set memory = memory if memory.question == question else {'question': question} %}
    {% if execute and memory.sources is defined %}{% do return(memory.sources) %}{% endif %}
    {% set sources = {} %}
    {% for each in given %}
        {% set source = footfall.custom_source(each, is_checked=execute or memory.is_checked) %}
        {% if source.name in sources %}
            {{ footfall.raise_wrong_mapping(source.name, 'stands there twice') }}
        {% endif %}
        {% do sources.update({source.name: source}) %}
    {% endfor %}
    {% do memory.update({'sources': sources} if execute else {'is_checked': true}) %}
    {% do graph.update({'footfall_custom_sources': memory}) %}
    {% do return(sources) %}
{% endmacro %}


{% macro custom_source(given, is_checked=false) %}
    {#- One source of the var, with the keys of its pack, and with each of its tables. -#}
    {% if given is not mapping %}
        {{ footfall.raise_wrong_mapping('a source', footfall.is_wrong(given, 'a name, a table and what is mapped of it')) }}
    {% endif %}
    {% if not is_checked and given.get('use') is not none %}
        {% do footfall.validate_value(given.use, 'pack', (given.get('name') or 'a source') ~ '.use', {}) %}
    {% endif %}
    {% set mapping = dict(footfall.pack(given.use) if given.get('use') else {}, **given) %}
    {% set name = mapping.get('name') or mapping.get('use') %}
    {% if not modules.re.match('^[a-z][a-z0-9_]*$', name | string) %}
        {{ footfall.raise_wrong_mapping('a source', 'has the name ' ~ name ~ '; a name is lower-case letters, digits and underscores') }}
    {% endif %}
    {% if name in footfall.systems().keys() | list + ['all'] %}
        {{ footfall.raise_wrong_mapping(name, 'has a name that footfall uses itself') }}
    {% endif %}
    {% if not is_checked %}{% do footfall.validate_mapping(mapping, name) %}{% endif %}

    {% set details = [] %}
    {% for detail in mapping.get('details') or [] %}{% do details.append(footfall.custom_detail_name(detail)) %}{% endfor %}
    {% set tables = [] %}
    {% for part in mapping.get('tables') or [{}] %}
        {% set table = dict(mapping, **part) %}
        {% do table.update({
            'name': name,
            'number': loop.index,
            'is_one_of_several': loop.length > 1,
            'relation': api.Relation.create(
                database=table.get('database') or target.get('database'),
                schema=table.get('schema') or name,
                identifier=table.get('table') or 'records'
            ),
        }) %}
        {% if not (table.get('optional') and execute) or footfall.relation_columns(table.relation) %}
            {% do tables.append(table) %}
        {% endif %}
    {% endfor %}
    {% do return({
        'name': name, 'tables': tables, 'details': details, 'activity_types': mapping.get('activity_types') or {},
        'workflows': mapping.get('workflows') or {}, 'not_engagement': mapping.get('not_engagement') or [],
    }) %}
{% endmacro %}


{% macro custom_tables() %}
    {#- The tables of all custom sources. -#}
    {% do return(footfall.custom_sources().values() | map(attribute='tables') | sum(start=[])) %}
{% endmacro %}


{% macro custom_relations(table) %}
    {#- The relations that a table's mapping reads: its own, and those that it looks values up in. -#}
    {% set relations = [table.relation] %}
    {% for lookup in (table.get('lookups') or {}).values() %}
        {% do relations.append(footfall.custom_lookup_relation(table, lookup)) %}
    {% endfor %}
    {% do return(relations) %}
{% endmacro %}


{% macro custom_relations_read() %}
    {#- All relations that mappings read, each as database, schema and name: dbt itself does not know them. -#}
    {% set read = [] %}
    {% for table in footfall.custom_tables() %}
        {% for relation in footfall.custom_relations(table) %}
            {% do read.append([relation.database, relation.schema, relation.identifier]) %}
        {% endfor %}
    {% endfor %}
    {% do return(read) %}
{% endmacro %}


{% macro custom_lookup_relation(table, lookup) %}
    {% do return(api.Relation.create(
        database=lookup.get('database') or table.relation.database,
        schema=lookup.get('schema') or table.relation.schema,
        identifier=lookup.table
    )) %}
{% endmacro %}


{% macro custom_detail_name(detail) %}
    {% if detail is mapping and detail.get('name') %}{% do return(detail.name) %}{% endif %}
    {% set column = detail.get('column') or detail.get('value') or 'detail' if detail is mapping else detail %}
    {% set path = detail.get('path') if detail is mapping %}
    {% set steps = [path] if path is string or path is integer else path or modules.re.findall('[^.]+', column | string) %}
    {% do return((steps | last) | string) %}
{% endmacro %}


{% macro custom_detail_count() %}
    {#- The most details that a source maps. -#}
    {% set counts = [0] %}
    {% for source in footfall.custom_sources().values() %}{% do counts.append(source.details | length) %}{% endfor %}
    {% do return(counts | max) %}
{% endmacro %}


{% macro custom_detail_columns() %}
    {% do return(footfall.detail_columns(footfall.custom_detail_count())) %}
{% endmacro %}


{% macro custom_table_columns(relation, about) %}
    {#- The columns of a relation, name in lower case -> name and data type; a sentence where it is missing, or where it
        may not be read. While dbt parses there are none. -#}
    {% if not execute %}{% do return({}) %}{% endif %}
    {% do footfall.require_engine_version() %}
    {% set columns = {} %}
    {% for column in footfall.relation_columns(relation) %}
        {% if 'unreadable' in column %}
            {{ footfall.raise_wrong_mapping(
                about, 'names the table ' ~ relation ~ ', which is there, but may not be read: ' ~ column.unreadable
            ) }}
        {% endif %}
        {% do columns.update({column.name | lower: column}) %}
    {% endfor %}
    {% if columns | length == 0 %}
        {{ footfall.raise_wrong_mapping(about, 'names the table ' ~ relation ~ ', which was not found') }}
    {% endif %}
    {% do return(columns) %}
{% endmacro %}


{% macro custom_vocabulary() %}
    {#- What mappings say of actions: a list of {'system', 'pattern'} with activity_type, workflow or is_no_engagement. -#}
    {% set rules = [] %}
    {% for source in footfall.custom_sources().values() %}
        {% for key, lists in {'activity_type': source.activity_types, 'workflow': source.workflows}.items() %}
            {% for word, patterns in lists.items() %}
                {% for pattern in patterns %}{% do rules.append({'system': source.name, 'pattern': pattern, key: word}) %}{% endfor %}
            {% endfor %}
        {% endfor %}
        {% for pattern in source.not_engagement %}
            {% do rules.append({'system': source.name, 'pattern': pattern, 'is_no_engagement': true}) %}
        {% endfor %}
    {% endfor %}
    {% do return(rules) %}
{% endmacro %}


{% macro custom_actor_keys(given, lookups={}) %}
    {#- The keys under which a log itself has its users: the last steps of the names that the actor is mapped to. -#}
    {% set keys = [] %}
    {% if given is string %}
        {% set steps = footfall.custom_steps(given) %}
        {% do keys.append(steps[-1] | string) if steps[0] not in lookups %}
    {% elif given is mapping and given.get('column') and given.get('path') %}
        {% do keys.append(([given.path] if given.path is string else given.path)[-1] | string) %}
    {% elif given is mapping %}
        {% for each in [given.get('column'), given.get('id'), given.get('login'), given.get('email'), given.get('name')]
            + (given.get('first') or []) if each %}
            {% do keys.extend(footfall.custom_actor_keys(each, lookups)) %}
        {% endfor %}
    {% endif %}
    {% do return(keys) %}
{% endmacro %}
