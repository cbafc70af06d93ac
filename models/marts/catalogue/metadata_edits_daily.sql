{{ config(enabled=footfall.is_enabled('amundsen'), keeps_retired='activity_date') }}

with

activities as (

    select * from {{ ref('fct_activities') }}
    where
        in_scope
        and system = 'amundsen'
        and activity_date <= {{ footfall.as_of_date() }}

)

, metadata_edits as (

    select * from {{ ref('stg_amundsen__metadata_edits') }}

)

, final as (

    select
        activities.activity_date
        , metadata_edits.edit_kind
        , count(*) as edits
        , count(distinct activities.user_key) as editors
        , count(distinct metadata_edits.object_id) as objects
    from metadata_edits
    inner join activities on metadata_edits.event_id = activities.source_event_id
    group by activities.activity_date, metadata_edits.edit_kind

)

select * from final
