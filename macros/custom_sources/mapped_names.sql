{#-
    The names that a mapping uses, and where each stands: in a column, in the JSON of a column, of a list's element, or in
    a second table. A reading collects them while the mapping is compiled; custom_reading_rows then reads each once:

        names      alias -> {'sql'} of a column, or {'document', 'field'} in a document
        documents  JSON that is opened: {'level', 'from', 'type', 'fields'}, `from` a column's SQL, 'element', or
                   {'document', 'field', 'key', 'value'} for the element of a list in an earlier document
        lets, lookups   alias -> SQL over the names
-#}

{% macro custom_reading(table, is_lenient=false) %}
    {#- is_lenient: a column that is missing is noted in columns_read, and is no mistake. -#}
    {% set each = table.get('each') %}
    {% set reading = {
        'table': table, 'about': table.name,
        'columns': footfall.custom_table_columns(table.relation, table.name),
        'names': {}, 'documents': [], 'lets': {}, 'let_names': table.get('let') or {},
        'lookups': {}, 'lookup_names': table.get('lookups') or {}, 'aliases': {},
        'is_lenient': is_lenient, 'columns_read': [],
        'element': (each.get('as') or 'element' if each is mapping else 'element') if each,
    } %}
    {% if each %}
        {% set name = each.list if each is mapping else each %}
        {% set column = footfall.custom_column_of(reading, name, footfall.custom_steps(name)) %}
        {% set quoted = adapter.quote(column.name) %}
        {% set list = footfall.custom_json_place(reading, quoted, column.type, column.steps, true) if column.steps
            else {'sql': footfall.as_json(quoted, column.type)} %}
        {% do reading.update({'list': list, 'element_level': reading.documents | map(attribute='level') | list | sum + 1}) %}
    {% endif %}
    {% do return(reading) %}
{% endmacro %}


{% macro custom_name(reading, name, path=none) %}
    {#- The SQL of a name's value as text: an alias of the reading. -#}
    {% set name = name | string %}
    {% set known = tojson([name, path]) %}
    {% if known in reading.aliases %}{% do return(reading.aliases[known]) %}{% endif %}
    {% set steps = footfall.custom_steps(name) %}
    {% set alias = none %}

    {% if path is none and steps[0] in reading.let_names %}
        {% set alias = footfall.custom_let(reading, steps) %}
    {% elif path is none and steps | length == 2 and steps[0] in reading.lookup_names and name | lower not in reading.columns %}
        {% set alias = footfall.custom_looked_up(reading, steps[0], steps[1]) %}
    {% elif steps[0] == reading.element and name | lower not in reading.columns %}
        {% set alias = footfall.custom_json_name(reading, 'element', 'json', steps[1:] + (path or []), name) %}
    {% else %}
        {% set column = footfall.custom_column_of(reading, name, steps) %}
        {% set rest = (column.steps or []) + (path or []) %}
        {% set quoted = adapter.quote(column.name) %}
        {% if rest %}
            {% set alias = footfall.custom_json_name(reading, quoted, column.type, rest, name) %}
        {% else %}
            {% set alias = footfall.custom_alias(reading, name, {'sql': footfall.column_text(quoted, column.type)}) %}
        {% endif %}
    {% endif %}
    {% do reading.aliases.update({known: adapter.quote(alias)}) %}
    {% do return(adapter.quote(alias)) %}
{% endmacro %}


{% macro custom_column_of(reading, name, steps) %}
    {#- The column in which a name stands: its own, that of its first step, or `record`; and the steps that are left. -#}
    {% set columns = reading.columns %}
    {% if not execute %}{% do return({'name': name, 'type': 'text', 'steps': []}) %}{% endif %}
    {% for found, rest in [(name, []), (steps[0] | string, steps[1:]), ('record', steps)] if found | lower in columns %}
        {% set column = columns[found | lower] %}
        {% do reading.columns_read.append(found | lower) %}
        {% do return({'name': column.name, 'type': column.type, 'steps': rest}) %}
    {% endfor %}
    {% if reading.is_lenient %}
        {% do reading.columns_read.append(steps[0] | string | lower) %}
        {% do return({'name': name, 'type': 'text', 'steps': []}) %}
    {% endif %}
    {{ footfall.raise_wrong_mapping(
        reading.about, "names the column '" ~ name ~ "', which " ~ reading.table.relation ~ ' does not have; it has '
        ~ columns.values() | map(attribute='name') | join(', ')
        ~ footfall.nearest_word(name, columns.values() | map(attribute='name'))
    ) }}
{% endmacro %}


{% macro custom_steps(name) %}
    {#- `a.0.b[k=v].c` as steps: keys, positions, and {'key', 'value'} for the element that has the value. -#}
    {% set steps = [] %}
    {% for key, position, filter_key, filter_value
        in modules.re.findall('([^.\\[\\]]+)|\\[([0-9]+)\\]|\\[([^=\\]]+)=([^\\]]*)\\]', name) %}
        {% if filter_key %}
            {% do steps.append({'key': filter_key, 'value': filter_value}) %}
        {% elif position or modules.re.fullmatch('[0-9]+', key) %}
            {% do steps.append((position or key) | int) %}
        {% else %}
            {% do steps.append(key) %}
        {% endif %}
    {% endfor %}
    {% do return(steps or [name]) %}
{% endmacro %}


{% macro custom_alias(reading, name, value) %}
    {#- A column name for a value, no other's and no longer than PostgreSQL's. -#}
    {% set taken = reading.names.keys() | map('lower') | list %}
    {% set alias = namespace(name=name[:50]) %}
    {% if alias.name | lower in taken or adapter.quote('"') in name or '"' in name or '`' in name %}
        {% set alias.name = 'value_' ~ (taken | length + 1) %}
    {% endif %}
    {% do reading.names.update({alias.name: value}) %}
    {% do return(alias.name) %}
{% endmacro %}


{% macro custom_json_name(reading, from, type, steps, name) %}
    {% set place = footfall.custom_json_place(reading, from, type, steps, false) %}
    {% do return(footfall.custom_alias(reading, name, place)) %}
{% endmacro %}


{% macro custom_json_place(reading, from, type, steps, is_nested) %}
    {#- Where a path leads: {'document', 'field'}. -#}
    {% set texts = [] %}
    {% for name in reading.table.get('json') or [] %}
        {% set inner = footfall.custom_steps(name) %}
        {% do texts.append(inner) if steps | length > inner | length and steps[:inner | length] == inner %}
    {% endfor %}
    {% if texts and from is string and from != 'element' %}
        {% set text = footfall.custom_json_place(reading, from, type, texts[0], true) %}
        {% do return(footfall.custom_json_place(reading, text, 'text', steps[texts[0] | length:], is_nested)) %}
    {% endif %}
    {% set filters = [] %}
    {% for step in steps %}{% do filters.append(loop.index0) if step is mapping %}{% endfor %}
    {% if filters %}
        {% set step = steps[filters[0]] %}
        {% set list = footfall.custom_json_place(reading, from, type, steps[:filters[0]], true) %}
        {% set from = dict(list, key=step.key, value=step.value) %}
        {% do return(footfall.custom_json_place(reading, from, 'json', steps[filters[0] + 1:], is_nested)) %}
    {% endif %}
    {% set path = footfall.literal_path(steps) + (['*'] if is_nested else []) %}
    {% set level = reading.documents[from.document].level + 1 if from is mapping
        else reading.element_level if from == 'element' else 1 %}
    {% for document in reading.documents if document.from == from %}
        {% set misfits = [] %}
        {% for other in document.fields.values() if footfall.paths_differ_in_kind(path, other) %}
            {% do misfits.append(other) %}
        {% endfor %}
        {% if not misfits %}
            {% do document.fields.update({tojson(path): path}) %}
            {% do return({'document': document.index, 'field': tojson(path), 'is_nested': is_nested}) %}
        {% endif %}
    {% endfor %}
    {% do reading.documents.append({
        'index': reading.documents | length, 'level': level, 'from': from, 'type': type, 'fields': {tojson(path): path}
    }) %}
    {% do return({'document': reading.documents | length - 1, 'field': tojson(path), 'is_nested': is_nested}) %}
{% endmacro %}


{% macro paths_differ_in_kind(path, other) %}
    {#- Whether one path has a key where the other has a position, after steps that are the same. -#}
    {% for step in path[:other | length] %}
        {% set other_step = other[loop.index0] %}
        {% if (step is integer) != (other_step is integer) %}{% do return(true) %}{% endif %}
        {% if step != other_step %}{% do return(false) %}{% endif %}
    {% endfor %}
    {% do return(false) %}
{% endmacro %}


{% macro custom_let(reading, steps) %}
    {#- A value that the mapping names itself; of a regex with groups, one of them. -#}
    {% set given = reading.let_names[steps[0]] %}
    {% set group = steps[1] if steps | length > 1 else none %}
    {% if group is not none and (given is not mapping or group not in footfall.regex_groups(given.get('regex') or '')) %}
        {{ footfall.raise_wrong_mapping(reading.about, "names '" ~ steps | join('.') ~ "', but let." ~ steps[0] ~ ' has the groups '
            ~ (footfall.regex_groups(given.get('regex') or '') | select | join(', ') if given is mapping else 'of no regex')) }}
    {% endif %}
    {% set alias = steps | join('.') %}
    {% if alias not in reading.lets %}
        {% set expression = dict(given, group=group) if group is not none else given %}
        {% do reading.lets.update({alias: footfall.custom_expression(reading, expression)}) %}
    {% endif %}
    {% do return(alias) %}
{% endmacro %}


{% macro custom_looked_up(reading, name, column) %}
    {#- A column of the row that a lookup finds. -#}
    {% set given = reading.lookup_names[name] %}
    {% if given.get('optional') and execute and not footfall.relation_columns(footfall.custom_lookup_relation(reading.table, given)) %}
        {% do reading.lets.update({name ~ '.' ~ column: 'cast(null as ' ~ dbt.type_string() ~ ')'}) %}
        {% do return(name ~ '.' ~ column) %}
    {% endif %}
    {% if name not in reading.lookups %}
        {% set table = {'name': reading.table.name ~ '.lookups.' ~ name, 'relation': footfall.custom_lookup_relation(reading.table, given)} %}
        {% set rows = footfall.custom_reading(table) %}
        {#- A row that has changed is there twice in a log that was loaded as it is. -#}
        {% set latest = given.get('latest') or ('loaded_at' if 'loaded_at' in rows.columns) %}
        {% do reading.lookups.update({name: {
            'rows': rows,
            'key': footfall.custom_name(rows, given.key),
            'where': footfall.custom_condition(rows, given.where) if given.get('where') else 'true',
            'latest': footfall.custom_latest(rows, latest) if latest,
            'of': footfall.custom_expression(reading, given.of),
            'columns': {},
        }}) %}
    {% endif %}
    {% set lookup = reading.lookups[name] %}
    {% set alias = name ~ '.' ~ column %}
    {% do lookup.columns.update({alias: footfall.custom_name(lookup.rows, column)}) %}
    {% do return(alias) %}
{% endmacro %}


{% macro custom_latest(rows, name) %}
    {#- A column as it is, and no text: 10 comes after 9. -#}
    {% set column = rows.columns.get(name | lower) %}
    {% if not column %}{% do return(footfall.custom_name(rows, name)) %}{% endif %}
    {% do return(adapter.quote(footfall.custom_alias(rows, 'latest by ' ~ name, {'sql': adapter.quote(column.name)}))) %}
{% endmacro %}


{% macro regex_groups(regex) %}
    {#- The groups of a regular expression in order, each by its name or ''. -#}
    {% set groups = [] %}
    {% set bare = modules.re.sub('\\\\.', '', regex) %}
    {% set bare = modules.re.sub('\\[\\^?\\]?[^\\]]*\\]', '', bare) %}
    {% for name, unnamed in modules.re.findall('[(][?]P?<([A-Za-z_][A-Za-z0-9_]*)>|([(])(?![?])', bare) %}
        {% do groups.append(name) %}
    {% endfor %}
    {% do return(groups) %}
{% endmacro %}


{% macro custom_reading_rows(reading) -%}
    {#- A query: a row for each row of the table, or for each element of its list, with every name of the reading. -#}
    {%- set rows = namespace(sql=reading.table.relation | string) -%}
    {%- set levels = [reading.element_level or 0] + reading.documents | map(attribute='level') | list -%}
    {%- for level in range(1, levels | max + 1) -%}
        {%- if level == reading.element_level -%}
            {%- set rows.sql = '(\n' ~ footfall.json_elements(
                rows.sql, 'cast(' ~ footfall.custom_value(reading, reading.list) ~ ' as ' ~ dbt.type_string() ~ ')'
            ) ~ '\n) as elements' -%}
        {%- endif -%}
        {%- set texts, opened = [], [] -%}
        {%- for document in reading.documents if document.level == level -%}
            {%- set from, type = document.from, document.type -%}
            {%- if from is mapping -%}
                {%- set text = footfall.custom_value(reading, from) -%}
                {%- do texts.append(
                    (footfall.json_element_with(text, from.key, from.value) if from.key else text) ~ ' as text_' ~ document.index
                ) -%}
                {%- set from, type = 'text_' ~ document.index, 'text' -%}
            {%- endif -%}
            {%- do opened.append(
                footfall.json_object(from, document.fields, 'text' if from == 'element' else type)
                ~ ' as document_' ~ document.index
            ) -%}
        {%- endfor -%}
        {%- for values, alias in [(texts, 'texts_'), (opened, 'opened_')] if values -%}
            {%- set rows.sql = '(\nselect\n    *,\n    ' ~ values | join(',\n    ') ~ '\nfrom ' ~ rows.sql ~ '\n'
                ~ footfall.evaluate_once() ~ '\n) as ' ~ alias ~ level -%}
        {%- endfor -%}
    {%- endfor -%}
    select
        {%- for alias, value in reading.names.items() %}
        {{ footfall.custom_value(reading, value) }} as {{ adapter.quote(alias) }}{{ ',' if not loop.last or reading.element }}
        {%- endfor %}
        {%- if reading.element %}
        element_number
        {%- endif %}
    from {{ rows.sql }}
{%- endmacro %}


{% macro custom_value(reading, value) -%}
    {#- The SQL of what a name stands for. -#}
    {%- if value.sql -%}
        {{ value.sql }}
    {%- else -%}
        {%- set pick = 'json_nested' if value.is_nested else 'json_text' -%}
        {{ context['footfall'][pick]('document_' ~ value.document, reading.documents[value.document].fields, value.field) }}
    {%- endif -%}
{%- endmacro %}
