{% macro climb(climbed, members, edges) -%}
    {#- The body of the recursive CTE `climbed`: each user_id of the relation members with its group_id and
        every group above that, by the edges' child_id and parent_id. Groups may contain each other. -#}
    {{ return(adapter.dispatch('climb', 'footfall')(climbed, members, edges)) }}
{%- endmacro %}

{% macro default__climb(climbed, members, edges) -%}
    select
        group_id,
        user_id
    from {{ members }}
    where group_id is not null

    union

    select
        {{ edges }}.parent_id as group_id,
        {{ climbed }}.user_id
    from {{ climbed }}
    inner join {{ edges }} on {{ climbed }}.group_id = {{ edges }}.child_id
{%- endmacro %}

{% macro spark__climb(climbed, members, edges) -%}
    {#- Spark recurses by `union all` only, so a circle ends where it would begin again. -#}
    select
        group_id,
        user_id,
        array(group_id) as visited
    from {{ members }}
    where group_id is not null

    union all

    select
        {{ edges }}.parent_id as group_id,
        {{ climbed }}.user_id,
        array_append({{ climbed }}.visited, {{ edges }}.parent_id) as visited
    from {{ climbed }}
    inner join {{ edges }} on {{ climbed }}.group_id = {{ edges }}.child_id
    where not array_contains({{ climbed }}.visited, {{ edges }}.parent_id)
{%- endmacro %}
