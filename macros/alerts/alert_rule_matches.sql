{% macro alert_rule_matches(columns) -%}
    {#- A query: each activity once for every rule that it matches. It reads the CTEs `activities` and `alert_rules`;
        an empty field of a rule means any. -#}
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
    from activities
    inner join alert_rules
        on
            coalesce(alert_rules.system, '*') in (activities.system, '*')
            and coalesce(alert_rules.activity_type, activities.activity_type) = activities.activity_type
            and (alert_rules.object_type is null or alert_rules.object_type = activities.object_type)
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
    -- Of whom nobody knows who it is, single activities can be told, and nothing be counted.
    where alert_rules.kind = 'each' or {{ subject }} is not null
{%- endmacro %}
