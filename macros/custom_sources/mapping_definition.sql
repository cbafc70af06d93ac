{% macro mapping_definition() %}
    {#- What a mapping of custom_sources can say, as YAML: validate_mapping refuses the rest, and the reference page and
        the JSON Schema are written from it. A shape has keys; of each key `is` is the kind of its value. -#}
    {% set definition %}
source:
  name: {is: name, means: "the system's name in the marts", example: {name: github}}
  use: {is: pack, means: "a mapping that footfall ships; every key beside it overrides the pack's", example: {use: github}}
  database: {is: text, means: "where the table is; default: the target's", example: {database: logs}}
  schema: {is: text, means: "where the table is; default: the name", example: {schema: audit}}
  table: {is: text, means: "the table or view; default: records, as `footfall load log` makes it", example: {table: audit_log}}
  tables:
    is: list of table
    means: "several tables of one system; each has keys of its own, and takes the source's for the rest"
    example: {tables: [{table: event_entity, action: type}, {table: admin_event_entity, action: operation_type}]}
  optional: {is: boolean, means: "one of several tables that need not be there", example: {tables: [{table: logs}, {table: query, optional: true}]}}
  json: {is: texts, means: "columns or keys whose text is JSON itself, so that paths lead into it", example: {json: [extra], object_id: extra.key}}
  each:
    is: each
    means: "a row for each element of a list; names that begin with `as` are its keys, and event ids get its number"
    example: {each: {list: events, as: event}, action: event.name}
  where:
    is: condition
    means: "which rows count; `reconciliation` counts the others as excluded"
    example: {where: {action: {not: [heartbeat, {like: 'internal.%'}]}, user_id: {not: null}}}
  let:
    is: expression by name
    means: "values that other keys can name; the groups of a regex are name.group"
    example: {let: {audit: {column: message, regex: '^AUDIT: (?<class>[A-Z]+),(?<command>[^,]*)'}}, action: audit.command}
  lookups:
    is: lookup by name
    means: "one row of a second table by a key, so that its columns are name.column; never more rows than before"
    example: {lookups: {account: {table: ab_user, key: id, of: user_id}}, actor: account.email}
  event_id:
    is: expression
    means: "rows with the same one are records of one event; without it, the hash of what is mapped tells rows apart"
    example: {event_id: eventID}
  records:
    is: records
    means: "which of several records of one event is the activity"
    example: {records: {winner: first, duration: elapsed}}
  time: {is: time, means: "when it happened", example: {time: {column: created_at, unit: ms}}}
  actor:
    is: actor
    means: "who did it: a name, or what names one account: id (which never changes), login, email, name, kind"
    example: {actor: {id: actor_id, login: actor, kind: {case: [{when: {actor_is_bot: true}, then: service}], else: person}}}
  action:
    is: expression
    means: "what was done; a list is joined with `/`, without the parts that are missing"
    example: {action: [eventSource, eventName]}
  activity_type: {is: expression, means: "its type, where each row says it; see activity_types", example: {activity_type: {column: readOnly, map: {'true': view}, else: edit}}}
  workflow: {is: expression, means: "what the action belongs to; default: the name of the source", example: {workflow: eventSource}}
  object_type: {is: expression, means: "the kind of the main object", example: {object_type: {value: repository}}}
  object_id: {is: expression, means: "its id", example: {object_id: {first: [dashboard_id, slice_id]}}}
  object_name: {is: expression, means: "its name for people; default: the id", example: {object_name: title}}
  objects:
    is: objects
    means: "a list of all objects, for fct_activity_objects; the first is the main one where object_id is not mapped"
    example: {objects: {list: target, type: type, id: id, name: displayName}}
  outcome: {is: outcome, means: "how it ended; default: its values are these words", example: {outcome: {column: status, succeeded: [2xx], denied: [401, 403], otherwise: failed}}}
  duration: {is: duration, means: "how long it took", example: {duration: {column: took, unit: s}}}
  session_key: {is: expression, means: "the session that the log itself knows", example: {session_key: session_id}}
  correlation_id: {is: expression, means: "what ties the events of one action together", example: {correlation_id: requestID}}
  loaded_at:
    is: expression
    means: "a column that grows with each load: a day is then seen to have changed though it has as many rows; default: loaded_at of a table that `footfall load log` made"
    example: {loaded_at: _loaded_at}
  details: {is: list of detail, means: "more columns, for administrators, in stg_custom_sources__event_details", example: {details: [org, {column: data, path: [pull, id], name: pull request}]}}
  activity_types:
    is: texts by activity type
    means: "what actions are, by patterns: % is any text, _ one character; the seed company_activity_vocabulary wins"
    example: {activity_types: {view: ['Get%', 'List%'], edit: [UpdateTable]}}
  workflows: {is: texts by name, means: "what actions belong to, by patterns", example: {workflows: {billing: ['Invoice%']}}}
  not_engagement: {is: texts, means: "actions that are no engagement, by patterns", example: {not_engagement: ['%Heartbeat']}}
expression:
  column: {is: text, means: "a column; a key of the JSON column `record`; or a path with dots, as `userIdentity.arn`, `resources.0.id` or `parameters[name=title].value`", example: {column: userIdentity.arn}}
  path: {is: path, means: "the path within the column, where keys have dots in them", example: {column: labels, path: [kubernetes.io/name]}}
  value: {is: text, means: "the same in every row", example: {value: repository}}
  first: {is: list of expression, means: "the first that is neither null nor empty", example: {first: [user.email, user.login]}}
  join: {is: list of expression, means: "several, with `with` between them, without those that are missing", example: {join: [service, verb], with: ':'}}
  with: {is: any text, means: "what stands between the parts of join; default: /", example: {join: [a, b], with: '.'}}
  parts: {is: list of expression, means: "another word for join", example: {parts: [a, b]}}
  template: {is: text, means: "a text with names in braces; a part that is missing is left out with the text before it", example: {template: '{service}/{verb}'}}
  case: {is: list of case, means: "the first whose condition is true", example: {case: [{when: {is_paused: true}, then: pause}], else: {column: event}}}
  regex: {is: regex, means: "the part of the text that a regular expression finds: its group, or all of it", example: {column: path, regex: '^/dashboard/([0-9]+)'}}
  group: {is: text or number, means: "the group of the regex, by number or name; default: 1 where there is one", example: {column: line, regex: '(?<verb>GET|PUT) ', group: verb}}
  map: {is: text by text, means: "values and what becomes of them; 2xx is any of 200 to 299", example: {column: is_paused, map: {'true': pause, 'false': unpause}}}
  else: {is: text or expression, means: "what else becomes of it: a text, or a value as {column: …}; default: of a map the value itself, of a case null", example: {column: code, map: {2xx: ok}, else: other}}
time:
  unit: {is: unit, means: "of a number since 1970: s, ms, us or ns", example: {column: ts, unit: s}}
  timezone: {is: timezone, means: "of times without an offset; default: UTC", example: {column: at, timezone: Europe/Berlin}}
  formats: {is: texts, means: "spellings that are tried in order: iso (all that are read without it), or with %Y %y %m %d %b %H %I %p %M %S %f %z", example: {column: at, formats: [iso, '%d.%m.%Y %H:%M']}}
duration:
  unit: {is: unit, means: "s, ms (default), us or ns; of from and to as of time", example: {column: took, unit: s}}
  from: {is: expression, means: "when it began, where the log has two times", example: {from: start_date, to: end_date}}
  to: {is: expression, means: "when it ended", example: {from: start_ms, to: end_ms, unit: ms}}
outcome:
  succeeded: {is: list of matcher, means: "the values that mean it", example: {column: code, succeeded: [0]}}
  failed: {is: list of matcher, means: "the values that mean it", example: {column: code, failed: [5xx]}}
  denied: {is: list of matcher, means: "the values that mean it", example: {column: code, denied: [401, 403]}}
  otherwise: {is: outcome word, means: "what any other value means; default: unknown", example: {column: error, denied: [AccessDenied], otherwise: failed}}
  missing: {is: outcome word, means: "what no value means; default: unknown", example: {column: error, missing: succeeded, otherwise: failed}}
actor:
  id: {is: expression, means: "what never changes of an account", example: {id: user_id}}
  login: {is: expression, means: "what it logs in with", example: {login: username}}
  email: {is: expression, means: "its e-mail, by which it is the same person in other systems", example: {email: user.email}}
  name: {is: expression, means: "its name for people", example: {name: user.full_name}}
  kind: {is: expression, means: "person (default), service or anonymous", example: {kind: {column: type, map: {AWSService: service}, else: person}}}
detail:
  name: {is: text, means: "what the detail is called; default: the last of its path", example: {column: data.pull.id, name: pull request}}
each:
  list: {is: text, means: "the list", example: {list: events}}
  as: {is: name, means: "what its element is called in other keys; default: element", example: {list: events, as: event}}
lookup:
  table: {is: text, means: "the second table", example: {table: ab_user}}
  schema: {is: text, means: "default: that of the table", example: {schema: public}}
  database: {is: text, means: "default: that of the table", example: {database: app}}
  key: {is: text, means: "its column that is looked for", example: {key: id}}
  of: {is: expression, means: "the value of the row that is looked for", example: {of: user_id}}
  where: {is: condition, means: "which of its rows count: the current ones, say", example: {where: {deleted_at: null}}}
  optional: {is: boolean, means: "the table need not be there: its columns are then null", example: {optional: true}}
  latest: {is: text, means: "a column: of several rows of a key the one that has most of it; default: loaded_at of a table that `footfall load log` made", example: {latest: updated_at}}
records:
  winner: {is: winner, means: "outcome (default): the record that knows the outcome, else the earliest; first; last; or a condition", example: {winner: {stage: ResponseComplete}}}
  duration: {is: elapsed, means: "elapsed: the time from the first record to the last", example: {duration: elapsed}}
  across_tables: {is: boolean, means: "an event has records in several tables; default: an id is one of its table", example: {across_tables: true}}
objects:
  list: {is: text, means: "the list", example: {list: target}}
  type: {is: key or value, means: "its element's key of the kind, or {value: …}", example: {type: {value: dataset}}}
  id: {is: text, means: "its element's key of the id", example: {id: id}}
  name: {is: text, means: "its element's key of the name", example: {name: displayName}}
case:
  when: {is: condition, means: "the condition", example: {when: {code: 2xx}, then: ok}}
  then: {is: text or expression, means: "what then: a text, or a value as {column: …}", example: {when: {kind: bot}, then: {column: login}}}
matcher:
  in: {is: list of matcher, means: "any of these", example: {status: {in: [open, closed]}}}
  not: {is: matcher, means: "none of these; null is what is missing or empty", example: {status: {not: [draft, null]}}}
  like: {is: text or texts, means: "a pattern: % is any text, _ one character", example: {action: {like: 'Get%'}}}
  regex: {is: regex, means: "a regular expression is found", example: {path: {regex: '^/api/v[12]/'}}}
  from: {is: number, means: "a number from this on", example: {code: {from: 400, to: 499}}}
  to: {is: number, means: "a number up to this", example: {code: {to: 399}}}
condition:
  all: {is: list of condition, means: "all of these; a list without a key says the same", example: {all: [{kind: user}, {code: 2xx}]}}
  any: {is: list of condition, means: "one of these", example: {any: [{kind: user}, {code: 2xx}]}}
  not: {is: condition, means: "not this", example: {not: {kind: bot}}}
    {% endset %}
    {% do return(fromyaml(definition)) %}
{% endmacro %}
