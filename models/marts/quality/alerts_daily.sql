with

activity_alerts as (

    select * from {{ ref('agg_activity_alerts') }}

)

, volume_alerts as (

    select * from {{ ref('agg_volume_alerts') }}

)

-- What alert_events has, without whom it is of.
, alerts as (

    select
        activity_date
        , system
        , rule
        , severity
    from activity_alerts

    union all

    select
        activity_date
        , system
        , rule
        , severity
    from volume_alerts

)

, final as (

    select
        activity_date
        , system
        , rule
        , severity
        , count(*) as alerts
    from alerts
    group by activity_date, system, rule, severity

)

select * from final
