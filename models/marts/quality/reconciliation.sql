with

raw_rows as (

    {% for system in footfall.enabled_systems() %}
    {{ 'union all' if not loop.first }}
    select
        '{{ system }}' as system
        , activity_date
        , raw_rows
    from {{ ref('base_' ~ system ~ '__raw_rows_by_day') }}
    where {{ footfall.is_kept('activity_date') }}
    {% endfor %}

    {% if footfall.custom_sources() %}
    {{ 'union all' if footfall.enabled_systems() }}
    select
        system
        , activity_date
        , raw_rows
    from {{ ref('base_custom_sources__raw_rows_by_day') }}
    where {{ footfall.is_kept('activity_date') }}
    {% endif %}

)

, raw_records as (

    select * from {{ ref('int_raw_records') }}

)

, facts as (

    select * from {{ ref('fct_activities') }}

)

-- Every count is taken from the relation that is to be proven, and from no other.
, counts as (

    select
        system
        , activity_date
        , raw_rows
        , 0 as activities
        , 0 as duplicates
        , 0 as quarantined
        , 0 as merged
        , 0 as excluded
    from raw_rows

    union all

    select
        system
        , activity_date
        , 0 as raw_rows
        , count(*) as activities
        , 0 as duplicates
        , 0 as quarantined
        , 0 as merged
        , 0 as excluded
    from facts
    group by system, activity_date

    union all

    select
        system
        , activity_date
        , 0 as raw_rows
        , 0 as activities
        , count(case when record_state = 'duplicate' then 1 end) as duplicates
        , count(case when record_state = 'quarantined' then 1 end) as quarantined
        , count(case when record_state = 'merged' then 1 end) as merged
        , count(case when record_state = 'excluded' then 1 end) as excluded
    from raw_records
    group by system, activity_date

)

, sums as (

    select
        system
        , activity_date
        , cast(sum(raw_rows) as bigint) as raw_rows
        , cast(sum(activities) as bigint) as activities
        , cast(sum(duplicates) as bigint) as duplicates
        , cast(sum(quarantined) as bigint) as quarantined
        , cast(sum(merged) as bigint) as merged
        , cast(sum(excluded) as bigint) as excluded
    from counts
    group by system, activity_date

)

, final as (

    select
        system
        , activity_date
        , raw_rows
        , activities
        , duplicates
        , quarantined
        , merged
        , excluded
        , raw_rows - activities - duplicates - quarantined - merged - excluded as unexplained_rows
    from sums

)

select * from final
