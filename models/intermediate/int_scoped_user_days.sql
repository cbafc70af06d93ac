{# The same scope as int_scoped_activities, a row a user and day, and the row group `all`. #}
{{ config(materialized='table') }}

{% set is_engagement_scope = var('activity_scope') == 'engagement' %}

with

user_days as (

    select * from {{ ref('fct_user_days') }}

)

, scoped as (

    select
        activity_date
        , system
        , user_key
        , {{ 'engaged_activities' if is_engagement_scope else 'activities' }} as activities
        , {{ 'last_engaged_at' if is_engagement_scope else 'last_at' }} as last_at
    from user_days
    {% if is_engagement_scope %}
    where is_person and engaged_activities > 0
    {% endif %}

)

, final as (

    select
        activity_date
        , coalesce(system, 'all') as system
        , user_key
        , cast(sum(activities) as bigint) as activities
        , max(last_at) as last_at
    from scoped
    group by grouping sets ((activity_date, system, user_key), (activity_date, user_key))  -- noqa: PRS,RF02

)

select * from final
