select *
from (
    {{ footfall.retention(periods=8, by='role') | indent(4) }}
) as periods
where cohort_users >= {{ var('smallest_group') }}
order by {{ footfall.byte_order('role') }}, period_number
