{% macro pgaudit_pack() %}
    {% set mapping %}
where:
  dbname: {not: null}
  any: [{message: {like: 'AUDIT: %'}}, {error_severity: [ERROR, FATAL]}]
  # A connection that the server ends while it waits: its user did nothing.
  not: {error_severity: FATAL, ps: {like: 'idle%'}}
let:
  # The statement up to its first quote: where pgaudit quotes it, it doubles its quotes.
  audit:
    column: message
    regex: '^AUDIT: (?:SESSION|OBJECT),(?<statement>[0-9]+),[0-9]+,(?<class>[A-Z]*),(?<command>[^,]*),(?<object_type>[^,]*),(?<object_name>"(?:[^"]|"")*"|[^",]*),(?:"(?<quoted>[^"]*)|(?<plain>[^",]*))'
  refused: {column: statement, regex: '^(?<text>[^"]*)'}
  verb: {column: statement, regex: '^(?:[ \t\n\r(]|--[^\n]*\n|/[*][^*]*[*]/)*(?<word>[A-Za-z]+)'}
  # The command, without what it waits for. A driver's statement has its own name only while it runs.
  running: {case: [{when: {ps: {not: [PARSE, BIND]}}, then: {column: ps}}], regex: '^([A-Z]+( [A-Z]+)*)'}
# A statement has a row for each relation that it names, and one more where it fails while it runs.
event_id:
  first:
    - last: {case: [{when: {audit.statement: {not: null}}, then: {template: '{session_id}/{audit.statement}'}}]}
      of:
        - session_id
        - vxid
        - {case: [{when: {ps: EXECUTE}, then: EXECUTE}], else: {first: [audit.quoted, audit.plain, refused.text]}}
      by: line_num
    - {template: '{session_id}/line {line_num}'}
time: timestamp
actor: user
action:
  case:
    - {when: {any: [{error_severity: FATAL, running: null}, {state_code: {like: '28%'}}]}, then: CONNECT}
    - {when: {running: {not: null}}, then: {column: running}}
    - {when: {audit.command: {not: null}}, then: {column: audit.command}}
    - {when: {state_code: '42601'}, then: STATEMENT}
    - {when: {verb.word: {regex: '^([Ss][Ee][Ll][Ee][Cc][Tt]|[Ww][Ii][Tt][Hh]|[Tt][Aa][Bb][Ll][Ee]|[Vv][Aa][Ll][Uu][Ee][Ss])$'}}, then: SELECT}
    - {when: {verb.word: {regex: '^[Ii][Nn][Ss][Ee][Rr][Tt]$'}}, then: INSERT}
    - {when: {verb.word: {regex: '^[Uu][Pp][Dd][Aa][Tt][Ee]$'}}, then: UPDATE}
    - {when: {verb.word: {regex: '^[Dd][Ee][Ll][Ee][Tt][Ee]$'}}, then: DELETE}
    - {when: {verb.word: {regex: '^[Mm][Ee][Rr][Gg][Ee]$'}}, then: MERGE}
  else: STATEMENT
# COPY … TO
activity_type: {case: [{when: {running: COPY, audit.class: READ}, then: export}]}
workflow: dbname
object_type:
  column: audit.object_type
  map: {TABLE: table, VIEW: view, SEQUENCE: sequence, INDEX: index, FUNCTION: function, PROCEDURE: procedure, SCHEMA: schema, MATERIALIZED VIEW: materialized view, FOREIGN TABLE: foreign table, COMPOSITE TYPE: table}
object_id: {column: audit.object_name, regex: '^"?((?:[^"]|"")*)'}
# csvlog writes a code also where there is no error.
outcome: {case: [{when: {state_code: {not: '00000'}}, then: {column: state_code}}], denied: ['42501', {like: '28%'}], missing: succeeded, otherwise: failed}
session_key: session_id
activity_types:
  view: [SELECT, FETCH, DECLARE CURSOR]
  create: [INSERT, COPY, 'CREATE %', SELECT INTO, 'IMPORT %']
  edit: [UPDATE, MERGE, 'ALTER %', COMMENT, 'REFRESH %', REINDEX]
  delete: [DELETE, 'TRUNCATE%', 'DROP %']
  run: [CALL, DO, PREPARE, EXECUTE, VACUUM, ANALYZE, EXPLAIN]
  configure: ['GRANT%', 'REVOKE%', SET, '% ROLE', 'CREATE EXTENSION', 'ALTER SYSTEM', '% PRIVILEGES']
  login: [CONNECT]
  error: [STATEMENT]
# Only refused ones are counted.
not_engagement: [CONNECT]
    {% endset %}
    {% do return(fromyaml(mapping)) %}
{% endmacro %}
