{% macro okta_pack() %}
    {% set mapping %}
event_id: uuid
time: published
actor:
  # Before Okta knows who logs in, the id is unknown.
  id: {case: [{when: {actor.id: {not: unknown}}, then: {column: actor.id}}]}
  login: actor.alternateId
  email: {column: actor.alternateId, regex: '^[^@ ]+@[^@ ]+$'}
  name: actor.displayName
  kind: {case: [{when: {actor.alternateId: unknown}, then: anonymous}, {when: {actor.type: {not: [User, AppUser]}}, then: service}]}
action: eventType
workflow: {column: eventType, regex: '^([^.]+)'}
objects: {list: target, type: type, id: id, name: displayName}
outcome: {column: outcome.result, succeeded: [SUCCESS, ALLOW], failed: [FAILURE, ABANDONED, RATE_LIMIT], denied: [DENY]}
session_key: {case: [{when: {authenticationContext.externalSessionId: {not: unknown}}, then: {column: authenticationContext.externalSessionId}}]}
correlation_id: transaction.id
activity_types:
  login: ['user.session.%', 'user.authentication.%', 'user.mfa.%', policy.evaluate_sign_on, 'app.oauth2.%']
  view: [user.session.access_admin_app]
  create: ['%.create', '%.create.%']
  edit: ['%.update', '%.update_%', '%.update.%', '%.reset_%', '%.rename%']
  delete: ['%.delete', '%.delete.%', '%.delete_%', '%.deactivate']
  approve: ['app.access_request.%']
  export: ['analytics.reports.export.%', '%.download%']
  configure: ['policy.%', 'zone.%', 'system.%', '%.privilege.%', '%_membership.%', '%.activate', '%.suspend', '%.unsuspend', '%.lock', '%.unlock']
# What a login or a token brings with it.
not_engagement: [policy.evaluate_sign_on, 'user.authentication.auth_via%', 'user.authentication.verify', 'user.mfa.%', 'app.oauth2.%token%', 'app.oauth2.%authorize%']
    {% endset %}
    {% do return(fromyaml(mapping)) %}
{% endmacro %}
