insert into clutch.audit_events (id, occurred_at, details, sent)

with

calls (call_number, service_name, method_name, kind, resource_type) as (

    values
    (0, 'clutch.k8s.v1.K8sAPI', 'ListPods', 'READ', 'clutch.k8s.v1.Pod')
    , (1, 'clutch.k8s.v1.K8sAPI', 'DescribePod', 'READ', 'clutch.k8s.v1.Pod')
    , (2, 'clutch.k8s.v1.K8sAPI', 'GetPodLogs', 'READ', 'clutch.k8s.v1.Pod')
    , (3, 'clutch.k8s.v1.K8sAPI', 'DeletePod', 'DELETE', 'clutch.k8s.v1.Pod')
    , (4, 'clutch.k8s.v1.K8sAPI', 'ResizeHPA', 'UPDATE', 'clutch.k8s.v1.HPA')
    , (5, 'clutch.k8s.v1.K8sAPI', 'UpdateDeployment', 'UPDATE', 'clutch.k8s.v1.Deployment')
    , (6, 'clutch.aws.ec2.v1.EC2API', 'GetInstance', 'READ', 'clutch.aws.ec2.v1.Instance')
    , (7, 'clutch.aws.ec2.v1.EC2API', 'TerminateInstance', 'DELETE', 'clutch.aws.ec2.v1.Instance')
    , (8, 'clutch.aws.ec2.v1.EC2API', 'RebootInstance', 'UPDATE', 'clutch.aws.ec2.v1.Instance')
    , (9, 'clutch.aws.dynamodb.v1.DDBAPI', 'DescribeTable', 'READ', 'clutch.aws.dynamodb.v1.Table')
    , (10, 'clutch.aws.kinesis.v1.KinesisAPI', 'GetStream', 'READ', 'clutch.aws.kinesis.v1.Stream')
    , (11, 'clutch.featureflag.v1.FeatureFlagAPI', 'GetFlags', 'READ', 'clutch.featureflag.v1.Flag')

)

, numbered as (

    select
        numbers.number
        , benchmark.moment_ms(numbers.activity_date, numbers.number) as moment_ms
        , benchmark.visitor(numbers.number, $users) as visitor
        , cast(floor(12 * benchmark.draw(numbers.number, 5)) as bigint) as call_number
        , cast(floor(4000 * benchmark.draw(numbers.number, 6)) as bigint) as resource_number
        , benchmark.draw(numbers.number, 7) as fate
    from benchmark.numbers as numbers
    where numbers.system = 'clutch'

)

, described as (

    select
        numbered.*
        , calls.*
        , '[{"type_url":"' || calls.resource_type || '","id":"staging-' || numbered.resource_number || '"}]'
            as resources
    from numbered
    inner join calls on numbered.call_number = calls.call_number

)

select
    number as id
    , to_timestamp(moment_ms / 1000.0) as occurred_at
    , cast(
        '{"user_name":"user' || visitor || '@example.com","service_name":"' || service_name
        || '","method_name":"' || method_name || '","type":"' || kind
        || '","request_body":{"@type":"type.googleapis.com/' || service_name || '.' || method_name
        || 'Request","clientset":"staging","cluster":"staging-' || visitor % 7
        || '","namespace":"team-' || visitor % 90 || '","name":"item-' || resource_number
        || '"},"request_resources":' || resources || ',"status":'
        || case
            when fate < 0.01 then '{"code":7,"message":"caller is not authorized to perform this action"}'
            when fate < 0.03 then '{"code":5,"message":"the requested resource was not found"}'
            else '{"code":0}'
        end
        || case
            when fate < 0.03 then ',"response_body":{}'
            -- A call that never ended.
            when fate > 0.997 then ''
            else
                ',"response_resources":' || resources || ',"response_body":{"@type":"type.googleapis.com/'
                || service_name || '.' || method_name || 'Response"}'
        end
        || '}' as $json
    ) as details
    , true as sent
from described
