{#
title: Things
explanation: Which things do they work with most? In twice the longest window.
section: History
view: user
key: dashboard_key
position: 730
chart: table
bar: activities
filters: {system: system}
opens: {object: {view: object, key: object_key}}
columns:
  object_type: Kind
  object: Object
  activities: Activities
  last_on: Last
#}

with

touched as (

    select
        activities.system
        , users.dashboard_key
        , objects.object_type
        , objects.object_id
        , max({{ footfall.byte_order('objects.object_name') }}) as object_name
        , count(distinct activities.activity_id) as activities
        , max(activities.activity_date) as last_on
    from {{ ref('fct_activities') }} as activities
    inner join {{ footfall.dashboard_users() }} as users on activities.user_key = users.user_key
    inner join {{ ref('fct_activity_objects') }} as objects on activities.activity_id = objects.activity_id
    where
        activities.in_scope
        and activities.activity_date > {{ footfall.dashboard_since() }}
        and activities.activity_date <= {{ footfall.dashboard_until() }}
    group by activities.system, users.dashboard_key, objects.object_type, objects.object_id

)

, ranked as (

    select
        *
        , row_number() over (
            partition by dashboard_key, system
            order by
                activities desc
                , last_on desc
                , {{ footfall.byte_order('object_type') }}
                , {{ footfall.byte_order('object_id') }}
        ) as object_rank
    from touched

)

select
    system
    , dashboard_key
    , object_type
    , coalesce(object_name, object_id) as object
    , {{ footfall.dashboard_object_key('system', 'object_type', 'object_id') }} as object_key
    , activities
    , last_on
from ranked
where object_rank <= 10
order by
    dashboard_key
    , activities desc
    , {{ footfall.byte_order('system') }}
    , {{ footfall.byte_order('object_type') }}
    , {{ footfall.byte_order('object_id') }}
