with

user_days as (

    {{ footfall.scoped_user_days() }}
        and activity_date <= {{ footfall.as_of_date() }}

)

, systems as (

    select distinct system from user_days

)

, day_counts as (

    {% for number in range(1, 29) %}
    select {{ number }} as active_days
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}

)

, usage as (

    select
        system
        , user_key
        , count(*) as active_days
    from user_days
    where activity_date >= {{ footfall.add_days(footfall.as_of_date(), -27) }}
    group by system, user_key

)

, final as (

    select
        systems.system
        , day_counts.active_days
        , count(usage.user_key) as users
    from systems
    cross join day_counts
    left join usage
        on
            systems.system = usage.system
            and day_counts.active_days = usage.active_days
    group by systems.system, day_counts.active_days

)

select * from final
