{{ config(enabled=footfall.is_enabled('datagrok')) }}

with

events as (

    select * from {{ ref('stg_datagrok__events') }}
    where typed_relation = 'project_opens'

)

, projects as (

    select * from {{ ref('stg_datagrok__projects') }}

)

, final as (

    select
        events.event_id
        , events.occurred_at
        , events.activity_date
        , events.session_id
        , events.user_id
        , events.object_id as project_id
        , events.object_name as project_name
        , projects.is_dashboard
        , projects.is_root
        , projects.is_entity
        , events.outcome
    from events
    left join projects on events.object_id = projects.project_id

)

select * from final
