{% macro json_list_text(text) -%}
    {#- A list as `a, b`, from what json_nested gave: a JSON array, or text with commas in it, with or
        without brackets around. Elements that are no scalars are left out; null where none is left. -#}
    {%- set bare = footfall.replace_pattern(text, '^ *[[]? *| *[]]? *$', '') -%}
    case
        when {{ footfall.is_json_array(text) }} then nullif({{ footfall.json_array_text(text) }}, '')
        else nullif({{ footfall.replace_pattern(bare, ' *, *', ', ') }}, '')
    end
{%- endmacro %}


{% macro is_json_array(text) -%}
    {{ return(adapter.dispatch('is_json_array', 'footfall')(text)) }}
{%- endmacro %}

{% macro duckdb__is_json_array(text) -%}
    (left({{ text }}, 1) = '[' and json_valid({{ text }}))
{%- endmacro %}

{% macro postgres__is_json_array(text) -%}
    (left({{ text }}, 1) = '[' and pg_input_is_valid({{ text }}, 'jsonb'))
{%- endmacro %}


{% macro json_array_text(text) -%}
    {#- The scalars of a JSON array, with `, ` between them. -#}
    {{ return(adapter.dispatch('json_array_text', 'footfall')(text)) }}
{%- endmacro %}

{% macro duckdb__json_array_text(text) -%}
    array_to_string(
        list_filter(
            try(from_json({{ text }}, '["VARCHAR"]')),
            lambda element: element is not null and left(element, 1) not in ('{', '[')
        ),
        ', '
    )
{%- endmacro %}

{% macro postgres__json_array_text(text) -%}
    (
        select string_agg(elements.element, ', ' order by elements.place)
        from jsonb_array_elements_text(cast({{ text }} as jsonb)) with ordinality as elements (element, place)
        where left(elements.element, 1) not in ('{', '[')
    )
{%- endmacro %}


{% macro unnest_text_list(relation, columns, list_column) -%}
    {#- A query: a row for each element of a list as text_list and json_list_text write it: the columns, element_number
        from 1, and element. -#}
    {{ return(adapter.dispatch('unnest_text_list', 'footfall')(relation, columns, list_column)) }}
{%- endmacro %}

{% macro duckdb__unnest_text_list(relation, columns, list_column) -%}
    select
        {{ columns | join(', ') }},
        unnest(string_split({{ list_column }}, ', ')) as element,
        generate_subscripts(string_split({{ list_column }}, ', '), 1) as element_number
    from {{ relation }}
{%- endmacro %}

{% macro postgres__unnest_text_list(relation, columns, list_column) -%}
    select
        {%- for column in columns %}
        lists.{{ column }},
        {%- endfor %}
        elements.element,
        elements.element_number
    from {{ relation }} as lists
    cross join lateral unnest(string_to_array(lists.{{ list_column }}, ', '))
        with ordinality as elements (element, element_number)
{%- endmacro %}


{% macro json_elements(relation, list_text) -%}
    {#- A query: a row for each element of a JSON array, as JSON text in element, and its number from 1 in element_number;
        where there is no element, one row without. -#}
    {{ return(adapter.dispatch('json_elements', 'footfall')(relation, list_text)) }}
{%- endmacro %}

{% macro duckdb__json_elements(relation, list_text) -%}
    select
        * exclude (element_list),
        cast(unnest(element_list) as varchar) as element,
        generate_subscripts(element_list, 1) as element_number
    from (
        select
            *,
            coalesce(nullif(try(from_json({{ list_text }}, '["JSON"]')), []), [null]) as element_list
        from {{ relation }}
    ) as lists
{%- endmacro %}

{% macro postgres__json_elements(relation, list_text) -%}
    select
        lists.*,
        cast(elements.element as text) as element,
        coalesce(elements.element_number, 1) as element_number
    from (select * from {{ relation }}) as lists
    left join lateral jsonb_array_elements(
        case when {{ footfall.is_json_array(list_text) }} then cast({{ list_text }} as jsonb) end
    ) with ordinality as elements (element, element_number) on true
{%- endmacro %}

{% macro spark__json_elements(relation, list_text) -%}
    select
        lists.*,
        elements.element,
        coalesce(elements.element_place + 1, 1) as element_number
    from (select * from {{ relation }}) as lists
    lateral view outer posexplode(from_json({{ list_text }}, 'array<string>')) elements as element_place, element
{%- endmacro %}


{% macro json_element_with(list_text, key, value) -%}
    {#- Of the objects in a JSON array the first of which a key has a value, as JSON text. -#}
    {{ return(adapter.dispatch('json_element_with', 'footfall')(list_text, key, value)) }}
{%- endmacro %}

{% macro duckdb__json_element_with(list_text, key, value) -%}
    cast(list_filter(
        try(from_json({{ list_text }}, '["JSON"]')),
        lambda element: json_extract_string(element, {{ footfall.quoted([footfall.json_path([key])]) }})
            = {{ footfall.quoted([value]) }}
    )[1] as varchar)
{%- endmacro %}

{% macro postgres__json_element_with(list_text, key, value) -%}
    (
        select cast(elements.element as text)
        from jsonb_array_elements(
            case when {{ footfall.is_json_array(list_text) }} then cast({{ list_text }} as jsonb) end
        ) with ordinality as elements (element, place)
        where elements.element ->> {{ footfall.quoted([key]) }} = {{ footfall.quoted([value]) }}
        order by elements.place
        limit 1
    )
{%- endmacro %}

{% macro spark__json_element_with(list_text, key, value) -%}
    filter(
        from_json({{ list_text }}, 'array<string>'),
        element -> get_json_object(element, {{ footfall.quoted(['$["' ~ key ~ '"]']) }}) = {{ footfall.quoted([value]) }}
    )[0]
{%- endmacro %}
