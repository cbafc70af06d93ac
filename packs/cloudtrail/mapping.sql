{% macro cloudtrail_pack() %}
    {% set mapping %}
event_id: eventID
time: eventTime
actor:
  # The session of an assumed role is who assumed it: see normalized_user.
  login:
    first:
      - userIdentity.userName
      - userIdentity.arn
      - userIdentity.principalId
      - userIdentity.invokedBy
  kind:
    case:
      - {when: {any: [{userIdentity.type: [AWSService, AWSAccount]}, {userIdentity.invokedBy: {not: null}}]}, then: service}
      - {when: {userIdentity.arn: {regex: '/(i-[0-9a-f]+|AWSServiceRole.*)$'}}, then: service}
action: [eventSource, eventName]
workflow: {column: eventSource, regex: '^([^.]+)'}
object_type: {first: [resources.0.type, {case: [{when: {requestParameters.bucketName: {not: null}}, then: 'AWS::S3::Bucket'}]}]}
object_id: {first: [resources.0.ARN, requestParameters.bucketName]}
outcome:
  # A console login that failed has no error code.
  first: [errorCode, responseElements.ConsoleLogin]
  succeeded: [Success]
  denied: [AccessDenied, AccessDeniedException, UnauthorizedAccess, {like: '%UnauthorizedOperation'}, {like: '%NotAuthorized%'}]
  missing: succeeded
  otherwise: failed
session_key: userIdentity.accessKeyId
correlation_id: requestID
activity_types:
  login: [signin.amazonaws.com/ConsoleLogin, 'sts.amazonaws.com/AssumeRole%', 'sts.amazonaws.com/GetSessionToken']
  search: ['%/Search%', '%/Lookup%']
  view: ['%/Get%', '%/List%', '%/Describe%', '%/Head%', '%/BatchGet%', '%/View%', '%/Select%']
  run: ['%/Start%', '%/Stop%', '%/Run%', '%/Invoke%', '%/Execute%', '%/Reboot%', '%/Send%']
  create: ['%/Create%', '%/Copy%', '%/Import%', '%/Register%']
  edit: ['%/Put%', '%/Update%', '%/Modify%', '%/Set%', '%/Attach%', '%/Detach%', '%/Associate%', '%/Disassociate%', '%/Add%', '%/Tag%', '%/Untag%']
  delete: ['%/Delete%', '%/Terminate%', '%/Remove%', '%/Deregister%']
  export: ['%/Export%', '%/Download%']
  share: ['%/Share%']
  configure: ['%/Enable%', '%/Disable%', '%/Authorize%', '%/Revoke%']
not_engagement: ['sts.amazonaws.com/%']
details:
  - awsRegion
  - errorMessage
    {% endset %}
    {% do return(fromyaml(mapping)) %}
{% endmacro %}
