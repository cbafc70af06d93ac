{# Each state of each employee with the days on which it was true; no two of one employee overlap. #}
{{ config(materialized='rebuilt_whole') }}

{% set has_own_history = 'valid_from' in footfall.raw_columns(
    source('hr', 'employees'), ['email'], 'hr', 'hr_employees_table', is_optional=not var('hr_employees_required')
) %}
{% set has_snapshot = target.type in ['duckdb', 'postgres'] %}
-- depends_on: {{ ref('stg_hr__employees') }}
-- depends_on: {{ ref('int_current_employees') }}
{% if has_snapshot %}
-- depends_on: {{ ref('employees_snapshot') }}
{% endif %}

with

{% if has_own_history %}
states as (

    select * from {{ ref('stg_hr__employees') }}

)
{% elif has_snapshot %}
states as (

    select
        *
        -- What was true before anybody looked is what was first seen.
        , case
            when row_number() over (partition by email order by dbt_valid_from) > 1 then cast(dbt_valid_from as date)
        end as valid_from
        , case
            when dbt_valid_to is not null then {{ footfall.add_days('dbt_valid_to', -1) }}
        end as valid_to
    from {{ ref('employees_snapshot') }}

)
{% else %}
states as (

    select
        *
        , cast(null as date) as valid_from
        , cast(null as date) as valid_to
    from {{ ref('int_current_employees') }}

)
{% endif %}

, bounded as (

    select
        *
        , coalesce(valid_from, date '1900-01-01') as first_date
        , coalesce(valid_to, date '9999-12-31') as last_date
    from states

)

, sequenced as (

    select
        *
        , lead(first_date) over (partition by email order by first_date, last_date) as next_first_date
    from bounded

)

, final as (

    select
        email
        , login
        , full_name
        , department
        , role
        , manager_email
        , employment_start
        , employment_end
        , first_date as valid_from
        , case
            when next_first_date <= last_date then {{ footfall.add_days('next_first_date', -1) }}
            else last_date
        end as valid_to
    from sequenced

)

-- A state that ended on the day on which it began is overtaken by the next one.
select * from final
where valid_to >= valid_from
