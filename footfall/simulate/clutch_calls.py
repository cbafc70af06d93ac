"""What people do in a simulated Clutch: tasks, the calls of each, and their documents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from typing import Any

Body = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """One method of the gateway. kind: READ, CREATE, UPDATE or DELETE.

    resource: the type of what the request names. answers: of what the response does.
    """

    service: str
    method: str
    kind: str
    resource: str = ""
    answers: str = ""
    # the front end makes it, up to so many times
    is_automatic: bool = False
    repeats: int = 1

    @property
    def package(self) -> str:
        """The protobuf package of its messages."""
        return self.service.rsplit(".", 1)[0]


@dataclass(frozen=True)
class Task:
    """Something that a person set out to do, as the calls it takes. about: a type of resource."""

    share: float
    steps: tuple[Call, ...]
    about: str = ""


@dataclass(frozen=True)
class Subject:
    """What the calls of a task are about: resources of a type by their ids, the first one first."""

    kind: str
    ids: tuple[str, ...]


SERVICES = {
    "acme": "acme.deploy.v1.DeployAPI",
    "ec2": "clutch.aws.ec2.v1.EC2API",
    "dynamodb": "clutch.aws.dynamodb.v1.DDBAPI",
    "kinesis": "clutch.aws.kinesis.v1.KinesisAPI",
    "k8s": "clutch.k8s.v1.K8sAPI",
    "chaos": "clutch.chaos.experimentation.v1.ExperimentsAPI",
    "envoy": "clutch.envoytriage.v1.EnvoyTriageAPI",
    "topology": "clutch.topology.v1.TopologyAPI",
    "project": "clutch.project.v1.ProjectAPI",
    "repositories": "clutch.sourcecontrol.v1.SourceControlAPI",
    "shortlink": "clutch.shortlink.v1.ShortlinkAPI",
    "feedback": "clutch.feedback.v1.FeedbackAPI",
    "audit": "clutch.audit.v1.AuditAPI",
    "metrics": "clutch.metrics.v1.MetricsAPI",
    "resolver": "clutch.resolver.v1.ResolverAPI",
    "assets": "clutch.assets.v1.AssetsAPI",
    "authn": "clutch.authn.v1.AuthnAPI",
    "flags": "clutch.featureflag.v1.FeatureFlagAPI",
}
NAMESPACE = "clutch.k8s.v1.Namespace"
POD = "clutch.k8s.v1.Pod"
DEPLOYMENT = "clutch.k8s.v1.Deployment"
HPA = "clutch.k8s.v1.HPA"
JOB = "clutch.k8s.v1.Job"
INSTANCE = "clutch.aws.ec2.v1.Instance"
GROUP = "clutch.aws.ec2.v1.AutoscalingGroup"
TABLE = "clutch.aws.dynamodb.v1.Table"
STREAM = "clutch.aws.kinesis.v1.Stream"
BUILD = "acme.deploy.v1.Build"
RUN = "clutch.chaos.experimentation.v1.CancelExperimentRunRequest"


def _call(service: str, method: str, kind: str, resource: str = "", answers: str = "") -> Call:
    return Call(SERVICES[service], method, kind, resource, answers)


def _automatic(service: str, method: str, kind: str = "READ", repeats: int = 1) -> Call:
    return Call(SERVICES[service], method, kind, is_automatic=True, repeats=repeats)


# nobody is signed in yet
LOGIN = _automatic("authn", "Login")
CALLBACK = _automatic("authn", "Callback", "CREATE")
SIGN_IN = (LOGIN, CALLBACK)
FRONT_END = (_automatic("assets", "Fetch"), _automatic("flags", "GetFlags"))
# a lookup form fills itself, then a person sends it
FORM = (
    _automatic("resolver", "GetObjectSchemas"),
    _automatic("resolver", "Autocomplete", repeats=3),
    _call("resolver", "Resolve", "READ"),
)
GET_INSTANCE = _call("ec2", "GetInstance", "READ", INSTANCE, INSTANCE)
DESCRIBE_POD = _call("k8s", "DescribePod", "READ", POD, POD)
LIST_DEPLOYMENTS = _call("k8s", "ListDeployments", "READ", NAMESPACE, DEPLOYMENT)
UPDATE_DEPLOYMENT = _call("k8s", "UpdateDeployment", "UPDATE", DEPLOYMENT)
PROMOTE_BUILD = _call("acme", "PromoteBuild", "UPDATE", BUILD)

TASKS = (
    Task(14, (PROMOTE_BUILD,), BUILD),
    Task(
        9,
        (*FORM, GET_INSTANCE, _call("ec2", "TerminateInstance", "DELETE", INSTANCE)),
        INSTANCE,
    ),
    Task(
        6,
        (*FORM, GET_INSTANCE, _call("ec2", "RebootInstance", "UPDATE", INSTANCE)),
        INSTANCE,
    ),
    Task(5, (*FORM, _call("ec2", "ResizeAutoscalingGroup", "UPDATE", GROUP)), GROUP),
    Task(
        16,
        (
            _call("k8s", "ListPods", "READ", NAMESPACE, POD),
            DESCRIBE_POD,
            _call("k8s", "GetPodLogs", "READ", POD),
        ),
        POD,
    ),
    Task(12, (*FORM, DESCRIBE_POD, _call("k8s", "DeletePod", "DELETE", POD)), POD),
    Task(7, (*FORM, _call("k8s", "ResizeHPA", "UPDATE", HPA)), HPA),
    Task(
        6,
        (
            LIST_DEPLOYMENTS,
            _call("k8s", "DescribeDeployment", "READ", DEPLOYMENT, DEPLOYMENT),
            UPDATE_DEPLOYMENT,
        ),
        DEPLOYMENT,
    ),
    Task(
        2,
        (
            _call("k8s", "ListJobs", "READ", NAMESPACE, JOB),
            _call("k8s", "DeleteJob", "DELETE", JOB),
        ),
        JOB,
    ),
    Task(
        4,
        (
            *FORM,
            _call("dynamodb", "DescribeTable", "READ", answers=TABLE),
            _call("dynamodb", "UpdateCapacity", "UPDATE", TABLE),
        ),
        TABLE,
    ),
    Task(
        2,
        (
            *FORM,
            _call("kinesis", "GetStream", "READ", answers=STREAM),
            _call("kinesis", "UpdateShardCount", "UPDATE", STREAM),
        ),
        STREAM,
    ),
    Task(
        3,
        (
            _call("chaos", "GetListView", "READ"),
            _call("chaos", "CreateExperiment", "CREATE"),
            _call("chaos", "GetExperimentRunDetails", "READ"),
            _call("chaos", "CancelExperimentRun", "DELETE", RUN),
        ),
        RUN,
    ),
    Task(2, (_call("envoy", "Read", "READ"),)),
    Task(6, (_call("topology", "Search", "READ"), _call("topology", "GetTopology", "READ"))),
    Task(9, (_call("project", "GetProjects", "READ"), _call("metrics", "GetMetrics", "READ"))),
    Task(
        1.5,
        (
            _automatic("repositories", "GetRepositoryOptions"),
            _call("repositories", "CreateRepository", "CREATE"),
        ),
    ),
    Task(3, (_call("shortlink", "Create", "CREATE"), _call("shortlink", "Get", "READ"))),
    Task(
        0.7,
        (_automatic("feedback", "GetSurveys"), _call("feedback", "SubmitFeedback", "CREATE")),
    ),
    Task(2, (_call("audit", "GetEvents", "READ"), _call("audit", "GetEvent", "READ"))),
)

APPLICATIONS = ("web", "checkout", "search", "billing", "mailer", "ranker", "gateway", "catalog")
CLUSTERS = ("staging", "production")
_ACCOUNT = "default"
_REGION = "us-east-1"
# of what Kubernetes appends to names: no vowels, so that no words come of it
_SUFFIX = "bcdfghjklmnpqrstvwxz2456789"
_KIND_NAMES = {POD: "pod", DEPLOYMENT: "deployment", HPA: "hpa", JOB: "job"}
_K8S_PLURALS = {
    POD: "pods",
    DEPLOYMENT: "deployments.apps",
    HPA: "horizontalpodautoscalers.autoscaling",
    JOB: "jobs.batch",
    NAMESPACE: "namespaces",
}
_AWS_IDS = {INSTANCE: "instanceId", GROUP: "name", TABLE: "tableName", STREAM: "streamName"}
# what the gateway asks of AWS for a method
_AWS_OPERATIONS = {
    "GetInstance": "EC2: DescribeInstances",
    "RebootInstance": "EC2: RebootInstances",
    "TerminateInstance": "EC2: TerminateInstances",
    "ResizeAutoscalingGroup": "Auto Scaling: UpdateAutoScalingGroup",
    "DescribeTable": "DynamoDB: DescribeTable",
    "UpdateCapacity": "DynamoDB: UpdateTable",
    "GetStream": "Kinesis: DescribeStreamSummary",
    "UpdateShardCount": "Kinesis: UpdateShardCount",
}
_AWS_ERRORS = {
    INSTANCE: "api error InvalidInstanceID.NotFound: The instance ID does not exist",
    GROUP: "api error ValidationError: AutoScalingGroup name not found",
    TABLE: "ResourceNotFoundException: Requested resource not found",
    STREAM: "ResourceNotFoundException: Requested resource not found",
}
_REDACTED = "clutch.api.v1.Redacted"


def subject(kind: str, rng: Random) -> Subject:
    """Something of a type that a task is about: mostly one, some of them again and again."""
    application = APPLICATIONS[min(int(rng.expovariate(0.4)), len(APPLICATIONS) - 1)]
    cluster = rng.choice(CLUSTERS)
    if kind == INSTANCE:
        ids = [f"{_ACCOUNT}/{_REGION}/i-{rng.randrange(400):017x}" for _ in range(2)]
        return Subject(kind, tuple(ids if rng.random() < 0.06 else ids[:1]))
    if kind in _AWS_IDS:
        return Subject(kind, (f"{_ACCOUNT}/{_REGION}/{application}-{cluster}",))
    if kind == RUN:
        return Subject(kind, (f"run-{rng.randrange(10**18, 10**19)}",))
    if kind == BUILD:
        return Subject(kind, (f"{cluster}/{application}",))
    pod = Random(f"{application} {cluster} {rng.randrange(30)}")
    suffix = f"-{_letters(pod, 9)}-{_letters(pod, 5)}" if kind == POD else ""
    return Subject(kind, (f"{cluster}/{application}/{application}{suffix}",))


def named_in_request(call: Call, about: Subject) -> list[Body]:
    """The resources that the request names."""
    return _named(call.resource, about)


def named_in_response(call: Call, about: Subject) -> list[Body]:
    """The resources that the response names; a list has more than what the task is about."""
    if call.resource != NAMESPACE:
        return _named(call.answers, about)
    others = (f"{about.ids[0]}-{number}" for number in range(2))
    return _named(call.answers, Subject(about.kind, (*about.ids, *others)))


def request_body(call: Call, about: Subject, user: str, rng: Random) -> Body:
    """What was asked, as protobuf's JSON: fields that must not be logged are gone."""
    if call.service == SERVICES["authn"]:
        return _redacted(call, "Request")
    return {"@type": _type_url(call, "Request"), **_asked(call, about, user, rng)}


