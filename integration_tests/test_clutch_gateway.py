"""A real Clutch gateway's rows, loaded and in place, against what its driver did."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from integration_tests import clutch_gateway as gateway
from integration_tests.conftest import ENGINES, DatabaseFactory, OnEngines
from integration_tests.engines import PostgresWarehouse
from integration_tests.harness import Warehouse
from integration_tests.postgres import PostgresServer
from integration_tests.tables import Table, snapshot

SCOPES = ("engagement", "all")
PERSONS = {
    *("ann.lee@acme.test", "bo.fischer@acme.test", "carla.diaz@acme.test", "eve.adams@acme.test"),
    *("dmitri.o'neil@acme.test", "zoë.krüger@acme.test", "李雷@acme.test"),
    # denied whatever it was, and a person all the same
    "nobody.bound@acme.test",
}
# By hand, from the messages that the driver was shown: kinds of failure of each action.
KINDS_OF_FAILURE = {
    "acme.house.v1.HouseAPI/Fail": 2,
    "clutch.aws.dynamodb.v1.DDBAPI/DescribeTable": 1,
    "clutch.aws.ec2.v1.EC2API/TerminateInstance": 2,
    "clutch.aws.kinesis.v1.KinesisAPI/GetStream": 2,
    "clutch.k8s.v1.K8sAPI/DeletePod": 1,
    "clutch.k8s.v1.K8sAPI/DescribeDeployment": 1,
    "clutch.k8s.v1.K8sAPI/DescribePod": 2,
    "clutch.k8s.v1.K8sAPI/GetPodLogs": 1,
    "clutch.project.v1.ProjectAPI/GetProjects": 1,
    "clutch.resolver.v1.ResolverAPI/Search": 1,
}
INSTANCE = "clutch.aws.ec2.v1.Instance"


@dataclass(frozen=True)
class Built:
    """The marts of each scope; names: user_key -> who it is, in lower case."""

    marts: dict[str, dict[str, Table]]
    names: dict[str, str]
    is_person: dict[str, bool]

    def named(self, user_key: str | None) -> str | None:
        """Who it is; none where nobody is known."""
        return None if user_key is None else self.names[user_key]


@pytest.fixture(scope="module")
def built_on(
    on_engines: OnEngines, postgres_server: PostgresServer, postgres_database: DatabaseFactory
) -> Callable[[str], Built]:
    """Builds in Clutch's own database on PostgreSQL, and on DuckDB after a load from such a one."""

    def job(warehouse: Warehouse) -> Built:
        warehouse.set_salt()
        variables: dict[str, Any] = {
            "enabled_systems": ["clutch"],
            "as_of_date": gateway.LAST_DAY.isoformat(),
            "usage_windows": list(gateway.WINDOWS),
        }
        if isinstance(warehouse, PostgresWarehouse):
            gateway.fill(warehouse.url)
            variables["clutch_schema"] = "public"
        else:
            url = postgres_server.url(postgres_database())
            gateway.fill(url)
            warehouse.footfall("load", "clutch", "--from", url)
        marts = {}
        for scope in SCOPES:
            warehouse.build(variables | {"activity_scope": scope})
            marts[scope] = snapshot(warehouse)
        names: dict[str, set[str]] = defaultdict(set)
        persons: dict[str, set[bool]] = defaultdict(set)
        for key, name, is_person in warehouse.query(
            "select user_key, native_user, is_person from audit.user_identities"
        ):
            names[key].add(name.lower())
            persons[key].add(is_person)
        return Built(
            marts,
            {key: "/".join(sorted(found)) for key, found in names.items()},
            {key: all(found) for key, found in persons.items()},
        )

    return on_engines(job)


@pytest.fixture(params=ENGINES)
def built(request: pytest.FixtureRequest, built_on: Callable[[str], Built]) -> Built:
    return built_on(str(request.param))


def test_every_row_is_an_activity(built: Built) -> None:
    facts = built.marts["all"]["fct_activities"]
    found = Counter(
        (day, built.named(key), action, outcome)
        for day, key, action, outcome in facts.select(
            "activity_date", "user_key", "action", "outcome"
        )
    )
    assert found == Counter(
        (
            call.day,
            None if call.user == gateway.ANONYMOUS else call.user,
            call.action,
            call.outcome,
        )
        for call in gateway.calls()
    )
    reconciled = built.marts["all"]["reconciliation"].select(
        "raw_rows", "activities", "quarantined"
    )
    assert [sum(column) for column in zip(*reconciled, strict=True)] == [1157, 1157, 0]


