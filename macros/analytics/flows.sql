{% macro flows(
    from, length=4, by=none, direction='after', same_session=true, keep_repeats=false, limit=20, relation=none, where=none
) -%}
    {#- A query: what users do after an activity, or before it, most frequent first. -#}
    {%- if direction not in ['after', 'before'] -%}
        {%- do exceptions.raise_compiler_error(
            "footfall: the direction of flows is 'after' or 'before', not '" ~ direction ~ "'."
        ) -%}
    {%- endif -%}
    {%- set groups = ['group_name'] if by else [] -%}
    {%- set keys = ['user_key'] + groups + (['session_id'] if same_session else []) -%}
    {%- set in_order = 'partition by ' ~ keys | join(', ') ~ ' order by occurred_at, ' ~ footfall.byte_order('activity_id') -%}
    {%- set neighbour, end = ('lead', '(end)') if direction == 'after' else ('lag', '(start)') -%}
    {%- set steps = [] -%}
    {%- for number in range(length + 1) -%}{%- do steps.append('step_' ~ number) -%}{%- endfor -%}
with

activities as (

    {{ footfall.counted_activities(relation, where, by, same_session and not relation) | indent(4) }}

)

, marked as (

    select
        *
        , coalesce({{ footfall.step_condition(from) }}, false) as is_start
    from activities

)

, followed as (

    select
        *
        , lag(action) over ({{ in_order }}) as previous_action
        , lag(is_start) over ({{ in_order }}) as is_previous_start
    from marked

)

, collapsed as (

    select
        *
        {%- for number in range(1, length + 1) %}
        , {{ neighbour }}(action, {{ number }}) over ({{ in_order }}) as neighbour_{{ number }}
        {%- endfor %}
    from followed
    {%- if not keep_repeats %}
    where
        previous_action is null
        or action <> previous_action
        or is_start <> is_previous_start
    {%- endif %}

)

, paths as (

    select
        user_key
        {%- if by %}
        , group_name
        {%- endif %}
        , action as step_0
        {%- for number in range(1, length + 1) %}
        , coalesce(neighbour_{{ number }}, case
            when {{ 'true' if number == 1 else 'neighbour_' ~ (number - 1) ~ ' is not null' }} then '{{ end }}'
        end) as step_{{ number }}
        {%- endfor %}
    from collapsed
    where is_start

)

, counted as (

    select
        {{ (groups + steps) | join('\n        , ') }}
        , count(*) as flows
        , count(distinct user_key) as users
    from paths
    group by {{ (groups + steps) | join(', ') }}

)

, ranked as (

    select
        *
        , sum(flows) over ({{ 'partition by group_name' if by }}) as all_flows
        , row_number() over (
            {{ 'partition by group_name ' if by }}order by flows desc, users desc
            {%- for step in steps %}, {{ footfall.byte_order(step) }} nulls first{% endfor %}
        ) as flow_rank
    from counted

)

, final as (

    select
        {%- if by %}
        group_name as {{ by }}
        , flow_rank
        {%- else %}
        flow_rank
        {%- endif %}
        {%- for step in steps %}
        , {{ step }}
        {%- endfor %}
        , flows
        , users
        , {{ footfall.ratio('flows', 'all_flows') }} as share
    from ranked
    where flow_rank <= {{ limit }}

)

select * from final
{%- endmacro %}
