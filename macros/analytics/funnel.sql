{% macro funnel(
    steps, within=none, by=none, within_previous=none, is_strict=false, same_object=false, same_session=false,
    without=none, relation=none, where=none
) -%}
    {#- A query: how many users get how far through the steps, and how fast. -#}
    {%- set groups = ['group_name'] if by else [] -%}
    {%- set keys = ['user_key'] + groups + (['object_type', 'object_id'] if same_object else [])
        + (['session_id'] if same_session else []) -%}
    {%- set conditions, chain = [], [] -%}
    {%- for step in steps -%}
        {%- do conditions.append(footfall.step_condition(step)) -%}
        {%- set own = step if step is mapping else {} -%}
        {%- set first_limit = own.get('within', within) -%}
        {%- set previous_limit = own.get('within_previous', within_previous) -%}
        {%- do chain.append({
            'is_step': 'is_step_' ~ loop.index,
            'within': footfall.seconds_of(first_limit) if first_limit,
            'within_previous': footfall.seconds_of(previous_limit) if previous_limit,
            'same': 'true' if own.get('same_activity'),
        }) -%}
    {%- endfor -%}
    {%- set order = ['occurred_at', footfall.byte_order('activity_id')] -%}
with

activities as (

    {{ footfall.counted_activities(relation, where, by, same_session) | indent(4) }}

)

, marked as (

    select
        {{ keys | join('\n        , ') }}
        , occurred_at
        , activity_id
        {%- for condition in conditions %}
        , coalesce({{ condition }}, false) as is_step_{{ loop.index }}
        {%- endfor %}
        {%- if without %}
        , coalesce({{ footfall.step_condition(without) }}, false) as is_exclusion
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

)
{%- if without %}

-- No chain goes over an activity that excludes.
, stretches as (

    select
        *
        , sum(case when is_exclusion then 1 else 0 end) over (
            partition by {{ keys | join(', ') }} order by {{ order | join(', ') }}
            rows between unbounded preceding and current row
        ) as stretch
    from marked

)
{%- endif %}

{{ footfall.funnel_chain('stretches' if without else 'marked', keys + (['stretch'] if without else []), chain, order, is_strict) }}

, users as (

    select
        {{ (['user_key'] + groups) | join('\n        , ') }}
        {%- for step in steps %}
        , count(entry_{{ loop.index }}) > 0 as has_reached_{{ loop.index }}
        , {{ footfall.first_by(
            'case when entry_' ~ loop.index ~ ' is not null then '
            ~ footfall.seconds_between('previous_' ~ loop.index, 'occurred_at') ~ ' end',
            order
        ) }} as seconds_{{ loop.index }}
        {%- endfor %}
    from chained
    group by {{ (['user_key'] + groups) | join(', ') }}

)

, counted as (

    {%- for step in steps %}
    select
        {{ loop.index }} as step_number
        , {{ footfall.quoted([footfall.step_name(step)]) }} as step
        {%- if by %}
        , group_name
        {%- endif %}
        , count(case when has_reached_{{ loop.index }} then 1 end) as users
        , percentile_cont(0.5) within group (order by seconds_{{ loop.index }}) as median_seconds
        , percentile_cont(0.9) within group (order by seconds_{{ loop.index }}) as p90_seconds
    from users
    {%- if by %}
    group by group_name
    {%- endif %}
    {%- if not loop.last %}

    union all
    {% endif %}
    {%- endfor %}

)

, compared as (

    select
        *
        , first_value(users) over ({{ 'partition by group_name ' if by }}order by step_number) as first_users
        , lag(users) over ({{ 'partition by group_name ' if by }}order by step_number) as previous_users
    from counted

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


{% macro funnel_chain(rows, keys, steps, order, is_strict=false) -%}
    {#- CTEs after `rows`; the last, `chained`, says of each row and step k: entry_k, when the latest entry was from which
        it reaches the step, else null; previous_k, when the step before was.

        The latest entry leaves the most time. So a window for each step is enough, and no row meets another one.

        steps: is_step, SQL that is true of the step's rows; within, within_previous and after, SQL of seconds; same, SQL
        that is true where the step is one of the activity that reached the step before. -#}
, entered as (

    select
        *
        , case when {{ steps[0].is_step }} then occurred_at end as entry_1
        , cast(null as timestamp) as previous_1
    from {{ rows }}

)
{%- for step in steps[1:] %}
{%- set number = loop.index + 1 %}
{%- set is_in_time = [] %}
{%- for operator, seconds, since in [
    ('<=', step.within, 'latest_entry_' ~ number),
    ('<=', step.within_previous, 'latest_previous_' ~ number),
    ('>=', step.after, 'latest_entry_' ~ number),
] if seconds %}
{%- do is_in_time.append(
    'and coalesce(' ~ footfall.seconds_between(since, 'occurred_at') ~ ' ' ~ operator ~ ' ' ~ seconds ~ ', true)'
) %}
{%- endfor %}

, preceded_{{ number }} as (

    select
        *
        , max(entry_{{ number - 1 }}) over before_it as latest_entry_{{ number }}
        , max(case when entry_{{ number - 1 }} is not null then occurred_at end) over before_it as latest_previous_{{ number }}
    from {{ 'entered' if number == 2 else 'reached_' ~ (number - 1) }}
    window before_it as (
        partition by {{ keys | join(', ') }} order by {{ order | join(', ') }}
        rows between {{ '1' if is_strict else 'unbounded' }} preceding and 1 preceding
    )

)

, {{ 'chained' if loop.last else 'reached_' ~ number }} as (

    select
        *
        {%- for column, of_same in [('entry', 'entry_' ~ (number - 1)), ('previous', 'occurred_at')] %}
        , case
            {%- if step.same %}
            when {{ step.is_step }} and {{ step.same }} and entry_{{ number - 1 }} is not null
                then {{ of_same }}
            when {{ step.same }} then null
            {%- endif %}
            when
                {{ step.is_step }}
                {%- for condition in is_in_time %}
                {{ condition }}
                {%- endfor %}
                then latest_{{ column }}_{{ number }}
        end as {{ column }}_{{ number }}
        {%- endfor %}
    from preceded_{{ number }}

)
{%- else %}

, chained as (

    select * from entered

)
{%- endfor %}
{%- endmacro %}
