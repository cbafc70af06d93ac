"""The oracle's marts of Amundsen's catalogue, held against numbers counted by hand."""

from __future__ import annotations

from typing import Any

import pytest

from integration_tests.oracle import Oracle
from integration_tests.oracle_cases import Row, acts, at, day, facts, rows
from integration_tests.oracle_frames import Settings

D = "2024-03-31"
ORDERS, ITEMS = "hive://gold.shop/orders", "hive://gold.shop/items"


def act(kind: str, when: str, user: str | None = "ann", **others: Any) -> dict[str, Any]:
    """What a person did with a table, unless it is said otherwise."""
    usual = {
        "occurred_at": at(when),
        "user_key": user,
        "is_person": user is not None,
        "is_engagement": True,
        "is_scaffolding": False,
        "act": kind,
        "outcome": "succeeded",
        "resource_type": "table",
    }
    return usual | others


def counted(mart: str, *given: dict[str, Any], **settings: Any) -> list[Row]:
    """The rows of a mart, of a window of seven days to D."""
    oracle = Oracle(facts(), Settings(day(D), **({"windows": (7,)} | settings)), acts=acts(*given))
    return rows(oracle.mart(mart))


VIEWED = [
    act("view", "2024-03-25", "ann", object_key=ORDERS),
    act("view", D, "bob", object_key=ORDERS),
    act("view", D, "bob", object_key=ITEMS),
    act("view", D, "bob", object_key=ITEMS),
    act("view", D, "bob", object_key="odd"),
    # None of these is a view that counts.
    act("view", "2024-03-24", "ann", object_key=ITEMS),
    act("view", "2024-04-01", "ann", object_key=ITEMS),
    act("view", D, "ann", object_key=ITEMS, outcome="failed"),
    act("view", D, "ann", object_key=ITEMS, outcome="unknown"),
    act("view", D, "ann", object_key=ITEMS, is_scaffolding=True),
    act("view", D, "ann", object_key="page", resource_type="dashboard"),
    act("view", D, "bot", object_key=ITEMS, is_person=False),
    act("edit", D, "ann", object_key=ITEMS, edit_kind="tag_added"),
    act("edit", D, "ann", object_key="a://b.c.d/e.f", edit_kind="owner_added"),
    act("bookmark", D, "ann", object_key=ITEMS),
]


def test_tables_by_views_then_viewers_then_key() -> None:
    assert counted("top_tables", *VIEWED) == [
        (7, 1, ORDERS, "hive", "gold", "shop", "orders", 2, 2, 0, 0),
        (7, 2, ITEMS, "hive", "gold", "shop", "items", 2, 1, 1, 1),
        (7, 3, "odd", None, None, None, None, 1, 1, 0, 0),
        (7, 4, "a://b.c.d/e.f", "a", "b.c", "d", "e.f", 0, 0, 1, 0),
    ]


def test_refetches_are_no_views_in_any_scope() -> None:
    tables = counted("top_tables", *VIEWED, scope="all", top_n=1)
    assert tables == [(7, 1, ITEMS, "hive", "gold", "shop", "items", 3, 2, 1, 1)]


def search(when: str, user: str, term: str | None, results: int | None, **others: Any) -> Any:
    outcome = "failed" if results is None else "succeeded"
    return act("search", when, user, term=term, results=results, **({"outcome": outcome} | others))


def test_search_terms_and_what_they_find() -> None:
    assert counted(
        "top_search_terms",
        search("2024-03-25", "ann", " Orders ", 3),
        search(D, "ann", "orders", 0),
        search(D, "bob", "ORDERS", None),
        search(D, "ann", "b", 1),
        search(D, "ann", "b", 1),
        search(D, "ann", "a", 0),
        search(D, "bob", "a", 0),
        search(D, "bob", "Ä", None),
        search(D, "bob", "  ", 1),
        search(D, "bob", None, 1),
        search("2024-03-24", "bob", "z", 1),
    ) == [
        (7, 1, "orders", 3, 2, 1, 0.5),
        (7, 2, "a", 2, 2, 2, 1.0),
        (7, 3, "b", 2, 1, 0, 0.0),
        (7, 4, "ä", 1, 1, 0, None),
    ]


