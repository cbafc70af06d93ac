{% set first_date = footfall.add_days(footfall.as_of_date(), -27) %}
{% set is_in_window = 'activity_date between ' ~ first_date ~ ' and ' ~ footfall.as_of_date() %}
{% set no_day = footfall.date_literals([footfall.no_day()]) %}
{% set text = dbt.type_string() %}
{% set warn_ratio, error_ratio = var('quarantine_warn_ratio'), var('quarantine_error_ratio') %}

{# Why the log of a system may name nobody. #}
{% set why_nobody = {} %}
{% for name, about in footfall.systems().items() %}{% do why_nobody.update({name: about.nobody}) %}{% endfor %}
{% for name in footfall.custom_sources() %}
    {% do why_nobody.update({name: "the key 'actor' in custom_sources names nobody. Look at its column and path."}) %}
{% endfor %}

with

reconciliation as (

    select
        *
        , coalesce(activity_date, {{ no_day }}) as reconciled_on
    from {{ ref('reconciliation') }}

)

, quarantined_events as (

    select
        *
        , coalesce(activity_date, {{ no_day }}) as reconciled_on
    from {{ ref('quarantined_events') }}

)

, user_days as (

    select * from {{ ref('fct_user_days') }}

)

{% if footfall.custom_sources() %}
, empty_keys as (

    select * from {{ ref('int_custom_sources__empty_keys') }}

)

{% endif %}
-- Of which no row at all can be read, on whatever days.
, lost_systems as (

    select system
    from reconciliation
    group by system
    having
        sum(quarantined) > 0
        and sum(quarantined) >= sum(raw_rows)

)

, days as (

    select
        reconciliation.system
        , reconciliation.reconciled_on
        , lost_systems.system is not null as is_lost_system
        , reconciliation.quarantined
        -- Rows without a usable time are weighed against all rows of the window: no day is theirs.
        , case
            when reconciliation.activity_date is null
                then cast(sum(reconciliation.raw_rows) over (partition by reconciliation.system) as bigint)
            else reconciliation.raw_rows
        end as raw_rows
    from reconciliation
    left join lost_systems on reconciliation.system = lost_systems.system
    where
        reconciliation.activity_date is null
        or reconciliation.{{ is_in_window }}
        or lost_systems.system is not null

)

, judged as (

    select
        *
        , case
            {% if error_ratio is not none %}
            when
                is_lost_system
                or quarantined >= raw_rows
                or quarantined > {{ error_ratio }} * raw_rows
                then 'error'
            {% endif %}
            when {{ 'quarantined > ' ~ warn_ratio ~ ' * raw_rows' if warn_ratio is not none else 'false' }} then 'warn'
        end as severity
    from days
    where quarantined > 0

)

, lost_rows as (

    select
        quarantined_events.system
        , quarantined_events.reconciled_on
        , quarantined_events.quarantine_reason
        , quarantined_events.source_event_id
        , judged.is_lost_system
        , judged.raw_rows
        , judged.severity
        -- The newest are those that somebody can still look up where they came from.
        , row_number() over (
            partition by
                quarantined_events.system
                , quarantined_events.activity_date is null
                , quarantined_events.quarantine_reason
            order by
                case when quarantined_events.source_event_id is null then 1 else 0 end
                , quarantined_events.reconciled_on desc
                , {{ footfall.byte_order('quarantined_events.source_event_id') }}
        ) as row_number_of_reason
    from quarantined_events
    inner join judged
        on
            quarantined_events.system = judged.system
            and quarantined_events.reconciled_on = judged.reconciled_on
    where judged.severity is not null

)

, lost_days as (

    select
        system
        , reconciled_on
        , is_lost_system
        , quarantine_reason
        , severity
        , raw_rows
        , count(*) as lost_rows
        {% for number in [1, 2, 3] %}
        , max(case when row_number_of_reason = {{ number }} then source_event_id end) as example_{{ number }}
        {% endfor %}
    from lost_rows
    group by system, reconciled_on, is_lost_system, quarantine_reason, severity, raw_rows

)

, lost as (

    select
        system
        , is_lost_system
        , quarantine_reason
        , min(severity) as severity
        , nullif(min(reconciled_on), {{ no_day }}) as first_date
        , nullif(max(reconciled_on), {{ no_day }}) as last_date
        , count(*) as days
        , cast(sum(raw_rows) as bigint) as examined_rows
        , cast(sum(lost_rows) as bigint) as affected_rows
        , nullif(concat_ws(', ', max(example_1), max(example_2), max(example_3)), '') as example_ids
    from lost_days
    group by system, is_lost_system, quarantine_reason, reconciled_on = {{ no_day }}

)

, quarantine as (

    select
        system
        , severity
        , 'quarantine' as issue
        , quarantine_reason as reason
        , first_date
        , last_date
        , examined_rows
        , affected_rows
        , example_ids
        , system || ': '
        || case when is_lost_system then 'no row could be read. ' else '' end
        || cast(affected_rows as {{ text }}) || ' of ' || cast(examined_rows as {{ text }}) || ' rows '
        || case
            when first_date is null then 'have no usable time and '
            when first_date = last_date then 'of ' || cast(first_date as {{ text }}) || ' '
            else 'of ' || cast(days as {{ text }}) || ' days from ' || cast(first_date as {{ text }})
                || ' to ' || cast(last_date as {{ text }}) || ' '
        end
        || 'are quarantined: ' || quarantine_reason || '. '
        || coalesce('See source_event_id ' || example_ids || ' in quarantined_events.', 'They have no id.') as message
    from lost

)

{% if footfall.custom_sources() %}
, unfilled as (

    select
        system
        , 'warn' as severity
        , 'empty_key' as issue
        , mapped_key as reason
        , {{ first_date }} as first_date
        , {{ footfall.as_of_date() }} as last_date
        , events as examined_rows
        , events as affected_rows
        , cast(null as {{ text }}) as example_ids
        , system || {{ footfall.quoted([": the key '"]) }} || mapped_key || {{ footfall.quoted(["' in custom_sources is "]) }}
        || case when mapped_key = 'outcome' then 'null or not one of its texts' else 'null' end
        || ' in all ' || cast(events as {{ text }}) || ' rows of the last 28 days. Look at its column and path.' as message
    from empty_keys

)

{% endif %}
-- The last 28 days; of a system that was quiet then, all of its days.
, periods as (

    select
        system
        , case
            when max(activity_date) >= {{ first_date }} then {{ first_date }}
            else min(activity_date)
        end as first_date
    from reconciliation
    where
        activities > 0
        and activity_date <= {{ footfall.as_of_date() }}
    group by system

)

, activities as (

    select
        periods.system
        , min(reconciliation.activity_date) as first_date
        , max(reconciliation.activity_date) as last_date
        , cast(sum(reconciliation.activities) as bigint) as activities
    from periods
    inner join reconciliation
        on
            periods.system = reconciliation.system
            and reconciliation.activity_date between periods.first_date and {{ footfall.as_of_date() }}
    where reconciliation.activities > 0
    group by periods.system

)

, users as (

    select
        periods.system
        , count(case when user_days.is_person then 1 end) as days_of_persons
    from periods
    inner join user_days
        on
            periods.system = user_days.system
            and user_days.activity_date between periods.first_date and {{ footfall.as_of_date() }}
    group by periods.system

)

, nobody as (

    select
        activities.system
        , 'warn' as severity
        , 'no_users' as issue
        , case activities.system
            {% for system, why in why_nobody.items() if system in footfall.logged_systems() %}
            when '{{ system }}' then {{ footfall.quoted([why]) }}
            {% endfor %}
        end as reason
        , activities.first_date
        , activities.last_date
        , activities.activities
        , users.system is not null as has_users
        , activities.system in ({{ footfall.quoted(footfall.systems().keys()) }}) as is_known_system
    from activities
    left join users on activities.system = users.system
    where
        users.system is null
        {% if var('activity_scope') == 'engagement' %}
        or users.days_of_persons = 0
        {% endif %}

)

, no_users as (

    select
        system
        , severity
        , issue
        , reason
        , first_date
        , last_date
        , activities as examined_rows
        , activities as affected_rows
        , cast(null as {{ text }}) as example_ids
        , cast(activities as {{ text }}) || ' activities of ' || system
        || case
            when has_users then ', none of a person: all of its users are in the seed non_person_users.'
            else ', none with a user: ' || reason
        end
        || case when has_users and is_known_system then ' This may be why: ' || reason else '' end as message
    from nobody

)

, issues as (

    select * from quarantine
    union all
    {% if footfall.custom_sources() %}
    select * from unfilled
    union all
    {% endif %}
    select * from no_users

)

, final as (

    select
        {{ footfall.surrogate_key(
            ['system', 'issue', 'reason', 'case when first_date is null then 1 end']
        ) }} as source_issue_id
        , system
        , severity
        , issue
        , reason
        , first_date
        , last_date
        , examined_rows
        , affected_rows
        , example_ids
        , message
    from issues

)

select * from final
