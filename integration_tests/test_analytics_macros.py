"""The macros funnel, flows and retention, as an analyst calls them in models of a project.

On one event stream they are held against the SQL that dbt_product_analytics publishes, written
here in its meaning. Where the two differ by definition, the test says how.
"""

from __future__ import annotations

import datetime as dt
import functools
import random
from collections.abc import Callable
from typing import Any

import pytest

from integration_tests.command_line import CommandLine
from integration_tests.conftest import ENGINES, OnEngines
from integration_tests.harness import Kind, Warehouse
from integration_tests.project_copies import copy_project

EVENTS = 100_000
FIRST_DAY = dt.datetime(2026, 1, 1)
LAST_DAY = "2026-04-30"
ACTIONS = ("visit", "search", "open", "edit", "share")
COLUMNS: dict[str, Kind] = {
    "activity_id": "text",
    "user_key": "text",
    "occurred_at": "text",
    "activity_date": "text",
    "action": "text",
    "object_type": "text",
    "object_id": "text",
    "plan": "text",
}
# As models of the project; the stream is a table that it does not know.
MODELS = {
    "funnel_plain": "footfall.funnel(['search', 'open', 'edit'], relation='stream.typed')",
    "funnel_by_plan": "footfall.funnel(['search', 'open'], by='plan', relation='stream.typed')",
    "funnel_in_an_hour": (
        "footfall.funnel(['search', 'open', 'edit'], within='1 hour', relation='stream.typed')"
    ),
    "funnel_hour_by_hour": (
        "footfall.funnel(['search', 'open', 'edit'], within_previous='1 hour',"
        " relation='stream.typed')"
    ),
    "funnel_strict": (
        "footfall.funnel(['search', 'open', 'edit'], is_strict=true, relation='stream.typed')"
    ),
    "funnel_of_an_object": (
        "footfall.funnel(['open', 'edit'], same_object=true, relation='stream.typed')"
    ),
    "funnel_at_once": (
        "footfall.funnel(['search', 'open', 'edit'], within='0 minutes', relation='stream.typed')"
    ),
    "funnel_of_no_object": "footfall.funnel([{'object_type': none}], relation='stream.typed')",
    "flows_of_an_object": (
        "footfall.flows({'object_id': 'page 1'}, length=1, same_session=false, limit=1000,"
        " relation='stream.typed')"
    ),
    "retention_by_nothing": (
        "footfall.retention(by='nothing', periods=1, relation='stream.typed')"
    ),
    "funnel_without_share": (
        "footfall.funnel(['search', 'open', 'edit'], without='share', relation='stream.typed')"
    ),
    "flows_after": (
        "footfall.flows('search', length=3, same_session=false, keep_repeats=true, limit=1000,"
        " relation='stream.typed')"
    ),
    "flows_before": (
        "footfall.flows('edit', length=2, direction='before', same_session=false,"
        " keep_repeats=true, limit=1000, relation='stream.typed')"
    ),
    "retention_on_or_after": (
        "footfall.retention(then='edit', periods=[0, 1, 7, 14, 30], period='day',"
        " is_bounded=false, relation='stream.typed')"
    ),
    "retention_in_the_week": (
        "footfall.retention(first='search', then={'action': ['edit', 'share']}, periods=4,"
        " relation='stream.typed')"
    ),
    # Of the project's own facts, which are empty here: that they compile and run.
    "funnel_by_department": (
        "footfall.funnel([{'activity_type': 'search'}, {'type': 'view', 'within': '30 minutes'}],"
        " by='department', same_session=true)"
    ),
    "flows_by_segment": "footfall.flows({'workflow': 'Search'}, by='segment')",
    "retention_by_role": "footfall.retention(by='role')",
    "retention_by_cohort": "footfall.retention(by='cohort_week', period='month')",
}


