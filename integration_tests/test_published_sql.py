"""The SQL that the systems' own makers publish, run on the raw tables, equals the marts.

Clutch: the queries described in "Engagement tracking through audit logs". Amundsen: the metrics
of "How to track Amundsen user metric". Both count every user and every call: scope ``all``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from integration_tests.amundsen_log import BuiltLog
from integration_tests.conftest import WarehouseFactory
from integration_tests.engagement_reading import keyer
from integration_tests.harness import SALT, Warehouse
from integration_tests.tables import Table, snapshot

# Its trailing 90 days are January, February and March: then months are whole in both counts.
AS_OF = dt.date(2026, 3, 31)
VARS = {"as_of_date": AS_OF.isoformat(), "activity_scope": "all"}

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Company:
    """A PostgreSQL warehouse with raw tables, and its marts."""

    warehouse: Warehouse
    marts: dict[str, Table]

    def published(self, sql: str) -> Rows:
        """The rows of a published query, sorted."""
        return sorted(self.warehouse.query(sql))


@pytest.fixture(scope="module")
def company(new_warehouse: WarehouseFactory) -> Company:
    warehouse = new_warehouse("postgres")
    warehouse.set_salt()
    size = ("--end-date", AS_OF.isoformat(), "--days", "120", "--users", "40")
    warehouse.footfall("simulate", *size, "--systems", "clutch,amundsen")
    warehouse.build(VARS)
    return Company(warehouse, snapshot(warehouse))


@pytest.fixture(scope="module", params=["real log", "simulated log"])
def amundsen(request: pytest.FixtureRequest, amundsen_log_on: Callable[[str], BuiltLog]) -> Company:
    if request.param == "simulated log":
        simulated: Company = request.getfixturevalue("company")
        return simulated
    log = amundsen_log_on("postgres")
    return Company(log.warehouse, log.marts["all"])


# -- Clutch ------------------------------------------------------------------------------------

# The makers count system:anonymous as a user. Here it is nobody, and in no KPI.
CALLS = """(
    select * from clutch.audit_events where details ->> 'user_name' <> 'system:anonymous'
) as calls"""
LAST_90_DAYS = f"occurred_at >= date '{AS_OF}' + 1 - interval '90 days'"


def test_users_and_the_methods_that_they_called(company: Company) -> None:
    published = company.published(
        f"""
        select details ->> 'user_name', details ->> 'service_name', details ->> 'method_name',
               count(*)
        from {CALLS}
        where {LAST_90_DAYS}
        group by 1, 2, 3
        """
    )
    key = keyer(SALT)
    expected = {
        (key(user.lower()), f"{service}/{method}"): calls
        for user, service, method, calls in published
        if "@" in user
    }
    first = AS_OF - dt.timedelta(days=89)
    counted: dict[tuple[str, str], int] = {}
    mails = {user_key for user_key, _ in expected}
    facts = company.marts["fct_activities"]
    for date, user_key, action in facts.select(
        "activity_date", "user_key", "action", system="clutch"
    ):
        if user_key in mails and date >= first:
            counted[user_key, action] = counted.get((user_key, action), 0) + 1
    assert len(expected) > 100
    assert counted == expected


def test_calls_and_users_of_each_method_in_90_days(company: Company) -> None:
    published = company.published(
        f"""
        select (details ->> 'service_name') || '/' || (details ->> 'method_name'),
               count(*), count(distinct details ->> 'user_name')
        from {CALLS}
        where {LAST_90_DAYS}
        group by 1
        """
    )
    usage = company.marts["workflow_usage"]
    rows = usage.select("action", "activities", "users", window_days=90, system="clutch")
    assert len(published) > 20
    assert sorted(rows) == published


def test_unique_users_per_month(company: Company) -> None:
    published = company.published(
        f"""
        select date_trunc('month', occurred_at at time zone 'UTC')::date,
               count(distinct details ->> 'user_name')
        from {CALLS}
        where {LAST_90_DAYS}
        group by 1
        """
    )
    months = company.marts["active_users_monthly"].select(
        "month_start_date", "active_users", system="clutch"
    )
    assert [month for month, _ in published] == [dt.date(2026, n, 1) for n in (1, 2, 3)]
    assert sorted(months)[-3:] == published


def test_unique_users_per_week(company: Company) -> None:
    published = company.published(
        f"""
        select date_trunc('week', occurred_at at time zone 'UTC')::date,
               count(distinct details ->> 'user_name')
        from {CALLS}
        group by 1
        """
    )
    weeks = company.marts["active_users_weekly"].select(
        "week_start_date", "active_users", system="clutch"
    )
    assert len(published) > 15
    assert sorted(weeks) == published


def test_calls_of_each_method_in_14_days(company: Company) -> None:
    published = company.published(
        f"""
        select details ->> 'method_name', count(*)
        from {CALLS}
        where occurred_at >= date '{AS_OF}' + 1 - interval '14 days'
        group by 1
        """
    )
    usage = company.marts["workflow_usage"]
    calls: dict[str, int] = {}
    for action, activities in usage.select("action", "activities", window_days=14, system="clutch"):
        method = action.split("/")[1]
        calls[method] = calls.get(method, 0) + activities
    assert len(published) > 15
    assert sorted(calls.items()) == published


# -- Amundsen ----------------------------------------------------------------------------------

# What every pipeline does before the published SQL: times, one spelling of a user, no broken rows.
ACTIONS = """
    select lower(trim("user")) as user_value, command, keyword_args_json::jsonb as arguments,
           timestamp '1970-01-01' + start_epoch_ms * interval '1 millisecond' as occurred_at
    from (
        -- A call that is logged before and after, or twice, is one call.
        select distinct host_name, "user", command, start_epoch_ms, keyword_args_json
        from amundsen.user_actions
        where command <> '' and start_epoch_ms > 946684800000 and trim("user") <> ''
          and lower(trim("user")) <> 'unknown'
          and pg_input_is_valid(keyword_args_json, 'jsonb')
          and keyword_args_json like '{%'
    ) as calls
