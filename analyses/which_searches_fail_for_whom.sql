{{ config(enabled=footfall.is_enabled('amundsen')) }}

with

-- Submitted ones: only of these it is known whether a result was opened.
searches as (

    select * from {{ ref('fct_searches') }}
    where
        is_result_opened is not null
        and activity_date > {{ footfall.add_days(footfall.as_of_date(), -(var('usage_windows') | max)) }}
        and activity_date <= {{ footfall.as_of_date() }}

)

, departments as (

    select * from {{ ref('dim_user_departments') }}

)

, usage as (

    select
        departments.department
        , searches.search_term
        , count(*) as searches
        , count(distinct searches.user_key) as searchers
        , count(case when searches.total_results = 0 then 1 end) as without_result
        , count(case when not searches.is_result_opened then 1 end) as without_opened_result
    from searches
    inner join departments on searches.user_key = departments.user_key
    group by departments.department, searches.search_term

)

select
    *
    , {{ footfall.ratio('without_opened_result', 'searches') }} as failure_rate
from usage
where without_opened_result > 0
order by
    without_opened_result desc
    , failure_rate desc
    , {{ footfall.byte_order('department') }}
    , {{ footfall.byte_order('search_term') }} nulls first
limit 100
