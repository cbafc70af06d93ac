{{ config(enabled=footfall.is_enabled('amundsen')) }}

select *
from (
    {{ footfall.funnel(
        [
            {'name': 'Search', 'system': 'amundsen', 'activity_type': 'search'},
            {'name': 'View', 'system': 'amundsen', 'activity_type': 'view'},
            {'name': 'Edit', 'system': 'amundsen', 'activity_type': 'edit'},
        ],
        within='1 hour',
        by='department',
        where='activities.in_scope and activities.activity_date <= ' ~ footfall.as_of_date()
    ) | indent(4) }}
) as steps
order by {{ footfall.byte_order('department') }}, step_number