"""


def test_daily_active_users(amundsen: Company) -> None:
    published = amundsen.published(
        f"select occurred_at::date, count(distinct user_value) from ({ACTIONS}) as a group by 1"
    )
    daily = amundsen.marts["active_users_daily"].select("activity_date", "dau", system="amundsen")
    assert len(published) > 30
    assert sorted(row for row in daily if row[1]) == published


def test_weekly_active_users(amundsen: Company) -> None:
    published = amundsen.published(
        f"""
        select date_trunc('week', occurred_at)::date, count(distinct user_value)
        from ({ACTIONS}) as a group by 1
        """
    )
    weeks = amundsen.marts["active_users_weekly"].select(
        "week_start_date", "active_users", system="amundsen"
    )
    assert len(published) > 5
    assert sorted(row for row in weeks if row[1]) == published


def test_search_click_through_rate(amundsen: Company) -> None:
    """The published share of clicks on the first four places; an unreadable place is a miss."""
    published = amundsen.published(
        f"""
        select occurred_at::date, count(*),
               count(*) filter (
                   where case when arguments ->> 'index' ~ '^[0-9]{{1,9}}$'
                       then cast(arguments ->> 'index' as bigint) <= 3 end
               )
        from ({ACTIONS}) as a
        where command in ('_get_table_metadata', '_get_dashboard_metadata', '_log_get_user')
          and arguments ->> 'source' in ('search_results', 'inline_search')
          and not arguments ? 'command'
        group by 1
        """
    )
    counted: dict[dt.date, tuple[int, int]] = {}
    for date, resource, clicks, unparsed, top4 in amundsen.marts["search_click_index_daily"].select(
        "activity_date", "resource_type", "clicks", "unparsed_clicks", "top4_clicks"
    ):
        if resource != "feature":
            before = counted.get(date, (0, 0))
            counted[date] = (before[0] + clicks + unparsed, before[1] + top4)
    assert len(published) > 10
    assert sorted((date, *counts) for date, counts in counted.items()) == published


# -- Both together -----------------------------------------------------------------------------


def test_a_person_counts_once_over_all_systems(company: Company) -> None:
    """Trailing distinct counts by brute force over the raw rows of both systems."""
    counted = company.published(
        f"""
        with calls as (
            select 'amundsen' as system, user_value, occurred_at::date as day from ({ACTIONS}) as a
            union
            select 'clutch', lower(trim(details ->> 'user_name')),
                   (occurred_at at time zone 'UTC')::date
            from {CALLS}
            where trim(details ->> 'user_name') <> ''
        ),
        people as (
            -- Names that are no e-mail addresses are somebody else in every system.
            select day, case when user_value like '%@%' then user_value
                        else system || ':' || user_value end as person
            from calls
        )
        select dates.day::date,
               count(distinct person) filter (where people.day = dates.day),
               count(distinct person) filter (where people.day > dates.day - interval '7 days'),
               count(distinct person)
        from generate_series(
            (select min(day) from people), date '{AS_OF}', interval '1 day'
        ) as dates (day)
        left join people
            on people.day between dates.day - interval '27 days' and dates.day
        group by 1
        """
    )
    daily = company.marts["active_users_daily"]
    rows = daily.select("activity_date", "dau", "wau", "mau", system="all")
    assert len(counted) > 100
    assert sorted(rows) == counted
    both = [len(daily.select("system", activity_date=AS_OF, system=s)) for s in ("clutch", "all")]
    assert both == [1, 1]
