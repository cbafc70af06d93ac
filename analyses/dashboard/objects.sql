{#
title: Top objects
explanation: Which tables, dashboards, queries and other things are used most?
section: Objects
position: 410
width: full
chart: table
bar: activities
filters: {system: system, window: window_days}
opens: {object: {view: object, key: object_key}}
columns:
  object_type: Kind
  object: Object
  object_system: In
  activities: Activities
  users: Users
  views: Views
  edits: Edits
#}

with

ranked as (

    select
        *
        , row_number() over (
            partition by window_days, system
            order by
                activities desc
                , users desc
                , {{ footfall.byte_order('object_type') }}
                , {{ footfall.byte_order('object_system') }}
                , {{ footfall.byte_order('object_id') }}
        ) as overall_rank
    from {{ ref('top_objects') }}

)

select
    window_days
    , system
    , object_type
    , coalesce(object_name, object_id) as object
    , object_system
    , {{ footfall.dashboard_object_key('object_system', 'object_type', 'object_id') }} as object_key
    , activities
    , users
    , views
    , edits
from ranked
where overall_rank <= 50
order by window_days, {{ footfall.byte_order('system') }}, overall_rank
