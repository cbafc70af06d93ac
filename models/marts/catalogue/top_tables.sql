{{ config(enabled=footfall.is_enabled('amundsen')) }}

{# database://cluster.schema/table; the cluster may hold dots, the schema not. #}
{% set key_pattern = '^([^:]*)://(.*)[.]([^/]*)/(.*)$' %}

with

activities as (

    select * from {{ ref('fct_activities') }}
    where
        in_scope
        and system = 'amundsen'

)

, metadata_edits as (

    select * from {{ ref('stg_amundsen__metadata_edits') }}

)

, bookmarks as (

    select * from {{ ref('stg_amundsen__bookmarks') }}

)

, windows as (

    {{ footfall.usage_windows() }}

)

, table_activities as (

    select
        activities.activity_date
        , activities.object_id as table_key
        , activities.user_key
        , activities.action = '_get_table_metadata'
        and activities.outcome = 'succeeded'
        and not activities.is_scaffolding as is_view
        , metadata_edits.event_id is not null as is_edit
        , coalesce(bookmarks.is_added, false) as is_bookmark
    from activities
    left join metadata_edits on activities.source_event_id = metadata_edits.event_id
    left join bookmarks on activities.source_event_id = bookmarks.event_id
    where
        activities.object_type = 'table'
        and activities.object_id is not null

)

, usage as (

    select
        windows.window_days
        , table_activities.table_key
        , count(case when table_activities.is_view then 1 end) as views
        , count(distinct case when table_activities.is_view then table_activities.user_key end) as viewers
        , count(case when table_activities.is_edit then 1 end) as edits
        , count(case when table_activities.is_bookmark then 1 end) as bookmarks
    from table_activities
    inner join windows on table_activities.activity_date between windows.first_date and windows.last_date
    where table_activities.is_view or table_activities.is_edit or table_activities.is_bookmark
    group by windows.window_days, table_activities.table_key

)

, ranked as (

    select
        *
        , row_number() over (
            partition by window_days
            order by views desc, viewers desc, {{ footfall.byte_order('table_key') }}
        ) as table_rank
    from usage

)

, final as (

    select
        window_days
        , cast(table_rank as integer) as table_rank
        , table_key
        , {{ footfall.extract_group('table_key', key_pattern, 1) }} as {{ adapter.quote('database') }}
        , {{ footfall.extract_group('table_key', key_pattern, 2) }} as cluster
        , {{ footfall.extract_group('table_key', key_pattern, 3) }} as {{ adapter.quote('schema') }}
        , {{ footfall.extract_group('table_key', key_pattern, 4) }} as table_name
        , views
        , viewers
        , edits
        , bookmarks
    from ranked
    where table_rank <= {{ var('top_n') }}

)

select * from final
