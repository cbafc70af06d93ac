with

activities as (

    select * from {{ ref('fct_activities') }}
    where
        object_type is not null
        and object_id is not null

)

, sequenced as (

    select
        *
        , row_number() over (
            partition by system, object_type, object_id order by occurred_at desc, activity_id desc
        ) as recency
        , row_number() over (
            partition by system, object_type, object_id
            order by case when object_name is null then 1 else 0 end, occurred_at desc, activity_id desc
        ) as name_recency
    from activities

)

, final as (

    select
        system
        , object_type
        , object_id
        , max(case when name_recency = 1 then object_name end) as object_name
        , min(occurred_at) as first_seen_at
        , max(occurred_at) as last_seen_at
        , max(case when recency = 1 then action end) as last_action
        , count(*) as activities
    from sequenced
    group by system, object_type, object_id

)

select * from final
