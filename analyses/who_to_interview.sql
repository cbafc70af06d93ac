with

segments as (

    select * from {{ ref('user_segments') }}
    where
        system <> 'all'
        and segment in ('champion', 'explorer', 'slipping')

)

, ranked as (

    select
        system
        , segment
        , user_label
        , department
        , last_active_date
        , active_days
        , activities
        , workflows
        , row_number() over (
            partition by system, segment
            order by active_days desc, workflows desc, activities desc, user_key
        ) as user_rank
    from segments

)

select *
from ranked
where user_rank <= 3
order by system, segment, user_rank
