create table mapped.floor as
select
    document ->> 'id' as id
    , document ->> 'at' as at
    , document ->> 'user_id' as user_id
    , document ->> 'code' as code
    , document ->> 'agent' as agent
    , document #>> '{events,0,name}' as name
    , document #>> '{events,0,parameters,1,value}' as thing
from (select cast(record as jsonb) as document from mapped.records offset 0) as documents
