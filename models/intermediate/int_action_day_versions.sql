{# Changes with what the vocabulary says of an action that happened on the day: the day is then stale. #}
{{ config(day_version='vocabulary') }}

with

action_days as (

    select * from {{ ref('int_action_days') }}

)

, vocabulary as (

    select * from {{ ref('int_activity_vocabulary') }}

)

, final as (

    select
        action_days.activity_date
        , {{ footfall.rows_hash(
            "vocabulary.system || '|' || vocabulary.action || '|' || vocabulary.activity_type || '|'"
            ~ " || case when vocabulary.is_company_activity_type then 'company' else '' end || '|'"
            ~ " || case when vocabulary.is_engagement then 'engagement' else '' end || '|'"
            ~ " || coalesce(vocabulary.workflow, '')"
        ) }} as vocabulary
    from action_days
    inner join vocabulary
        on
            action_days.system = vocabulary.system
            and action_days.action = vocabulary.action
    group by action_days.activity_date

)

select * from final
