{% macro custom_sources() %}
    {#- The var custom_sources, checked, every field in its long form: a name -> mapping dictionary. -#}
    {% set sources = {} %}
    {% if var('custom_sources') is string or var('custom_sources') is mapping or var('custom_sources') is not sequence %}
        {{ footfall.raise_wrong_custom_source('the value', 'is no list of sources') }}
    {% endif %}
    {% for given in var('custom_sources') %}
        {% set source = footfall.custom_source(given) %}
        {% if source.name in sources %}
            {{ footfall.raise_wrong_custom_source("source '" ~ source.name ~ "'", 'stands there twice') }}
        {% endif %}
        {% do sources.update({source.name: source}) %}
    {% endfor %}
    {% do return(sources) %}
{% endmacro %}


{% macro custom_source(given) %}
    {% if given is not mapping or not modules.re.match('^[a-z][a-z0-9_]*$', given.get('name') | string) %}
        {{ footfall.raise_wrong_custom_source(
            'a source', "has the name " ~ (given.get('name') if given is mapping else given)
            ~ "; a name is lower-case letters, digits and underscores"
        ) }}
    {% endif %}
    {% set about = "source '" ~ given.name ~ "'" %}
    {% if given.name in footfall.systems().keys() | list + ['all'] %}
        {{ footfall.raise_wrong_custom_source(about, 'has a name that footfall uses itself') }}
    {% endif %}

    {% set known = footfall.custom_source_fields() %}
    {% for key in given if key not in ['name', 'database', 'schema', 'table', 'details'] and key not in known %}
        {{ footfall.raise_wrong_custom_source(
            about, "has the unknown key '" ~ key ~ "'; known are name, database, schema, table, "
            ~ known | join(', ') ~ ", details"
        ) }}
    {% endfor %}
    {% for key in ['table', 'time', 'actor', 'action'] if not given.get(key) %}
        {{ footfall.raise_wrong_custom_source(about, "lacks the key '" ~ key ~ "'") }}
    {% endfor %}

    {% set source = {
        'name': given.name, 'database': given.get('database') or target.get('database'),
        'schema': given.get('schema') or given.name, 'table': given.table, 'details': [], 'fields': {},
    } %}
    {% for key in known if given.get(key) is not none %}
        {% do source.fields.update({
            key: footfall.custom_field(given[key], about ~ ", key '" ~ key ~ "'", known[key])
        }) %}
    {% endfor %}
    {% set details = given.get('details') or [] %}
    {% if details is string or details is not sequence %}
        {{ footfall.raise_wrong_custom_source(about ~ ", key 'details'", 'is no list of columns') }}
    {% endif %}
    {% for detail in details %}
        {% set field = footfall.custom_field(detail, about ~ ", key 'details'", ['name']) %}
        {% do field.update({'name': field.get('name') or (field.path or [field.column])[-1]}) %}
        {% if field.name in source.details | map(attribute='name') %}
            {{ footfall.raise_wrong_custom_source(
                about ~ ", key 'details'", "has two details '" ~ field.name ~ "'; give one of them a name"
            ) }}
        {% endif %}
        {% do source.details.append(field) %}
        {% do source.fields.update({'detail_' ~ loop.index: field}) %}
    {% endfor %}
    {% do return(source) %}
{% endmacro %}


{% macro custom_source_fields() %}
    {#- What can be mapped, and the options of each beside column and path. -#}
    {% do return({
        'event_id': [],
        'time': ['unit', 'timezone'],
        'actor': [],
        'action': ['parts'],
        'workflow': ['value'],
        'object_type': ['value'],
        'object_id': [],
        'object_name': [],
        'outcome': ['succeeded', 'failed', 'denied', 'otherwise', 'missing'],
        'duration': ['unit'],
        'session_key': [],
        'correlation_id': [],
        'loaded_at': [],
    }) %}
{% endmacro %}


{% macro custom_field(given, about, options) %}
    {#- A field in its long form: column and path, or value, or parts, and its options. -#}
    {% set field = {'column': given, 'path': []} if given is string else dict(given) if given is mapping else {} %}
    {% if given is sequence and given is not string and given is not mapping and 'parts' in options %}
        {% do field.update({'parts': given}) %}
    {% endif %}

    {% for key in field if key not in ['column', 'path'] + options %}
        {{ footfall.raise_wrong_custom_source(
            about, "has the unknown key '" ~ key ~ "'; known are " ~ (['column', 'path'] + options) | join(', ')
        ) }}
    {% endfor %}
    {% if ['column', 'value', 'parts'] | select('in', field) | list | length != 1 %}
        {{ footfall.raise_wrong_custom_source(
            about, 'needs ' ~ (['column'] + (['value', 'parts'] | select('in', options) | list)) | join(' or ')
        ) }}
    {% endif %}

    {% set units = ['s', 'ms', 'us'] %}
    {% if field.get('unit') is not none and field.unit not in units %}
        {{ footfall.raise_wrong_custom_source(about, "has the unit '" ~ field.unit ~ "'; allowed is " ~ units | join(', ')) }}
    {% endif %}
    {% if field.get('timezone') is not none %}
        {% if field.timezone not in modules.pytz.all_timezones_set %}
            {{ footfall.raise_wrong_custom_source(
                about, "has the timezone '" ~ field.timezone ~ "'; allowed is an IANA name such as UTC or Europe/Berlin"
            ) }}
        {% elif field.get('unit') is not none %}
            {{ footfall.raise_wrong_custom_source(about, 'has a unit and a timezone; a number counts from 1970 in UTC') }}
        {% endif %}
    {% endif %}
    {% set outcomes = ['succeeded', 'failed', 'denied', 'unknown'] %}
    {% for key in ['otherwise', 'missing'] if field.get(key) is not none and field[key] not in outcomes %}
        {{ footfall.raise_wrong_custom_source(
            about, "has " ~ key ~ " '" ~ field[key] ~ "'; allowed is " ~ outcomes | join(', ')
        ) }}
    {% endfor %}
    {% for key in ['succeeded', 'failed', 'denied']
        if field.get(key) is not none and (field[key] is string or field[key] is not sequence) %}
        {{ footfall.raise_wrong_custom_source(about, 'has ' ~ key ~ ', which is no list of texts') }}
    {% endfor %}
    {% for key in ['succeeded', 'failed', 'denied'] if field.get(key) %}
        {% set texts = [] %}
        {# The engines write true, Python writes True. #}
        {% for value in field[key] %}
            {% do texts.append(value | string | lower if value is boolean else value | string) %}
        {% endfor %}
        {% do field.update({key: texts}) %}
    {% endfor %}

    {% if 'parts' in field %}
        {% if field.parts is string or field.parts is not sequence or not field.parts %}
            {{ footfall.raise_wrong_custom_source(about, 'has parts, which is no list of columns') }}
        {% endif %}
        {% set parts = [] %}
        {% for part in field.parts %}{% do parts.append(footfall.custom_field(part, about, [])) %}{% endfor %}
        {% do field.update({'parts': parts}) %}
    {% endif %}
    {% set path = [] if field.get('path') is none else field.path %}
    {% set path = [path] if path is string or path is integer else path %}
    {% if path is mapping or path is not sequence %}
        {{ footfall.raise_wrong_custom_source(about, 'has a path, which is no list of keys and positions') }}
    {% endif %}
    {% for step in path if step is not string and (step is not integer or step is boolean or step < 0) %}
        {{ footfall.raise_wrong_custom_source(
            about, 'has the step ' ~ step ~ ' in its path; a step is a key, as text, or a position from 0'
        ) }}
    {% endfor %}
    {% do field.update({'path': path, 'about': about}) %}
    {% do return(field) %}
{% endmacro %}


{% macro custom_detail_count() %}
    {#- The most details that a source maps. -#}
    {% set counts = [0] %}
    {% for source in footfall.custom_sources().values() %}{% do counts.append(source.details | length) %}{% endfor %}
    {% do return(counts | max) %}
{% endmacro %}


{% macro custom_detail_columns() %}
    {% set columns = [] %}
    {% for number in range(1, footfall.custom_detail_count() + 1) %}{% do columns.append('detail_' ~ number) %}{% endfor %}
    {% do return(columns) %}
{% endmacro %}


{% macro raise_wrong_custom_source(about, fault) %}
    {% do exceptions.raise_compiler_error("footfall: var 'custom_sources': " ~ about ~ ' ' ~ fault ~ '.') %}
{% endmacro %}