def response_body(call: Call, about: Subject, rng: Random) -> Body:
    """What was answered, as protobuf's JSON."""
    if call.service == SERVICES["authn"] or call.method == "GetPodLogs":
        return _redacted(call, "Response")
    return {"@type": _type_url(call, "Response"), **_answered(call, about, rng)}


def failure(call: Call, about: Subject, rng: Random) -> Body:
    """The status of a call that fails, as the audit sees it: before errors are translated."""
    if call.method == "Callback":
        message = "token contains an invalid number of segments"
        return _status(2, rng.choice(("access_denied: The user said no", message)))
    if call.method in ("Resolve", "Search") and about.kind:
        return _status(5, f"search for '{about.kind}' returned no results")
    if call.method in _AWS_OPERATIONS:
        return _aws_failure(call, about, rng)
    if call.service == SERVICES["k8s"]:
        return _k8s_failure(call, about, rng)
    if call.service == SERVICES["acme"]:
        number = rng.randrange(1000, 9999)
        return rng.choice(
            (
                _status(13, f"build {number} of {about.ids[0]} has no image"),
                _status(14, f"dial tcp 10.0.{rng.randrange(9)}.7:443: connect: connection refused"),
                _status(2, "a plain Go error"),
            )
        )
    return _status(2, "pq: canceling statement due to statement timeout")


