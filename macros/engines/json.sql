{#-
    A raw document is parsed once: json_object opens it with all the paths that the model will read,
    json_text and json_nested then pick from what was opened.

    fields: a dictionary of name -> path, a path being a list of keys and zero-based positions. A path
    that ends in '*' is an object or an array, for json_nested; the others are for json_text:
        {'user_name': ['user_name'], 'first_id': ['resources', 0, 'id'], 'resources': ['resources', '*']}

    Paths from a mapping pass literal_path first: to them '*' is a key like any other.
-#}

{% macro json_object(column, fields, data_type='text') -%}
    {#- A document is an array where the paths begin with a position, else an object. -#}
    {%- set first_steps = fields.values() | map('first') | list -%}
    {{ return(adapter.dispatch('json_object', 'footfall')(
        footfall.as_json(column, data_type), fields, data_type | lower, '[' if first_steps[0] is integer else '{'
    )) }}
{%- endmacro %}

{% macro duckdb__json_object(column, fields, data_type, bracket) -%}
    {%- set text = 'cast(' ~ column ~ ' as varchar)' -%}
    {%- set scalars = footfall.json_scalars(fields) -%}
    {%- set texts -%}
        try(json_extract_string(
            case
                when not starts_with(ltrim({{ text }}, e' \t\r\n'), '{{ bracket }}') then null
                when {{ footfall.json_is_too_deep(text) }} then null
                when contains({{ text }}, '\u0000') then {{ footfall.json_without_nul(text) }}
                else {{ text }}
            end,
            [
                {%- for name in scalars + footfall.json_nesteds(fields) %}
                '{{ footfall.json_path(fields[name]) }}'{{ ',' if not loop.last }}
                {%- endfor %}
            ]
        ))
    {%- endset -%}
    {%- set all_texts = "chr(31) || array_to_string((" ~ texts ~ ")[1:" ~ scalars | length ~ "], chr(31))" -%}
    {#- Written more than once, extracted once: DuckDB shares equal expressions. Texts that may stand
        for no text are rare, so one look at all of a row's texts spares a look at each. -#}
    struct_pack(
        document := {{ text }},
        texts := {{ texts }},
        needs_a_look := {% for start in ['{', '[', 'NaN', 'Infinity', '-Infinity'] -%}
            contains({{ all_texts }}, chr(31) || '{{ start }}'){{ ' or ' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

{% macro postgres__json_object(column, fields, data_type, bracket) -%}
    {%- if footfall.is_json_type(data_type) and data_type != 'json' -%}
    case when jsonb_typeof({{ column }}) = '{{ 'array' if bracket == '[' else 'object' }}' then {{ column }} end
    {%- else -%}
    {#- jsonb refuses what Python's json.dumps and lenient readers allow: mended only where needed. -#}
    {%- set text = 'cast(' ~ column ~ ' as text)' -%}
    {%- set mended = "regexp_replace(regexp_replace(" ~ footfall.json_without_nul(text)
        ~ ", '([:,[]\\s*)-?(?:NaN|Infinity)(?=\\s*[],}])', '\\1null', 'g')"
        ~ ", ',(\\s*[]}])', '\\1', 'g')" -%}
    case
        when left(ltrim({{ text }}, e' \t\r\n'), 1) <> '{{ bracket }}' then null
        when {{ footfall.json_is_too_deep(text) }} then null
        when pg_input_is_valid({{ text }}, 'jsonb') then cast({{ text }} as jsonb)
        when pg_input_is_valid({{ mended }}, 'jsonb') then cast({{ mended }} as jsonb)
    end
    {%- endif -%}
{%- endmacro %}


{% macro json_is_too_deep(text) -%}
    {#- More than 1000 levels, beyond which engines run out of stack. Few documents have so many brackets
        at all; only theirs are followed, outside of strings. -#}
    (
        length({{ text }}) > 2000
        and length({{ text }}) - length(translate({{ text }}, '[{', '')) > 1000
        and {{ adapter.dispatch('json_depth', 'footfall')(text) }} > 1000
    )
{%- endmacro %}

{% macro duckdb__json_depth(text) -%}
    list_reduce(
        list_transform(
            string_split(regexp_replace({{ text }}, '"(?:[^"\\]|\\.)*"|[^][{}]', '', 'g'), ''),
            lambda bracket: struct_pack(depth := case when bracket in ('[', '{') then 1 else -1 end, deepest := 1)
        ),
        lambda outer_part, bracket: struct_pack(
            depth := outer_part.depth + bracket.depth,
            deepest := greatest(outer_part.deepest, outer_part.depth + bracket.depth)
        )
    ).deepest
{%- endmacro %}

{% macro default__json_depth(text) -%}
    (
        select max(brackets.depth)
        from (
            select
                sum(case when bracket in ('[', '{') then 1 else -1 end) over (order by place) as depth
            from unnest(string_to_array(
                regexp_replace({{ text }}, '"(?:[^"\\]|\\.)*"|[^][{}]', '', 'g'), null
            )) with ordinality as skeleton (bracket, place)
        ) as brackets
    )
{%- endmacro %}


{% macro json_text(object, fields, name) -%}
    {#- A string, number or boolean of the document as text; null for null and for anything nested. -#}
    {{ return(adapter.dispatch('json_text', 'footfall')(object, fields, name)) }}
{%- endmacro %}

{% macro duckdb__json_text(object, fields, name) -%}
    {%- set text = object ~ '.texts[' ~ (footfall.json_scalars(fields).index(name) + 1) ~ ']' -%}
    {%- set type = "json_type(" ~ object ~ ".document, '" ~ footfall.json_path(fields[name]) ~ "')" -%}
    case
        when {{ object }}.needs_a_look is not true then {{ text }}
        when {{ type }} in ('OBJECT', 'ARRAY') then null
        when {{ type }} = 'DOUBLE' and {{ text }} in ('NaN', 'Infinity', '-Infinity') then null
        else {{ text }}
    end
{%- endmacro %}

{% macro postgres__json_text(object, fields, name) -%}
    case
        when jsonb_typeof({{ footfall.json_at(object, fields[name]) }}) not in ('object', 'array')
            then {{ footfall.json_at(object, fields[name], '->>') }}
    end
{%- endmacro %}


{% macro is_json_object(object) -%}
    {#- Whether json_object could read the document. -#}
    {{ return(adapter.dispatch('is_json_object', 'footfall')(object)) }}
{%- endmacro %}

{% macro default__is_json_object(object) -%}
    {{ object }} is not null
{%- endmacro %}

{% macro duckdb__is_json_object(object) -%}
    {{ object }}.texts is not null
{%- endmacro %}


{% macro json_nested(object, fields, name) -%}
    {#- An object or array of the document as JSON text, for unnest_json_objects. -#}
    {{ return(adapter.dispatch('json_nested', 'footfall')(object, fields, name)) }}
{%- endmacro %}

{% macro duckdb__json_nested(object, fields, name) -%}
    {{ object }}.texts[{{ footfall.json_scalars(fields) | length + footfall.json_nesteds(fields).index(name) + 1 }}]
{%- endmacro %}

{% macro postgres__json_nested(object, fields, name) -%}
    {{ footfall.json_at(object, fields[name], '->>') }}
{%- endmacro %}


{% macro json_exists(object, fields, name) -%}
    {#- Whether there is something, of a path as json_nested takes it: of a body that nobody reads. -#}
    {{ return(adapter.dispatch('json_exists', 'footfall')(object, fields, name)) }}
{%- endmacro %}

{% macro default__json_exists(object, fields, name) -%}
    ({{ footfall.json_nested(object, fields, name) }} is not null)
{%- endmacro %}

{% macro postgres__json_exists(object, fields, name) -%}
    {#- Without its text, which would be written for that. -#}
    coalesce(jsonb_typeof({{ footfall.json_at(object, fields[name]) }}) <> 'null', false)
{%- endmacro %}


{% macro unnest_json_objects(relation, columns, array_column, keys) -%}
    {#- A query: a row for each element of a JSON array: the columns, element_number from 1, and the
        element's keys as text. Nothing for text that is no array. -#}
    {{ return(adapter.dispatch('unnest_json_objects', 'footfall')(relation, columns, array_column, keys)) }}
{%- endmacro %}

{% macro duckdb__unnest_json_objects(relation, columns, array_column, keys) -%}
    select
        {%- for column in columns %}
        elements.{{ column }},
        {%- endfor %}
        elements.element_number,
        {%- for key in keys %}
        elements.element.{{ key }} as {{ key }}{{ ',' if not loop.last }}
        {%- endfor %}
    from (
        select
            {{ columns | join(', ') }},
            unnest(objects) as element,
            generate_subscripts(objects, 1) as element_number
        from (
            select
                {{ columns | join(', ') }},
                try(from_json(
                    {{ array_column }},
                    '[{ {%- for key in keys %}"{{ key }}":"VARCHAR"{{ "," if not loop.last }}{% endfor -%} }]'
                )) as objects
            from {{ relation }}
        ) as opened
    ) as elements
{%- endmacro %}

{% macro postgres__unnest_json_objects(relation, columns, array_column, keys) -%}
    select
        {%- for column in columns %}
        arrays.{{ column }},
        {%- endfor %}
        elements.element_number,
        {%- for key in keys %}
        elements.element ->> '{{ key }}' as {{ key }}{{ ',' if not loop.last }}
        {%- endfor %}
    from (
        select
            {{ columns | join(', ') }},
            cast({{ array_column }} as jsonb) as objects
        from {{ relation }}
        where {{ array_column }} like '[%'
    ) as arrays
    cross join lateral jsonb_array_elements(arrays.objects)
        with ordinality as elements (element, element_number)
{%- endmacro %}


{% macro json_scalars(fields) %}
    {% set names = [] %}
    {% for name, path in fields.items() if path[-1] != '*' %}{% do names.append(name) %}{% endfor %}
    {% do return(names) %}
{% endmacro %}


{% macro json_nesteds(fields) %}
    {% set names = [] %}
    {% for name, path in fields.items() if path[-1] == '*' %}{% do names.append(name) %}{% endfor %}
    {% do return(names) %}
{% endmacro %}


{% macro json_steps_of(path) %}
    {#- The keys and positions of a path, without the '*' of json_nested. -#}
    {% set steps = [] %}
    {% for step in path if step != '*' %}
        {% do steps.append(step[1:] if step is string and modules.re.fullmatch('~+[*]', step) else step) %}
    {% endfor %}
    {% do return(steps) %}
{% endmacro %}


{% macro literal_path(path) %}
    {#- A path for json_text from keys of any characters: of these, '*' alone has a meaning. -#}
    {% set steps = [] %}
    {% for step in path %}
        {% do steps.append('~' ~ step if step is string and modules.re.fullmatch('~*[*]', step) else step) %}
    {% endfor %}
    {% do return(steps) %}
{% endmacro %}


{% macro json_path(path) -%}
    {#- JSONPath; a JSON Pointer where a key has characters that JSONPath cannot hold. -#}
    {%- set steps = footfall.json_steps_of(path) -%}
    {%- set special, parts = [], [] -%}
    {%- for step in steps if step is string and not modules.re.fullmatch('[\\w@.:/ -]+', step) -%}
        {%- do special.append(step) -%}
    {%- endfor -%}
    {%- for step in steps -%}
        {%- if special -%}
            {%- do parts.append('/' ~ (step | string | replace('~', '~0') | replace('/', '~1') | replace("'", "''"))) -%}
        {%- else -%}
            {%- do parts.append('[' ~ step ~ ']' if step is integer else '."' ~ step ~ '"') -%}
        {%- endif -%}
    {%- endfor -%}
    {{ '' if special else '$' }}{{ parts | join }}
{%- endmacro %}


{% macro json_at(object, path, arrow='->') -%}
    {#- What stands in a jsonb at a path; as text with the arrow ->>. An arrow is quicker than #>, and takes no key of
        digits for a position. -#}
    (
        {{- object }}
        {%- for step in footfall.json_steps_of(path) %} {{ arrow if loop.last else '->' }} {{ step if step is integer else footfall.quoted([step]) }}{% endfor -%}
    )
{%- endmacro %}


{% macro json_without_nul(text) -%}
    {#- Text columns of PostgreSQL cannot hold U+0000. An escaped backslash before it stays one. -#}
    {{ return(adapter.dispatch('json_without_nul', 'footfall')(text)) }}
{%- endmacro %}

{% macro default__json_without_nul(text) -%}
    regexp_replace({{ text }}, '(\\\\)|\\u0000', '\1', 'g')
{%- endmacro %}
