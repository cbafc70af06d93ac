{% set week_ago = footfall.add_days(footfall.as_of_date(), -6) %}
{% set four_weeks_ago = footfall.add_days(footfall.as_of_date(), -27) %}
{% set quarter_ago = footfall.add_days(footfall.as_of_date(), -89) %}

with

user_days as (

    {{ footfall.scoped_user_days() }}
        and activity_date <= {{ footfall.as_of_date() }}

)

, users as (

    select * from {{ ref('dim_users') }}

)

, usage as (

    select
        system
        , user_key
        , min(activity_date) as first_active_date
        , max(activity_date) as last_active_date
        , count(case when activity_date >= {{ week_ago }} then 1 end) as active_days_7
        , count(case when activity_date >= {{ four_weeks_ago }} then 1 end) as active_days_28
        , sum(case when activity_date >= {{ four_weeks_ago }} then activities else 0 end) as activities_28
    from user_days
    group by system, user_key

)

, final as (

    select
        usage.system
        , usage.user_key
        , users.user_label
        , usage.first_active_date
        , usage.last_active_date
        , usage.active_days_7
        , usage.active_days_28
        , cast(usage.activities_28 as bigint) as activities_28
        , cast({{ footfall.as_of_date() }} - usage.last_active_date as integer) as days_since_last_active
        , case
            when usage.first_active_date >= {{ week_ago }} then 'new'
            when usage.last_active_date >= {{ week_ago }} then 'active'
            when usage.last_active_date >= {{ four_weeks_ago }} then 'at_risk'
            when usage.last_active_date >= {{ quarter_ago }} then 'dormant'
            else 'churned'
        end as lifecycle
    from usage
    left join users on usage.user_key = users.user_key

)

select * from final
