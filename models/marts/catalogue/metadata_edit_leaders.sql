{{ config(enabled=footfall.is_enabled('amundsen')) }}

{% set edit_kinds = [
    'table_description', 'column_description', 'type_description', 'tag_added', 'tag_removed', 'owner_added',
    'owner_removed'
] %}

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

, users as (

    select * from {{ ref('dim_users') }}

)

, windows as (

    {{ footfall.usage_windows() }}

)

, edits_by_user as (

    select
        windows.window_days
        , activities.user_key
        , count(*) as edits
        {% for edit_kind in edit_kinds %}
        , count(case when metadata_edits.edit_kind = '{{ edit_kind }}' then 1 end) as {{ edit_kind }}
        {% endfor %}
        , count(distinct metadata_edits.object_id) as objects
    from metadata_edits
    inner join activities on metadata_edits.event_id = activities.source_event_id
    inner join windows on activities.activity_date between windows.first_date and windows.last_date
    group by windows.window_days, activities.user_key

)

, ranked as (

    select
        *
        , row_number() over (
            partition by window_days
            order by edits desc, objects desc, {{ footfall.byte_order('user_key') }}
        ) as leader_rank
    from edits_by_user

)

, final as (

    select
        ranked.window_days
        , cast(ranked.leader_rank as integer) as leader_rank
        , ranked.user_key
        , users.user_label
        , ranked.edits
        {% for edit_kind in edit_kinds %}
        , ranked.{{ edit_kind }}
        {% endfor %}
        , ranked.objects
    from ranked
    left join users on ranked.user_key = users.user_key
    where ranked.leader_rank <= {{ var('top_n') }}

)

select * from final
