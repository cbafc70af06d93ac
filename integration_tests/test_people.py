"""Who is who over four systems: what makes two users one person, and what keeps them apart.

Two systems log e-mails, two are custom sources that log logins. The directory is without a history
of its own. A second plain build, after the identity map and the directory changed, re-keys what was
done before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from integration_tests.company import (
    at,
    fill_seeds,
    load_employees,
    pseudonym,
)
from integration_tests.company_users import (
    ANN,
    BARBARA,
    BOB,
    BOT,
    CARL,
    CHANGED,
    CHANGED_MAP,
    DIRECTORY,
    DORA,
    EVE,
    FRED,
    GUEST,
    IDENTITIES,
    IDENTITY_MAP,
    LATE,
    LATE_JOINER,
    NED,
    NON_PERSONS,
    VARS,
    Who,
    fill,
)
from integration_tests.conftest import ENGINES, OnEngines
from integration_tests.depth import DEEP
from integration_tests.harness import Warehouse
from integration_tests.project_copies import copy_project
from integration_tests.tables import Row, Table, assert_same_rows, assert_same_tables, snapshot


@dataclass(frozen=True)
class Company:
    """The marts, and what only administrators see, of a first build and of one after changes."""

    marts: dict[str, Table]
    audit: dict[str, Table]
    later_marts: dict[str, Table]
    later_audit: dict[str, Table]


@pytest.fixture(scope="module")
def companies(on_engines: OnEngines) -> Callable[[str], Company]:
    def job(warehouse: Warehouse) -> Company:
        fill(warehouse)
        project = copy_project(warehouse.folder / "project", with_tests=DEEP)
        fill_seeds(project, {"identity_map": IDENTITY_MAP, "non_person_users": NON_PERSONS})
        warehouse.dbt("build", vars=VARS, project=project)
        first = snapshot(warehouse), snapshot(warehouse, "audit")
        fill_seeds(project, {"identity_map": CHANGED_MAP})
        load_employees(warehouse, [*DIRECTORY, LATE_JOINER])
        warehouse.dbt("build", vars=VARS | {"user_labels": "name"}, project=project)
        return Company(*first, snapshot(warehouse), snapshot(warehouse, "audit"))

    return on_engines(job)


@pytest.fixture(scope="module", params=ENGINES)
def company(request: pytest.FixtureRequest, companies: Callable[[str], Company]) -> Company:
    return companies(str(request.param))


def identity(system: str, user: str, who: Who) -> str:
    """Whose user_key it is: the e-mail's, else that of the user within the system."""
    return who[0] or f"{system}:{user.strip(' ').lower()}"


def keys(identities: dict[tuple[str, str], Who]) -> dict[tuple[str, str], str]:
    return {
        (system, user): pseudonym(identity(system, user, who))
        for (system, user), who in identities.items()
    }


def expected_identities(identities: dict[tuple[str, str], Who]) -> list[Row]:
    return [
        (
            *(pseudonym(identity(system, user, who)), system, user),
            *(who[0], who[1], who[2], who[3] is not None, who[3]),
        )
        for (system, user), who in identities.items()
    ]


IDENTITY_COLUMNS = (
    *("user_key", "system", "native_user"),
    *("email", "matched_by", "is_person", "is_ambiguous", "candidate_emails"),
)


def test_users_are_who_they_are(company: Company) -> None:
    found = company.audit["user_identities"].select(*IDENTITY_COLUMNS)
    assert_same_rows(found, expected_identities(IDENTITIES), IDENTITY_COLUMNS, "user_identities")


def test_changed_map_and_directory_change_who_they_are(company: Company) -> None:
    found = company.later_audit["user_identities"].select(*IDENTITY_COLUMNS)
    expected = expected_identities(IDENTITIES | CHANGED)
    assert_same_rows(found, expected, IDENTITY_COLUMNS, "user_identities after the change")


def test_full_names_are_the_directorys(company: Company) -> None:
    names = set(company.audit["user_identities"].select("email", "full_name"))
    known = {ANN: "Ann Lee", BOB: "Bob Lee", BARBARA: "Barbara Lee", FRED: "Fred O'Hara"}
    assert names == {*known.items(), *((who, None) for who in (CARL, DORA, EVE, GUEST, BOT, None))}


def test_activities_carry_the_key_of_who_did_them(company: Company) -> None:
    assert _doers(company.marts) == _expected_doers(IDENTITIES)


