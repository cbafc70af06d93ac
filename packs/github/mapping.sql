{% macro github_pack() %}
    {% set mapping %}
event_id: _document_id
time: {column: '@timestamp', unit: ms}
actor:
  id: actor_id
  login: actor
  kind: {case: [{when: {any: [{actor_is_bot: true}, {actor: {like: '%[bot]'}}]}, then: service}]}
action: action
object_type:
  case:
    - {when: {repo: {not: null}}, then: repository}
    - {when: {team: {not: null}}, then: team}
    - {when: {org: {not: null}}, then: organization}
object_id: {first: [repo, team, org]}
outcome:
  case:
    - {when: {action: [{like: '%.rejected%'}, {like: '%.denied%'}]}, then: denied}
    - {when: {action: [{like: '%.failed%'}, {like: '%[_]failed'}]}, then: failed}
    - {when: {conclusion: [failure, timed_out, startup_failure, cancelled]}, then: failed}
    - {when: {conclusion: success}, then: succeeded}
  # the log is of what was done
  else: succeeded
workflow: {column: action, regex: '^([^.]+)'}
session_key: user_session
correlation_id: request_id
activity_types:
  view: [git.clone, git.fetch, '%.view%', '%.download%']
  create: ['%.create', '%.create[_]%', '%.fork']
  edit: [git.push, '%.update%', '%.edit%', '%.rename%', '%.transfer%']
  publish: ['%.publish%', pull_request.merge]
  delete: ['%.destroy', '%.delete%', '%.remove%', '%.close']
  invite: ['%.invite%', '%.add_member', '%.add_collaborator']
  approve: ['%.approve%', pull_request_review.submit]
  run: ['workflows.%']
  login: [user.login, org.sso_response, user.failed_login]
  configure: ['protected_branch.%', '%.enable%', '%.disable%', '%.config%', 'hook.%', 'integration_installation.%']
details: [org]
    {% endset %}
    {% do return(fromyaml(mapping)) %}
{% endmacro %}