def test_calls_that_never_finished_have_an_unknown_outcome(built: Built) -> None:
    unknown = built.marts["all"]["fct_activities"].select("action", outcome="unknown")
    assert len(unknown) == gateway.truth()["rows_never_finished"] == 9


def test_persons_are_who_signed_in(built: Built) -> None:
    users = built.marts["all"]["dim_users"].select("user_key", "is_person")
    assert {built.named(key) for key, is_person in users if is_person} == PERSONS
    assert {built.named(key) for key, is_person in users if not is_person} == {gateway.ROBOT}


def test_persons_by_day(built: Built) -> None:
    by_day: dict[dt.date, set[str | None]] = defaultdict(set)
    for day, key in built.marts["all"]["fct_user_days"].select("activity_date", "user_key"):
        if built.is_person[key]:
            by_day[day].add(built.named(key))
    assert by_day == gateway.persons_by_day()


@pytest.mark.parametrize("scope", SCOPES)
def test_active_users(built: Built, scope: str) -> None:
    columns = ("activity_date", "dau", "wau", "mau", "activities")
    for system in ("clutch", "all"):
        rows = built.marts[scope]["active_users_daily"].select(*columns, system=system)
        assert {day: counts for day, *counts in rows} == {
            day: list(counts) for day, counts in gateway.active_users(scope).items()
        }


def test_one_person_is_active_where_a_robot_and_nobody_are_beside(built: Built) -> None:
    # By hand: on the second of October Ann signs in and works, and the robot deploys.
    rows = built.marts["engagement"]["active_users_daily"]
    assert rows.select("dau", activity_date=dt.date(2026, 10, 2), system="clutch") == [(1,)]


@pytest.mark.parametrize("days", gateway.WINDOWS)
@pytest.mark.parametrize("scope", SCOPES)
def test_top_users(built: Built, scope: str, days: int) -> None:
    rows = built.marts[scope]["top_users"].select(
        *("user_rank", "user_key", "activities", "active_days"), window_days=days, system="clutch"
    )
    assert {(built.named(key), *counts) for _, key, *counts in rows} == gateway.top_users(
        scope, days
    )
    ranked = [activities for _, _, activities, _ in sorted(rows)]
    assert ranked == sorted(ranked, reverse=True)


@pytest.mark.parametrize("days", gateway.WINDOWS)
@pytest.mark.parametrize("scope", SCOPES)
def test_workflow_usage(built: Built, scope: str, days: int) -> None:
    columns = ("activities", "users", "succeeded", "failed", "denied", "unknown", "success_rate")
    rows = built.marts[scope]["workflow_usage"].select(
        "action", *columns, window_days=days, system="clutch"
    )
    assert {
        action: (*counts, None if rate is None else round(rate, 9))
        for action, *counts, rate in rows
    } == gateway.usage(scope, days)


@pytest.mark.parametrize("scope", SCOPES)
def test_errors_fall_into_their_kinds(built: Built, scope: str) -> None:
    groups: dict[str, set[str]] = defaultdict(set)
    errors: Counter[str] = Counter()
    rows = built.marts[scope]["errors_daily"].select(
        "action", "error_group", "errors", system="clutch"
    )
    for action, group, count in rows:
        groups[action].add(group)
        errors[action] += count
    assert errors == gateway.failures(scope)
    assert {action: len(found) for action, found in groups.items()} == KINDS_OF_FAILURE


def test_an_instance_is_one_object(built: Built) -> None:
    called = Counter(
        (call.action, call.resource)
        for call in gateway.calls()
        if call.resource and "EC2API" in call.action
    )
    facts = built.marts["all"]["fct_activities"].select("action", "object_id")
    actions = {action for action, _ in called}
    assert Counter(fact for fact in facts if fact[0] in actions) == called
    # The driver says of the two that it could not terminate how they end.
    place = "default/us-east-1"
    assert set(built.marts["all"]["dim_objects"].select("object_id", object_type=INSTANCE)) == {
        *((resource,) for _, resource in called),
        (f"{place}/i-00000000000000bad",),
        (f"{place}/i-0000000000000deed",),
    }
