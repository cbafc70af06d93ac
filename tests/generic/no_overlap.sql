{% test no_overlap(model, key, first_date, last_date) %}
    {#- Ranges of dates of one key that share a day. -#}
    with

    sequenced as (

        select
            {{ key }}
            , {{ last_date }} as last_date
            , lead({{ first_date }}) over (partition by {{ key }} order by {{ first_date }}) as next_first_date
        from {{ model }}

    )

    select * from sequenced
    where next_first_date <= last_date
{% endtest %}
