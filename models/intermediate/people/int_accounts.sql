{# What the systems themselves know of their users, for those that know more than what they log. #}

{% set systems = footfall.enabled_systems() | select('in', footfall.systems_with_accounts()) | list %}

with

{% for system in systems %}
{{ ', ' if not loop.first }}{{ system }} as (

    select * from {{ ref('int_' ~ system ~ '__accounts') }}

)
{% endfor %}

{{ ', ' if systems }}final as (

    {% for system in systems %}
    select
        '{{ system }}' as system
        , native_user
        , login
        , email
        , full_name
        , is_service
    from {{ system }}
    {% if not loop.last %}
    union all
    {% endif %}
    {% else %}
    select
        cast(null as {{ dbt.type_string() }}) as system
        , cast(null as {{ dbt.type_string() }}) as native_user
        , cast(null as {{ dbt.type_string() }}) as login
        , cast(null as {{ dbt.type_string() }}) as email
        , cast(null as {{ dbt.type_string() }}) as full_name
        , cast(null as {{ dbt.type_boolean() }}) as is_service
    where false
    {% endfor %}

)

select * from final
