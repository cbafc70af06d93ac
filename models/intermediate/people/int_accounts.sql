{# What the systems themselves know of their users, for those that know more than what they log. #}

{% set columns = {
    'system': dbt.type_string(),
    'native_user': dbt.type_string(),
    'login': dbt.type_string(),
    'email': dbt.type_string(),
    'full_name': dbt.type_string(),
    'is_service': dbt.type_boolean(),
    'same_as': dbt.type_string(),
} %}

with

final as (

    {{ footfall.union_of_systems('accounts', columns) }}

)

select * from final
