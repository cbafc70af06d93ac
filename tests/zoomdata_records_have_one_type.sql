{{ config(enabled=footfall.is_enabled('zoomdata')) }}

-- Every kept record stands in the relation of its type, once, and in no other.
with

records as (

    select event_id from {{ ref('base_zoomdata__activity_log') }}
    where record_state = 'kept'

)

, typed as (

    {% set relations = [
        'account_changes', 'authentications', 'group_changes', 'security_key_changes',
        'source_changes', 'user_changes', 'visualization_changes', 'visualization_definition_changes',
        'visualization_commands', 'visualization_data', 'raw_data_exports', 'csv_exports',
        'uploads', 'bookmark_changes', 'oauth_client_changes', 'oauth_token_changes',
        'requests', 'rdd_reads', 'rdd_cache_reads', 'topologies',
        'topology_performance', 'other_activities',
    ] %}
    {% for relation in relations %}
    select event_id from {{ ref('stg_zoomdata__' ~ relation) }}
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}

)

, counted as (

    select
        event_id
        , count(*) as relations
    from typed
    group by event_id

)

select
    records.event_id
    , counted.relations
from records
full outer join counted on records.event_id = counted.event_id
where
    records.event_id is null
    or coalesce(counted.relations, 0) <> 1
