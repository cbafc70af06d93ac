{{ config(enabled=footfall.is_enabled('amundsen')) }}

with

tables as (

    select * from {{ ref('dim_objects') }}
    where
        system = 'amundsen'
        and object_type = 'table'

)

, views as (

    select
        object_id
        , count(*) as views
        , count(distinct user_key) as viewers
        , max(activity_date) as last_viewed_on
    from {{ ref('fct_object_views') }}
    where
        system = 'amundsen'
        and object_type = 'table'
        and in_scope
        and activity_date <= {{ footfall.as_of_date() }}
    group by object_id

)

, edited as (

    select distinct object_id
    from {{ ref('fct_metadata_edits') }}
    where
        system = 'amundsen'
        and object_type = 'table'
        and outcome not in ('failed', 'denied')

)

select
    tables.object_id as table_key
    , coalesce(views.views, 0) as views
    , coalesce(views.viewers, 0) as viewers
    , views.last_viewed_on
from tables
left join views on tables.object_id = views.object_id
left join edited on tables.object_id = edited.object_id
where edited.object_id is null
order by views desc, viewers desc, {{ footfall.byte_order('tables.object_id') }}
