{{ config(enabled=footfall.is_enabled('amundsen')) }}

{% set columns = footfall.raw_columns(
    source('amundsen', 'user_actions'), ['start_epoch_ms'], 'amundsen', 'amundsen_user_actions_table'
) %}

with

user_actions as (

    select * from {{ source('amundsen', 'user_actions') }}

)

, timed as (

    select {{ footfall.raw_integer('start_epoch_ms', columns['start_epoch_ms']) }} as start_epoch_ms
    from user_actions

)

, dated as (

    select {{ footfall.reporting_date(footfall.plausible_epoch_ms('start_epoch_ms')) }} as activity_date
    from timed

)

, final as (

    select
        activity_date
        , count(*) as raw_rows
    from dated
    group by activity_date

)

select * from final
