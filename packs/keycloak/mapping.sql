{% macro keycloak_pack() %}
    {% set mapping %}
json: [details_json, details_json_long_value]
event_id: id
outcome:
  column: error
  denied: [access_denied, not_allowed, user_disabled, user_temporarily_disabled, rejected_by_user, consent_denied]
  missing: succeeded
  otherwise: failed
tables:
  - table: event_entity
    let:
      # Who acts as somebody else is the impersonator; the log has that user's name alone.
      doer: {case: [{when: {type: {not: {like: 'IMPERSONATE%'}}}, then: {column: user_id}}]}
    lookups:
      account: {table: user_entity, key: id, of: doer, optional: true}
    time: {column: event_time, unit: ms}
    actor:
      id: doer
      login:
        first:
          - details_json_long_value.impersonator
          - details_json.impersonator
          - account.username
          - details_json_long_value.username
          - details_json.username
      email: account.email
      name: {join: [account.first_name, account.last_name], with: ' '}
      kind:
        case: [{when: {any: [{account.service_account_client_link: {not: null}}, {type: {like: 'CLIENT_LOGIN%'}}]}, then: service}]
    action: type
    object_type: {case: [{when: {client_id: {not: null}}, then: client}]}
    object_id: client_id
    session_key: session_id
    correlation_id: {first: [details_json_long_value.code_id, details_json.code_id]}
  - table: admin_event_entity
    optional: true
    lookups:
      account: {table: user_entity, key: id, of: auth_user_id, optional: true}
    time: {column: admin_event_time, unit: ms}
    actor:
      id: auth_user_id
      login: account.username
      email: account.email
      name: {join: [account.first_name, account.last_name], with: ' '}
      kind: {case: [{when: {account.service_account_client_link: {not: null}}, then: service}]}
    action: [operation_type, resource_type]
    workflow: {value: administration}
    object_type: resource_type
    object_id: resource_path
activity_types:
  login: ['%LOGIN', '%LOGIN_ERROR', 'LOGOUT%', 'CODE_TO_TOKEN%', 'REFRESH_TOKEN%', 'IMPERSONATE%', 'TOKEN_EXCHANGE%']
  create: ['REGISTER%', 'CREATE/%']
  edit: ['UPDATE_%', 'VERIFY_%', 'REMOVE_%', 'RESET_PASSWORD%']
  delete: ['DELETE_ACCOUNT%', 'DELETE/%']
  configure: ['GRANT_CONSENT%', 'REVOKE_GRANT%', 'ACTION/%', '%_MEMBERSHIP', '%_ROLE_MAPPING', 'UPDATE/REALM']
# What programs ask for on behalf of who is logged in, and what the server does itself.
not_engagement: ['%TOKEN', '%TOKEN_ERROR', 'TOKEN_EXCHANGE%', 'USER_INFO_REQUEST%', 'PUSHED_%', 'CLIENT_INFO%', 'USER_DISABLED_BY%', 'IDENTITY_PROVIDER_RESPONSE%']
    {% endset %}
    {% do return(fromyaml(mapping)) %}
{% endmacro %}
