{# Who reached which step of a funnel of the seed, with each activity that does so. #}
{{ config(materialized='rebuilt_whole') }}

{% set number_of_steps = footfall.number_of_funnel_steps() %}
{% set first_date = footfall.add_days(footfall.as_of_date(), 1 - footfall.funnel_days()) %}
{% set limits = ['within', 'within_previous', 'after'] %}
{# One text: of a join of many columns PostgreSQL expects no rows, and compares each with each. #}
{% set kind -%}
    concat_ws(
        chr(1), system, action, activity_type, workflow, coalesce(object_type, ''), outcome
        , cast(in_scope as {{ dbt.type_string() }})
    )
{%- endset %}

with

activities as {{ footfall.not_materialized_cte() }} (

    select * from {{ ref('fct_activities') }}
    where
        user_key is not null
        and is_person
        and not {{ footfall.is_refused_login() }}
        and activity_date <= {{ footfall.as_of_date() }}

)

, funnel_rows as (

    {{ footfall.seed_select(ref('funnels'), {
        'funnel': 'string', 'step_number': 'bigint', 'step': 'string', 'system': 'string', 'action': 'string',
        'activity_type': 'string', 'workflow': 'string', 'object_type': 'string', 'outcome': 'string',
        'is_any_scope': 'boolean', 'is_first': 'boolean', 'is_same_activity': 'boolean', 'within_minutes': 'bigint',
        'within_from': 'string', 'after_minutes': 'bigint',
    }) | indent(4) }}

)

, actions as (

    select distinct
        system
        , action
        , activity_type
        , workflow
        , coalesce(object_type, '') as object_type
        , outcome
        , in_scope
        , {{ kind }} as kind
    from activities

)

-- Which steps an activity is one of is found once for all that are alike.
, matches as {{ footfall.materialized_cte() }} (

    select
        funnel_rows.funnel
        {% for number in range(1, number_of_steps + 1) %}
        , max(case when funnel_rows.step_number = {{ number }} then 1 else 0 end) = 1 as is_step_{{ number }}
        {% endfor %}
        , max(case when funnel_rows.step_number = 1 and funnel_rows.is_first then 1 else 0 end) = 1 as is_first_only
        , actions.kind
    from actions
    inner join funnel_rows
        on
            (actions.in_scope or coalesce(funnel_rows.is_any_scope, false))
            and {{ footfall.fits_funnel_row('actions', 'funnel_rows') }}
    group by funnel_rows.funnel, actions.kind

)

, limits as (

    select
        funnel
        {% for number in range(1, number_of_steps + 1) %}
        , 60 * max(
            case when step_number = {{ number }} and coalesce(within_from, 'first') = 'first' then within_minutes end
        ) as within_{{ number }}
        , 60 * max(case when step_number = {{ number }} and within_from = 'previous' then within_minutes end)
            as within_previous_{{ number }}
        , 60 * max(case when step_number = {{ number }} then after_minutes end) as after_{{ number }}
        , max(case when step_number = {{ number }} and is_same_activity then 1 else 0 end) = 1 as is_same_{{ number }}
        {% endfor %}
        -- So long after its entry a chain can go on; null: for ever.
        , 60 * case
            when count(case when step_number > 1 and not coalesce(is_same_activity, false) then 1 end)
                = count(case
                    when
                        step_number > 1
                        and not coalesce(is_same_activity, false)
                        and coalesce(within_from, 'first') = 'first'
                        then within_minutes
                end)
                then coalesce(max(case when step_number > 1 then within_minutes end), 0)
        end as longest_seconds
    from funnel_rows
    group by funnel

)

, described as (

    select
        *
        , {{ kind }} as kind
    from activities

)

, matched as {{ footfall.materialized_cte() }} (

    select
        matches.funnel
        , activities.user_key
        , matches.funnel || chr(1) || activities.user_key as chain_key
        , activities.activity_id
        , activities.occurred_at
        , activities.activity_date
        , cast({{ dbt.date_trunc('week', 'activities.activity_date') }} as date) as week_start_date
        {% for number in range(1, number_of_steps + 1) %}
        , matches.is_step_{{ number }} as fits_step_{{ number }}
        {% endfor %}
        , matches.is_first_only
    from described as activities
    inner join matches on activities.kind = matches.kind
    where
        activities.activity_date >= {{ first_date }}
        or (matches.is_first_only and matches.is_step_1)

)

-- For funnels that begin with the first time ever: of all of history.
, first_steps as (

    select
        *
        , row_number() over (
            partition by funnel, user_key order by occurred_at, {{ footfall.byte_order('activity_id') }}
        ) = 1 as is_step_1
    from matched
    where
        is_first_only
        and fits_step_1

)

, steps as (

    select
        *
        , fits_step_1 as is_step_1
    from matched
    where not (is_first_only and fits_step_1)

    union all

    select * from first_steps
    where activity_date >= {{ first_date }}

)

, entry_weeks as (

    select
        chain_key
        , week_start_date as entry_week
        , min(occurred_at) as first_entry_at
        , max(occurred_at) as last_entry_at
    from steps
    where is_step_1
    group by chain_key, week_start_date

)

-- Each week of entries is a funnel of its own: what follows may count for the entries of several weeks.
, candidates as {{ footfall.materialized_cte() }} (

    select
        steps.funnel
        , steps.user_key
        , entry_weeks.entry_week
        , steps.activity_id
        , steps.occurred_at
        , steps.is_step_1
        and steps.week_start_date = entry_weeks.entry_week as is_step_1
        {% for number in range(2, number_of_steps + 1) %}
        , steps.fits_step_{{ number }} as is_step_{{ number }}
        {% endfor %}
        {% for number in range(1, number_of_steps + 1) %}
        {% for limit in limits %}
        , limits.{{ limit }}_{{ number }}
        {% endfor %}
        , limits.is_same_{{ number }}
        {% endfor %}
    from steps
    inner join limits on steps.funnel = limits.funnel
    inner join entry_weeks
        on
            steps.chain_key = entry_weeks.chain_key
            and steps.occurred_at >= entry_weeks.first_entry_at
            and (
                limits.longest_seconds is null
                or {{ footfall.seconds_between('entry_weeks.last_entry_at', 'steps.occurred_at') }}
                <= limits.longest_seconds
            )

)

{{ footfall.funnel_chain('candidates', ['funnel', 'user_key', 'entry_week'], footfall.funnel_seed_chain()) }}

, final as (

    select
        funnel
        , step_number
        , user_key
        , activity_id
        , entry_week
        , entered_at
        , {{ footfall.reporting_date('entered_at') }} as entry_date
        , reached_at
        , {{ footfall.seconds_between('previous_at', 'reached_at') }} as seconds_from_previous
    from chained

)

select * from final