def test_plain_build_rekeys_what_was_done_before(company: Company) -> None:
    assert _doers(company.later_marts) == _expected_doers(IDENTITIES | CHANGED)
    unmoved = ("activity_id", "occurred_at", "action", "is_engagement")
    before, after = company.marts["fct_activities"], company.later_marts["fct_activities"]
    assert before.select(*unmoved) == after.select(*unmoved)


def _doers(marts: dict[str, Table]) -> list[Row]:
    return sorted(marts["fct_activities"].select("system", "activity_date", "user_key"))


def _expected_doers(identities: dict[tuple[str, str], Who]) -> list[Row]:
    """One activity a user and day, but for Amundsen, where Ann alone did two."""
    rows: list[Row] = []
    of = keys(identities)
    for system in ("clutch", "tickets", "wiki"):
        mine = [key for (name, _), key in of.items() if name == system]
        rows += [(system, at(day).date(), key) for day, key in enumerate(mine, start=1)]
    rows += [("amundsen", at(1).date(), pseudonym(ANN))] * 2
    return sorted(rows)


def test_users_who_were_looked_at_are_pseudonyms(company: Company) -> None:
    objects = company.marts["dim_objects"]
    looked = objects.select("system", "object_id", "object_name", "activities", object_type="user")
    of_system = {system: [s for s, _ in IDENTITIES].count(system) for system in ("tickets", "wiki")}
    assert sorted(looked) == sorted(
        [
            ("amundsen", pseudonym(ANN), None, 1),
            ("amundsen", pseudonym(BOB), None, 1),
            *((system, pseudonym(ANN), None, count) for system, count in of_system.items()),
        ]
    )


def test_users_who_may_be_several_people_are_listed(company: Company) -> None:
    listed = [(user, who) for user, who in IDENTITIES.items() if who[3] is not None]
    assert len(listed) == 4
    tickets = [user for system, user in IDENTITIES if system == "tickets"]
    found = company.marts["ambiguous_users"].select(
        *("system", "user_key", "matched_by", "candidates", "activities", "last_active_date")
    )
    assert sorted(found) == sorted(
        (system, keys(IDENTITIES)[system, user], who[1], 2, 1, at(tickets.index(user) + 1).date())
        for (system, user), who in listed
    )


def test_one_person_is_one_row_over_all_systems(company: Company) -> None:
    users = company.marts["dim_users"]
    assert users.select("systems", "is_person", "user_label", user_key=pseudonym(ANN)) == [
        ("amundsen, clutch, tickets, wiki", True, f"user-{pseudonym(ANN)[:6]}")
    ]
    assert users.select("systems", "is_person", user_key=pseudonym(FRED)) == [
        ("clutch, wiki", True)
    ]
    assert users.select("systems", "is_person", user_key=pseudonym(BOT)) == [
        ("clutch, wiki", False)
    ]
    done = {
        user: who for user, who in IDENTITIES.items() if user != ("amundsen", "Bob.Lee@corp.com")
    }
    assert len(users.rows) == len(set(keys(done).values()))


@pytest.mark.parametrize(
    ("whose", "employment", "department", "role"),
    [
        (ANN, "employee", "Research", "Lead"),
        (CARL, "employee", None, None),
        (GUEST, "external", None, None),
        (DORA, "external", None, None),
        (BOT, "unknown", None, None),
        ("tickets:nobody", "unknown", None, None),
        ("tickets:j.kim", "unknown", None, None),
        ("tickets:svc-etl", "unknown", None, None),
    ],
)
def test_employment_is_the_directorys(
    company: Company, whose: str, employment: str, department: str | None, role: str | None
) -> None:
    found = company.marts["dim_users"].select(
        "employment", "department", "role", user_key=pseudonym(whose)
    )
    assert found == [(employment, department, role)]


def test_labels_may_be_names(company: Company) -> None:
    users = company.later_marts["dim_users"].select("user_key", "user_label")
    wanted = {ANN: "Ann Lee", LATE: "Late Joiner", BARBARA: "Barbara Lee", CARL: CARL, NED: NED}
    wanted |= {GUEST: GUEST, "tickets:svc-etl": "tickets:svc-etl"}
    assert set(users) >= {(pseudonym(whose), label) for whose, label in wanted.items()}


def test_marts_agree(companies: Callable[[str], Company]) -> None:
    duckdb, postgres = companies("duckdb"), companies("postgres")
    assert_same_tables(duckdb.later_marts, postgres.later_marts, "duckdb against postgres")
