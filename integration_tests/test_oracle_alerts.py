"""alert_events of generated logs equals the oracle's, row for row; and the oracle by hand."""

from __future__ import annotations

import datetime as dt
import functools
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from integration_tests.company import fill_seeds, load_table, pseudonym
from integration_tests.compiled_models import (
    CompiledModels,
    append_rows,
    compile_models,
    undone,
)
from integration_tests.conftest import WarehouseFactory
from integration_tests.depth import by_depth
from integration_tests.oracle_alerts import COLUMNS, Rule, alert_events
from integration_tests.oracle_cases import at, day, done, facts, on_engines
from integration_tests.oracle_frames import ONE_DAY, Settings
from integration_tests.oracle_logs import SETTINGS
from integration_tests.oracle_sources import (
    ACTIONS,
    ACTORS,
    COMPANY_VOCABULARY,
    RAW_COLUMNS,
    SOURCES,
    Event,
    SourceLog,
    variables,
)
from integration_tests.project_copies import copy_project
from integration_tests.tables import Row, assert_same_rows, normal

RULES = (
    Rule("deleted", "each", activity_type="delete", outcome="done", counts="person"),
    Rule("zapped_in_beta", "each", system="beta", action="zap", severity="high"),
    Rule("disks_after_midnight", "each", object_type="disk", from_hour=0, to_hour=2),
    Rule("busy", "count", threshold=2, window_minutes=10),
    Rule("busy_for_long", "count", threshold=3, window_minutes=1440, severity="medium"),
    Rule(
        "failing", "count", subject_type="system", outcome="not_done", threshold=2, window_minutes=9
    ),
    Rule(
        "at_night",
        "count",
        counts="engagement",
        from_hour=22,
        to_hour=6,
        threshold=2,
        window_minutes=30,
    ),
    Rule("volume_of_users", "volume", threshold=2, min_activities=3),
    Rule("volume_of_actions", "volume", subject_type="action", system="*", threshold=1),
    Rule("switched_off", "each", is_enabled=False),
)
TRIED = {"duckdb": SETTINGS[:3], "postgres": by_depth(SETTINGS[1:2], SETTINGS[:3])}
# Logs by engine, for each of the settings.
LOGS = {"duckdb": by_depth(12, 200), "postgres": by_depth(4, 60)}

_TICK = dt.timedelta(microseconds=1)
_MINUTE = dt.timedelta(minutes=1)
# Between the activities of a burst: also exactly as long as a rule's window, and next to it.
_GAPS = (
    *(dt.timedelta(0), _TICK, _MINUTE, 5 * _MINUTE),
    *(10 * _MINUTE - _TICK, 10 * _MINUTE, 10 * _MINUTE + _TICK, 30 * _MINUTE - _TICK, ONE_DAY),
)


def alert_log(settings: Settings, seed: int) -> SourceLog:
    """A log with bursts, many of them over midnight, and with the same weekdays of six weeks."""
    chance = random.Random(f"{settings.as_of} alerts {seed}")
    zone = ZoneInfo(settings.timezone)
    moments: list[dt.datetime] = []
    for _ in range(chance.choice((1, 4, 8))):
        midnight = dt.datetime.combine(
            settings.as_of - chance.choice((-1, 0, 1, 2, 7)) * ONE_DAY, dt.time(), tzinfo=zone
        )
        moment = midnight.astimezone(dt.timezone.utc).replace(tzinfo=None)
        moment += chance.choice(
            (-12 * _MINUTE, -_TICK, dt.timedelta(0), 90 * _MINUTE, 0.5 * ONE_DAY)
        )
        for _ in range(chance.randint(1, 6)):
            moments.append(moment)
            moment += chance.choice(_GAPS)
    sources = chance.sample(SOURCES, chance.choice((1, 2)))
    users = chance.sample(tuple(ACTORS), chance.choice((1, 2, 5)))
    things: tuple[tuple[str | None, str | None, str | None], ...] = (
        (None, None, None),
        ("disk", "1", "One"),
        ("tape", "1", None),
    )
    deeds = [(moment, chance.choice(users), chance.choice(ACTIONS[-5:])) for moment in moments]
    deeds += [(moment, "zoe", "zap") for moment in _weekly(settings, chance, seed % 3 == 0)]
    events = [
        Event(
            chance.choice(sources) if who != "zoe" else sources[0],
            # Ids that sort otherwise than they come.
            f"e{number * 37 % 1009}",
            moment,
            who,
            what,
            None,
            *chance.choice(things),
            chance.choice(("succeeded", "failed", "denied", "unknown")),
            None,
        )
        for number, (moment, who, what) in enumerate(deeds)
    ]
    repeated = tuple(chance.sample(events, min(2, len(events))))
    return SourceLog(settings, tuple(events), repeated, ())


