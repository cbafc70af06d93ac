{% macro grafana_pack() %}
    {% set mapping %}
time: timestamp
actor:
  id: {case: [{when: {user.userId: {from: 1}}, then: {column: user.userId}}]}
  login:
    first:
      - user.username
      - user.name
      # Of a login that failed.
      - additionalData.loginUsername
      - {case: [{when: {user.apiKeyId: {from: 1}}, then: {template: 'api key {user.apiKeyId}'}}]}
  kind:
    case:
      - {when: {user.isAnonymous: true}, then: anonymous}
      - {when: {any: [{user.apiKeyId: {from: 1}}, {user.username: {like: 'sa-%'}}, {user.name: {like: 'sa-%'}}]}, then: service}
# Of generic actions the first part of the route says what they were about.
action: [action, {first: [{join: [resources.0.type, resources.1.type]}, {column: requestUri, regex: '^/api/([a-z0-9-]+)'}]}]
objects: {list: resources, type: type, id: id}
outcome:
  first: [result.statusCode, result.statusType]
  succeeded: [2xx, 3xx, success]
  denied: [401, 403]
  otherwise: failed
session_key: user.authTokenId
activity_types:
  login: ['login-%', login, 'logout%']
  view: ['retrieve/%']
  search: [retrieve/search]
  run: ['query/%', 'email/%', 'post-action/ds']
  create: ['create/%', 'create-graphite/%', 'post-action/%', 'build/%', 'upload/%']
  edit: ['create-update/%', 'update/%', 'patch/%', 'restore/%', 'partial-update/%', 'update-password/%', 'update-permissions/%']
  delete: ['delete/%', 'mass-delete/%']
  invite: ['org-invite/%', 'signup-email%']
  configure: ['manage-permissions/%', 'set-%', 'grant-%', 'revoke-%', 'assign-%', 'remove-%', 'enable%', 'disable%', 'provisioning-%', 'install%', 'uninstall%', 'change-settings%', 'update/admin']
# What the browser sends and asks for by itself.
not_engagement: ['post-action/frontend-metrics', 'post-action/live', 'retrieve/prometheus', 'retrieve/alertmanager', 'retrieve/live', 'retrieve/health', 'retrieve/frontend']
    {% endset %}
    {% do return(fromyaml(mapping)) %}
{% endmacro %}
