{{ config(materialized='rebuilt_whole', enabled=footfall.is_enabled('datagrok')) }}

with recursive

groups_relations as (

    {{ footfall.raw_select(
        source('datagrok', 'groups_relations'), {'parent_id': 'string', 'child_id': 'string'},
        ['parent_id', 'child_id'], 'datagrok', 'datagrok_groups_relations_table', is_optional=true
    ) | indent(4) }}

)

, users as (

    select * from {{ ref('stg_datagrok__users') }}

)

, relations as (

    select distinct
        lower(parent_id) as parent_id
        , lower(child_id) as child_id
    from groups_relations
    where
        parent_id <> ''
        and child_id <> ''

)

-- From each user's own group upwards.
, memberships as (

    {{ footfall.climb('memberships', 'users', 'relations') | indent(4) }}

)

, final as (

    select distinct
        {{ footfall.surrogate_key(['group_id', 'user_id']) }} as group_member_id
        , group_id
        , user_id
    from memberships

)

select * from final
