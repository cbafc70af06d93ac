"""``footfall map``: the fields that it takes for what, what it says of a log, and that it is so."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from footfall.mapping.names import name_of, steps_of, words_of
from footfall.mapping.packs import package_folder, read_packs, recognise
from footfall.mapping.people import Patterns, find_robots, is_steady, read_patterns, seed_rows
from footfall.mapping.profiling import profile
from footfall.mapping.proposing import Place, Proposal, propose
from footfall.mapping.samples import Sample
from footfall.mapping.times import format_of, read_format, read_text, unit_of
from footfall.mapping.trying import Trial, try_mapping
from integration_tests.command_line import CommandLine
from integration_tests.company import load_table
from integration_tests.conftest import WarehouseFactory
from integration_tests.harness import Warehouse
from integration_tests.log_formats import FORMATS, Format
from integration_tests.packs import NAMES, PACKS, RECORD_COLUMNS
from integration_tests.project_copies import REPOSITORY
from integration_tests.test_vars import parse_each

# Of the samples of packs: what a mapping of their own should name.
SAMPLES: dict[str, dict[str, str]] = {
    "airflow/log": {"time": "dttm", "actor": "owner", "action": "event", "event_id": "id"}
    | {"object_id": "dag_id"},
    "cloudtrail/records": {"time": "eventTime", "actor": "userIdentity.arn", "action": "eventName"}
    | {"workflow": "eventSource", "outcome": "errorCode", "event_id": "eventID"}
    | {"correlation_id": "requestID", "actor.kind": "userIdentity.type"},
    "github/records": {"time": "@timestamp", "time.unit": "ms", "actor.id": "actor_id"}
    | {"actor.login": "actor", "actor.kind": "actor_is_bot", "action": "action"}
    | {"object_id": "repo", "event_id": "_document_id"},
    "jupyterhub/records": {"time": "__timestamp__", "actor": "username", "action": "action"},
    "pgaudit/records": {"time": "timestamp", "actor": "user", "action": "ps"}
    | {"outcome": "state_code", "session_key": "session_id"},
    "superset/logs": {"time": "dttm", "actor": "user_id", "action": "action", "event_id": "id"}
    | {"object_id": "dashboard_id", "duration": "duration_ms"},
    "superset/query": {"time": "start_time", "time.unit": "ms", "actor": "user_id"}
    | {"outcome": "status", "event_id": "id"},
    "airflow/dag_run": {"time": "start_date", "actor": "triggering_user_name", "event_id": "id"}
    | {"object_id": "dag_id", "outcome": "state", "correlation_id": "run_id"},
}
# They are no logs.
LISTS_OF_USERS = ("ab_user", "user_entity")
# Formats that are built on DuckDB as they are proposed.
BUILT = ("kubernetes", "google_reports", "nginx", "german_csv", "vault", "okta")


def proposed(log: Format) -> Proposal:
    """The mapping that is proposed of a format."""
    return propose(log.records, Place(log.name, timezone=log.timezone))


def named(given: Any) -> Iterator[str]:
    """The names of fields in an expression of a mapping."""
    if isinstance(given, str):
        yield given
    elif isinstance(given, list):
        for each in given:
            yield from named(each)
    elif isinstance(given, dict):
        if "column" in given:
            path = given.get("path", [])
            yield ".".join(map(str, [given["column"], *path] if path else [given["column"]]))
        yield from named(given.get("first", []))
        if not set(given) & {"column", "first"}:
            for part in ("id", "login", "email", "name"):
                yield from named(given.get(part, []))


def names_under(mapping: dict[str, Any], key: str) -> set[str]:
    """The names under a key of a mapping, or the values of an option such as time.unit."""
    first, _, option = key.partition(".")
    given = mapping.get(first)
    if first == "each":
        return {given["list"]} if given else set()
    if not option:
        return set(named(given))
    found = given.get(option, []) if isinstance(given, dict) else []
    if first == "actor" and isinstance(given, str):
        found = given
    return set(named(found))


def wrong(mapping: dict[str, Any], right: dict[str, Any]) -> dict[str, Any]:
    """The keys under which other fields stand than the right ones, with what is there."""
    found = {}
    for key, names in right.items():
        choices = {names} if isinstance(names, str) else set(names)
        if not names_under(mapping, key) & choices:
            found[key] = mapping.get(key.partition(".")[0])
    return found


@pytest.mark.parametrize("log", FORMATS, ids=lambda log: log.name)
def test_fields_of_a_format_are_found(log: Format) -> None:
    assert wrong(proposed(log).mapping, log.right) == {}


@pytest.mark.parametrize("sample", SAMPLES)
def test_fields_of_a_sample_are_found_without_its_pack(sample: str) -> None:
    pack, table = sample.split("/")
    lines = (PACKS / pack / "sample" / f"{table}.jsonl").read_text(encoding="utf-8").splitlines()
    mapping = propose([json.loads(line) for line in lines], Place(pack, table=table)).mapping
    assert wrong(mapping, SAMPLES[sample]) == {}


@pytest.mark.parametrize("log", FORMATS, ids=lambda log: log.name)
def test_the_same_records_give_the_same_mapping(log: Format) -> None:
    again = [dict(sorted(record.items(), reverse=True)) for record in log.records]
    first = proposed(log)
    second = propose(again, Place(log.name, timezone=log.timezone))
    assert first.mapping == second.mapping
    assert [role.as_document() for role in first.roles] == [
        role.as_document() for role in second.roles
    ]


@pytest.mark.parametrize("pack", NAMES)
def test_packs_are_recognised_by_their_samples_alone(pack: str) -> None:
    packs = read_packs(package_folder(REPOSITORY))
    assert sorted(packs) == list(NAMES)
    for path in sorted((PACKS / pack).glob("sample*/*.jsonl")):
        records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        found = recognise(packs, profile(records))
        # a list of users is no log, and the runs of Airflow 2 have no user
        is_log = path.stem not in LISTS_OF_USERS and path.parts[-2:] != (
            "sample_2_10",
            "dag_run.jsonl",
        )
        assert (found.pack if found else None) == (pack if is_log else None), path


@pytest.mark.parametrize("log", FORMATS, ids=lambda log: log.name)
def test_a_format_is_taken_for_its_pack_and_for_no_other(log: Format) -> None:
    found = recognise(read_packs(package_folder(REPOSITORY)), profile(log.records))
    assert (found.pack if found else None) == log.pack


def test_dbt_takes_every_proposal(new_warehouse: WarehouseFactory) -> None:
    warehouse = new_warehouse("duckdb")
    sources = [proposed(log).mapping for log in FORMATS]
    given = ["--project-dir", str(REPOSITORY)]
    (answer,) = parse_each(warehouse, [[*given, "--vars", json.dumps({"custom_sources": sources})]])
    assert answer["success"], answer["message"]


# ------------------------------------------------------------------------- the build and the check


@pytest.fixture(scope="module")
def built(new_warehouse: WarehouseFactory) -> Warehouse:
    """A warehouse with some of the formats, built as they are proposed."""
    warehouse = new_warehouse("duckdb")
    warehouse.set_salt()
    chosen = [log for log in FORMATS if log.name in BUILT]
    for log in chosen:
        rows = [
            (json.dumps(record), "log", number, str(number), "2026-11-30 00:00:00")
            for number, record in enumerate(log.records, start=1)
        ]
        load_table(warehouse, f"{log.name}.records", RECORD_COLUMNS, rows)
    warehouse.build(
        {
            "enabled_systems": [],
            "hr_employees_required": False,
            "as_of_date": "2026-11-30",
            "custom_sources": [proposed(log).mapping for log in chosen],
        },
        tests=False,
    )
    return warehouse


def tried(log: Format) -> Trial:
    """What the preview makes of a format."""
    patterns = read_patterns(package_folder(REPOSITORY))
    return try_mapping(proposed(log).mapping, Sample(log.name, log.records), patterns)


@pytest.mark.parametrize("log", [log for log in FORMATS if log.name in BUILT], ids=lambda x: x.name)
def test_the_preview_is_what_is_built(built: Warehouse, log: Format) -> None:
    trial = tried(log)
    rows = built.query(
        "select occurred_at, action, coalesce(object_type, ''), coalesce(object_id, ''), outcome"
        f" from marts.fct_activities where system = '{log.name}'"
    )
    previewed = Counter(
        (each.occurred_at, each.action, each.object_type, each.object_id, each.outcome)
        for each in trial.activities
    )
    assert Counter(rows) == previewed
    ((persons, people),) = built.query(
        "select count(case when is_person then 1 end)"
        ", count(distinct case when is_person then user_key end)"
        f" from marts.fct_activities where system = '{log.name}'"
    )
    assert (persons, people) == (trial.people.total(), len(trial.people))
    days = built.query(
        "select activity_date, dau from marts.active_users_daily"
        f" where system = '{log.name}' and dau > 0"
    )
    assert dict(days) == trial.daily


def test_check_shows_what_was_built(built: Warehouse) -> None:
    command = CommandLine(built)
    code, printed = command.run("map", "--check", "vault", "--json")
    assert code == 0, printed
    found = json.loads(printed)
    (log,) = [log for log in FORMATS if log.name == "vault"]
    trial = tried(log)
    assert found["rows"] == len(log.records)
    assert found["lost"] == dict(trial.lost)
    assert found["people"] == dict(sorted(trial.people.items(), key=lambda x: (-x[1], x[0])))
    assert found["outcomes"] == dict(trial.outcomes)
    keys = {key["key"]: key for key in found["fields"]}
    assert keys["action"]["nulls"] == 0
    assert "session_key" not in keys
    assert len(found["first_activities"]) == 10
    _, text = command.run("map", "--check", "vault")
    assert "Lost of 24 rows: 12" in text
    missing = command.fails("map", "--check", "shop")
    assert "The last build has no log shop; its mapped logs are german_csv," in missing


def test_a_table_is_mapped_by_its_columns(built: Warehouse) -> None:
    columns = {"id": "bigint", "at": "timestamp", "who": "text", "did": "text", "extra": "text"}
    rows = [
        (
            n,
            f"2026-03-02 10:0{n}:00",
            "ann",
            ("open", "save")[n % 2],
            f'{{"page": {{"id": "p{n}"}}}}',
        )
        for n in range(6)
    ]
    load_table(built, "shop.audit", columns, rows)
    command = CommandLine(built)
    code, printed = command.run("map", "shop.audit", "--json")
    assert code == 0, printed
    mapping = json.loads(printed)["custom_source"]
    assert mapping == {
        **{"name": "shop", "table": "audit", "event_id": "id", "time": "at", "actor": "who"},
        **{"action": "did", "object_type": {"value": "page"}, "object_id": "extra.page.id"},
        "activity_types": {"edit": ["save"], "view": ["open"]},
    }
    _, loaded = command.run("map", "okta.records", "--json", "--no-pack")
    assert json.loads(loaded)["custom_source"]["action"] == "eventType"
    assert "neither a file nor a table" in command.fails("map", "shop.nothing")


def test_nothing_built_is_a_sentence(new_warehouse: WarehouseFactory) -> None:
    warehouse = new_warehouse("duckdb")
    warehouse.execute("create table nothing (id int)")
    message = CommandLine(warehouse).fails("map", "--check", "shop")
    assert "Nothing is built of shop" in message
    assert "run `dbt build` first" in message


# ------------------------------------------------------------------------------- the command itself


@pytest.fixture
def command(new_warehouse: WarehouseFactory) -> CommandLine:
    return CommandLine(new_warehouse("duckdb"))


def test_a_file_is_proposed_shown_and_written(command: CommandLine, tmp_path: Path) -> None:
    (log,) = [log for log in FORMATS if log.name == "okta"]
    path = tmp_path / "okta-system.log.jsonl"
    lines = [json.dumps(record) for record in log.records]
    path.write_text("\n".join([*lines, "no JSON"]), encoding="utf-8")
    out = tmp_path / "out.yml"
    options = ("--no-pack", "--output", out)
    code, printed = command.run("map", path, *options)
    assert code == 0, printed
    for text in ("actor.alternateId", "People: 2, other accounts: 1", "Lost of 25 rows: 1"):
        assert text in printed
    assert "Nothing is written: say --yes" in printed
    assert not out.exists()
    code, printed = command.run("map", path, *options, "--yes")
    assert code == 0, printed
    (source,) = yaml.safe_load(out.read_text(encoding="utf-8"))["custom_sources"]
    assert source == propose(log.records, Place("okta_system")).mapping
    before = out.read_bytes()
    command.run("map", path, *options, "--yes", "--quiet")
    assert out.read_bytes() == before


def test_a_pack_comes_first(command: CommandLine) -> None:
    path = PACKS / "github" / "sample" / "records.jsonl"
    code, printed = command.run("map", path, "--as", "code", "--json")
    assert code == 0, printed
    found = json.loads(printed)
    assert found["custom_source"] == {"use": "github", "name": "code"}
    assert found["proposal"]["actor"]["login"] == "actor"
    assert found["not_people"] == {"dependabot[bot]": 1, "github-actions[bot]": 1}
    _, own = command.run("map", path, "--as", "code", "--json", "--no-pack")
    assert json.loads(own)["custom_source"] == found["proposal"]


def test_mistakes_are_sentences(command: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"colour": "red"}\n', encoding="utf-8")
    assert "looks like a time" in command.fails("map", path)
    assert "no time zone" in command.fails("map", path, "--timezone", "Mars/Base")
    assert "There is no file" in command.fails("map", tmp_path / "none.jsonl")
    assert "Say a file or a table" in command.fails("map")
    assert "Say a file or a table" in command.fails("map", path, "--check", "shop")


# ---------------------------------------------------------------------------------------- the parts


def test_doubts_are_told() -> None:
    records = [{"when": f"0{n}/0{n + 1}/2026 10:00", "user": "ann", "n": n} for n in range(1, 5)]
    found = propose(records, Place("shop"))
    assert found.mapping["time"]["formats"] == ["%d/%m/%Y %H:%M"]
    assert found.mapping["action"] == {"value": "shop"}
    doubts = " ".join(found.doubts)
    for text in ("cannot be told apart", "no offset", "what was done", "tells events apart"):
        assert text in doubts


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ([f"2026-11-0{n}T10:00:00+00:00" for n in range(1, 7)], "at"),
        ([f"179594{n}123456789"[:16] for n in range(1, 7)], {"column": "at", "unit": "us"}),
        (
            [f"1{n}/11/2026 10:00" for n in range(4, 10)],
            {"column": "at", "formats": ["%d/%m/%Y %H:%M"]},
        ),
    ],
)
def test_a_spoilt_time_says_nothing_of_the_others(times: list[str], expected: Any) -> None:
    records = [
        {"at": at, "user": "ann", "did": ("open", "save")[n % 2]}
        for n, at in enumerate([*times, "soon"])
    ]
    found = propose(records, Place("shop"))
    assert found.mapping["time"] == expected
    assert any("offset" in doubt for doubt in found.doubts) == ("formats" in expected)


def test_rules_about_robots_do_not_look_at_names_for_people() -> None:
    records = [
        {"at": f"2026-11-01T10:00:0{n}Z", "id": who, "name": name, "did": "open"}
        for n, (who, name) in enumerate([("u1", "Ann"), ("u2", "svc-backup"), ("svc-sync", "Sync")])
    ]
    mapping = {"time": "at", "actor": {"id": "id", "name": "name"}, "action": "did"}
    trial = try_mapping(mapping, Sample("shop", records), read_patterns(package_folder(REPOSITORY)))
    assert (set(trial.people), set(trial.not_people)) == ({"Ann", "svc-backup"}, {"Sync"})
    rows = seed_rows("shop", trial.robots)
    assert [row["pattern"] for row in rows] == ["u2"]


def test_a_day_and_a_clock_are_one_time() -> None:
    records = [
        {"date": f"2026-11-0{n}", "time": f"09:0{n}:00", "cs-username": "ann", "cs-method": "GET"}
        for n in range(1, 5)
    ]
    found = propose(records, Place("web"))
    assert found.mapping["time"] == {"template": "{date} {time}"}
    assert found.mapping["actor"] == "cs-username"


def test_keys_with_dots_and_hidden_keys_are_named_by_a_path() -> None:
    assert name_of(("labels", "k8s.io/name"), True) == {"column": "labels", "path": ["k8s.io/name"]}
    assert name_of(("user.name",), True) == {"column": "record", "path": ["user.name"]}
    assert name_of(("line_number",), True) == {"column": "record", "path": ["line_number"]}
    assert name_of(("line_number",), False) == "line_number"
    assert name_of(("a", 0, "b", ("name", "x y"), "value"), True) == "a.0.b[name=x y].value"
    assert steps_of("a.0.b[name=x y].value") == ("a", 0, "b", ("name", "x y"), "value")
    assert words_of(("userIdentity", "ARN")) == ("user", "identity", "arn")


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-11-20T09:00:00Z", 9),
        ("2026-11-20 09:00:00.123456789+01:00", 8),
        ("Fri, 20 Nov 2026 09:00:00 GMT", 9),
        ("20/Nov/2026:09:00:00 +0200", 7),
        ("2026-11-20 09:00:00 +0000 UTC", 9),
        ("Fri Nov 20 09:00:00 2026", 9),
        ("20261120T090000Z", 9),
    ],
)
def test_times_are_read_as_the_models_read_them(text: str, hour: int) -> None:
    found = read_text(text)
    assert found
    assert found.value.replace(microsecond=0) == datetime(2026, 11, 20, hour)


def test_numbers_and_formats_of_times() -> None:
    units = [unit_of(text) for text in ("1795939200", "1795939200000.5", "1795939200000000", "42")]
    assert units == ["s", "ms", "us", None]
    assert format_of(["20.11.2026 09:05", "01.02.2026 10:00"]) == ("%d.%m.%Y %H:%M", False)
    assert format_of(["11/20/2026, 9:05:01 PM"]) == ("%m/%d/%Y, %I:%M:%S %p", False)
    assert format_of(["11/20/2026", "text"]) is None
    found = read_format("11/20/2026, 9:05:01 PM", "%m/%d/%Y, %I:%M:%S %p")
    assert found
    assert found.value == datetime(2026, 11, 20, 21, 5, 1)
    local = read_text("2026-07-01 10:00:00")
    assert local
    assert local.in_utc("Europe/Zurich") == datetime(2026, 7, 1, 8)


def test_robots_by_name_pace_and_agent() -> None:
    patterns = Patterns((("%[bot]", "Bot"),), ("unknown",))
    steady = [datetime(2026, 1, 1 + n // 24, n % 24) for n in range(30)]
    assert is_steady(steady)
    assert not is_steady(steady[:10])
    users = ["ann", "x[bot]", "etl_2", "tick", "tool", "unknown"]
    agents = {"tool": {"curl/8.0"}, "ann": {"Mozilla/5.0", "curl/8.0"}}
    names: dict[str, tuple[str, ...]] = {user: (user,) for user in users}
    names |= {"svc-night": ("u7",), "svc Sync": ("u8", "y[bot]")}
    found = find_robots(names, {"tick": steady}, agents, patterns)
    assert [(each.user, each.is_known) for each in found] == [
        *(("etl_2", False), ("svc Sync", True), ("svc-night", False), ("tick", False)),
        *(("tool", False), ("x[bot]", True)),
    ]
    rows = seed_rows("shop", found)
    assert [row["pattern"] for row in rows] == ["etl[_]2", "u7", "tick", "tool"]
    assert {(row["system"], row["user_kind"]) for row in rows} == {("shop", "non_person")}
