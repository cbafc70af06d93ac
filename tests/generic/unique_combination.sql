{% test unique_combination(model, columns) %}
    {#- Two rows with equal values, nulls included, are one too many. -#}
    select
        {{ columns | join(', ') }}
        , count(*) as copies
    from {{ model }}
    group by {{ columns | join(', ') }}
    having count(*) > 1
{% endtest %}
