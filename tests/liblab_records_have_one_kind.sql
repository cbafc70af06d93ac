{{ config(enabled=footfall.is_enabled('liblab')) }}

-- Every kept record stands in the relation of its kind, once, and in no other.
with

records as (

    select event_id from {{ ref('base_liblab__audit_trail') }}
    where record_state = 'kept'

)

, typed as (

    {% set relations = [
        'user_creations', 'email_verifications', 'api_creations', 'builds', 'document_approvals',
        'pull_request_publications', 'invitations', 'ci_token_changes', 'other_events',
    ] %}
    {% for relation in relations %}
    select event_id from {{ ref('stg_liblab__' ~ relation) }}
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
