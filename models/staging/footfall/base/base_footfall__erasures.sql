-- Filled by the operation erase_users alone, and kept for ever, by full refreshes too: raw rows of whoever was
-- erased may come again. Its salt is its own, so that a rotation of the pseudonyms' changes nothing here.
{{ config(materialized='incremental', full_refresh=false, alias='stg_footfall__erasures') }}

select
    cast(null as {{ dbt.type_string() }}) as identity_hash
    , cast(null as {{ dbt.type_string() }}) as erased_user
    , cast(null as {{ dbt.type_string() }}) as salt
    , {{ dbt.current_timestamp() }} as created_at
where false
