{% macro custom_source_rows(table, detail_count=0, row_key=none, only=none) -%}
    {#- A query of a mapped table: the fields of an activity, as text where they are no time or number, and whatever tells
        its rows apart. only: the columns that are needed, so that the rest of a record need not be opened. -#}
    {%- set reading = footfall.custom_reading(table) -%}
    {%- set fields = footfall.custom_fields(reading, detail_count, only) -%}
    {%- set key = footfall.custom_row_key(reading, row_key) -%}
    select
        {%- if key %}
        {{ key }} as row_key,
        {%- endif %}
        '{{ table.name }}' as system
        {%- for name, sql in fields.items() %},
        {{ sql | indent(8) }} as {{ name }}
        {%- endfor %}
    from {{ footfall.custom_looked_up_rows(reading) }}
{%- endmacro %}


{% macro custom_row_key(reading, row_key) %}
    {#- What names a raw row to who looks into its table. -#}
    {% if row_key is none %}{% do return(none) %}{% endif %}
    {% do return(adapter.quote(footfall.custom_alias(reading, 'row key', {'sql': row_key}))) %}
{% endmacro %}


{% macro custom_fields(reading, detail_count, only) %}
    {#- Name -> SQL of each column of custom_source_rows. -#}
    {% set table = reading.table %}
    {% set null_text = 'cast(null as ' ~ dbt.type_string() ~ ')' %}
    {% set fields = {} %}
    {% set texts = [
        'action', 'activity_type', 'object_type', 'object_id', 'object_name', 'session_key', 'correlation_id',
    ] %}
    {% set wanted = only or [
        'has_event_id', 'is_counted', 'wins', 'logged_at', 'event_id', 'actor', 'actor_login', 'actor_email', 'actor_name',
        'is_service',
    ] + texts + ['objects', 'workflow', 'outcome', 'has_outcome', 'duration_ms'] + footfall.detail_columns(detail_count) %}
    {% do reading.update({'about': table.name ~ '.actor'}) %}
    {% set who = footfall.custom_actor(reading) if wanted | select('in', ['actor', 'actor_login', 'is_service']) | list %}
    {% for name in wanted %}
        {% do reading.update({'about': table.name ~ '.' ~ {'is_counted': 'where', 'logged_at': 'time', 'duration_ms': 'duration'}.get(name, name)}) %}
        {% set given = table.get(name) %}
        {% if name == 'has_event_id' %}
            {% set sql = 'true' if table.get('event_id') is not none else 'false' %}
        {% elif name == 'is_counted' %}
            {% set sql = footfall.custom_condition(reading, table.where) if table.get('where') else 'true' %}
        {% elif name == 'wins' %}
            {% set winner = (table.get('records') or {}).get('winner') or 'outcome' %}
            {% set sql = footfall.custom_condition(reading, winner) if winner is mapping else
                footfall.custom_has_outcome(reading) if winner == 'outcome' else 'false' %}
        {% elif name == 'logged_at' %}
            {% set sql = footfall.custom_time(reading, table.time) %}
        {% elif name == 'loaded_at' %}
            {% set loaded_at = given if given is not none
                else 'loaded_at' if 'record' in reading.columns and 'loaded_at' in reading.columns %}
            {% set sql = footfall.custom_expression(reading, loaded_at) if loaded_at else null_text %}
        {% elif name == 'event_id' %}
            {% set sql = footfall.custom_event_id(reading) or null_text %}
        {% elif who and name in who %}
            {% set sql = who[name] %}
        {% elif name == 'workflow' %}
            {% set sql = "coalesce(nullif(" ~ (footfall.custom_expression(reading, given) if given is not none else null_text)
                ~ ", ''), '" ~ table.name ~ "')" %}
        {% elif name == 'outcome' %}
            {% set sql = footfall.custom_outcome(reading) %}
        {% elif name == 'has_outcome' %}
            {% set sql = footfall.custom_has_outcome(reading) %}
        {% elif name == 'duration_ms' %}
            {% set duration = table.get('duration') %}
            {% set sql = footfall.custom_duration(reading, duration) if duration is not none else 'cast(null as bigint)' %}
        {% elif name == 'objects' %}
            {% set sql = footfall.custom_objects(reading, table.objects) if table.get('objects') else null_text %}
        {% elif name == 'lookup_text' %}
            {% set sql = footfall.custom_lookup_text(reading) %}
        {% elif name.startswith('detail_') %}
            {% set details = table.get('details') or [] %}
            {% set number = name[7:] | int %}
            {% set sql = footfall.custom_expression(reading, details[number - 1]) if number <= details | length else null_text %}
        {% elif given is none and name in ['object_type', 'object_id', 'object_name'] and table.get('objects') %}
            {% set key = table.objects.get(name[7:]) %}
            {% set sql = footfall.custom_name(reading, table.objects.list, [0, key]) if key is string
                else footfall.custom_element_value(key) %}
        {% else %}
            {% set sql = footfall.custom_expression(reading, given) if given is not none else null_text %}
        {% endif %}
        {% do fields.update({name: sql}) %}
    {% endfor %}
    {% do return(fields) %}
{% endmacro %}


{% macro detail_columns(count) %}
    {% set columns = [] %}
    {% for number in range(1, count + 1) %}{% do columns.append('detail_' ~ number) %}{% endfor %}
    {% do return(columns) %}
{% endmacro %}


{% macro custom_looked_up_rows(reading) %}
    {#- The rows of a reading with their let values and what was looked up, to select from. -#}
    {% set rows = namespace(sql='(\n' ~ footfall.custom_reading_rows(reading) ~ '\n' ~ footfall.evaluate_once() ~ '\n) as named') %}
    {% if reading.lets %}
        {% set lets = [] %}
        {% for alias, sql in reading.lets.items() %}{% do lets.append(sql ~ ' as ' ~ adapter.quote(alias)) %}{% endfor %}
        {% set rows.sql = '(\nselect\n    *,\n    ' ~ lets | join(',\n    ') ~ '\nfrom ' ~ rows.sql ~ '\n'
            ~ footfall.evaluate_once() ~ '\n) as let_values' %}
    {% endif %}
    {% for name, lookup in reading.lookups.items() %}
        {% set columns, looked_up = [], [] %}
        {% for alias, sql in lookup.columns.items() %}
            {% do columns.append(sql ~ ' as ' ~ adapter.quote(alias)) %}
            {% do looked_up.append('lookup_rows.' ~ adapter.quote(alias)) %}
        {% endfor %}
        {% set order = [lookup.latest ~ ' desc nulls last'] if lookup.latest else [] %}
        {% for sql in lookup.columns.values() %}{% do order.append(footfall.byte_order(sql)) %}{% endfor %}
        {% set rows.sql %}(
select
    lookup_of.*,
    {{ looked_up | join(',\n    ') }}
from (
    select
        *,
        {{ lookup.of }} as lookup_of_{{ loop.index }}
    from {{ rows.sql }}
) as lookup_of
left join (
    select
        {{ lookup.key }} as lookup_key,
        {{ columns | join(',\n        ') }},
        row_number() over (partition by {{ lookup.key }} order by {{ order | join(', ') }}) as lookup_row
    from (
        {{ footfall.custom_reading_rows(lookup.rows) | indent(8) }}
    ) as lookup_table
    where {{ lookup.where }}
) as lookup_rows on lookup_of.lookup_of_{{ loop.index }} = lookup_rows.lookup_key and lookup_rows.lookup_row = 1
) as looked_up_{{ loop.index }}
        {%- endset %}
    {% endfor %}
    {% do return(rows.sql) %}
{% endmacro %}


{% macro custom_lookup_text(reading) %}
    {#- All that was looked up for a row: what changes when a row of a second table does. -#}
    {% for name in reading.lookup_names %}
        {% for used in footfall.custom_lookup_columns(reading.table, name) %}
            {% do footfall.custom_name(reading, used) %}
        {% endfor %}
    {% endfor %}
    {% set values = [] %}
    {% for lookup in reading.lookups.values() %}
        {% for alias in lookup.columns %}
            {% do values.append("coalesce(" ~ adapter.quote(alias) ~ ", chr(1))") %}
        {% endfor %}
    {% endfor %}
    {% do return("concat_ws('|', " ~ values | join(', ') ~ ')' if values else 'cast(null as ' ~ dbt.type_string() ~ ')') %}
{% endmacro %}


{% macro custom_lookup_columns(table, lookup) %}
    {#- The names lookup.column that a table's mapping uses, wherever they stand in it. -#}
    {% set written = {} %}
    {% for key, value in table.items() if key not in ['relation', 'lookups'] %}{% do written.update({key: value}) %}{% endfor %}
    {% do return(modules.re.findall('(?<![A-Za-z0-9_.])' ~ lookup ~ '[.][A-Za-z_][A-Za-z0-9_]*', tojson(written)) | unique | list) %}
{% endmacro %}


{% macro custom_event_id(reading) %}
    {#- The id of a row's event; that of one of several tables begins with the table's name, that of one element of a
        list ends with its number. -#}
    {% set table = reading.table %}
    {% if table.get('event_id') is none %}{% do return(none) %}{% endif %}
    {% set id = footfall.custom_expression(reading, table.event_id) %}
    {% set parts = ["nullif(" ~ id ~ ", '')"] %}
    {% if table.is_one_of_several and not (table.get('records') or {}).get('across_tables') %}
        {% do parts.insert(0, footfall.quoted([table.relation.identifier ~ '/'])) %}
    {% endif %}
    {% if reading.element %}
        {% do parts.append("'/' || cast(element_number as " ~ dbt.type_string() ~ ')') %}
    {% endif %}
    {% do return(parts | join(' || ') if parts | length > 1 else id) %}
{% endmacro %}


{% macro custom_actor(reading) %}
    {#- Who did it: actor, by what never changes, and the other names of the account. -#}
    {% set given = reading.table.actor %}
    {% set null_text = 'cast(null as ' ~ dbt.type_string() ~ ')' %}
    {% if given is not mapping or footfall.is_expression(given) %}
        {% do return({
            'actor': footfall.custom_expression(reading, given), 'actor_login': null_text, 'actor_email': null_text,
            'actor_name': null_text, 'is_service': 'cast(null as boolean)',
        }) %}
    {% endif %}
    {% set names = {} %}
    {% for key in ['id', 'login', 'email', 'name'] if given.get(key) is not none %}
        {% do names.update({key: "nullif(" ~ footfall.custom_expression(reading, given[key]) ~ ", '')"}) %}
    {% endfor %}
    {% set kind = footfall.custom_expression(reading, given.kind) if given.get('kind') is not none %}
    {% set actor = 'coalesce(' ~ names.values() | join(', ') ~ ')' if names | length > 1 else names.values() | first %}
    {% set is_somebody = 'case when coalesce(' ~ kind ~ ", '') <> 'anonymous' then " if kind else '' %}
    {% set end = ' end' if kind else '' %}
    {% do return({
        'actor': is_somebody ~ actor ~ end,
        'actor_login': is_somebody ~ (names.login or null_text) ~ end,
        'actor_email': is_somebody ~ (names.email or null_text) ~ end,
        'actor_name': is_somebody ~ (names.name or null_text) ~ end,
        'is_service': 'coalesce(' ~ kind ~ " = 'service', false)" if kind else 'cast(null as boolean)',
    }) %}
{% endmacro %}


{% macro custom_time(reading, given) %}
    {#- When a row was logged, as timestamp in UTC. -#}
    {% set name = given if given is string else given.column if given is mapping and given.get('path') is none
        and given.keys() | reject('in', ['column', 'timezone', 'formats', 'unit']) | list | length == 0 %}
    {% set options = given if given is mapping else {} %}
    {% set column = reading.columns.get((name or '') | lower) %}
    {% set type = column.type if column else 'text' %}
    {% if options.get('unit') %}
        {% set milliseconds = footfall.custom_milliseconds(footfall.custom_expression(reading, given), options.unit) %}
        {% do return(footfall.plausible_epoch_ms('(' ~ milliseconds ~ ')')) %}
    {% elif column and (type.startswith('timestamp') or type == 'date') %}
        {% set sql = footfall.utc_timestamp(adapter.quote(column.name), type, options.get('timezone')) %}
        {% do return(adapter.quote(footfall.custom_alias(reading, 'time in UTC', {'sql': sql}))) %}
    {% elif not footfall.is_text_type(type) and not footfall.is_json_type(type) %}
        {{ footfall.raise_wrong_mapping(
            reading.table.name ~ '.time', "names the column '" ~ column.name ~ "' of type " ~ type ~ '; say its unit: s, ms, us or ns'
        ) }}
    {% endif %}
    {% set text = footfall.custom_expression(reading, given) %}
    {% set readings = [] %}
    {% for format in options.get('formats') or ['iso'] %}
        {% do readings.append(footfall.timestamp_from_text(text, options.get('timezone')) if format == 'iso'
            else footfall.timestamp_from_format(text, format, options.get('timezone'))) %}
    {% endfor %}
    {% do return('coalesce(' ~ readings | join(', ') ~ ')' if readings | length > 1 else readings[0]) %}
{% endmacro %}


{% macro custom_duration(reading, given) %}
    {#- Milliseconds: a number of the log, or from one time of it to another. -#}
    {% if given is mapping and given.get('from') is not none %}
        {% set unit = {'unit': given.unit} if given.get('unit') else {} %}
        {% set times = [] %}
        {% for time in [given.from, given.to] %}
            {% do times.append('(' ~ footfall.custom_time(reading, dict(time if time is mapping else {'column': time}, **unit)) ~ ')') %}
        {% endfor %}
        {% do return('cast(' ~ footfall.time_between('millisecond', times[0], times[1]) ~ ' as bigint)') %}
    {% endif %}
    {% do return(footfall.custom_milliseconds(
        footfall.custom_expression(reading, given), given.get('unit') or 'ms' if given is mapping else 'ms'
    )) %}
{% endmacro %}


{% macro custom_milliseconds(text, unit) %}
    {#- Whole milliseconds of a number that is no greater than bigint holds as milliseconds, also as engines write a
        double: 1.7951652e+15. -#}
    {% set ms_per_unit = {'s': '1000', 'ms': '1', 'us': '0.001', 'ns': '0.000001'}[unit] %}
    {% set most_digits = {'s': 12, 'ns': 21}.get(unit, 18) %}
    {% set exponent = '(-[0-9]{1,2}|[+]?(0?[0-9]|1[0-' ~ ('1' if unit == 's' else '7') ~ ']))' %}
    {% do return(
        'case when ' ~ footfall.matches_pattern(
            text, '^([0-9]{1,' ~ most_digits ~ '}([.][0-9]+)?|[0-9]([.][0-9]+)?[eE]' ~ exponent ~ ')$'
        ) ~ ' then cast(floor(cast(' ~ text ~ ' as decimal(' ~ ('28' if unit == 'ns' else '24') ~ ', 6)) * ' ~ ms_per_unit ~ ') as bigint) end'
    ) %}
{% endmacro %}


{% macro custom_outcome(reading) %}
    {% set given = reading.table.get('outcome') %}
    {% if given is none %}{% do return("'unknown'") %}{% endif %}
    {% set options = given if given is mapping else {} %}
    {% set value = "nullif(" ~ footfall.custom_expression(reading, given) ~ ", '')" %}
    {% set branches = [] %}
    {% for word in ['succeeded', 'failed', 'denied'] %}
        {% do branches.append('when ' ~ footfall.custom_matches(value, options.get(word) or [word]) ~ " then '" ~ word ~ "'") %}
    {% endfor %}
    {% do return('case\n    when ' ~ value ~ " is null then '" ~ (options.get('missing') or 'unknown') ~ "'\n    "
        ~ branches | join('\n    ') ~ "\n    else '" ~ (options.get('otherwise') or 'unknown') ~ "'\nend") %}
{% endmacro %}


{% macro custom_has_outcome(reading) %}
    {#- Whether a row itself says how it ended: what its mapping takes a missing value for is not known of the row. -#}
    {% set given = reading.table.get('outcome') %}
    {% if given is none %}{% do return('false') %}{% endif %}
    {% do return("(coalesce(" ~ footfall.custom_expression(reading, given) ~ ", '') <> '' and "
        ~ footfall.custom_outcome(reading) ~ " <> 'unknown')") %}
{% endmacro %}


{% macro custom_objects(reading, given) %}
    {#- The list of a row's objects, as JSON text. -#}
    {% set alias = 'objects of ' ~ given.list %}
    {% if alias not in reading.names %}
        {% set steps = footfall.custom_steps(given.list) %}
        {% if steps[0] == reading.element %}
            {% set place = footfall.custom_json_place(reading, 'element', 'json', steps[1:], true) %}
        {% else %}
            {% set column = footfall.custom_column_of(reading, given.list, steps) %}
            {% set quoted = adapter.quote(column.name) %}
            {% set place = footfall.custom_json_place(reading, quoted, column.type, column.steps, true) if column.steps
                else {'sql': 'cast(' ~ footfall.as_json(quoted, column.type) ~ ' as ' ~ dbt.type_string() ~ ')'} %}
        {% endif %}
        {% do reading.names.update({alias: place}) %}
    {% endif %}
    {% do return(adapter.quote(alias)) %}
{% endmacro %}


{% macro custom_element_value(given) %}
    {#- Of an element of `objects` the key, or the same in every row. -#}
    {% if given is none %}{% do return('cast(null as ' ~ dbt.type_string() ~ ')') %}{% endif %}
    {% do return(footfall.quoted([given.value]) if given is mapping else given) %}
{% endmacro %}
