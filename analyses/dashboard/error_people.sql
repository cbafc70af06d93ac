{#
title: People
explanation: Who met it, in which action, and when last? In twice the longest window.
section: History
view: error
key: error
position: 870
width: full
chart: table
bar: errors
opens: {user_label: {view: user, key: user_view}, workflow: workflow}
columns:
  user_label: User
  system: System
  workflow: Workflow
  action: Action
  errors: Errors
  last_on: Last
#}

with

errors as (

    select
        coalesce(error_group, action) as error
        , user_key
        , system
        , workflow
        , action
        , count(*) as errors
        , max(activity_date) as last_on
    from {{ ref('fct_errors') }}
    where
        is_person
        and activity_date > {{ footfall.dashboard_since() }}
        and activity_date <= {{ footfall.dashboard_until() }}
    group by coalesce(error_group, action), user_key, system, workflow, action

)

, ranked as (

    select
        *
        , row_number() over (
            partition by error
            order by
                errors desc
                , last_on desc
                , {{ footfall.byte_order('user_key') }}
                , {{ footfall.byte_order('system') }}
                , {{ footfall.byte_order('workflow') }}
                , {{ footfall.byte_order('action') }}
        ) as user_rank
        , sum(errors) over (partition by error) as all_errors
    from errors

)

select
    ranked.error
    , substr(ranked.user_key, 1, 12) as user_view
    , users.user_label
    , ranked.system
    , ranked.workflow
    , ranked.action
    , ranked.errors
    , ranked.last_on
from ranked
inner join {{ ref('dim_users') }} as users on ranked.user_key = users.user_key
where ranked.user_rank <= 20
order by ranked.all_errors desc, {{ footfall.byte_order('ranked.error') }}, ranked.user_rank
limit 2000
