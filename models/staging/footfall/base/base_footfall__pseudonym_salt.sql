-- Made once, kept for ever: without it nobody can recompute a pseudonym. It is read by a join, so it
-- stands in no compiled SQL, and a full refresh keeps it, so pseudonyms stay what they were.
{{ config(materialized='incremental', full_refresh=false, alias='stg_footfall__pseudonym_salt') }}

select
    cast({{ footfall.random_text() }} as {{ dbt.type_string() }}) as salt
    , {{ dbt.current_timestamp() }} as created_at
{% if is_incremental() %}
where false
{% endif %}
