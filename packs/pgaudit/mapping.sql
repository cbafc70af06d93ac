{% macro pgaudit_pack() %}
    {% set mapping %}
where:
  dbname: {not: null}
  any: [{message: {like: 'AUDIT: %'}}, {error_severity: [ERROR, FATAL]}]
let:
  audit:
    column: message
    regex: '^AUDIT: (?<kind>SESSION|OBJECT),(?<statement>[0-9]+),(?<part>[0-9]+),(?<class>[A-Z]*),(?<command>[^,]*),(?<object_type>[^,]*),(?<object_name>[^,]*),'
# A statement has a row for each relation that it names, and an error a row of its own.
event_id:
  case: [{when: {audit.statement: {not: null}}, then: {template: '{session_id}/{audit.statement}'}}]
  else: {template: '{session_id}/line {line_num}'}
time: timestamp
actor: user
action:
  first:
    - {case: [{when: {state_code: {like: '28%'}}, then: CONNECT}, {when: {ps: [idle, null]}, then: STATEMENT}]}
    - ps
workflow: dbname
object_type:
  column: audit.object_type
  map: {TABLE: table, VIEW: view, SEQUENCE: sequence, INDEX: index, FUNCTION: function, SCHEMA: schema, MATERIALIZED VIEW: materialized view, FOREIGN TABLE: foreign table}
object_id: audit.object_name
outcome: {column: state_code, denied: ['42501', {like: '28%'}], missing: succeeded, otherwise: failed}
session_key: session_id
activity_types:
  view: [SELECT, FETCH, 'COPY TO']
  create: [INSERT, COPY, 'CREATE %', 'SELECT INTO']
  edit: [UPDATE, MERGE, 'ALTER %', COMMENT, 'REFRESH %']
  delete: [DELETE, "TRUNCATE%", 'DROP %']
  run: [CALL, DO, EXECUTE, VACUUM, ANALYZE, EXPLAIN]
  configure: ["GRANT%", "REVOKE%", SET, 'CREATE ROLE', 'ALTER ROLE', 'DROP ROLE', 'CREATE EXTENSION']
  login: [CONNECT]
  error: [STATEMENT]
    {% endset %}
    {% do return(fromyaml(mapping)) %}
{% endmacro %}