def test_places_of_opened_results() -> None:
    listed = {"source": "search_results"}
    suggested = {"source": "inline_search", "resource_type": "user"}
    assert counted(
        "search_click_index_daily",
        *(act("view", D, **listed, click_index=place) for place in ("0", "3", "4", "9")),
        *(act("view", D, **listed, click_index=place) for place in (None, "", "-1", "1.5", "x")),
        act("view", D, **suggested, click_index="?"),
        act("view", "2023-01-01", **suggested, click_index="01", outcome="failed"),
        act("view", D, source="popular_tables", click_index="1"),
        act("view", D, click_index="1"),
        act("view", "2024-04-01", **listed, click_index="1"),
    ) == [
        (day("2023-01-01"), "inline_search", "user", 1, 1.0, 1.0, 1, 1.0, 0.5, 0),
        (day(D), "inline_search", "user", 0, None, None, 0, None, None, 1),
        (
            *(day(D), "search_results", "table", 4, 4.0, 3.5, 2, 0.5),
            # (1 + 1/4 + 1/5 + 1/10) / 4
            *(pytest.approx(0.3875), 5),
        ),
    ]


def test_search_is_successful_when_a_result_is_opened_in_time() -> None:
    def opened(when: str, user: str = "ann", **others: Any) -> dict[str, Any]:
        return act("view", when, user, **({"source": "search_results"} | others))

    assert counted(
        "search_success_daily",
        # Opened after half an hour to the second, and twice.
        search("2024-03-01 09:00", "ann", "a", 1),
        opened("2024-03-01 09:30"),
        opened("2024-03-01 09:30"),
        # Too late.
        search("2024-03-01 11:00", "ann", "a", 1),
        opened("2024-03-01 11:30:00.001"),
        # Nothing but the second search led there.
        search("2024-03-01 12:00", "ann", "a", 0),
        search("2024-03-01 12:01", "ann", "b", 1),
        opened("2024-03-01 12:02"),
        # Somebody else opened something; he himself only a suggestion, or before.
        opened("2024-03-01 12:59", "bob"),
        search("2024-03-01 13:00", "bob", None, None),
        opened("2024-03-01 13:01", "ann"),
        opened("2024-03-01 13:01", "bob", source="inline_search"),
        # Opened after midnight, and after D.
        search(f"{D} 23:50", "bob", "a", 1),
        opened("2024-04-01 00:10", "bob"),
        search("2024-04-01 01:00", "bob", "a", 1),
    ) == [
        (day("2024-03-01"), 5, 2, 0.4, 1),
        (day(D), 1, 1, 1.0, 0),
    ]


def test_window_of_a_click_is_a_setting() -> None:
    given = (
        search(f"{D} 09:00", "ann", "a", 1),
        act("view", f"{D} 09:05", source="search_results"),
    )
    for minutes, successful in ((4, 0), (5, 1)):
        mart = counted("search_success_daily", *given, search_click_window_minutes=minutes)
        assert mart == [(day(D), 1, successful, float(successful), 0)]


EDITS = [
    act("edit", "2024-03-30", "ann", edit_kind="tag_added", object_key=ORDERS),
    act("edit", D, "ann", edit_kind="tag_added", object_key=ORDERS),
    act("edit", D, "ann", edit_kind="tag_added", object_key=ITEMS),
    # A dashboard and a table of one key are two objects.
    act("edit", D, "bob", edit_kind="tag_added", object_key=ITEMS, resource_type="dashboard"),
    act("edit", D, "bob", edit_kind="tag_removed", object_key=ITEMS),
    act("edit", D, "bob", edit_kind="owner_removed", object_key=None),
    act("edit", D, "cay", edit_kind="column_description", object_key=ITEMS),
    act("edit", D, "Bo", edit_kind="type_description", object_key=ITEMS),
    act("edit", "2024-04-01", "cay", edit_kind="tag_added", object_key=ITEMS),
    act("edit", "2024-03-24", "cay", edit_kind="table_description", object_key=ITEMS),
]


def test_edits_of_a_day() -> None:
    assert counted("metadata_edits_daily", *EDITS) == [
        (day("2024-03-24"), "table_description", 1, 1, 1),
        (day("2024-03-30"), "tag_added", 1, 1, 1),
        (day(D), "column_description", 1, 1, 1),
        (day(D), "owner_removed", 1, 1, 0),
        (day(D), "tag_added", 3, 2, 3),
        (day(D), "tag_removed", 1, 1, 1),
        (day(D), "type_description", 1, 1, 1),
    ]


def test_leaders_by_edits_then_objects_then_key() -> None:
    assert counted("metadata_edit_leaders", *EDITS, top_n=3) == [
        # Table, column, type; tags added, removed; owners added, removed.
        (7, 1, "ann", "user-ann", 3, 0, 0, 0, 3, 0, 0, 0, 2),
        (7, 2, "bob", "user-bob", 3, 0, 0, 0, 1, 1, 0, 1, 2),
        (7, 3, "Bo", "user-Bo", 1, 0, 0, 1, 0, 0, 0, 0, 1),
    ]
