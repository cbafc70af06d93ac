with

activity_alerts as (

    select * from {{ ref('agg_activity_alerts') }}

)

, volume_alerts as (

    select * from {{ ref('agg_volume_alerts') }}

)

, final as (

    select
        alert_id
        , activity_date
        , rule
        , kind
        , severity
        , system
        , subject_type
        , subject
        , user_key
        , action
        , object_type
        , object_id
        , object_name
        , activity_id
        , started_at
        , matched_at
        , ended_at
        , activities
        , threshold
        , window_minutes
        , cast(null as {{ footfall.type_double() }}) as median_activities
        , cast(null as {{ footfall.type_double() }}) as mad_activities
        , cast(null as {{ footfall.type_double() }}) as activity_limit
    from activity_alerts

    union all

    select
        alert_id
        , activity_date
        , rule
        , kind
        , severity
        , system
        , subject_type
        , subject
        , user_key
        , action
        , cast(null as {{ dbt.type_string() }}) as object_type
        , cast(null as {{ dbt.type_string() }}) as object_id
        , cast(null as {{ dbt.type_string() }}) as object_name
        , cast(null as {{ dbt.type_string() }}) as activity_id
        , started_at
        , matched_at
        , ended_at
        , activities
        , threshold
        , cast(null as bigint) as window_minutes
        , median_activities
        , mad_activities
        , activity_limit
    from volume_alerts

)

select * from final
