create table mapped.floor as
select
    json_extract_string(record, [
        '$$.id', '$$.at', '$$.user_id', '$$.code', '$$.agent', '$$.events[0].name', '$$.events[0].parameters[1].value'
    ]) as texts
from mapped.records