@functools.cache
def stream() -> list[tuple[str, ...]]:
    """Events at different times, some of them of people who have just come."""
    chance = random.Random(25)
    users = [f"user {number}" for number in range(20_000)]
    # Everybody comes on one of the first days, so that every cohort is full by the last.
    firsts = {user: chance.randrange(20 * 86_400) for user in users}
    seconds = set(firsts.items())
    while len(seconds) < EVENTS:
        user = chance.choice(users)
        seconds.add((user, firsts[user] + int(chance.paretovariate(0.35)) % (95 * 86_400)))
    rows: list[tuple[str, ...]] = []
    for number, (user, second) in enumerate(sorted(seconds)):
        at = FIRST_DAY + dt.timedelta(seconds=second)
        action = chance.choices(ACTIONS, (5, 4, 3, 2, 1))[0]
        rows.append(
            (
                *(f"{number:020x}", user, at.isoformat(sep=" "), at.date().isoformat(), action),
                *("page", f"page {chance.randrange(5)}", f"plan {len(user) % 2}"),
            )
        )
    return rows


@pytest.fixture(scope="module")
def built_on(on_engines: OnEngines, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A warehouse of each engine with the stream and the models."""

    def job(warehouse: Warehouse) -> Warehouse:
        warehouse.load_rows("stream", "events", COLUMNS, stream())
        warehouse.execute(
            "create view stream.typed as select activity_id, user_key,"
            " cast(occurred_at as timestamp) as occurred_at,"
            " cast(activity_date as date) as activity_date, action, object_type, object_id, plan,"
            " cast(null as varchar) as nothing"
            " from stream.events"
        )
        project = copy_project(tmp_path_factory.mktemp("project"), with_tests=False)
        folder = project / "models" / "questions"
        folder.mkdir()
        for name, call in MODELS.items():
            (folder / f"{name}.sql").write_text(
                "{{ config(materialized='table', schema='questions') }}\n{{ " + call + " }}\n"
            )
        simulated = ("--end-date", LAST_DAY, "--days", "30", "--users", "6", "--systems", "liblab")
        CommandLine(warehouse)("simulate", *simulated)
        given = {"enabled_systems": ["liblab"], "as_of_date": LAST_DAY}
        warehouse.dbt("build", "--select", "+path:models/questions", vars=given, project=project)
        return warehouse

    return on_engines(job)


Built = Callable[[str], Warehouse]


def rows_of(warehouse: Warehouse, model: str, columns: str) -> list[tuple[Any, ...]]:
    return warehouse.query(f"select {columns} from questions.{model} order by {columns}")


@pytest.mark.parametrize("engine", ENGINES)
def test_funnel_is_that_of_dbt_product_analytics(built_on: Built, engine: str) -> None:
    """Times are unique here: at equal ones its steps may be one event, ours are in order of ids."""
    warehouse = built_on(engine)
    expected = warehouse.query(
        """
        with step_1 as (
            select user_key, occurred_at from stream.typed where action = 'search'
        ), step_2 as (
            select distinct events.user_key, events.occurred_at
            from stream.typed as events
            inner join step_1 on events.user_key = step_1.user_key
                and step_1.occurred_at <= events.occurred_at
            where events.action = 'open'
        ), step_3 as (
            select distinct events.user_key
            from stream.typed as events
            inner join step_2 on events.user_key = step_2.user_key
                and step_2.occurred_at <= events.occurred_at
            where events.action = 'edit'
        )
        select 1, 'search', count(distinct user_key) from step_1
        union all select 2, 'open', count(distinct user_key) from step_2
        union all select 3, 'edit', count(*) from step_3
        order by 1
        """
    )
    assert expected[0][2] > expected[1][2] > expected[2][2] > 100
    assert rows_of(warehouse, "funnel_plain", "step_number, step, users") == expected
    rates = rows_of(warehouse, "funnel_plain", "step_number, rate_of_first, rate_of_previous")
    first, second, third = (users for _, _, users in expected)
    assert rates == [
        (1, 1.0, None),
        (2, second / first, second / first),
        (3, third / first, third / second),
    ]
    by_plan = rows_of(warehouse, "funnel_by_plan", "step_number, plan, users")
    assert sum(users for number, _, users in by_plan if number == 2) == second
    assert len(by_plan) == 4


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "model",
    [
        *("funnel_in_an_hour", "funnel_hour_by_hour", "funnel_strict", "funnel_of_an_object"),
        "funnel_without_share",
    ],
)
def test_options_of_a_funnel(built_on: Built, engine: str, model: str) -> None:
    warehouse = built_on(engine)
    found = rows_of(warehouse, model, "step_number, users, median_seconds_from_previous")
    assert [(number, users) for number, users, _ in found] == expected_users()[model]
    assert [seconds is not None for _, _, seconds in found] == [False, True, True][: len(found)]


@functools.cache
def expected_users() -> dict[str, list[tuple[int, int]]]:
    """What plain Python finds, entry by entry."""
    by_user: dict[str, list[tuple[str, ...]]] = {}
    for row in stream():
        by_user.setdefault(row[1], []).append(row)
    three = ("search", "open", "edit")
    hour = 3600
    return {
        "funnel_in_an_hour": _count(by_user, three, within=hour),
        "funnel_hour_by_hour": _count(by_user, three, within_previous=hour),
        "funnel_strict": _count(by_user, three, is_strict=True),
        "funnel_of_an_object": _count(by_user, ("open", "edit"), same_object=True),
        "funnel_without_share": _count(by_user, three, without="share"),
    }


def _count(
    by_user: dict[str, list[tuple[str, ...]]],
    steps: tuple[str, ...],
    within: int | None = None,
    within_previous: int | None = None,
    is_strict: bool = False,
    same_object: bool = False,
    without: str = "",
) -> list[tuple[int, int]]:
    users = [0] * len(steps)
    for rows in by_user.values():
        events = [(dt.datetime.fromisoformat(row[2]), row[4], row[6]) for row in rows]
        furthest = 0
        for start, (begun, action, thing) in enumerate(events):
            if action != steps[0]:
                continue
            # The places at which each step can be.
            places = {start}
            reached = 1
            for step in steps[1:]:
                following = set()
                for place in places:
                    last = place + 2 if is_strict else len(events)
                    for next_place in range(place + 1, min(last, len(events))):
                        at, next_action, next_thing = events[next_place]
                        if next_action == without:
                            break
                        if within and (at - begun).total_seconds() > within:
                            break
                        gap = (at - events[place][0]).total_seconds()
                        if within_previous and gap > within_previous:
                            break
                        if next_action == step and (not same_object or next_thing == thing):
                            following.add(next_place)
                places = following
                if not places:
                    break
                reached += 1
            furthest = max(furthest, reached)
        for number in range(furthest):
            users[number] += 1
    return [(number + 1, found) for number, found in enumerate(users)]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("model", "window", "action", "length"),
    [("flows_after", "lead", "search", 3), ("flows_before", "lag", "edit", 2)],
)
def test_flows_are_those_of_dbt_product_analytics(
    built_on: Built, engine: str, model: str, window: str, action: str, length: int
) -> None:
    """It has null where nothing follows; we say (end) or (start) once, then null."""
    warehouse = built_on(engine)
    steps = ", ".join(f"step_{number}" for number in range(length + 1))
    neighbours = ", ".join(
        f"{window}(action, {number}) over (partition by user_key order by occurred_at)"
        f" as step_{number}"
        for number in range(1, length + 1)
    )
    expected = warehouse.query(
        f"select {steps}, count(*) from (select action as step_0, {neighbours} from stream.typed)"
        f" as followed where step_0 = '{action}' group by {steps}"
    )
    found = warehouse.query(f"select {steps}, flows from questions.{model}")
    assert len(found) > 30
    ends = ("(end)", "(start)")
    unmarked = [tuple(None if value in ends else value for value in row) for row in found]
    assert sorted(unmarked, key=str) == sorted(expected, key=str)


@pytest.mark.parametrize("engine", ENGINES)
def test_retention_is_that_of_dbt_product_analytics(built_on: Built, engine: str) -> None:
    """It takes any first event, counts on or after the period, and all users as the whole.

    We leave out users of whom the period is not over: here it is for all.
    """
    warehouse = built_on(engine)
    day = "cast(activity_date - first_date as integer)"
    expected = [
        warehouse.query(
            "with firsts as (select user_key, min(activity_date) as first_date from stream.typed"
            f" group by user_key) select {period}, (select count(*) from firsts),"
            " count(distinct user_key) from stream.typed inner join firsts using (user_key)"
            f" where action = 'edit' and {day} >= {period}"
        )[0]
        for period in (0, 1, 7, 14, 30)
    ]
    columns = "period_number, cohort_users, active_users"
    assert rows_of(warehouse, "retention_on_or_after", columns) == expected
    assert expected[0][2] > expected[4][2] > 0


@pytest.mark.parametrize("engine", ENGINES)
def test_retention_within_the_week(built_on: Built, engine: str) -> None:
    firsts: dict[str, dt.date] = {}
    for row in stream():
        if row[4] == "search":
            date = dt.date.fromisoformat(row[3])
            firsts[row[1]] = min(firsts.get(row[1], date), date)
    came = {
        (row[1], (dt.date.fromisoformat(row[3]) - firsts[row[1]]).days // 7)
        for row in stream()
        if row[4] in ("edit", "share") and row[1] in firsts and row[3] >= firsts[row[1]].isoformat()
    }
    last = dt.date.fromisoformat(LAST_DAY)
    expected = []
    for week in range(5):
        over = {user for user, day in firsts.items() if day + dt.timedelta(7 * week + 6) <= last}
        expected.append((week, len(over), sum((user, week) in came for user in over)))
    columns = "period_number, cohort_users, active_users"
    assert rows_of(built_on(engine), "retention_in_the_week", columns) == expected


@pytest.mark.parametrize("engine", ENGINES)
def test_edges(built_on: Built, engine: str) -> None:
    warehouse = built_on(engine)
    at_once = rows_of(warehouse, "funnel_at_once", "step_number, users")
    assert [users for _, users in at_once][1:] == [0, 0]
    assert rows_of(warehouse, "funnel_of_no_object", "step_number, users") == [(1, 0)]
    # Whatever came before of the same action, all that the flow is about begins one.
    (flows,) = warehouse.query("select sum(flows) from questions.flows_of_an_object")
    runs = warehouse.query(
        "select count(*) from (select *, lag(action || object_id) over (partition by user_key"
        " order by occurred_at) as before from stream.typed) as stream where object_id = 'page 1'"
        " and (before is null or before <> action || object_id)"
    )
    assert flows == runs[0]
    by_nothing = rows_of(warehouse, "retention_by_nothing", "nothing, period_number, active_users")
    assert [row[:2] for row in by_nothing] == [("(none)", 0), ("(none)", 1)]
    assert by_nothing[0][2] == 20_000


@pytest.mark.parametrize("engine", ENGINES)
def test_the_projects_own_facts_are_counted(built_on: Built, engine: str) -> None:
    warehouse = built_on(engine)
    assert rows_of(warehouse, "funnel_by_department", "department, step_number") == []
    assert warehouse.query("select count(*) from questions.retention_by_role")[0][0] > 0


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        ("footfall.funnel([{'name': 'nothing'}])", "says nothing of its activities"),
        ("footfall.funnel([{'action': []}])", "has no value for action"),
        ("footfall.funnel(['a', 'b'], within='soon')", "'soon' is no length of time"),
        ("footfall.flows('a', direction='up')", "'after' or 'before', not 'up'"),
        ("footfall.retention(period='year')", "'day', 'week' or 'month', not 'year'"),
    ],
)
def test_a_wrong_argument_is_named(built_on: Built, call: str, sentence: str) -> None:
    warehouse = built_on("duckdb")
    given = {"enabled_systems": ["liblab"], "as_of_date": LAST_DAY}
    done = warehouse.dbt("compile", "--inline", "{{ " + call + " }}", vars=given, check=False)
    assert done.returncode != 0
    assert sentence in " ".join(done.output.split())
