-- What was done to each of Clutch's resources.
select
    object_type
    , object_id
    , activities
from marts.dim_objects
where system = 'clutch'
-- On the raw tables:
select
    details -> 'request_resources' -> 0 ->> 'type_url' as object_type
    , details -> 'request_resources' -> 0 ->> 'id' as object_id
    , count(*) as activities
from clutch.audit_events
group by
    details -> 'request_resources' -> 0 ->> 'type_url'
    , details -> 'request_resources' -> 0 ->> 'id'