def _aws_failure(call: Call, about: Subject, rng: Random) -> Body:
    error, code = _AWS_ERRORS[about.kind], 400
    if rng.random() < 0.3:
        error, code = "api error UnauthorizedOperation: You are not authorized.", 403
    if about.kind == TABLE:
        request = "".join(rng.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", k=52))
    else:
        request = f"{rng.getrandbits(32):08x}-{rng.getrandbits(16):04x}-4000-8000-000000000000"
    operation = _AWS_OPERATIONS[call.method]
    return _status(
        2,
        f"operation error {operation}, https response error StatusCode: {code},"
        f" RequestID: {request}, {error}",
    )


def _k8s_failure(call: Call, about: Subject, rng: Random) -> Body:
    plural = _K8S_PLURALS[call.resource or about.kind]
    if call.resource == NAMESPACE or rng.random() < 0.3:
        return _status(2, f'{plural} "" is forbidden: User "clutch" cannot get resource')
    if call.method.startswith("Describe"):
        return _status(5, f"unable to locate specified {_KIND_NAMES[about.kind]}")
    return _status(2, f'{plural} "{_name(about.ids[0])}" not found')


def _status(code: int, message: str) -> Body:
    return {"code": code, "message": message}


def _named(kind: str, about: Subject) -> list[Body]:
    """Resources of a type: those of the task, or the namespace that they are in."""
    ids: Iterable[str] = about.ids if kind else ()
    if kind == NAMESPACE:
        ids = {name.rsplit("/", 1)[0] for name in about.ids}
    return [{"type_url": kind, "id": name} for name in ids]


def _asked(call: Call, about: Subject, user: str, rng: Random) -> Body:
    """The fields of a request."""
    if call.service == SERVICES["k8s"]:
        return _asked_of_k8s(call, about)
    if call.service == SERVICES["resolver"]:
        return _asked_of_resolver(call, about, rng)
    if call.method in _AWS_OPERATIONS:
        account, region, name = about.ids[0].split("/")
        return {"account": account, "region": region, _AWS_IDS[about.kind]: name}
    number = rng.randrange(10_000)
    fields: dict[str, Body] = {
        "PromoteBuild": {"name": about.ids[0] if about.ids else "", "build": number},
        "CreateExperiment": {"data": {"runId": about.ids[0] if about.ids else ""}},
        "GetExperimentRunDetails": {"runId": about.ids[0] if about.ids else ""},
        "CancelExperimentRun": {"id": about.ids[0] if about.ids else "", "reason": "done"},
        "Read": {"operations": [{"address": {"host": "10.0.0.7", "port": 9901}}]},
        "GetProjects": {"users": [user]},
        "CreateRepository": {"owner": "platform", "name": f"service-{number}"},
        "Create": {"path": "/catalog", "state": [{"key": "a", "state": {"b": 1}}]},
        "Get": {"hash": f"9kXY{number}"},
        "GetSurveys": {"origins": ["HEADER"]},
        "SubmitFeedback": {
            "id": f"{number:08x}-0000-4000-8000-000000000000",
            "userId": user,
            "feedback": {"feedbackType": "/k8s", "ratingLabel": "great"},
        },
        "GetEvents": {"since": "3600s", "limit": "10"},
        "GetEvent": {"eventId": str(number)},
    }
    return fields.get(call.method, {})


def _asked_of_k8s(call: Call, about: Subject) -> Body:
    cluster, namespace, name = about.ids[0].split("/")
    place: Body = {"clientset": cluster, "cluster": cluster, "namespace": namespace}
    if call.resource == NAMESPACE:
        return place | {"options": {"labels": {"app": namespace}}}
    changes: dict[str, Body] = {
        "ResizeHPA": {"sizing": {"min": 1, "max": 3}},
        "UpdateDeployment": {"fields": {"labels": {"v": "2"}}},
    }
    return place | {"name": name} | changes.get(call.method, {})


def _asked_of_resolver(call: Call, about: Subject, rng: Random) -> Body:
    want = f"type.googleapis.com/{about.kind}"
    name = _name(about.ids[0])
    if call.method == "GetObjectSchemas":
        return {"typeUrl": want}
    if call.method == "Autocomplete":
        return {"want": want, "limit": "5", "search": name[: rng.randint(1, len(name))]}
    have = {"@type": f"{want}ID", "name": name}
    return {"want": want, "have": have, "limit": 1}


def _answered(call: Call, about: Subject, rng: Random) -> Body:
    """The fields of a response; changes have none."""
    if call.answers:
        if call.resource == NAMESPACE:
            return {}
        field = call.answers.rsplit(".", 1)[1].lower()
        return {field: {"name": _name(about.ids[0]), "state": "RUNNING"}}
    if call.method == "Resolve":
        found = {"@type": f"type.googleapis.com/{about.kind}", "name": _name(about.ids[0])}
        return {"results": [found]}
    fields: dict[str, Body] = {
        "GetFlags": {"flags": {"a": {"booleanValue": True}}},
        "Create": {"hash": f"9kXY{rng.randrange(10_000)}"},
        "GetSurveys": {"originSurvey": {"HEADER": {"prompt": "Rate?"}}},
    }
    return fields.get(call.method, {})


def _redacted(call: Call, suffix: str) -> Body:
    """What stands for a message that must not be logged at all."""
    return {
        "@type": f"type.googleapis.com/{_REDACTED}",
        "redactedTypeUrl": _type_url(call, suffix),
    }


def _type_url(call: Call, suffix: str) -> str:
    return f"type.googleapis.com/{call.package}.{call.method}{suffix}"


def _name(resource_id: str) -> str:
    return resource_id.rsplit("/", 1)[-1]


def _letters(rng: Random, count: int) -> str:
    return "".join(rng.choices(_SUFFIX, k=count))
