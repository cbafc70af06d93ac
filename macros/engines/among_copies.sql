{% macro among_copies(relation, key, columns) -%}
    {#- A query of a relation's rows and of columns that compare a row with the others of its key.
        columns: name -> {'window': SQL over the rows of the key, 'alone': SQL for a row without others}. -#}
    {{ return(adapter.dispatch('among_copies', 'footfall')(relation, key, columns)) }}
{%- endmacro %}

{% macro default__among_copies(relation, key, columns) -%}
    {#- Windows sort whole rows. Few rows have others of their key; the rest is not sorted. -#}
    with repeated as {{ footfall.materialized_cte() }} (

        select {{ key }}
        from {{ relation }}
        group by {{ key }}
        having count(*) > 1

    )

    select
        {{ relation }}.*
        {%- for name, column in columns.items() %}
        , {{ column.alone }} as {{ name }}
        {%- endfor %}
    from {{ relation }}
    left join repeated on {{ relation }}.{{ key }} = repeated.{{ key }}
    where repeated.{{ key }} is null

    union all

    select
        {{ relation }}.*
        {%- for name, column in columns.items() %}
        , {{ column.window }} as {{ name }}
        {%- endfor %}
    from {{ relation }}
    inner join repeated on {{ relation }}.{{ key }} = repeated.{{ key }}
{%- endmacro %}

{% macro spark__among_copies(relation, key, columns) -%}
    {#- Spark would compute the relation once for each time that it is named. -#}
    select
        *
        {%- for name, column in columns.items() %}
        , {{ column.window }} as {{ name }}
        {%- endfor %}
    from {{ relation }}
{%- endmacro %}
