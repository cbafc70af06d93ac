{{ config(materialized='view') }}

with

dataset_origins as (

    select * from {{ ref('int_dataset_origins') }}

)

, user_identities as (

    select * from {{ ref('user_identities') }}

)

, final as (

    select
        dataset_origins.system
        , dataset_origins.source_event_id
        , dataset_origins.dataset_type
        , dataset_origins.dataset_id
        , dataset_origins.dataset_name
        , dataset_origins.origin
        , dataset_origins.event_type
        , dataset_origins.made_by_type
        , dataset_origins.made_by_id
        , dataset_origins.made_by_name
        , dataset_origins.occurred_at
        , dataset_origins.activity_date
        , user_identities.user_key
        , user_identities.email
        , user_identities.full_name
        , dataset_origins.native_user
        , dataset_origins.outcome
        , dataset_origins.link
    from dataset_origins
    left join user_identities
        on
            dataset_origins.system = user_identities.system
            and dataset_origins.native_user = user_identities.native_user

)

select * from final
