{% test in_one_of(model, column_name, models) %}
    {#- Values that stand in none of the models, in several, or twice in one; and others that stand there. -#}
    with

    expected as (

        select {{ column_name }} from {{ model }}

    )

    , found as (

        {% for name in models %}
        select {{ column_name }} from {{ ref(name) }}
        {% if not loop.last %}
        union all
        {% endif %}
        {% endfor %}

    )

    , counted as (

        select
            {{ column_name }}
            , count(*) as places
        from found
        group by {{ column_name }}

    )

    select
        coalesce(expected.{{ column_name }}, counted.{{ column_name }}) as {{ column_name }}
        , coalesce(counted.places, 0) as places
    from expected
    full outer join counted on expected.{{ column_name }} = counted.{{ column_name }}
    where
        expected.{{ column_name }} is null
        or coalesce(counted.places, 0) <> 1
{% endtest %}
