{{ config(enabled=footfall.is_enabled('zoomdata')) }}

with

activity_log as (

    select * from {{ ref('stg_zoomdata__activity_log') }}

)

, final as (

    select
        'zoomdata' as system
        , activity_log.event_id as source_event_id
        , activity_log.activity_date
        , cast(null as {{ dbt.type_string() }}) as search_term
        , cast(null as boolean) as has_filters
        , cast(null as bigint) as total_results
        , cast(null as bigint) as page_index
        , cast(null as {{ dbt.type_string() }}) as opened_from
        , cast(null as bigint) as result_index
        , cast(null as {{ dbt.type_string() }}) as edit_kind
        , cast(null as {{ dbt.type_string() }}) as edited_part
        , activity_log.row_count
        , activity_log.file_size as byte_count
        -- Any other word is whatever somebody logged.
        , case
            when activity_log.activity_type = 'RAW_DATA_EXPORT_CSV' then 'CSV'
            when activity_log.export_type in ('FILE', 'REST') then activity_log.export_type
            when activity_log.export_type is not null then 'other'
        end as export_format
        , case when activity_log.activity_type = 'SECURITY_KEY' then 'link' end as recipient_type
        , case
            when activity_log.authentication_type in ('BASE', 'LDAP', 'OAUTH', 'SAML', 'X509')
                then activity_log.authentication_type
            when activity_log.authentication_type is not null then 'other'
        end as login_method
    from activity_log

)

select * from final
