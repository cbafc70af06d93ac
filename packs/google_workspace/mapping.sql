{% macro google_workspace_pack() %}
    {% set mapping %}
each: {list: events, as: event}
# Side effects of an action in Drive are no activities.
where: {not: {'event.parameters[name=primary_event].boolValue': false}}
event_id: {join: [id.time, id.uniqueQualifier, id.applicationName]}
time: id.time
actor:
  # Who is no user of this customer has a placeholder.
  id: {case: [{when: {actor.profileId: {not: '105250506097979753968'}}, then: {column: actor.profileId}}]}
  login: actor.key
  email: actor.email
  kind: {case: [{when: {actor.callerType: [KEY, APPLICATION]}, then: service}]}
action: [id.applicationName, event.name]
workflow: id.applicationName
object_type:
  case:
    - {when: {'event.parameters[name=doc_type].value': {not: null}}, then: {column: 'event.parameters[name=doc_type].value'}}
    - {when: {id.applicationName: calendar}, then: calendar event}
    - {when: {id.applicationName: meet}, then: meeting}
    - {when: {id.applicationName: chat}, then: space}
    - {when: {id.applicationName: token}, then: app}
    - {when: {'event.parameters[name=group_email].value': {not: null}}, then: group}
    - {when: {'event.parameters[name=GROUP_EMAIL].value': {not: null}}, then: group}
    - {when: {'event.parameters[name=USER_EMAIL].value': {not: null}}, then: user}
object_id:
  first:
    - event.parameters[name=doc_id].value
    - event.parameters[name=event_id].value
    - event.parameters[name=meeting_code].value
    - event.parameters[name=room_id].value
    - event.parameters[name=client_id].value
    - event.parameters[name=group_email].value
    - event.parameters[name=GROUP_EMAIL].value
    - event.parameters[name=USER_EMAIL].value
object_name:
  first:
    - event.parameters[name=doc_title].value
    - event.parameters[name=event_title].value
    - event.parameters[name=app_name].value
outcome:
  # The log is of what was done; some events have a status.
  first:
    - event.status.eventStatus
    - {case: [{when: {event.name: {like: '%failure%'}}, then: FAILED}], else: SUCCEEDED}
  succeeded: [SUCCEEDED, SUCCEEDED_WITH_WARNINGS]
  failed: [FAILED]
duration: {column: 'event.parameters[name=duration_seconds].intValue', unit: s}
activity_types:
  login: ['login/%', 'saml/%']
  view: ['drive/view', 'drive/preview', 'meet/call_ended', 'classroom/%view%']
  create: ['drive/create', 'drive/upload', 'drive/copy', 'calendar/create%', 'groups/create%', 'admin/CREATE_%', 'admin/ADD_%', 'chat/message_posted', 'chat/room_created']
  edit: ['drive/edit', 'drive/rename', 'drive/move', 'drive/add%', 'drive/remove%', 'calendar/change%', 'chat/message_edited', 'user_accounts/%']
  delete: ['drive/delete', 'drive/trash', 'drive/deny%', 'calendar/delete%', 'groups/delete%', 'admin/DELETE_%', 'admin/REMOVE_%', 'chat/message_deleted']
  share: ['drive/change_%', 'drive/shared%', 'calendar/change_calendar_acls']
  export: ['drive/download', 'drive/print', 'takeout/%', 'admin/DOWNLOAD%', 'data_studio/%export%']
  configure: ['admin/%', 'token/authorize', 'token/revoke', 'groups/%']
not_engagement: ['token/activity', 'mobile/%', 'chrome/%', 'rules/%', 'context_aware_access/%', 'login/login_verification', 'login/login_challenge', 'gmail/%']
    {% endset %}
    {% do return(fromyaml(mapping)) %}
{% endmacro %}