def _weekly(settings: Settings, chance: random.Random, is_alert: bool) -> list[dt.datetime]:
    """What somebody does on a weekday, week after week: much the same, and sometimes far more."""
    usual = chance.randint(1, 4)
    weeks = 5 if is_alert else chance.randint(0, 6)
    moments = []
    for week in range(weeks):
        noon = dt.datetime.combine(settings.as_of - week * 7 * ONE_DAY, dt.time(12))
        times = chance.choice((0, usual, usual, usual + 1, 3 * usual + 5))
        if is_alert:
            times = 3 * usual + 9 if week == 0 else usual
        moments += [noon + number * 3 * _MINUTE for number in range(times)]
    return moments


def _ids_of(ids: Mapping[Row, str]) -> Callable[[str, str], str]:
    return lambda system, event: ids[system, event]


@dataclass(frozen=True)
class Alerts:
    """The models that lead to alert_events, compiled for some settings."""

    models: CompiledModels

    def of(self, rows: Mapping[str, Sequence[Row]]) -> tuple[list[Row], dict[Row, str]]:
        """alert_events of raw rows, and the id of each activity by system and event."""
        with undone(self.models.warehouse) as transaction:
            for relation, columns in RAW_COLUMNS.items():
                append_rows(transaction, relation, columns, rows[relation])
            self.models.build(transaction)
            found = transaction.run(f"select {', '.join(COLUMNS)} from audit.alert_events")
            ids = transaction.run(
                "select system, source_event_id, activity_id from marts.fct_activities"
            )
        alerts = [tuple(normal(value) for value in row) for row in found]
        return alerts, {(system, event): activity_id for system, event, activity_id in ids}


@pytest.fixture(scope="module")
def compiled(
    new_warehouse: WarehouseFactory, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, Settings], Alerts]:
    """The models on an engine, compiled for some settings; each pair once."""

    @functools.cache
    def compile_for(engine: str, settings: Settings) -> Alerts:
        project = copy_project(tmp_path_factory.mktemp("project"), with_tests=False)
        seeds: dict[str, list[list[Any]]] = {
            "company_activity_vocabulary": COMPANY_VOCABULARY,
            "alert_rules": [rule.seed_row() for rule in RULES],
        }
        fill_seeds(project, seeds)
        warehouse = new_warehouse(engine)
        warehouse.set_salt()
        for relation, columns in RAW_COLUMNS.items():
            load_table(warehouse, relation, columns)
        models = compile_models(
            warehouse,
            ("fct_activities", "alert_events"),
            variables(settings),
            project,
            has_own_history=True,
        )
        return Alerts(models)

    return compile_for


@on_engines(TRIED)
def test_alerts_equal_the_oracle(
    engine: str, settings: Settings, compiled: Callable[[str, Settings], Alerts]
) -> None:
    alerts = compiled(engine, settings)
    seen: set[str] = set()
    for seed in range(LOGS[engine]):
        log = alert_log(settings, seed)
        built, ids = alerts.of(log.raw_rows())
        expected = alert_events(log.facts(pseudonym, _ids_of(ids)), RULES, settings.timezone)
        about = f"{engine}, {settings.as_of}, log {seed}"
        assert_same_rows(built, expected, COLUMNS, about)
        seen |= {row[COLUMNS.index("kind")] for row in expected}
    # The logs are worth the while.
    assert seen == {"each", "count", "volume"}


