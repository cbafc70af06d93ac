create table if not exists benchmark.datagrok_types as
select *
from (
    values
    (cast(0 as bigint), 'function-ran', 'usage', 'function')
    , (1, 'function-ran', 'usage', 'function')
    , (2, 'function-ran', 'usage', 'function')
    , (3, 'project-opened', 'usage', 'project')
    , (4, 'query-start', 'audit', 'function')
    , (5, 'script-start', 'audit', 'function')
    , (6, 'dialog ok', 'usage', null)
    , (7, 'menu click', 'usage', null)
    , (8, 'click', 'usage', null)
    , (9, 'viewer-rendered', 'audit', null)
    , (10, 'entity-shared', 'audit', 'project')
    , (11, 'http-request', 'usage', null)
) as types (type_number, friendly_name, source, entity_kind)
