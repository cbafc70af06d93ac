{#-
    The JSON macros of Spark. A document is read by one from_json, whose schema is the first keys of all
    paths, each as text: text takes whatever stands there, so a document is refused for its syntax alone.
    An object or array in which a path goes on is read from its text in the same way.
-#}

{% macro spark__json_object(column, fields, data_type, bracket) -%}
    {%- set text = 'cast(' ~ column ~ ' as string)' -%}
    {%- set fields = footfall.json_steps_of_fields(fields) -%}
    {%- set keys = footfall.json_steps(fields, []) -%}
    {%- set document -%}
        transform(
            array(
                case
                    when left(ltrim(' \t\r\n', {{ text }}), 1) <> '{{ bracket }}' then null
                    when {{ footfall.json_has_half_a_pair(text) }} then null
                    when contains({{ text }}, '\\u0000')
                        then {{ footfall.json_read(footfall.json_without_nul(text), keys) }}
                    else {{ footfall.json_read(text, keys) }}
                end
            ),
            read -> case
                when {{ footfall.json_was_read('read') }} then read.document
                when read is not null then transform(
                    array({{ footfall.json_read(footfall.json_mended(text), keys) }}),
                    mended -> case when {{ footfall.json_was_read('mended') }} then mended.document end
                )[0]
            end
        )[0]
    {%- endset -%}
    {{ footfall.json_level(text, document, fields, []) }}
{%- endmacro %}


{% macro json_read(text, keys) -%}
    {#- The document stands in one of our own, so that text after its end is noticed. -#}
    {%- set is_array = keys[0] is integer -%}
    cast(from_json(
        concat('{"document":', {{ text }}, ',"is_whole":true}'),
        'struct<document: {{ "array<string>" if is_array else footfall.json_schema(keys, "string") }}, is_whole: boolean, _corrupt_record: string>',
        {{ footfall.json_options() }}
    ) as struct<
        document: {{ 'array<string>' if is_array else footfall.json_numbered_schema(keys, 'string') }}, is_whole: boolean, _corrupt_record: string
    >)
{%- endmacro %}


{% macro json_was_read(read) -%}
    {{ read }}.is_whole and {{ read }}._corrupt_record is null
{%- endmacro %}


{% macro json_options() -%}
    {#- As strict as the other engines; 1000 levels, and our own around them. -#}
    map(
        'allowSingleQuotes', 'false', 'allowNonNumericNumbers', 'false', 'maxNestingDepth', '1001',
        'columnNameOfCorruptRecord', '_corrupt_record'
    )
{%- endmacro %}


{% macro json_mended(text) -%}
    {#- from_json refuses what Python's json.dumps and lenient readers allow. -#}
    regexp_replace(
        regexp_replace({{ footfall.json_without_nul(text) }}, '([:,\\[]\\s*)-?(?:NaN|Infinity)(?=\\s*[\\],}])', '$1null'),
        ',(\\s*[\\]}])', '$1'
    )
{%- endmacro %}


{% macro spark__json_without_nul(text) -%}
    regexp_replace({{ text }}, '(\\\\\\\\)|\\\\u0000', '$1')
{%- endmacro %}


{% macro json_has_half_a_pair(text) -%}
    {#- Half of a surrogate pair, which is no character. -#}
    (
        {{ text }} rlike '\\\\u[dD][89a-fA-F]'
        and regexp_replace({{ text }}, '\\\\\\\\|\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}', '')
            rlike '\\\\u[dD][89a-fA-F]'
    )
{%- endmacro %}


{% macro json_level(text, read, fields, prefix) -%}
    {#- What was read of an object or array, as a struct: `found` is the text at each step, `texts` the same
        without objects and arrays, `part_1` and so on the objects and arrays in which paths go on. Text
        that begins like an object is one, but for documents with such a bracket in quotes. -#}
    {%- set steps = footfall.json_steps(fields, prefix) -%}
    transform(
        array(named_struct(
            'found', transform(array({{ read }}), opened -> case
                when opened is not null then {{ footfall.json_values('opened', steps) }}
            end)[0],
            'is_nested', case
                when {{ text }} rlike '"\\s*[\\[{]' then transform(
                    array(named_struct(
                        'objects', {{ footfall.json_typed(text, steps, 'map<string, string>') }},
                        'arrays', {{ footfall.json_typed(text, steps, 'array<string>') }}
                    )),
                    nested -> zip_with(
                        {{ footfall.json_values('nested.objects', steps) }},
                        {{ footfall.json_values('nested.arrays', steps) }},
                        (object, list) -> object is not null or list is not null
                    )
                )[0]
            end
        )),
        level -> case
            when level.found is not null then named_struct(
                'found', level.found,
                'texts', case
                    when level.is_nested is null
                        then transform(level.found, value -> case when left(value, 1) not in ('{', '[') then value end)
                    else zip_with(
                        level.found, level.is_nested, (value, is_nested) -> case when not is_nested then value end
                    )
                end
                {%- for step in steps if footfall.json_steps(fields, prefix + [step]) %}
                {%- set part = 'level.found[' ~ steps.index(step) ~ ']' %},
                'part_{{ steps.index(step) }}', case
                    when level.is_nested is null or level.is_nested[{{ steps.index(step) }}] then
                    {{ footfall.json_level(
                        part, footfall.json_typed(part, footfall.json_steps(fields, prefix + [step]), 'string'),
                        fields, prefix + [step]
                    ) }}
                end
                {%- endfor %}
            )
        end
    )[0]
{%- endmacro %}


{% macro json_steps(fields, prefix) %}
    {#- What the paths name after a prefix: keys, or positions in an array. -#}
    {% set steps = [] %}
    {% for path in fields.values() if path[:prefix | length] == prefix and path | length > prefix | length %}
        {% set step = path[prefix | length] %}
        {% if step not in steps %}{% do steps.append(step) %}{% endif %}
    {% endfor %}
    {% do return(steps) %}
{% endmacro %}


{% macro json_steps_of_fields(fields) %}
    {% set stepped = {} %}
    {% for name, path in fields.items() %}{% do stepped.update({name: footfall.json_steps_of(path)}) %}{% endfor %}
    {% do return(stepped) %}
{% endmacro %}


{% macro json_typed(text, steps, leaf) -%}
    {%- if steps[0] is integer -%}
        from_json({{ text }}, 'array<{{ leaf }}>')
    {%- else -%}
        cast(from_json({{ text }}, '{{ footfall.json_schema(steps, leaf) }}') as {{ footfall.json_numbered_schema(steps, leaf) }})
    {%- endif -%}
{%- endmacro %}


{% macro json_schema(keys, leaf) -%}
    struct<
        {%- for key in keys -%}
            `{{ key | string | replace('`', '``') | replace('\\', '\\\\') | replace("'", "\\'") }}`: {{ leaf }}{{ ', ' if not loop.last }}
        {%- endfor -%}
    >
{%- endmacro %}


{% macro json_numbered_schema(keys, leaf) -%}
    {#- Keys that differ in capitals only would be one name to Spark, but a cast goes by their order. -#}
    struct<{% for key in keys %}k{{ loop.index0 }}: {{ leaf }}{{ ', ' if not loop.last }}{% endfor %}>
{%- endmacro %}


{% macro json_values(opened, steps) -%}
    array(
        {%- for step in steps -%}
            {{ 'get(' ~ opened ~ ', ' ~ step ~ ')' if steps[0] is integer else opened ~ '.k' ~ loop.index0 }}{{ ', ' if not loop.last }}
        {%- endfor -%}
    )
{%- endmacro %}


{% macro json_value(object, fields, path, kind) -%}
    {{ object }}
    {%- for step in path[:-1] -%}
        .part_{{ footfall.json_steps(fields, path[:loop.index0]).index(step) }}
    {%- endfor -%}
    .{{ kind }}[{{ footfall.json_steps(fields, path[:-1]).index(path[-1]) }}]
{%- endmacro %}


{% macro spark__json_text(object, fields, name) -%}
    {{ footfall.json_value(object, footfall.json_steps_of_fields(fields), footfall.json_steps_of(fields[name]), 'texts') }}
{%- endmacro %}


{% macro spark__json_nested(object, fields, name) -%}
    {{ footfall.json_value(object, footfall.json_steps_of_fields(fields), footfall.json_steps_of(fields[name]), 'found') }}
{%- endmacro %}


{% macro spark__unnest_json_objects(relation, columns, array_column, keys) -%}
    select
        {%- for column in columns %}
        opened.{{ column }},
        {%- endfor %}
        place + 1 as element_number,
        {%- for key in keys %}
        element.{{ key }} as {{ key }}{{ ',' if not loop.last }}
        {%- endfor %}
    from (
        select
            {{ columns | join(', ') }},
            from_json({{ array_column }}, 'array<{{ footfall.json_schema(keys, "string") }}>') as objects
        from {{ relation }}
        where {{ array_column }} like '[%'
    ) as opened
    lateral view posexplode(opened.objects) elements as place, element
{%- endmacro %}


{% macro spark__is_json_array(text) -%}
    (left({{ text }}, 1) = '[' and {{ footfall.json_list(text) }}.is_whole)
{%- endmacro %}

{% macro spark__json_array_text(text) -%}
    array_join(
        filter(
            {{ footfall.json_list(text) }}.list,
            element -> element is not null and left(element, 1) not in ('{', '[')
        ),
        ', '
    )
{%- endmacro %}

{% macro json_list(text) -%}
    from_json(
        concat('{"list":', {{ text }}, ',"is_whole":true}'), 'struct<list: array<string>, is_whole: boolean>',
        {{ footfall.json_options() }}
    )
{%- endmacro %}


{% macro spark__unnest_text_list(relation, columns, list_column) -%}
    select
        {{ columns | join(', ') }},
        element,
        place + 1 as element_number
    from {{ relation }}
    lateral view posexplode(split({{ list_column }}, ', ')) elements as place, element
{%- endmacro %}
