{% macro gitlab_pack() %}
    {% set mapping %}
# The log, the API and the stream have an event under one id; old logs have none.
event_id: {first: [id, {join: [time, author_id, entity_type, entity_id, target_id, change, add, remove]}]}
time: {first: [created_at, time]}
let:
  class: {first: [details.author_class, author_class]}
  email: {first: [details.author_email, author_email]}
actor:
  # Below 0 are authors that are no users.
  id: {case: [{when: {author_id: {from: 1}}, then: {column: author_id}}]}
  email: email
  name: {first: [author_name, details.author_name]}
  kind:
    case:
      - {when: {class: {like: '%UnauthenticatedAuthor'}}, then: anonymous}
      - {when: {class: {like: '%CiRunnerTokenAuthor'}}, then: service}
      - {when: {author_id: '-1'}, then: anonymous}
      - {when: {any: [{author_id: {to: -2}}, {class: {not: [User, null]}}]}, then: service}
      - {when: {email: {regex: '^((project|group)_[0-9]+_bot|service_account_)|@noreply[.]'}}, then: service}
action:
  - first:
      - event_type
      - event_name
      - details.event_name
      # As older logs have it.
      - case:
          - {when: {change: {not: null}}, then: {template: 'change/{change}'}}
          - {when: {add: {not: null}}, then: {template: 'add/{add}'}}
          - {when: {remove: {not: null}}, then: {template: 'remove/{remove}'}}
        else: custom
  - details.custom_message.action
workflow: entity_type
object_type: {first: [target_type, details.target_type, entity_type]}
object_id: {first: [target_id, details.target_id, entity_id]}
object_name: {first: [target_details, details.target_details]}
outcome:
  case: [{when: {any: [{event_type: {like: '%failed%'}}, {event_name: {like: '%failed%'}}]}, then: failed}]
  # The log is of what was done.
  else: succeeded
correlation_id: correlation_id
activity_types:
  login: ['login_failed%', 'authenticated_with%', 'user_impersonation%', 'user_access_%']
  view: ['repository_git_operation', '%/git-upload-pack', 'project_export%']
  create: ['%_created', '%_added', '%_issued', 'add/%', '%registered']
  edit: ['%/git-receive-pack', '%_updated', '%_changed', 'change/%', '%_archived', '%_unarchived', '%_transferred']
  delete: ['%_destroyed', '%_deleted', '%_removed', '%_revoked', 'remove/%']
  approve: ['merge_request_approval%', 'merge_request%approved%']
  invite: ['member_created', 'add/user_access']
  publish: ['merge_request_merged%']
  configure: ['application_setting%', 'member_updated', 'protected_branch%', 'feature_flag%', '%visibility%']
    {% endset %}
    {% do return(fromyaml(mapping)) %}
{% endmacro %}
