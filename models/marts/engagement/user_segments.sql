{# Within a system, the share of users who are no better places a user: equal users get equal scores. #}
{% set scores = {'recency': 'last_active_date', 'frequency': 'active_days', 'breadth': 'workflows'} %}
{% set first_date = footfall.add_days(footfall.as_of_date(), -89) %}

with

user_days as (

    {{ footfall.scoped_user_days() }}
        and activity_date between {{ first_date }} and {{ footfall.as_of_date() }}

)

, adoptions as (

    select * from {{ ref('agg_workflow_adoptions') }}
    where last_used_on >= {{ first_date }}

)

, users as (

    select * from {{ ref('dim_users') }}

)

, usage as (

    select
        system
        , user_key
        , max(activity_date) as last_active_date
        , count(*) as active_days
        , sum(activities) as activities
    from user_days
    group by system, user_key

)

, user_workflows as (

    select
        system
        , user_key
        , count(*) as workflows
    from adoptions
    group by system, user_key

)

, measured as (

    select
        usage.system
        , usage.user_key
        , usage.last_active_date
        , usage.active_days
        , usage.activities
        , user_workflows.workflows
    from usage
    inner join user_workflows
        on
            usage.system = user_workflows.system
            and usage.user_key = user_workflows.user_key

)

, ranked as (

    select
        *
        , count(*) over (partition by system) as users
        {% for score, measure in scores.items() %}
        , rank() over (partition by system order by {{ measure }} desc) - 1 as users_of_more_{{ score }}
        {% endfor %}
    from measured

)

, scored as (

    select
        *
        {% for score in scores %}
        , cast(ceil(5.0 * (users - users_of_more_{{ score }}) / users) as integer) as {{ score }}_quintile
        {% endfor %}
    from ranked

)

, placed as (

    select
        *
        , case
            when recency_quintile >= 4 and frequency_quintile >= 4 and breadth_quintile >= 4 then 'champion'
            when recency_quintile >= 4 and frequency_quintile >= 4 then 'specialist'
            when recency_quintile >= 4 and breadth_quintile >= 4 then 'explorer'
            when recency_quintile >= 4 then 'casual'
            when frequency_quintile >= 4 then 'slipping'
            when recency_quintile >= 2 then 'occasional'
            else 'hibernating'
        end as segment
    from scored

)

, final as (

    select
        placed.system
        , placed.user_key
        , users.user_label
        , users.department
        , placed.last_active_date
        , placed.active_days
        , cast(placed.activities as bigint) as activities
        , placed.workflows
        , placed.recency_quintile
        , placed.frequency_quintile
        , placed.breadth_quintile
        , placed.segment
    from placed
    left join users on placed.user_key = users.user_key

)

select * from final
