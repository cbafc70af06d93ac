{% macro validate_mapping(given, about) %}
    {#- Stops with a sentence where a source's mapping is wrong: the key's path, its value, what is allowed. -#}
    {% set definition = footfall.mapping_definition() %}
    {% do footfall.validate_shape(given, 'source', about, definition) %}
    {% for table in given.get('tables') or [{}] %}
        {% set merged = dict(given, **table) %}
        {% for key in ['time', 'actor', 'action'] if not merged.get(key) %}
            {{ footfall.raise_wrong_mapping(about, "lacks the key '" ~ key ~ "'") }}
        {% endfor %}
    {% endfor %}
    {% set names = [] %}
    {% for detail in given.get('details') or [] %}{% do names.append(footfall.custom_detail_name(detail)) %}{% endfor %}
    {% for name in names if names.count(name) > 1 %}
        {{ footfall.raise_wrong_mapping(about ~ '.details', "has two details '" ~ name ~ "'; give one of them a name") }}
    {% endfor %}
{% endmacro %}


{% macro validate_shape(given, shape, about, definition, beside=[]) %}
    {#- A mapping with the keys of a shape, and of the shapes beside it. -#}
    {% if given is not mapping %}
        {{ footfall.raise_wrong_mapping(about, footfall.is_wrong(given, 'keys of ' ~ definition[shape].keys() | join(', '))) }}
    {% endif %}
    {% set rules = {} %}
    {% for name in [shape] + beside %}{% do rules.update(definition[name]) %}{% endfor %}
    {% for key, value in given.items() %}
        {% if key not in rules %}
            {{ footfall.raise_wrong_mapping(
                about, "has the unknown key '" ~ key ~ "'; known are " ~ rules.keys() | join(', ')
                ~ footfall.nearest_word(key | string, rules.keys())
            ) }}
        {% endif %}
        {% do footfall.validate_value(value, rules[key]['is'], about ~ '.' ~ key, definition) if value is not none
            or rules[key]['is'] not in ['text', 'expression', 'path', 'unit', 'timezone', 'texts'] %}
    {% endfor %}
{% endmacro %}


{% macro validate_value(given, kind, about, definition) %}
    {#- A value of a kind that the definition names. -#}
    {% set is_list = given is sequence and given is not string and given is not mapping %}
    {% set is_scalar = given is string or given is number or given is boolean %}
    {% set outcomes = ['succeeded', 'failed', 'denied', 'unknown'] %}
    {% set choices = {
        'unit': ['s', 'ms', 'us', 'ns'], 'outcome word': outcomes, 'elapsed': ['elapsed'], 'boolean': [true, false],
    }.get(kind, []) %}

    {% if kind.startswith('list of ') %}
        {% if not is_list or given | length == 0 %}
            {{ footfall.raise_wrong_mapping(about, footfall.is_wrong(given, 'a list')) }}
        {% endif %}
        {% for each in given %}
            {% do footfall.validate_value(each, kind[8:], about ~ '[' ~ loop.index0 ~ ']', definition) %}
        {% endfor %}
    {% elif ' by ' in kind %}
        {% if given is not mapping or given | length == 0 %}
            {{ footfall.raise_wrong_mapping(about, footfall.is_wrong(given, 'a ' ~ kind ~ ': keys with values')) }}
        {% endif %}
        {% set of, by = kind.split(' by ') %}
        {% for key, value in given.items() %}
            {% if by == 'name' and of not in ['texts'] %}
                {% do footfall.validate_value(key, 'name', about, definition) %}
            {% elif by == 'activity type' and key not in footfall.activity_types() %}
                {{ footfall.raise_wrong_mapping(about, "has the activity type '" ~ key ~ "'; allowed is one of "
                    ~ footfall.activity_types() | join(', ') ~ footfall.nearest_word(key | string, footfall.activity_types())) }}
            {% endif %}
            {% do footfall.validate_value(value, of, about ~ '.' ~ key, definition) %}
        {% endfor %}
    {% elif choices %}
        {% if given not in choices or (kind == 'boolean' and given is not boolean) %}
            {{ footfall.raise_wrong_mapping(about, footfall.is_wrong(given, 'one of ' ~ choices | join(', '))
                ~ footfall.nearest_word(given | string, choices | map('string'))) }}
        {% endif %}
    {% elif kind in ['text', 'any text'] %}
        {% if not is_scalar or (kind == 'text' and given | string == '') %}
            {{ footfall.raise_wrong_mapping(about, footfall.is_wrong(given, 'a text')) }}
        {% endif %}
    {% elif kind == 'texts' %}
        {% if not is_list %}{{ footfall.raise_wrong_mapping(about, footfall.is_wrong(given, 'a list of texts')) }}{% endif %}
        {% for each in given %}{% do footfall.validate_value(each, 'text', about, definition) %}{% endfor %}
        {% if about.endswith('.formats') %}{% for each in given %}{% do footfall.validate_time_format(each, about) %}{% endfor %}{% endif %}
    {% elif kind == 'text or texts' %}
        {% do footfall.validate_value([given] if is_scalar else given, 'texts', about, definition) %}
    {% elif kind == 'text or number' %}
        {% do footfall.validate_value(given, 'text', about, definition) %}
    {% elif kind == 'number' %}
        {% if given is not number or given is boolean %}{{ footfall.raise_wrong_mapping(about, footfall.is_wrong(given, 'a number')) }}{% endif %}
    {% elif kind == 'name' %}
        {% if not modules.re.match('^[a-z][a-z0-9_]*$', given | string) %}
            {{ footfall.raise_wrong_mapping(about, footfall.is_wrong(given, 'a name of lower-case letters, digits and underscores')) }}
        {% endif %}
    {% elif kind == 'pack' %}
        {% if given not in footfall.packs() %}
            {{ footfall.raise_wrong_mapping(about, footfall.is_wrong(given, 'one of ' ~ footfall.packs() | join(', '))
                ~ footfall.nearest_word(given | string, footfall.packs())) }}
        {% endif %}
    {% elif kind == 'timezone' %}
        {% if given not in modules.pytz.all_timezones_set %}
            {{ footfall.raise_wrong_mapping(about, footfall.is_wrong(given, 'an IANA name such as UTC or Europe/Berlin')
                ~ footfall.nearest_word(given | string, modules.pytz.all_timezones)) }}
        {% endif %}
    {% elif kind == 'path' %}
        {% if not is_list and given is not string and given is not integer %}
            {{ footfall.raise_wrong_mapping(about, footfall.is_wrong(given, 'a list of keys and positions')) }}
        {% endif %}
        {% for step in (given if is_list else [given])
            if step is not string and (step is not integer or step is boolean or step < 0) %}
            {{ footfall.raise_wrong_mapping(about, 'has the step ' ~ step ~ '; a step is a key, as text, or a position from 0') }}
        {% endfor %}
    {% elif kind == 'regex' %}
        {% do footfall.validate_regex(given, about) %}
    {% elif kind in ['matcher', 'winner'] and given is mapping %}
        {% do footfall.validate_shape(given, 'matcher', about, definition) if kind == 'matcher'
            else footfall.validate_value(given, 'condition', about, definition) %}
    {% elif kind == 'winner' %}
        {% if given not in ['outcome', 'first', 'last'] %}
            {{ footfall.raise_wrong_mapping(about, footfall.is_wrong(given, 'outcome, first, last or a condition')
                ~ footfall.nearest_word(given | string, ['outcome', 'first', 'last'])) }}
        {% endif %}
    {% elif kind == 'matcher' %}
        {% for each in (given if is_list else []) %}
            {% do footfall.validate_value(each, 'matcher', about ~ '[' ~ loop.index0 ~ ']', definition) %}
        {% endfor %}
    {% elif kind == 'condition' %}
        {% if is_list %}
            {% do footfall.validate_value(given, 'list of condition', about, definition) %}
        {% elif given is not mapping %}
            {{ footfall.raise_wrong_mapping(about, footfall.is_wrong(given, 'names with what their values have to be, as {status: [open, closed]}')) }}
        {% else %}
            {% for key, value in given.items() %}
                {% set rule = definition.condition[key]['is'] if key in definition.condition else 'matcher' %}
                {% do footfall.validate_value(value, rule, about ~ '.' ~ key, definition) %}
            {% endfor %}
        {% endif %}
    {% elif kind == 'key or value' and given is mapping %}
        {% if given.keys() | list != ['value'] %}
            {{ footfall.raise_wrong_mapping(about, footfall.is_wrong(given, 'a key of the element, or {value: …}')) }}
        {% endif %}
    {% elif kind == 'key or value' %}
        {% do footfall.validate_value(given, 'text', about, definition) %}
    {% elif kind == 'text or expression' and (is_scalar or given is none) %}
    {% elif kind == 'each' and given is string %}
    {% elif kind in ['lookup', 'records', 'objects', 'case', 'each'] %}
        {% do footfall.validate_shape(given, kind, about, definition) %}
        {% for key in ['type', 'id', 'name'] if kind == 'objects' and given.get(key) is string
            and not modules.re.fullmatch('[A-Za-z_][A-Za-z0-9_]*', given[key]) %}
            {{ footfall.raise_wrong_mapping(about ~ '.' ~ key, footfall.is_wrong(given[key], 'a key of the element, of letters, digits and underscores')) }}
        {% endfor %}
        {% for key in {
            'lookup': ['table', 'key', 'of'], 'objects': ['list', 'id'], 'case': ['when', 'then'], 'each': ['list'],
        }.get(kind, []) if key not in given %}
            {{ footfall.raise_wrong_mapping(about, "lacks the key '" ~ key ~ "'") }}
        {% endfor %}
    {% elif kind == 'table' %}
        {% do footfall.validate_shape(given, 'source', about, definition) %}
        {% for key in ['name', 'use', 'tables', 'activity_types', 'workflows', 'not_engagement'] if key in given %}
            {{ footfall.raise_wrong_mapping(about, "has the key '" ~ key ~ "', which is one of the whole source") }}
        {% endfor %}
    {% elif kind == 'actor' and given is mapping and not footfall.is_expression(given) %}
        {% do footfall.validate_shape(given, 'actor', about, definition) %}
        {% if given.keys() | reject('equalto', 'kind') | list | length == 0 %}
            {{ footfall.raise_wrong_mapping(about, 'needs id, login, email or name') }}
        {% endif %}
    {% else %}
        {% do footfall.validate_expression(given, kind, about, definition) %}
    {% endif %}
{% endmacro %}


{% macro validate_expression(given, kind, about, definition) %}
    {#- A value of a row: a name, for actions a list of them, or a mapping with one of column, value, first, … -#}
    {% if given is string %}{% do return(none) %}{% endif %}
    {% if given is sequence and given is not mapping %}
        {% if not about.endswith('.action') %}
            {{ footfall.raise_wrong_mapping(about, footfall.is_wrong(given, "a column, or {first: […]}, {join: […]}, {template: '…'}")) }}
        {% endif %}
        {% do return(footfall.validate_value(given, 'list of expression', about, definition)) %}
    {% endif %}
    {% if given is not mapping %}
        {{ footfall.raise_wrong_mapping(about, footfall.is_wrong(given, 'the name of a column, in quotes where it is a number')) }}
    {% endif %}
    {% if kind == 'duration' and ('from' in given or 'to' in given) %}
        {% do footfall.validate_shape(given, 'duration', about, definition) %}
        {% for key in ['from', 'to'] if given.get(key) is none %}
            {{ footfall.raise_wrong_mapping(about, "lacks the key '" ~ key ~ "'") }}
        {% endfor %}
        {% do return(none) %}
    {% endif %}
    {% set beside = ['expression'] if kind in ['time', 'duration', 'outcome', 'detail'] else [] %}
    {% do footfall.validate_shape(given, kind if beside else 'expression', about, definition, beside) %}
    {% set bases = footfall.expression_bases() %}
    {% if bases | select('in', given) | list | length != 1 %}
        {{ footfall.raise_wrong_mapping(about, 'needs one of ' ~ bases | join(', ') ~ '; it has '
            ~ (bases | select('in', given) | join(' and ') or 'none of them')) }}
    {% endif %}
    {% for key, needs in {'path': 'column', 'with': 'join', 'group': 'regex', 'of': 'last', 'by': 'last'}.items()
        if key in given and needs not in given %}
        {{ footfall.raise_wrong_mapping(about, "has '" ~ key ~ "' without '" ~ needs ~ "'") }}
    {% endfor %}
    {% for key in ['of', 'by'] if 'last' in given and not given.get(key) %}
        {{ footfall.raise_wrong_mapping(about, "lacks the key '" ~ key ~ "'") }}
    {% endfor %}
    {% if 'else' in given and 'map' not in given and 'case' not in given %}
        {{ footfall.raise_wrong_mapping(about, "has 'else' without 'map' or 'case'") }}
    {% endif %}
    {% if 'group' in given %}
        {% set groups = footfall.regex_groups(given.regex) %}
        {% if given.group not in groups and given.group not in range(1, groups | length + 1) %}
            {{ footfall.raise_wrong_mapping(about ~ '.group', footfall.is_wrong(given.group, 'one of '
                ~ (groups | select | list or range(1, groups | length + 1) | list) | join(', '))) }}
        {% endif %}
    {% endif %}
    {% if given.get('unit') is not none and (given.get('timezone') is not none or given.get('formats')) %}
        {{ footfall.raise_wrong_mapping(about, 'has a unit and a '
            ~ ('timezone' if given.get('timezone') is not none else 'list of formats') ~ '; a number counts from 1970 in UTC') }}
    {% endif %}
{% endmacro %}


{% macro is_expression(given) %}
    {% do return(footfall.expression_bases() | select('in', given) | list | length > 0) %}
{% endmacro %}


{% macro expression_bases() %}
    {% do return(['column', 'value', 'first', 'join', 'parts', 'template', 'case', 'last']) %}
{% endmacro %}


{% macro validate_regex(given, about) %}
    {#- Only what POSIX, RE2 and Java read alike. -#}
    {% if given is not string or given == '' %}
        {{ footfall.raise_wrong_mapping(about, footfall.is_wrong(given, 'a regular expression')) }}
    {% endif %}
    {% for pattern, what in {
        '[(][?](?![:]|P?<[A-Za-z])': 'a look ahead or behind or a flag', '[*+?}][?+]': 'a lazy or possessive repetition',
        '(?<!\\\\)\\\\[bBAzZGQEpPkK1-9]': 'an escape that engines read differently',
    }.items() if modules.re.search(pattern, modules.re.sub('\\[\\^?\\]?[^\\]]*\\]', '', given)) %}
        {{ footfall.raise_wrong_mapping(about, footfall.is_wrong(given, 'a regular expression of characters, classes, groups, |, ?, *, + and {n,m}')
            ~ '; it has ' ~ what) }}
    {% endfor %}
    {% if given.count('(') - given.count('\\(') != given.count(')') - given.count('\\)') and '[' not in given %}
        {{ footfall.raise_wrong_mapping(about, footfall.is_wrong(given, 'a regular expression') ~ '; its brackets do not match') }}
    {% endif %}
{% endmacro %}


{% macro validate_time_format(given, about) %}
    {% set known = ['%Y', '%y', '%m', '%d', '%b', '%H', '%I', '%p', '%M', '%S', '%f', '%z'] %}
    {% if given != 'iso' %}
        {% for each in modules.re.findall('%.?', given) if each not in known %}
            {{ footfall.raise_wrong_mapping(about, "has '" ~ each ~ "' in '" ~ given ~ "'; allowed is iso, or " ~ known | join(' ')) }}
        {% endfor %}
        {% if '%d' not in given or ('%m' not in given and '%b' not in given) or ('%Y' not in given and '%y' not in given) %}
            {{ footfall.raise_wrong_mapping(about, footfall.is_wrong(given, 'iso, or a day %d, a month %m or %b, and a year %Y or %y')) }}
        {% endif %}
    {% endif %}
{% endmacro %}


{% macro is_wrong(given, allowed) %}
    {% do return('is ' ~ (tojson(given) if given is not none else 'null') ~ '; allowed is ' ~ allowed) %}
{% endmacro %}


{% macro nearest_word(given, words) %}
    {#- `; did you mean 'x'?` where a word differs in a third of its letters at most. -#}
    {% set near = [] %}
    {% for word in words if footfall.edit_distance(given | lower, word | lower) <= [2, given | length // 3] | max %}
        {% do near.append(word) %}
    {% endfor %}
    {% do return("; did you mean '" ~ footfall.nearest_name(given, near) ~ "'?" if near else '') %}
{% endmacro %}


{% macro activity_types() %}
    {% do return([
        'view', 'search', 'create', 'edit', 'delete', 'run', 'export', 'share', 'login', 'publish', 'approve', 'invite',
        'feedback', 'bookmark', 'configure', 'error', 'other',
    ]) %}
{% endmacro %}


{% macro raise_wrong_mapping(about, fault) %}
    {% do exceptions.raise_compiler_error("footfall: var 'custom_sources': " ~ about ~ ' ' ~ fault ~ ('' if fault.endswith('?') else '.')) %}
{% endmacro %}
