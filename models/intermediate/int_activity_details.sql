{# What systems log of an activity beside what all have in common. #}

{% set columns = {
    'system': dbt.type_string(),
    'source_event_id': dbt.type_string(),
    'activity_date': 'date',
    'search_term': dbt.type_string(),
    'has_filters': 'boolean',
    'total_results': 'bigint',
    'page_index': 'bigint',
    'opened_from': dbt.type_string(),
    'result_index': 'bigint',
    'edit_kind': dbt.type_string(),
    'edited_part': dbt.type_string(),
    'row_count': 'bigint',
    'byte_count': 'bigint',
    'export_format': dbt.type_string(),
    'recipient_type': dbt.type_string(),
    'login_method': dbt.type_string(),
} %}

with

final as (

    {{ footfall.union_of_systems('activity_details', columns) }}

)

select * from final
