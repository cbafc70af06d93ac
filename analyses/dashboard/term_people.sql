{#
title: People
explanation: Who searches for it, and do they find it? In twice the longest window.
section: History
view: search
key: search_term
position: 840
width: full
chart: table
bar: searches
only_for: amundsen
opens: {user_label: {view: user, key: user_view}}
columns:
  user_label: User
  searches: Searches
  opened: Result opened
  without_result: Without a result
  last_on: Last
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

, ranked as (

    select
        searches.search_term
        , searches.user_key
        , count(*) as searches
        , count(case when searches.is_result_opened then 1 end) as opened
        , count(case when searches.total_results = 0 then 1 end) as without_result
        , max(searches.activity_date) as last_on
        , row_number() over (
            partition by searches.search_term
            order by count(*) desc, max(searches.activity_date) desc, {{ footfall.byte_order('searches.user_key') }}
        ) as user_rank
    from {{ ref('fct_searches') }} as searches
    inner join terms on searches.search_term = terms.term
    where
        searches.system = 'amundsen'
        and searches.in_scope
        and searches.activity_date > {{ footfall.dashboard_since() }}
        and searches.activity_date <= {{ footfall.dashboard_until() }}
    group by searches.search_term, searches.user_key

)

select
    ranked.search_term
    , substr(ranked.user_key, 1, 12) as user_view
    , users.user_label
    , ranked.searches
    , ranked.opened
    , ranked.without_result
    , ranked.last_on
from ranked
inner join {{ ref('dim_users') }} as users on ranked.user_key = users.user_key
where ranked.user_rank <= 20
order by {{ footfall.byte_order('ranked.search_term') }}, ranked.user_rank
