{#
title: Days
explanation: When was it searched for, and did anybody open a result?
section: History
view: search
key: search_term
position: 830
width: full
chart: bar
x: activity_date
y: [opened, not_opened]
only_for: amundsen
filters: {dates: activity_date}
columns:
  activity_date: Date
  searchers: Searchers
  opened: Result opened
  not_opened: No result opened
  without_result: Of them without a result
#}

{{ config(enabled=footfall.is_enabled('amundsen')) }}

with

terms as (

    select term
    from {{ ref('top_search_terms') }}
    group by term
    order by min(term_rank), max(searches) desc, {{ footfall.byte_order('term') }}
    limit 100

)

select
    searches.search_term
    , searches.activity_date
    , count(distinct searches.user_key) as searchers
    , count(case when searches.is_result_opened then 1 end) as opened
    , count(*) - count(case when searches.is_result_opened then 1 end) as not_opened
    , count(case when searches.total_results = 0 then 1 end) as without_result
from {{ ref('fct_searches') }} as searches
inner join terms on searches.search_term = terms.term
where
    searches.system = 'amundsen'
    and searches.in_scope
    and searches.activity_date > {{ footfall.dashboard_since() }}
    and searches.activity_date <= {{ footfall.dashboard_until() }}
group by searches.search_term, searches.activity_date
order by searches.activity_date, {{ footfall.byte_order('searches.search_term') }}
