{% test ranks_from_1(model, rank, within) %}
    {#- Groups in which the ranks are not 1, 2, 3 and so on without a gap. -#}
    select
        {{ within | join(', ') }}
        , min({{ rank }}) as first_rank
        , max({{ rank }}) as last_rank
        , count(*) as ranks
    from {{ model }}
    group by {{ within | join(', ') }}
    having min({{ rank }}) <> 1 or max({{ rank }}) <> count(*)
{% endtest %}
