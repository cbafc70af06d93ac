"""All objects of an activity, and one id for each: what the logs name, read by plain Python.

The rows of a real Clutch gateway, and rows made by hand for what it did not meet and for the other
systems. A part of the rows comes after the first build.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
import pytest

from integration_tests.company import event_source, fill_seeds, load_events, pseudonym
from integration_tests.conftest import ENGINES, OnEngines
from integration_tests.datagrok_events import ANN, current_server
from integration_tests.datagrok_rows import CURRENT, Database, Parameters, Ref, uid
from integration_tests.harness import DATA, SYSTEMS, Warehouse
from integration_tests.liblab_rows import COLUMNS as LIBLAB_COLUMNS
from integration_tests.oracle import Oracle
from integration_tests.oracle_alerts import COLUMNS as ALERT_COLUMNS
from integration_tests.oracle_alerts import Rule, alert_events
from integration_tests.oracle_cases import at, day, done, facts, rows
from integration_tests.oracle_contract import CONTRACT
from integration_tests.oracle_frames import FACTS, OBJECTS, Settings, frame
from integration_tests.project_copies import copy_project
from integration_tests.raw_rows import amundsen_row, clutch_row, epoch_ms
from integration_tests.tables import Table, assert_same_rows, assert_same_tables, read_table
from integration_tests.zoomdata_rows import COLUMNS as ZOOMDATA_COLUMNS
from integration_tests.zoomdata_rows import at as zoomdata_at
from integration_tests.zoomdata_rows import entry

GATEWAY = DATA / "clutch_gateway_rows.jsonl.gz"
AS_OF = dt.date(2026, 11, 29)
A_DAY = dt.date(2026, 11, 20)
WINDOWS = (28, 400)
VARS: dict[str, Any] = {
    "enabled_systems": list(SYSTEMS),
    "custom_sources": [event_source("wiki")],
    "as_of_date": AS_OF.isoformat(),
    "usage_windows": list(WINDOWS),
    "top_n": 5000,
}

INSTANCE, POD, LEASE, TENANT = (
    *("clutch.aws.ec2.v1.Instance", "clutch.k8s.v1.Pod"),
    *("acme.house.v1.Lease", "acme.house.v1.Tenant"),
)
NAMESPACE = "clutch.k8s.v1.Namespace"
RULES = (
    Rule("leases", "each", object_type=LEASE),
    Rule("tenants", "each", object_type=TENANT, severity="high"),
    Rule("persons", "each", object_type="user"),
    Rule("dashboards", "each", object_type="dashboard"),
    Rule("many_leases", "count", object_type=LEASE, threshold=2, window_minutes=1440),
    Rule("pods", "volume", object_type=POD, subject_type="system", threshold=1),
    Rule("shares", "each", activity_type="share"),
)

# Type, id and name of an object; its activity by system and event.
Thing = tuple[str | None, str, str | None]
Event = tuple[str, str]

# -- Clutch ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Call:
    """A call with what its lists name, by type and id, and the objects that it touched."""

    request: Sequence[tuple[str, str]]
    response: Sequence[tuple[str, str]] | None
    touched: Sequence[tuple[str, str]]


# A response of None: the call failed, or has not ended.
CALLS = [
    # The slash that the request lacks is known by the name of the region.
    Call([(INSTANCE, "produs-gov-west-1/i-9")], None, [(INSTANCE, "prod/us-gov-west-1/i-9")]),
    Call([(INSTANCE, "eu-1ap-southeast-2/i-7")], None, [(INSTANCE, "eu-1/ap-southeast-2/i-7")]),
    # Nobody can know where a slash is missing in an id of a company's own.
    Call([(LEASE, "c1lease-0")], None, [(LEASE, "c1lease-0")]),
    # A part is empty in the request, or nothing was put into it.
    Call([(POD, "/web/api-1")], [(POD, "prod/web/api-1")], [(POD, "prod/web/api-1")]),
    Call([(NAMESPACE, "{cluster}/web")], [(NAMESPACE, "prod/web")], [(NAMESPACE, "prod/web")]),
    Call([(LEASE, "c1/")], [(LEASE, "c1/new")], [(LEASE, "c1/new")]),
    # The response lacks what the request has.
    Call([(TENANT, "eu:7")], [(TENANT, "eu7")], [(TENANT, "eu:7")]),
    Call([(LEASE, "c1/api")], [(LEASE, "/api")], [(LEASE, "c1/api")]),
    Call(
        [(LEASE, "a/b1"), (LEASE, "a/b2")],
        [(LEASE, "ab1"), (TENANT, "t")],
        [(LEASE, "a/b1"), (LEASE, "a/b2"), (TENANT, "t")],
    ),
    # Both are well-formed: the call made another one.
    Call([(LEASE, "c1/x")], [(LEASE, "c1/x-2")], [(LEASE, "c1/x"), (LEASE, "c1/x-2")]),
    # Equal letters are not an equal object.
    Call([(LEASE, "c1/1"), (LEASE, "c/11")], [], [(LEASE, "c1/1"), (LEASE, "c/11")]),
    # Named three times, it is one.
    Call([(LEASE, "c/y"), (LEASE, "c/y")], [(LEASE, "c/y")], [(LEASE, "c/y")]),
    Call([], [(POD, "p/n/1"), (POD, "p/n/2")], [(POD, "p/n/1"), (POD, "p/n/2")]),
    Call([], [], []),
    # Addresses are masked, and with them goes what tells these two apart.
    Call(
        [(LEASE, "c1/ann@corp.example"), (LEASE, "c1/bob@corp.example")],
        [],
        [(LEASE, "c1/[email]")],
    ),
]
FIRST_CALL = 900_001


def gateway_rows() -> list[dict[str, Any]]:
    with gzip.open(GATEWAY, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def call_rows() -> list[tuple[Any, ...]]:
    noon = dt.datetime.combine(A_DAY, dt.time(12), dt.timezone.utc)
    found = []
    for number, call in enumerate(CALLS):
        details: dict[str, Any] = {
            "user_name": "ann@corp.example",
            "service_name": "acme.house.v1.HouseAPI",
            "method_name": "Renew",
            "type": "UPDATE",
            "request_body": {},
            "status": {"code": 0 if call.response is not None or number % 2 else 5},
        }
        # One of the first two failed, the other has not ended.
        if call.response is not None or number % 2 == 0:
            details["response_body"] = {}
        for name, named in (("request", call.request), ("response", call.response)):
            if named:
                resources = [{"type_url": kind, "id": object_id} for kind, object_id in named]
                details[f"{name}_resources"] = resources
        found.append(clutch_row(FIRST_CALL + number, noon + dt.timedelta(minutes=number), details))
    return found


def read_call(details: dict[str, Any]) -> list[Thing]:
    """The objects of a call of the gateway, as its documents name them."""
    lists = [details.get(f"{name}_resources") or [] for name in ("request", "response")]
    found: list[Thing] = []
    for own, other in (lists, lists[::-1]):
        for place, resource in enumerate(own):
            there = other[place] if place < len(other) else {}
            object_id = resource["id"]
            if there.get("type_url") == resource["type_url"]:
                same = [object_id, there["id"]]
                if same[0].replace("/", "") == same[1].replace("/", ""):
                    object_id = max(same, key=len)
            # Three parts, of which Clutch may write the first two as one.
            if resource["type_url"] == INSTANCE and object_id.count("/") == 1:
                object_id = object_id.replace("us-east-1/", "/us-east-1/")
            found.append((resource["type_url"], object_id, object_id))
    return list(dict.fromkeys(found))


# -- The other systems -----------------------------------------------------------------------

TABLE = "hive://gold.core/orders"
BUZZ = "Buzz@Example.org"
# Command, arguments, and what was touched.
EDITS: list[tuple[str, dict[str, Any], list[Thing]]] = [
    (
        "_log_update_table_tags",
        {"table_key": TABLE, "method": "PUT", "tag": "pii"},
        [("table", TABLE, "gold.core/orders"), ("tag", "pii", "pii")],
    ),
    (
        "_log_update_dashboard_tags",
        {"uri_key": "mode_dashboard://gold.g/d", "method": "DELETE", "tag": "pii"},
        [("dashboard", "mode_dashboard://gold.g/d", "gold.g/d"), ("tag", "pii", "pii")],
    ),
    (
        "_log_update_table_owner",
        {"table_key": TABLE, "method": "PUT", "owner": BUZZ},
        [("table", TABLE, "gold.core/orders"), ("user", pseudonym(BUZZ.lower()), None)],
    ),
    (
        "_get_table_metadata",
        {"table_key": TABLE, "index": "1", "source": "search_results"},
        [("table", TABLE, "gold.core/orders")],
    ),
    ("_feedback", {"feedback_type": "NPS Rating", "rating": "9"}, []),
]
# Fields of a share link, and what it shares.
LINKS: list[tuple[dict[str, Any], list[Thing]]] = [
    (
        {"keyType": "DASHBOARD", "objectIds": ["d-1", "d-2", "d-1"]},
        [("dashboard", "d-1", None), ("dashboard", "d-2", None)],
    ),
    (
        {"keyType": "SOURCE", "objectIds": "s-1,s-2"},
        [("source", "s-1", None), ("source", "s-2", None)],
    ),
    ({"keyType": "DASHBOARD", "objectIDs": ["d-3"]}, [("dashboard", "d-3", None)]),
    ({"keyType": "DASHBOARD"}, []),
]
BOB = ("user", pseudonym("bob@corp.example"), None)
ANN_HERSELF = ("user", pseudonym("ann@corp.example"), None)
ORDERS = ("query", uid("orders"), "Orders")
# Events of Datagrok by their number: the main object first, then in order of their types and ids.
EVENTS: dict[int, list[Thing]] = {
    1: [("function", uid("similarity"), "Similarity")],
    4: [
        *sorted(("function", uid(name), name.title()) for name in ("align", "similarity")),
    ],
    17: [("project", uid("dashboard"), "Sales dashboard")],
    19: [],
    26: [("project", uid("dashboard"), "Sales dashboard"), BOB],
    27: [ANN_HERSELF, ("group", uid("Chemists"), "Chemists")],
    29: [("connection", uid("sales"), "Sales")],
    52: [("entity", uid("a table"), None), ORDERS],
    54: [BOB],
    56: [],
    61: [("function", uid("align"), "Align")],
    67: [
        ("table-info", uid("table one"), "One"),
        ORDERS,
        ("table-info", uid("table two"), "Two"),
    ],
    68: [("error", uid("stack"), None), ("function", uid("upper"), "Upper")],
    # Nothing but the parameters' names says what unknown ids are.
    69: [
        ("entity", uid("lost"), None),
        ("group", uid("lost group"), None),
    ],
}


def datagrok_server() -> Database:
    db = current_server()
    db.add("entity_types", "TableInfo", name="TableInfo")
    for name in ("one", "two"):
        db.add("entities", f"table {name}", entity_type_id="TableInfo", name=name.title())
    made = {"entity": Ref("table one"), "copy": Ref("table two"), "by": Ref("orders")}
    assert db.event(db.type("audit", "table-produced"), ANN, made) == 67
    null_check = db.type("error", "Null check")
    db.event(null_check, ANN, {"what": Ref("upper"), "user": Ref("ann")}, error_message="x")
    shared: Parameters = {"entity": Ref("lost"), "group": Ref("lost group"), "note": "x" * 36}
    assert db.event(db.type("audit", "entity-shared"), ANN, shared) == 69
    return db


def load(warehouse: Warehouse) -> None:
    """All rows but those of the gateway, some of which come later."""
    warehouse.load_clutch(call_rows())
    warehouse.load_amundsen(
        amundsen_row(epoch_ms(A_DAY, 9 + number), command, arguments, "null")
        for number, (command, arguments, _) in enumerate(EDITS)
    )
    datagrok_server().load(warehouse, CURRENT)
    lines = [
        [entry(zoomdata_at(number), "SECURITY_KEY", "CREATED", **fields), "a.log", number]
        for number, (fields, _) in enumerate(LINKS)
    ]
    warehouse.load_rows("zoomdata", "activity_log", ZOOMDATA_COLUMNS, lines)
    invited = '{"invited_email": "New@corp.example"}'
    ann = ("Ann Lee", "ann@corp.example", "Acme")
    warehouse.load_rows(
        *("liblab", "audit_trail", LIBLAB_COLUMNS),
        [(*ann, "User Invite Member", "2026-11-20 10:00:00+00", None, invited)],
    )
    load_events(
        warehouse,
        "wiki",
        [
            ("w1", "2026-11-20 10:00:00", "ann@corp.example", "open", "page", "home"),
            ("w2", "2026-11-20 10:01:00", "ann@corp.example", "search", None, None),
        ],
    )


@dataclass(frozen=True)
class Built:
    """The marts after all rows have come, and how many days of a table the last build rebuilt."""

    marts: dict[str, Table]
    rebuilt: int
    days: int

    def events(self) -> dict[str, Event]:
        """What was logged, by activity."""
        columns = ("activity_id", "system", "source_event_id")
        found = self.marts["fct_activities"].select(*columns)
        return {activity: (system, event) for activity, system, event in found}

    def things(self) -> dict[Event, list[Thing]]:
        """The objects of each activity that has any, in order."""
        events = self.events()
        columns = ("activity_id", "position", "object_type", "object_id", "object_name")
        found: dict[Event, dict[int, Thing]] = defaultdict(dict)
        for activity, position, *thing in self.marts["fct_activity_objects"].select(*columns):
            assert position not in found[events[activity]]
            found[events[activity]][position] = (thing[0], thing[1], thing[2])
        assert all(sorted(things) == list(range(1, len(things) + 1)) for things in found.values())
        return {event: [things[n] for n in sorted(things)] for event, things in found.items()}

    def of_system(self, system: str) -> list[Event]:
        """The activities of a system in order of time."""
        columns = ("occurred_at", "source_event_id")
        found = sorted(self.marts["fct_activities"].select(*columns, system=system))
        return [(system, event) for _, event in found]

    def facts(self) -> pl.DataFrame:
        """The facts, for the oracle."""
        names = [name for name in FACTS.names() if name != "error_group"]
        table = self.marts["fct_activities"]
        return frame(FACTS, (dict(zip(names, row, strict=True)) for row in table.select(*names)))

    def objects(self) -> pl.DataFrame:
        """What the logs name, by our own readings, for the oracle."""
        named = expected()
        named |= zip(self.of_system("amundsen"), (it for *_, it in EDITS), strict=True)
        named |= zip(self.of_system("zoomdata"), (it for _, it in LINKS), strict=True)
        return frame(
            OBJECTS,
            (
                dict(zip(OBJECTS.names(), (activity, *thing), strict=True))
                for activity, event in self.events().items()
                for thing in named.get(event, ())
            ),
        )


MARTS = ("fct_activities", "fct_activity_objects", "dim_objects", "top_objects")
AUDIT = ("audit_trail", "object_history", "dataset_origins", "alert_events")


@pytest.fixture(scope="module")
def built_on(on_engines: OnEngines) -> Callable[[str], Built]:
    def job(warehouse: Warehouse) -> Built:
        project = copy_project(warehouse.folder / "project", with_tests=False)
        fill_seeds(project, {"alert_rules": [rule.seed_row() for rule in RULES]})
        warehouse.set_salt()
        load(warehouse)
        gateway = [
            (row["id"], row["occurred_at"], row["details"], row["sent"]) for row in gateway_rows()
        ]
        late = [row for row in gateway if row[1][:10] in ("2026-11-19", "2026-11-24")]
        assert late
        warehouse.load_clutch(row for row in gateway if row not in late)
        selected = ("--select", *(f"+{name}" for name in (*MARTS, *AUDIT)))
        warehouse.dbt("build", *selected, vars=VARS, project=project)
        warehouse.load_clutch(late)
        [(now,)] = warehouse.query("select max(built_at) from staging.footfall_builds")
        warehouse.dbt("build", *selected, vars=VARS, project=project)
        [(rebuilt, days)] = warehouse.query(
            f"select count(case when built_at > timestamp '{now}' then 1 end), count(*) "
            "from staging.footfall_builds where node like '%int_further_objects' "
            "and activity_date <> date '9999-12-31'"
        )
        with warehouse.session():
            marts = {name: read_table(warehouse, name) for name in MARTS}
            marts |= {name: read_table(warehouse, name, "audit") for name in AUDIT}
        return Built(marts, rebuilt, days)

    return on_engines(job)


@pytest.fixture(params=ENGINES)
def built(request: pytest.FixtureRequest, built_on: Callable[[str], Built]) -> Built:
    return built_on(str(request.param))


def expected_of_clutch() -> Iterator[tuple[Event, list[Thing]]]:
    for row in gateway_rows():
        yield ("clutch", str(row["id"])), read_call(row["details"])
    for number, call in enumerate(CALLS):
        things: list[Thing] = [(*thing, thing[1]) for thing in call.touched]
        yield ("clutch", str(FIRST_CALL + number)), things


def expected() -> dict[Event, list[Thing]]:
    """The objects of Clutch's calls and of Datagrok's stated events, in order."""
    found = dict(expected_of_clutch())
    found |= {("datagrok", uid(number)): things for number, things in EVENTS.items()}
    return {event: things for event, things in found.items() if things}


# -- Every object of an activity -------------------------------------------------------------


def test_calls_of_the_gateway_touch_all_that_they_name(built: Built) -> None:
    found = {event: things for event, things in built.things().items() if event[0] == "clutch"}
    readings = {event: things for event, things in expected().items() if event[0] == "clutch"}
    assert len(readings) > 600
    assert found == readings


def test_a_call_on_300_leases_touches_300(built: Built) -> None:
    sizes = Counter(
        len(things)
        for event, things in built.things().items()
        if event[0] == "clutch" and int(event[1]) < FIRST_CALL
    )
    assert sizes[300] == 2
    # A list of pods: the namespace and 400 pods.
    assert sizes[401] > 0


def test_an_instance_has_one_id(built: Built) -> None:
    instances = built.marts["dim_objects"].select("object_id", object_type=INSTANCE)
    # Two more are those of the calls made by hand.
    assert len(instances) == 8 + 2
    assert {object_id.count("/") for (object_id,) in instances} == {2}


def test_edits_in_amundsen_touch_tags_and_owners(built: Built) -> None:
    things = built.things()
    found = [things.get(event, []) for event in built.of_system("amundsen")]
    assert found == [touched for *_, touched in EDITS]


def test_links_of_zoomdata_share_several_things(built: Built) -> None:
    things = built.things()
    found = [things.get(event, []) for event in built.of_system("zoomdata")]
    assert found == [shared for _, shared in LINKS]


def test_events_of_datagrok_touch_what_parameters_point_at(built: Built) -> None:
    things = built.things()
    found = {number: things.get(("datagrok", uid(number)), []) for number in EVENTS}
    assert found == EVENTS
    several = {event for event, named in things.items() if len(named) > 1}
    of_datagrok = {event for event in several if event[0] == "datagrok"}
    assert of_datagrok == {("datagrok", uid(n)) for n, named in EVENTS.items() if len(named) > 1}


def test_other_logs_have_one_object(built: Built) -> None:
    found = {
        event: things for event, things in built.things().items() if event[0] in ("liblab", "wiki")
    }
    assert sorted(things for things in found.values()) == [
        [("page", "home", "home")],
        [("user", pseudonym("new@corp.example"), None)],
    ]


def test_the_main_object_is_the_first(built: Built) -> None:
    things = built.things()
    columns = ("system", "source_event_id", "object_type", "object_id", "object_name")
    for system, event, *main in built.marts["fct_activities"].select(*columns):
        if main[1] is not None:
            assert things[system, event][0] == tuple(main)
    for event, named in things.items():
        assert len({thing[:2] for thing in named}) == len(named), event


# -- What reads them -------------------------------------------------------------------------


def test_activities_are_as_many_as_before(built: Built) -> None:
    ids = built.marts["fct_activities"].select("activity_id")
    assert len(ids) == len(set(ids)) == 1157 + len(CALLS) + len(EDITS) + 69 + len(LINKS) + 1 + 2
    assert len(built.marts["audit_trail"].rows) == len(ids)


def test_an_activity_is_in_the_history_of_all_that_it_touched(built: Built) -> None:
    history = built.marts["object_history"].select("activity_id", "object_type", "object_id")
    things = built.marts["fct_activity_objects"].select("activity_id", "object_type", "object_id")
    of_persons = [row for row in history if row[1] == "user"]
    assert sorted(row for row in history if row[1] != "user") == sorted(
        row for row in things if row[1] not in ("user", None)
    )
    assert len(of_persons) == sum(row[1] == "user" for row in things)
    of_leases: dict[str, set[str]] = defaultdict(set)
    for activity, kind, lease in history:
        if kind == LEASE:
            of_leases[activity].add(lease)
    [one, other] = [leases for leases in of_leases.values() if len(leases) == 300]
    named = [{thing[1] for thing in things} for things in expected().values()]
    assert one in named
    assert other in named


def test_a_history_names_the_person_that_it_is_of(built: Built) -> None:
    columns = ("object_id", "object_name", "event_type")
    history = built.marts["object_history"]
    owner = history.select(*columns, object_type="user", system="amundsen")
    assert owner == [(BUZZ, BUZZ.lower(), "_log_update_table_owner")]
    shared = history.select(*columns, object_type="user", object_id=uid("bob"))
    assert sorted(shared) == [
        (uid("bob"), "Bob Lee", action)
        for action in ("entity-shared", "user-invited", "user-login-failed")
    ]


def test_data_sets_of_one_run_have_one_origin(built: Built) -> None:
    columns = ("dataset_id", "dataset_name", "made_by_id")
    found = built.marts["dataset_origins"].select(*columns, source_event_id=uid(67))
    made = ((uid(f"table {name}"), name.title(), uid("orders")) for name in ("one", "two"))
    assert sorted(found) == sorted(made)
    assert len(built.marts["dataset_origins"].select(*columns, source_event_id=uid(52))) == 1


@pytest.mark.parametrize("mart", ["dim_objects", "top_objects"])
def test_objects_are_counted_as_the_oracle_counts_them(built: Built, mart: str) -> None:
    oracle = Oracle(
        built.facts(), Settings(AS_OF, windows=WINDOWS, top_n=5000), objects=built.objects()
    )
    columns = list(CONTRACT[mart])
    assert_same_rows(built.marts[mart].select(*columns), oracle.mart(mart).rows(), columns, mart)


def test_rules_with_a_type_mean_any_object_of_it(built: Built) -> None:
    found = built.marts["alert_events"].select(*ALERT_COLUMNS)
    alerts = alert_events(built.facts(), RULES, objects=built.objects())
    assert_same_rows(found, alerts, ALERT_COLUMNS, "alert_events")
    by_rule = Counter(row[ALERT_COLUMNS.index("rule")] for row in found)
    assert set(by_rule) == {rule.rule for rule in RULES}
    # Tenants are never the main object of the gateway's calls.
    assert by_rule["tenants"] == 14 + 2


def test_alerts_name_the_first_object_of_the_type(built: Built) -> None:
    alerts = built.marts["alert_events"]
    columns = ("system", "object_type", "object_id")
    assert sorted(alerts.select(*columns, rule="dashboards"), key=str) == [
        ("amundsen", "dashboard", "mode_dashboard://gold.g/d"),
        *(("zoomdata", "dashboard", dashboard) for dashboard in ("d-1", "d-3", None)),
    ]


def test_late_rows_rebuild_their_days_alone(built: Built) -> None:
    assert 0 < built.rebuilt <= 2 < built.days


def test_engines_agree(built_on: Callable[[str], Built]) -> None:
    one, other = (built_on(engine).marts for engine in ENGINES)
    assert_same_tables(one, other, "duckdb against postgres")


# -- The oracle by hand ----------------------------------------------------------------------


DISK, TAPE = ({"object_type": kind, "object_id": "1"} for kind in ("disk", "tape"))


def test_the_oracle_counts_an_activity_for_each_of_its_objects() -> None:
    log = facts(
        done("2024-03-01 10:00", **DISK, object_name="old"),
        done("2024-03-01 11:00", "bob", **TAPE, activity_type="edit"),
        done("2024-03-01 12:00"),
    )
    others = [
        {"activity_id": "001", **DISK, "object_name": "new"},
        {"activity_id": "001", **DISK},
        # The main object once more.
        {"activity_id": "001", **TAPE},
        {"activity_id": "002", **DISK},
    ]
    oracle = Oracle(log, Settings(day("2024-03-01"), windows=(7,)), objects=frame(OBJECTS, others))
    ten, eleven, noon = (at(f"2024-03-01 {hour}:00") for hour in (10, 11, 12))
    assert rows(oracle.mart("dim_objects")) == [
        ("x", "disk", "1", "new", ten, noon, "look", 3),
        ("x", "tape", "1", None, eleven, eleven, "look", 1),
    ]
    assert rows(oracle.mart("top_objects"), system="x") == [
        (7, "x", "disk", 1, "x", "1", "new", 3, 2, 2, 1),
        (7, "x", "tape", 1, "x", "1", None, 1, 1, 0, 1),
    ]


def test_the_oracle_alerts_once_for_an_activity() -> None:
    log = facts(done("2024-03-01", **TAPE), done("2024-03-02", **DISK), done("2024-03-03"))
    others = [
        {"activity_id": activity, "object_type": "disk", "object_id": disk}
        for activity in ("000", "001")
        for disk in ("2", "3")
    ]
    rules = [Rule("disks", "each", object_type="disk"), Rule("any", "each")]
    found = alert_events(log, rules, objects=frame(OBJECTS, others))
    names = [ALERT_COLUMNS.index(name) for name in ("rule", "activity_id", "object_id")]
    assert [tuple(row[place] for place in names) for row in found] == [
        *(("disks", "000", "2"), ("disks", "001", "1")),
        *(("any", "000", "1"), ("any", "001", "1"), ("any", "002", None)),
    ]
