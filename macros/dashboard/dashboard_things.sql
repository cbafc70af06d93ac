{% macro dashboard_users() -%}
    (
        select
            user_key
            , user_label
            , substr(user_key, 1, 12) as dashboard_key
        from {{ ref('footfall', 'top_users') }}
        group by user_key, user_label
        order by min(user_rank), max(activities) desc, {{ footfall.byte_order('user_key') }}
        limit 100
    )
{%- endmacro %}


{% macro dashboard_objects() -%}
    (
        select
            object_system
            , object_type
            , object_id
            , {{ footfall.dashboard_object_key('object_system', 'object_type', 'object_id') }} as dashboard_key
        from {{ ref('footfall', 'top_objects') }}
        where system = 'all'
        group by object_system, object_type, object_id
        order by
            max(activities) desc
            , {{ footfall.byte_order('object_system') }}
            , {{ footfall.byte_order('object_type') }}
            , {{ footfall.byte_order('object_id') }}
        limit 200
    )
{%- endmacro %}


{% macro dashboard_object_key(object_system, object_type, object_id) -%}
    {{ object_system }} || ':' || {{ object_type }} || ':' || {{ object_id }}
{%- endmacro %}


{% macro dashboard_since() -%}
    (
        select {{ footfall.add_days('max(last_days.activity_date)', -2 * (var('usage_windows') | max)) }}
        from {{ ref('footfall', 'active_users_daily') }} as last_days
    )
{%- endmacro %}


{% macro dashboard_until() -%}
    (select max(last_days.activity_date) from {{ ref('footfall', 'active_users_daily') }} as last_days)
{%- endmacro %}
