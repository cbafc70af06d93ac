{% macro alert_rule_matches(columns) -%}
    {#- A query: each activity once for every rule that it matches. It reads the CTEs `activities`, `further_objects` and
        `alert_rules`; an empty field of a rule means any. -#}
    {%- set local_hour = footfall.reporting_hour('activities.occurred_at') -%}
    {%- set subject -%}
        case alert_rules.subject_type
            when 'user' then activities.user_key
            when 'action' then activities.action
            else activities.system
        end
    {%- endset -%}
    select
        activities.activity_date
        , alert_rules.rule
        , alert_rules.kind
        , alert_rules.severity
        , activities.system
        , alert_rules.subject_type
        , {{ subject }} as subject
        , cast(alert_rules.threshold as bigint) as threshold
        , cast(alert_rules.window_minutes as bigint) as window_minutes
        , cast(coalesce(alert_rules.min_activities, 1) as bigint) as min_activities
        {%- for column in columns %}
        , activities.{{ column }}
        {%- endfor %}
        -- Of a rule's type the main object, else the first that is named.
        , coalesce(matching_objects.object_type, activities.object_type) as object_type
        , coalesce(matching_objects.object_id, activities.object_id) as object_id
        , case
            when matching_objects.activity_id is null then activities.object_name
            else matching_objects.object_name
        end as object_name
    from activities
    inner join alert_rules
        on
            coalesce(alert_rules.system, '*') in (activities.system, '*')
            and coalesce(alert_rules.activity_type, activities.activity_type) = activities.activity_type
            and (
                alert_rules.action is null
                or {{ footfall.is_like('lower(activities.action)', 'alert_rules.action') }}
            )
            and case coalesce(alert_rules.outcome, 'any')
                when 'any' then true
                when 'done' then activities.outcome in ('succeeded', 'unknown')
                when 'not_done' then activities.outcome in ('failed', 'denied')
                else alert_rules.outcome = activities.outcome
            end
            and case coalesce(alert_rules.counts, 'all')
                when 'engagement' then activities.is_person and activities.is_engagement
                when 'person' then activities.is_person
                else true
            end
            and case
                when alert_rules.from_hour is null or alert_rules.to_hour is null then true
                when alert_rules.from_hour < alert_rules.to_hour
                    then {{ local_hour }} >= alert_rules.from_hour and {{ local_hour }} < alert_rules.to_hour
                else {{ local_hour }} >= alert_rules.from_hour or {{ local_hour }} < alert_rules.to_hour
            end
    left join (
        select
            further_objects.*
            , row_number() over (partition by activity_id, object_type order by position) as number_of_type
        from further_objects
    ) as matching_objects
        on
            matching_objects.number_of_type = 1
            and alert_rules.object_type = matching_objects.object_type
            and activities.activity_id = matching_objects.activity_id
            and (activities.object_id is null or coalesce(activities.object_type <> alert_rules.object_type, true))
    where
        (
            alert_rules.object_type is null
            or alert_rules.object_type = activities.object_type
            or alert_rules.object_type = matching_objects.object_type
        )
        -- Of whom nobody knows who it is, single activities can be told, and nothing be counted.
        and (alert_rules.kind = 'each' or {{ subject }} is not null)
{%- endmacro %}
