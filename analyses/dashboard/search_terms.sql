{#
title: Top search terms
explanation: What do people search for, and how often do they find nothing?
section: Catalogue
position: 520
chart: table
bar: searches
only_for: amundsen
filters: {window: window_days}
opens: {term: {view: search, key: term}}
columns:
  term_rank: Rank
  term: Term
  searches: Searches
  searchers: Searchers
  zero_result_rate: {label: Without a result, format: percent}
#}

{{ config(enabled=footfall.is_enabled('amundsen')) }}

select
    window_days
    , term_rank
    , term
    , searches
    , searchers
    , zero_result_rate
from {{ ref('top_search_terms') }}
where term_rank <= 50
order by window_days, term_rank
