-- The fifty terms that people searched most in the last 28 days.
select
    term_rank
    , searches
    , searchers
    , zero_result_searches
from marts.top_search_terms
where window_days = 28
-- On the raw tables:
select
    row_number() over (order by count(*) desc, count(distinct user_name) desc, term) as term_rank
    , count(*) as searches
    , count(distinct user_name) as searchers
    , count(case when total_results = '0' then 1 end) as zero_result_searches
from (
    select
        "user" as user_name
        , cast(keyword_args_json as $json) ->> 'search_term' as term
        , cast(output as $json) -> 'table' ->> 'total_results' as total_results
    from amundsen.user_actions
    where
        command = '_search_resources'
        and cast(to_timestamp(start_epoch_ms / 1000.0) at time zone 'UTC' as date)
        between cast('$as_of' as date) - 27 and cast('$as_of' as date)
) as searches
group by term
order by term_rank
limit 50
