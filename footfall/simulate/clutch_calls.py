"""What people do in a simulated Clutch: tasks, the calls of each, and their documents."""

from dataclasses import dataclass
from random import Random
from typing import Any


@dataclass(frozen=True)
class Call:
    """One method of the gateway. kind: READ, CREATE, UPDATE or DELETE."""

    service: str
    method: str
    kind: str
    resource: str = ""
    # the front end makes it, up to so many times
    is_automatic: bool = False
    repeats: int = 1


@dataclass(frozen=True)
class Task:
    """Something that a person set out to do, as the calls it takes."""

    share: float
    steps: tuple[Call, ...]


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
    "authn": "clutch.authn.v1.AuthnAPI",
    "flags": "clutch.featureflag.v1.FeatureFlagAPI",
}
INSTANCE = "clutch.aws.ec2.v1.Instance"
GROUP = "clutch.aws.ec2.v1.AutoscalingGroup"
POD = "clutch.k8s.v1.Pod"
DEPLOYMENT = "clutch.k8s.v1.Deployment"
HPA = "clutch.k8s.v1.HPA"


def _call(service: str, method: str, kind: str, resource: str = "") -> Call:
    return Call(SERVICES[service], method, kind, resource)


LOGIN = Call(SERVICES["authn"], "Login", "READ", is_automatic=True)
FLAGS = Call(SERVICES["flags"], "GetFlags", "READ", is_automatic=True)
FRONT_END = (LOGIN, FLAGS)
SCHEMAS = Call(SERVICES["resolver"], "GetObjectSchemas", "READ", is_automatic=True)
SUGGEST = Call(SERVICES["resolver"], "Autocomplete", "READ", is_automatic=True, repeats=3)
REPOSITORY_OPTIONS = Call(
    SERVICES["repositories"], "GetRepositoryOptions", "READ", is_automatic=True
)
# a lookup form fills itself, then a person sends it
FORM = (SCHEMAS, SUGGEST, _call("resolver", "Resolve", "READ"))

TASKS = (
    Task(14, (_call("acme", "PromoteBuild", "UPDATE", "acme.deploy.v1.Build"),)),
    Task(
        9,
        (
            *FORM,
            _call("ec2", "GetInstance", "READ", INSTANCE),
            _call("ec2", "TerminateInstance", "DELETE", INSTANCE),
        ),
    ),
    Task(
        6,
        (
            *FORM,
            _call("ec2", "GetInstance", "READ", INSTANCE),
            _call("ec2", "RebootInstance", "UPDATE", INSTANCE),
        ),
    ),
    Task(5, (*FORM, _call("ec2", "ResizeAutoscalingGroup", "UPDATE", GROUP))),
    Task(
        16,
        (
            _call("k8s", "ListPods", "READ"),
            _call("k8s", "DescribePod", "READ", POD),
            _call("k8s", "GetPodLogs", "READ", POD),
        ),
    ),
    Task(
        12,
        (
            *FORM,
            _call("k8s", "DescribePod", "READ", POD),
            _call("k8s", "DeletePod", "DELETE", POD),
        ),
    ),
    Task(7, (*FORM, _call("k8s", "ResizeHPA", "UPDATE", HPA))),
    Task(
        6,
        (
            _call("k8s", "ListDeployments", "READ"),
            _call("k8s", "DescribeDeployment", "READ", DEPLOYMENT),
            _call("k8s", "UpdateDeployment", "UPDATE", DEPLOYMENT),
        ),
    ),
    Task(2, (_call("k8s", "ListJobs", "READ"), _call("k8s", "DeleteJob", "DELETE"))),
    Task(
        4,
        (
            *FORM,
            _call("dynamodb", "DescribeTable", "READ", "clutch.aws.dynamodb.v1.Table"),
            _call("dynamodb", "UpdateCapacity", "UPDATE", "clutch.aws.dynamodb.v1.Table"),
        ),
    ),
    Task(
        2,
        (
            *FORM,
            _call("kinesis", "GetStream", "READ", "clutch.aws.kinesis.v1.Stream"),
            _call("kinesis", "UpdateShardCount", "UPDATE", "clutch.aws.kinesis.v1.Stream"),
        ),
    ),
    Task(
        3,
        (
            _call("chaos", "GetListView", "READ"),
            _call("chaos", "CreateExperiment", "CREATE"),
            _call("chaos", "GetExperimentRunDetails", "READ"),
            _call("chaos", "CancelExperimentRun", "UPDATE"),
        ),
    ),
    Task(2, (_call("envoy", "Read", "READ"),)),
    Task(6, (_call("topology", "Search", "READ"), _call("topology", "GetTopology", "READ"))),
    Task(9, (_call("project", "GetProjects", "READ"), _call("metrics", "GetMetrics", "READ"))),
    Task(1.5, (REPOSITORY_OPTIONS, _call("repositories", "CreateRepository", "CREATE"))),
    Task(3, (_call("shortlink", "Create", "CREATE"), _call("shortlink", "Get", "READ"))),
    Task(0.7, (_call("feedback", "SubmitFeedback", "CREATE"),)),
    Task(2, (_call("audit", "GetEvents", "READ"), _call("audit", "GetEvent", "READ"))),
)

APPLICATIONS = ("web", "checkout", "search", "billing", "mailer", "ranker", "gateway", "catalog")
ENVIRONMENTS = ("staging", "production")


def resource_ids(call: Call, rng: Random) -> list[str]:
    """The names of what a call is about: mostly one, some of them asked for again and again."""
    if not call.resource:
        return []
    application = APPLICATIONS[min(int(rng.expovariate(0.4)), len(APPLICATIONS) - 1)]
    environment = rng.choice(ENVIRONMENTS)
    if call.resource == INSTANCE:
        names = [f"{environment}/us-east-1/i-{rng.randrange(400):017x}" for _ in range(2)]
        return names if rng.random() < 0.06 else names[:1]
    suffix = f"-{rng.randrange(30):05x}" if call.resource == POD else ""
    return [f"{environment}/{application}{suffix}"]


def request_body(call: Call, resources: list[str]) -> dict[str, Any]:
    """What was asked, as protobuf's JSON."""
    body: dict[str, Any] = {"@type": _type_url(call, "Request")}
    if resources:
        scope, name = resources[0].rsplit("/", 1)
        body |= {"clientset": scope, "name": name}
    return body


def response_body(call: Call, resources: list[str]) -> dict[str, Any]:
    """What was answered, as protobuf's JSON."""
    body: dict[str, Any] = {"@type": _type_url(call, "Response")}
    if resources and call.kind == "READ":
        body["name"] = resources[0].rsplit("/", 1)[1]
    return body


def _type_url(call: Call, suffix: str) -> str:
    package = call.service.rsplit(".", 1)[0]
    return f"type.googleapis.com/{package}.{call.method}{suffix}"