def found(rule: Rule, *activities: dict[str, Any], timezone: str = "UTC") -> list[Row]:
    """Subject, date, first and last time and number of the alerts of activities."""
    wanted = ("subject", "activity_date", "started_at", "ended_at", "activities")
    places = [COLUMNS.index(name) for name in wanted]
    rows = alert_events(facts(*activities), [rule], timezone)
    return sorted(tuple(row[place] for place in places) for row in rows)


BUSY = Rule("busy", "count", threshold=2, window_minutes=10)


def test_a_burst_over_midnight_is_one_alert() -> None:
    times = ["2024-03-01 23:50", "2024-03-01 23:55", "2024-03-02 00:04"]
    assert found(BUSY, *map(done, times)) == [
        ("ann", day("2024-03-01"), at(times[0]), at(times[1]), 2)
    ]
    # From ten minutes after its last one before midnight it is another one.
    assert found(BUSY, *map(done, [*times, "2024-03-02 00:05"])) == [
        ("ann", day("2024-03-01"), at(times[0]), at(times[1]), 2),
        ("ann", day("2024-03-02"), at("2024-03-02 00:04"), at("2024-03-02 00:05"), 2),
    ]


def test_a_window_is_shorter_than_its_minutes() -> None:
    first = "2024-03-01 09:00"
    assert found(BUSY, done(first), done("2024-03-01 09:10")) == []
    almost = "2024-03-01 09:09:59.999999"
    assert found(BUSY, done(first), done(almost)) == [
        ("ann", day("2024-03-01"), at(first), at(almost), 2)
    ]


def test_a_late_row_makes_an_alert_greater_and_no_other() -> None:
    on_time = [done("2024-03-01 09:05"), done("2024-03-01 09:06")]
    late = [done("2024-03-01 09:00"), done("2024-03-01 17:00"), done("2024-03-01 17:01")]
    (alert,) = alert_events(facts(*on_time), [BUSY])
    (greater,) = alert_events(facts(*on_time, *late), [BUSY])
    assert alert[0] == greater[0]
    assert (alert[COLUMNS.index("activities")], greater[COLUMNS.index("activities")]) == (2, 5)


def test_nobody_is_no_user_but_is_of_the_system() -> None:
    nobody = [done("2024-03-01 09:00", None), done("2024-03-01 09:01", None)]
    assert found(BUSY, *nobody) == []
    of_system = Rule("busy", "count", subject_type="system", threshold=2, window_minutes=10)
    assert [row[0] for row in found(of_system, *nobody)] == ["x"]
    assert [row[0] for row in found(Rule("any", "each"), *nobody)] == [None, None]


def test_hours_pass_midnight_and_are_local() -> None:
    night = Rule("night", "each", from_hour=22, to_hour=6)
    times = ("20:59", "21:00", "04:59", "05:00")
    activities = [done(f"2024-01-10 {time}") for time in times]
    dates = [row[2] for row in found(night, *activities, timezone="Europe/Berlin")]
    assert dates == [at("2024-01-10 04:59"), at("2024-01-10 21:00")]


def test_a_baseline_is_of_four_weekdays() -> None:
    volume = Rule("volume", "volume", threshold=2)
    counts = {"2024-02-02": 8, "2024-02-09": 9, "2024-02-16": 11, "2024-02-23": 12}

    def logged(last: int) -> list[dict[str, Any]]:
        every = counts | {"2024-03-01": last}
        return [done(f"{date} 12:{n:02}") for date, times in every.items() for n in range(times)]

    # The median is 10 and the limit 10 + 2 x sqrt(10).
    assert found(volume, *logged(16)) == []
    assert [row[1] for row in found(volume, *logged(17))] == [day("2024-03-01")]
    # Of whom only two of the weekdays are known nothing is said.
    known = [each for each in logged(17) if each["occurred_at"] >= at("2024-02-16 00:00")]
    assert found(volume, *known) == []
