{% macro kubernetes_pack() %}
    {% set mapping %}
# The stages of a request are records of one event.
event_id: auditID
records: {winner: {stage: [ResponseComplete, Panic]}}
time: requestReceivedTimestamp
let:
  # A proxy that acts for somebody is that person; a person who acts as somebody else is not.
  who:
    case: [{when: {user.username: {like: 'system:%'}, impersonatedUser.username: {not: null}}, then: {column: impersonatedUser.username}}]
    else: {column: user.username}
actor:
  login: who
  kind:
    case:
      - {when: {who: ['system:anonymous', 'system:unauthenticated']}, then: anonymous}
      - {when: {who: {like: ['system:%', 'eks:%', 'aks:%']}}, then: service}
action: [verb, objectRef.resource, objectRef.subresource]
workflow: {first: [objectRef.namespace, {value: cluster}]}
object_type: objectRef.resource
object_id: {case: [{when: {objectRef.name: {not: null}}, then: {join: [objectRef.namespace, objectRef.name]}}]}
outcome: {column: responseStatus.code, succeeded: [101, 2xx, 3xx], denied: [401, 403], otherwise: failed}
duration: {from: requestReceivedTimestamp, to: stageTimestamp}
activity_types:
  view: [get, 'get/%', list, 'list/%', watch, 'watch/%', head, options]
  create: ['create/%', post]
  edit: ['update/%', 'patch/%', put, patch]
  delete: ['delete/%', 'deletecollection/%', delete]
  run: ['%/pods/exec', '%/pods/attach', '%/pods/portforward', '%/pods/proxy', '%/services/proxy']
# Requests without a resource, such as discovery; watches, which clients renew; questions of rights.
not_engagement: [get, post, put, patch, delete, head, options, 'watch/%', 'create/%reviews', 'create/events', '%/leases']
    {% endset %}
    {% do return(fromyaml(mapping)) %}
{% endmacro %}
