{% macro funnel(
    steps, within=none, by=none, within_previous=none, is_strict=false, same_object=false, same_session=false,
    without=none, relation=none, where=none
) -%}
    {#- A query: how many users get how far through the steps, and how fast. -#}
    {%- set groups = ['group_name'] if by else [] -%}
    {%- set object = [] if not same_object else ['object_type', 'object_id'] + ([] if relation else ['system']) -%}
    {%- set keys = ['user_key'] + groups + object + (['session_id'] if same_session else []) -%}
    {%- set conditions, chain = [], [] -%}
    {%- for step in steps -%}
        {%- do conditions.append(footfall.step_condition(step)) -%}
        {%- set own = step if step is mapping else {} -%}
        {%- set first_limit = own.get('within', within) -%}
        {%- set previous_limit = own.get('within_previous', within_previous) -%}
        {%- do chain.append({
            'is_step': 'is_step_' ~ loop.index,
            'within': footfall.seconds_of(first_limit) if first_limit is not none else none,
            'within_previous': footfall.seconds_of(previous_limit) if previous_limit is not none else none,
            'same': 'true' if own.get('same_activity') else none,
        }) -%}
    {%- endfor -%}
with

activities as (

    {{ footfall.counted_activities(relation, where, by, same_session and not relation) | indent(4) }}

)

, marked as {{ footfall.materialized_cte() }} (

    select
        {{ keys | join('\n        , ') }}
        , occurred_at
        , activity_id
        {%- for condition in conditions %}
        , coalesce({{ condition }}, false) as is_step_{{ loop.index }}
        {%- endfor %}
        {%- if without %}
        -- No chain goes over an activity that excludes.
        , sum(case when {{ footfall.step_condition(without) }} then 1 else 0 end) over in_time as stretch
        {%- endif %}
        {%- if is_strict %}
        , row_number() over in_time as place
        {%- endif %}
    from activities
    {%- set of_steps = conditions + ([footfall.step_condition(without)] if without else []) %}
    {%- if same_object or not is_strict %}
    where
        {%- if same_object %}
        object_id is not null
        {%- endif %}
        {%- if not is_strict %}
        {{ 'and ' if same_object }}(({{ of_steps | join(')\n            or (') }}))
        {%- endif %}
    {%- endif %}
    {%- if without or is_strict %}
    window in_time as (
        partition by {{ keys | join(', ') }} order by occurred_at, {{ footfall.byte_order('activity_id') }}
        rows between unbounded preceding and current row
    )
    {%- endif %}

)

{{ footfall.funnel_chain('marked', keys + (['stretch'] if without else []), chain, 'place' if is_strict) }}

, users as (

    select
        {{ (groups + ['user_key', 'step_number']) | join('\n        , ') }}
        , {{ footfall.first_by(
            footfall.seconds_between('previous_at', 'reached_at'),
            ['reached_at', footfall.byte_order('activity_id')]
        ) }} as seconds
    from chained
    group by {{ (groups + ['user_key', 'step_number']) | join(', ') }}

)

, counted as (

    select
        {{ (groups + ['step_number']) | join('\n        , ') }}
        , count(*) as users
        , percentile_cont(0.5) within group (order by seconds) as median_seconds
        , percentile_cont(0.9) within group (order by seconds) as p90_seconds
    from users
    group by {{ (groups + ['step_number']) | join(', ') }}

)

-- A step that nobody reaches is a row, too.
, steps as (

    {%- for step in steps %}
    select
        {{ loop.index }} as step_number
        , {{ footfall.quoted([footfall.step_name(step)]) }} as step
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

)

, complete as (

    select
        {%- if by %}
        entered.group_name,
        {%- endif %}
        steps.step_number
        , steps.step
        , coalesce(counted.users, 0) as users
        , counted.median_seconds
        , counted.p90_seconds
    from steps
    {%- if by %}
    inner join counted as entered on entered.step_number = 1
    {%- endif %}
    left join counted
        on
            steps.step_number = counted.step_number
            {%- if by %}
            and entered.group_name = counted.group_name
            {%- endif %}

)

, compared as (

    select
        *
        , first_value(users) over ({{ 'partition by group_name ' if by }}order by step_number) as first_users
        , lag(users) over ({{ 'partition by group_name ' if by }}order by step_number) as previous_users
    from complete

)

, final as (

    select
        {%- if by %}
        group_name as {{ by }}
        , step_number
        {%- else %}
        step_number
        {%- endif %}
        , step
        , users
        , {{ footfall.ratio('users', 'first_users') }} as rate_of_first
        , {{ footfall.ratio('users', 'previous_users') }} as rate_of_previous
        , cast(median_seconds as {{ footfall.type_double() }}) as median_seconds_from_previous
        , cast(p90_seconds as {{ footfall.type_double() }}) as p90_seconds_from_previous
    from compared

)

select * from final
{%- endmacro %}


{% macro funnel_chain(rows, keys, steps, place=none) -%}
    {#- CTEs after `rows`; the last, `chained`, has a row for each activity that reaches a step: keys, step_number,
        activity_id, reached_at; entered_at, when the latest entry was from which it does; previous_at, when the activity
        of the step before was.

        The latest entry leaves the most time. So a window for each step is enough, over those who reached the step before
        and those who may reach this one.

        steps: is_step, SQL that is true of the step's rows; within, within_previous and after, SQL of seconds; same, SQL
        that is true where the step is one of the activity that reached the step before. place: a column by which rows are
        numbered, where steps have to follow at once. -#}
    {%- set key_list = keys | join('\n        , ') -%}
    {%- set columns = ['within', 'within_previous', 'after', 'same'] -%}
, reached_1 as (

    select
        {{ key_list }}
        , activity_id
        , occurred_at as entered_at
        , cast(null as timestamp) as previous_at
        , occurred_at as reached_at
        {{ ', ' ~ place if place }}
    from {{ rows }}
    where {{ steps[0].is_step }}

)
{%- for step in steps[1:] %}
{%- set number = loop.index + 1 %}

, step_{{ number }} as (

    -- Of an activity that may do both, the candidate comes first: it does not follow itself.
    select
        {{ key_list }}
        , activity_id
        , occurred_at
        , 0 as is_before
        , cast(null as timestamp) as entered_at
        , cast(null as timestamp) as reached_at
        {%- for column in columns if step.get(column) is not none %}
        , {{ step[column] }} as step_{{ column }}
        {%- endfor %}
        {{ ', ' ~ place ~ '\n        , cast(null as bigint) as reached_place' if place }}
    from {{ rows }}
    where {{ step.is_step }}

    union all

    select
        {{ key_list }}
        , activity_id
        , reached_at as occurred_at
        , 1 as is_before
        , entered_at
        , reached_at
        {%- for column in columns if step.get(column) is not none %}
        , null as step_{{ column }}
        {%- endfor %}
        {{ ', ' ~ place ~ '\n        , ' ~ place ~ ' as reached_place' if place }}
    from reached_{{ number - 1 }}

)

, preceded_{{ number }} as (

    select
        *
        , max(entered_at) over before_it as latest_entry
        , max(reached_at) over before_it as latest_previous
        {%- if place %}
        , max(reached_place) over before_it as latest_place
        {%- endif %}
        {%- if step.get('same') %}
        , lead(case when is_before = 1 then activity_id end) over in_order as next_id
        , lead(entered_at) over in_order as next_entry
        {%- endif %}
    from step_{{ number }}
    window
        before_it as (
            partition by {{ keys | join(', ') }}
            order by occurred_at, {{ footfall.byte_order('activity_id') }}, is_before
            rows between unbounded preceding and 1 preceding
        )
        {%- if step.get('same') %}
        , in_order as (
            partition by {{ keys | join(', ') }}
            order by occurred_at, {{ footfall.byte_order('activity_id') }}, is_before
        )
        {%- endif %}

)

, reached_{{ number }} as (

    select
        {{ key_list }}
        , activity_id
        {%- if step.get('same') %}
        , case when step_same then next_entry else latest_entry end as entered_at
        , case when step_same then occurred_at else latest_previous end as previous_at
        {%- else %}
        , latest_entry as entered_at
        , latest_previous as previous_at
        {%- endif %}
        , occurred_at as reached_at
        {{ ', ' ~ place if place }}
    from preceded_{{ number }}
    where
        is_before = 0
        {%- set follows = [] %}
        {%- do follows.append('latest_entry is not null') %}
        {%- for column, operator, since in [
            ('within', '<=', 'latest_entry'), ('within_previous', '<=', 'latest_previous'), ('after', '>=', 'latest_entry'),
        ] if step.get(column) is not none %}
        {%- do follows.append(
            'coalesce(' ~ footfall.seconds_between(since, 'occurred_at') ~ ' ' ~ operator ~ ' step_' ~ column ~ ', true)'
        ) %}
        {%- endfor %}
        {%- if place %}{% do follows.append('latest_place = ' ~ place ~ ' - 1') %}{% endif %}
        {%- if step.get('same') %}
        and case
            when step_same then next_id = activity_id
            else {{ follows | join('\n                and ') }}
        end
        {%- else %}
        and {{ follows | join('\n        and ') }}
        {%- endif %}

)
{%- endfor %}

, chained as (

    {%- for step in steps %}
    select
        {{ key_list }}
        , {{ loop.index }} as step_number
        , activity_id
        , entered_at
        , previous_at
        , reached_at
    from reached_{{ loop.index }}
    {%- if not loop.last %}

    union all
    {% endif %}
    {%- endfor %}

)
{%- endmacro %}
