{{ config(enabled=var('reads_liblab', false)) }}

select
    activity_date
    , document_id
    , is_approved
from {{ ref('footfall', 'stg_liblab__document_approvals') }}
