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
