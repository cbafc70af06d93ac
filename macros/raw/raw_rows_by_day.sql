{% macro raw_rows_by_day(relation, occurred_at) %}
{{ config(day_version='raw_rows', is_raw=true) }}
{#- The raw table's own count, for reconciliation: nothing of the models between. -#}
with

raw_rows as (

    select * from {{ relation }}

)

, timed as (

    select {{ occurred_at }} as occurred_at
    from raw_rows

)

, dated as (

    select {{ footfall.reporting_date('occurred_at') }} as activity_date
    from timed

)

, final as (

    select
        activity_date
        , count(*) as raw_rows
    from dated
    group by activity_date

)

select * from final
{% endmacro %}
