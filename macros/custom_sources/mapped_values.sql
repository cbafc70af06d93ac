{#-
    What a mapping says of a value, as SQL over the names of a reading. Texts: no value is null or ''.
-#}

{% macro custom_expression(reading, given) %}
    {#- A value of a row as text: a name, a list of parts, or a mapping. -#}
    {% if given is mapping %}
        {% set value = footfall.custom_base(reading, given) %}
        {% if given.get('regex') %}
            {% set groups = footfall.regex_groups(given.regex) %}
            {% set group = given.get('group') or (1 if groups else 0) %}
            {% set number = groups.index(group) + 1 if group is string else group %}
            {% set value = footfall.custom_match(value, given.regex, number) %}
        {% endif %}
        {% if given.get('map') %}{% set value = footfall.custom_translation(reading, value, given) %}{% endif %}
        {% do return(value) %}
    {% elif given is string or given is number %}
        {% do return(footfall.custom_name(reading, given)) %}
    {% endif %}
    {% do return(footfall.custom_joined(reading, given, '/')) %}
{% endmacro %}


{% macro custom_base(reading, given) %}
    {% if given.get('column') is not none %}
        {% set path = given.get('path') %}
        {% do return(footfall.custom_name(
            reading, given.column, [path] if path is string or path is integer else path or none
        )) %}
    {% elif given.get('first') %}
        {% set values = [] %}
        {% for each in given.first %}{% do values.append("nullif(" ~ footfall.custom_expression(reading, each) ~ ", '')") %}{% endfor %}
        {% do return('coalesce(' ~ values | join(', ') ~ ')' if values | length > 1 else values[0]) %}
    {% elif given.get('template') %}
        {% do return(footfall.custom_template(reading, given.template)) %}
    {% elif given.get('case') %}
        {% set branches = [] %}
        {% for each in given.case %}
            {% do branches.append(
                'when ' ~ footfall.custom_condition(reading, each.when) ~ ' then ' ~ footfall.custom_constant(reading, each.then)
            ) %}
        {% endfor %}
        {% do return('case\n    ' ~ branches | join('\n    ') ~ '\n    else '
            ~ footfall.custom_constant(reading, given.get('else') if 'map' not in given else none) ~ '\nend') %}
    {% elif given.get('last') %}
        {% do return(footfall.custom_last(reading, given)) %}
    {% elif 'value' in given %}
        {% do return(footfall.quoted([footfall.custom_literal(given.value)])) %}
    {% endif %}
    {% do return(footfall.custom_joined(reading, given.get('join') or given.parts, given.get('with', '/'))) %}
{% endmacro %}


{% macro custom_last(reading, given) %}
    {#- A row's own value, or that of the nearest row before it that has one, of the rows that are alike in `of`. -#}
    {% set value = "nullif(" ~ footfall.custom_expression(reading, given['last']) ~ ", '')" %}
    {% set number = footfall.custom_expression(reading, given['by']) %}
    {% set place = 'case when ' ~ footfall.matches_pattern(number, '^[0-9]{1,18}$') ~ ' then lpad(' ~ number ~ ", 18, '0') end" %}
    {% set alike = [] %}
    {% for each in given['of'] %}{% do alike.append("nullif(" ~ footfall.custom_expression(reading, each) ~ ", '')") %}{% endfor %}
    {% do return('coalesce(' ~ value ~ ', case when ' ~ alike | join(' is not null and ') ~ ' is not null then substr(max('
        ~ place ~ ' || ' ~ value ~ ') over (partition by ' ~ alike | join(', ') ~ ' order by ' ~ place
        ~ ' rows between unbounded preceding and current row), 19) end)') %}
{% endmacro %}


{% macro custom_constant(reading, given) %}
    {#- A text itself; a mapping, the value of the row that it says. -#}
    {% if given is none %}{% do return('cast(null as ' ~ dbt.type_string() ~ ')') %}{% endif %}
    {% do return(footfall.custom_expression(reading, given) if given is mapping else footfall.quoted([footfall.custom_literal(given)])) %}
{% endmacro %}


{% macro custom_literal(value) %}
    {#- The engines write true, Python writes True. -#}
    {% do return(value | string | lower if value is boolean else value | string) %}
{% endmacro %}


{% macro custom_joined(reading, parts, with) %}
    {#- A part that is missing leaves the others alone. -#}
    {% set values = [] %}
    {% for part in parts %}{% do values.append("nullif(" ~ footfall.custom_expression(reading, part) ~ ", '')") %}{% endfor %}
    {% do return('concat_ws(' ~ footfall.quoted([with | string]) ~ ', ' ~ values | join(', ') ~ ')') %}
{% endmacro %}


{% macro custom_template(reading, template) %}
    {#- A name that is missing is left out with the text before it, but for the first text. -#}
    {% set pieces = modules.re.split('[{]([^{}]+)[}]', template) %}
    {% set earlier, sql = [], [] %}
    {% for literal in pieces[::2] %}
        {% set before = footfall.quoted([literal]) %}
        {% if not loop.last %}
            {% set value = "nullif(" ~ footfall.custom_name(reading, pieces[loop.index0 * 2 + 1]) ~ ", '')" %}
            {% if literal and earlier %}
                {% do sql.append('case when ' ~ value ~ ' is not null and coalesce(' ~ earlier | join(', ')
                    ~ ') is not null then ' ~ before ~ " else '' end") %}
            {% elif literal %}
                {% do sql.append(before) %}
            {% endif %}
            {% do sql.append('coalesce(' ~ value ~ ", '')") %}
            {% do earlier.append(value) %}
        {% elif literal %}
            {% do sql.append(before) %}
        {% endif %}
    {% endfor %}
    {% set whole = sql | join(' || ') %}
    {% do return('case when coalesce(' ~ earlier | join(', ') ~ ') is not null then ' ~ whole ~ ' end' if earlier else whole) %}
{% endmacro %}


{% macro custom_match(value, regex, number) %}
    {#- What a regular expression finds in a text: a group by number, 0 for all of it. The other groups capture nothing:
        DuckDB has no more than nine. -#}
    {% set group = namespace(number=0, end=0) %}
    {% set pattern = [] %}
    {% for found in modules.re.finditer(
        '\\\\.|\\[\\^?\\]?[^\\]]*\\]|[(][?]P?<[A-Za-z_][A-Za-z0-9_]*>|[(](?![?])', regex
    ) %}
        {% do pattern.append(regex[group.end:found.start()]) %}
        {% if found.group().startswith('(') %}
            {% set group.number = group.number + 1 %}
            {% do pattern.append('(' if group.number == number else '(?:') %}
        {% else %}
            {% do pattern.append(found.group()) %}
        {% endif %}
        {% set group.end = found.end() %}
    {% endfor %}
    {% do pattern.append(regex[group.end:]) %}
    {% set pattern = pattern | join | replace("'", "''") %}
    {% do return(footfall.extract_group(value, pattern if number else '(' ~ pattern ~ ')', 1)) %}
{% endmacro %}


{% macro custom_translation(reading, value, given) %}
    {% set branches = [] %}
    {% for from, to in given.map.items() %}
        {% do branches.append(
            'when ' ~ footfall.custom_matches(value, footfall.custom_literal(from)) ~ ' then ' ~ footfall.custom_constant(reading, to)
        ) %}
    {% endfor %}
    {% set other = footfall.custom_constant(reading, given['else']) if 'else' in given else value %}
    {% do return('case\n    ' ~ branches | join('\n    ') ~ '\n    else ' ~ other ~ '\nend') %}
{% endmacro %}


{% macro custom_condition(reading, given) %}
    {#- A condition, true or false and never null. -#}
    {% set parts = [] %}
    {% if given is mapping %}
        {% for key, value in given.items() %}
            {% if key == 'any' and value is sequence and value is not string and value is not mapping %}
                {% set choices = [] %}
                {% for each in value %}{% do choices.append(footfall.custom_condition(reading, each)) %}{% endfor %}
                {% do parts.append('(' ~ choices | join(' or ') ~ ')') %}
            {% elif key == 'all' and value is sequence and value is not string and value is not mapping %}
                {% do parts.append(footfall.custom_condition(reading, value)) %}
            {% elif key == 'not' and value is not string and value is not none %}
                {% do parts.append('not ' ~ footfall.custom_condition(reading, value)) %}
            {% else %}
                {% do parts.append(footfall.custom_matches(footfall.custom_name(reading, key), value)) %}
            {% endif %}
        {% endfor %}
    {% else %}
        {% for each in given %}{% do parts.append(footfall.custom_condition(reading, each)) %}{% endfor %}
    {% endif %}
    {% do return('(' ~ parts | join(' and ') ~ ')') %}
{% endmacro %}


{% macro custom_matches(value, matcher) %}
    {#- Whether a text is what a matcher says; true or false and never null. -#}
    {% if matcher is none %}
        {% do return("(coalesce(" ~ value ~ ", '') = '')") %}
    {% elif matcher is mapping %}
        {% set parts = [] %}
        {% if 'in' in matcher %}{% do parts.append(footfall.custom_matches(value, matcher['in'])) %}{% endif %}
        {% if 'not' in matcher %}{% do parts.append('not ' ~ footfall.custom_matches(value, matcher['not'])) %}{% endif %}
        {% if 'like' in matcher %}
            {% set likes = [] %}
            {% for pattern in ([matcher.like] if matcher.like is string else matcher.like) %}
                {% do likes.append(footfall.fits_pattern(value, footfall.quoted([pattern]))) %}
            {% endfor %}
            {% do parts.append('coalesce(' ~ likes | join(' or ') ~ ', false)') %}
        {% endif %}
        {% if 'regex' in matcher %}
            {% do parts.append('coalesce(' ~ footfall.matches_pattern(value, matcher.regex | replace("'", "''")) ~ ', false)') %}
        {% endif %}
        {% if 'from' in matcher or 'to' in matcher %}
            {% set number = 'cast(' ~ value ~ ' as decimal(38, 9))' %}
            {% set bounds = [] %}
            {% if 'from' in matcher %}{% do bounds.append(number ~ ' >= ' ~ matcher['from']) %}{% endif %}
            {% if 'to' in matcher %}{% do bounds.append(number ~ ' <= ' ~ matcher.to) %}{% endif %}
            {% do parts.append('case when ' ~ footfall.matches_pattern(value, '^-?[0-9]{1,18}([.][0-9]{1,9})?$')
                ~ ' then ' ~ bounds | join(' and ') ~ ' else false end') %}
        {% endif %}
        {% do return('(' ~ parts | join(' and ') ~ ')') %}
    {% elif matcher is sequence and matcher is not string %}
        {% set texts, others = [], [] %}
        {% for each in matcher %}
            {% if each is mapping or each is none or modules.re.fullmatch('[1-9]xx', each | string) %}
                {% do others.append(footfall.custom_matches(value, each)) %}
            {% else %}
                {% do texts.append(footfall.custom_literal(each)) %}
            {% endif %}
        {% endfor %}
        {% set listed = ['coalesce(' ~ value ~ ' in (' ~ footfall.quoted(texts) ~ '), false)'] if texts else [] %}
        {% do return('(' ~ (listed + others) | join(' or ') ~ ')') %}
    {% endif %}
    {% set text = footfall.custom_literal(matcher) %}
    {% if modules.re.fullmatch('[1-9]xx', text) %}
        {% do return('coalesce(' ~ footfall.matches_pattern(value, '^' ~ text[0] ~ '[0-9][0-9]$') ~ ', false)') %}
    {% endif %}
    {% do return('coalesce(' ~ value ~ ' = ' ~ footfall.quoted([text]) ~ ', false)') %}
{% endmacro %}
