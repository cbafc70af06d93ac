{% macro databricks_pack() %}
    {% set mapping %}
# Files of CSV have texts in place of structs and maps.
json: [user_identity, request_params, response, identity_metadata]
# The submission and the end of a statement are one event.
event_id:
  case: [{when: {service_name: databrickssql, request_params.commandId: {not: null}}, then: {template: 'command/{request_params.commandId}'}}]
  else: {column: event_id}
time: event_time
let:
  # Who ran it, where that is known, and not whose rights it had.
  who: {first: [identity_metadata.run_by, user_identity.email]}
actor:
  login: who
  # Service principals are named by their application id.
  kind: {case: [{when: {who: {regex: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'}}, then: service}, {when: {who: System-User}, then: service}]}
action: [service_name, {column: action_name, map: {commandSubmit: command, commandFinish: command}}]
workflow: service_name
object_type:
  case:
    - {when: {request_params.notebookId: {not: null}}, then: notebook}
    - {when: {any: [{request_params.dashboard_id: {not: null}}, {request_params.dashboardId: {not: null}}]}, then: dashboard}
    - {when: {any: [{request_params.full_name_arg: {not: null}}, {request_params.securable_full_name: {not: null}}]}, then: securable}
    - {when: {any: [{request_params.jobId: {not: null}}, {request_params.job_id: {not: null}}]}, then: job}
    - {when: {request_params.space_id: {not: null}}, then: space}
    - {when: {any: [{request_params.clusterId: {not: null}}, {request_params.cluster_id: {not: null}}]}, then: cluster}
    - {when: {request_params.warehouseId: {not: null}}, then: warehouse}
    - {when: {request_params.path: {not: null}}, then: file}
object_id:
  first:
    - request_params.notebookId
    - request_params.dashboard_id
    - request_params.dashboardId
    - request_params.full_name_arg
    - request_params.securable_full_name
    - request_params.jobId
    - request_params.job_id
    - request_params.space_id
    - request_params.clusterId
    - request_params.cluster_id
    - request_params.warehouseId
    - request_params.path
outcome:
  first:
    - {case: [{when: {action_name: [runFailed, {like: '%RunFailed'}]}, then: failed}]}
    - response.status_code
    - response.statusCode
  succeeded: [2xx, 3xx]
  denied: [401, 403]
  otherwise: failed
session_key: session_id
correlation_id: request_id
activity_types:
  login: ['accounts/%ogin', 'accounts/logout', 'accounts/%Authorization', 'accounts/mfa%']
  view: ['%/get%', '%/list%', '%/attach%', '%/read%', '%/view%', '%/wsfsStreamingRead']
  search: ['%/search%']
  create: ['%/create%', '%/add%', '%/import%', '%/upload%', '%/clone%']
  edit: ['%/update%', '%/edit%', '%/put%', '%/rename%', '%/move%', '%/modify%', '%/change%', '%/set%', '%/resize%']
  delete: ['%/delete%', '%/remove%', '%/trash%', '%/permanentDelete%', '%/moveToTrash%']
  run: ['%/run%', '%/command', '%/submit%', '%/start%', '%/restart%', '%/execute%', 'aibiGenie/%Message%', 'aibiGenie/%Conversation%']
  export: ['%/download%', '%/export%', '%/workspaceExport%']
  configure: ['%ermissions%', '%Acl%', 'secrets/%', 'accounts/%Group%', 'accounts/add%']
  share: ['deltaSharing%', '%/share%', '%/publish%']
# What runs of jobs log under the name of their owner, what queries ask the catalog for, and tokens of programs.
not_engagement: ['jobs/run%', '%Result', 'accounts/tokenLogin', '%/oidcTokenAuthorization', '%/generateTemporary%', '%/mintOAuth%']
details: [workspace_id]
    {% endset %}
    {% do return(fromyaml(mapping)) %}
{% endmacro %}
