{{ footfall.tell_source_issues(ref('source_issues'), 'error') }}
select * from {{ ref('source_issues') }}
where severity = 'error'
