{% macro alert_rule_matches(columns) -%}
    {#- A query: each activity once for every rule that it matches. It reads the CTEs `activities`, `further_objects` and
        `alert_rules`; an empty field of a rule means any. -#}
    {%- set local_hour = footfall.reporting_hour('touched.occurred_at') -%}
    {%- set subject -%}
        case alert_rules.subject_type
            when 'user' then touched.user_key
            when 'action' then touched.action
            else touched.system
        end
    {%- endset -%}
    {%- set read = [
        'activity_id', 'activity_date', 'system', 'occurred_at', 'user_key', 'action', 'activity_type', 'outcome',
        'is_person', 'is_engagement',
    ] -%}
    {#- What the rules ask for but the hour, and what stands for null: a null is not joined by hashes. -#}
    {%- set alike = {
        'system': "''", 'activity_type': "''", 'action': "''", 'outcome': "''", 'object_type': "''",
        'is_person': 'false', 'is_engagement': 'false', 'is_main': 'false', 'yields': 'false',
    } -%}
    -- What an activity touched is joined before the rules are: how many activities these match no engine can tell.
    with first_of_type as {{ footfall.materialized_cte() }} (

        select *
        from (
            select
                further_objects.*
                , row_number() over (partition by activity_id, object_type order by position) as number_of_type
            from further_objects
        ) as numbered
        where number_of_type = 1

    )

    , touched as {{ footfall.not_materialized_cte() }} (

        -- The main object; one without an id yields to a further one of its type.
        select
            {%- for name in read %}
            activities.{{ name }},
            {%- endfor %}
            activities.object_type,
            activities.object_id,
            activities.object_name,
            true as is_main,
            first_of_type.activity_id is not null as yields
        from activities
        left join first_of_type
            on
                activities.activity_id = first_of_type.activity_id
                and activities.object_type = first_of_type.object_type
                and activities.object_id is null

        union all

        -- The first further object of a type that the main object does not have.
        select
            {%- for name in read %}
            activities.{{ name }},
            {%- endfor %}
            first_of_type.object_type,
            first_of_type.object_id,
            first_of_type.object_name,
            false as is_main,
            false as yields
        from first_of_type
        inner join activities on first_of_type.activity_id = activities.activity_id
        where
            activities.object_id is null
            or coalesce(activities.object_type <> first_of_type.object_type, true)

    )

    -- Few are different: the rules are asked once for all that are alike.
    , alike as (

        select distinct
            {%- for name, default in alike.items() %}
            {{ ', ' if not loop.first }}coalesce({{ name }}, {{ default }}) as {{ name }}
            {%- endfor %}
        from touched

    )

    , alike_rules as {{ footfall.materialized_cte() }} (

        select
            alike.*
            , alert_rules.rule
            , alert_rules.kind
            , alert_rules.severity
            , alert_rules.subject_type
            , alert_rules.threshold
            , alert_rules.window_minutes
            , alert_rules.min_activities
            , alert_rules.from_hour
            , alert_rules.to_hour
        from alike
        inner join alert_rules
            on
                coalesce(alert_rules.system, '*') in (alike.system, '*')
                and coalesce(alert_rules.activity_type, alike.activity_type) = alike.activity_type
                and (
                    alert_rules.action is null
                    or {{ footfall.is_like('lower(alike.action)', 'alert_rules.action') }}
                )
                and case coalesce(alert_rules.outcome, 'any')
                    when 'any' then true
                    when 'done' then alike.outcome in ('succeeded', 'unknown')
                    when 'not_done' then alike.outcome in ('failed', 'denied')
                    else alert_rules.outcome = alike.outcome
                end
                and case coalesce(alert_rules.counts, 'all')
                    when 'engagement' then alike.is_person and alike.is_engagement
                    when 'person' then alike.is_person
                    else true
                end
                and case
                    when alert_rules.object_type is null then alike.is_main
                    else alert_rules.object_type = alike.object_type and not alike.yields
                end

    )

    select
        touched.activity_date
        , alert_rules.rule
        , alert_rules.kind
        , alert_rules.severity
        , touched.system
        , alert_rules.subject_type
        , {{ subject }} as subject
        , cast(alert_rules.threshold as bigint) as threshold
        , cast(alert_rules.window_minutes as bigint) as window_minutes
        , cast(coalesce(alert_rules.min_activities, 1) as bigint) as min_activities
        {%- for column in columns %}
        , touched.{{ column }}
        {%- endfor %}
        , touched.object_type
        , touched.object_id
        , touched.object_name
    from touched
    inner join alike_rules as alert_rules
        on
            {%- for name, default in alike.items() %}
            {{ 'and ' if not loop.first }}coalesce(touched.{{ name }}, {{ default }}) = alert_rules.{{ name }}
            {%- endfor %}
    where
        case
            when alert_rules.from_hour is null or alert_rules.to_hour is null then true
            when alert_rules.from_hour < alert_rules.to_hour
                then {{ local_hour }} >= alert_rules.from_hour and {{ local_hour }} < alert_rules.to_hour
            else {{ local_hour }} >= alert_rules.from_hour or {{ local_hour }} < alert_rules.to_hour
        end
        -- Of whom nobody knows who it is, single activities can be told, and nothing be counted.
        and (alert_rules.kind = 'each' or {{ subject }} is not null)
{%- endmacro %}
