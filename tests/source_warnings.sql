{{ config(severity='warn') }}
{{ footfall.tell_source_issues(ref('source_issues'), 'warn') }}
select * from {{ ref('source_issues') }}
where severity = 'warn'
