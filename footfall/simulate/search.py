"""Searching in a simulated Amundsen: typing, submitting, choosing a result."""

import json
from typing import Any

from footfall.simulate.amundsen_tables import open_dashboard, open_table
from footfall.simulate.catalogue import Catalogue, Table
from footfall.simulate.records import Session

PAGE_SIZE = 10
RESOURCES = ("table", "dashboard", "user")
# what people look for in vain
MISSING_TERMS = ("nps survey", "gdpr", "cohort_v2", "salesforce", "gross margin", "ab test", "zzz")
OLD_HOST_PREFIX = "amundsen-2020"


def search(session: Session, catalogue: Catalogue) -> None:
    """Look for a table; open a result, or give up."""
    rng = session.rng
    wanted = catalogue.any_table(rng)
    is_missing = rng.random() < 0.07
    term = rng.choice(MISSING_TERMS) if is_missing else _term(wanted, session)
    results = [] if is_missing else catalogue.matching(term)
    if session.host.startswith(OLD_HOST_PREFIX):
        _old_search(session, term, results)
    else:
        for length in sorted(rng.sample(range(2, len(term) + 1), min(2, len(term) - 1))):
            _search(session, term[:length], catalogue.matching(term[:length]), "inline_search")
            session.wait(0.4, 1.5)
        if results and rng.random() < 0.2:
            _choose_inline(session, term, results)
            return
        if not _search(session, term, results, "submit_search_term"):
            return
    session.page("/search", f"?term={term}&resource=table&index=0")
    if not results:
        return
    session.wait(2, 25)
    if rng.random() < 0.12:
        _search(session, term, results[:3], "update_filter")
        results = results[:3]
    if rng.random() < 0.05:
        _search(session, term, results, "update_page", page=1)
    if rng.random() < 0.76:
        _choose(session, catalogue, term, results)


def _term(wanted: Table, session: Session) -> str:
    """What somebody types who wants a table; some type capitals through the API."""
    term = session.rng.choice((wanted.name, wanted.name.split("_")[0], wanted.schema))
    return term if session.rng.random() < 0.98 else f"{term} "


def _search(session: Session, term: str, results: list[Table], kind: str, page: int = 0) -> bool:
    """Log a search of all kinds of resources; whether it was answered."""
    rng = session.rng
    arguments = {
        "search_term": term,
        "resources": list(RESOURCES),
        "page_index": page,
        "results_per_page": PAGE_SIZE,
        "filters": {"table": {"database": {"value": "hive", "filterOperation": "OR"}}}
        if kind == "update_filter"
        else {},
        "highlight_options": {"table": {"enable_highlight": True}},
        "search_type": kind,
    }
    answer: dict[str, Any] = {"search_term": term, "msg": "Success"}
    draw = rng.random()
    is_answered = draw > 0.03
    for resource in RESOURCES:
        found = results if resource == "table" and is_answered else []
        answer[resource] = _page_of(found, page)
    if is_answered:
        answer["status_code"] = 200
    elif draw > 0.01:
        answer |= {"msg": "Encountered error: Search request failed", "status_code": 500}
    else:
        answer["msg"] = "Encountered exception: HTTPConnectionPool(port=5001): Read timed out."
    session.call("_search_resources", arguments, json.dumps(answer), milliseconds=90)
    return is_answered


def _old_search(session: Session, term: str, results: list[Table]) -> None:
    """Log a submitted search as versions of 2020 did: a row for each kind of resource."""
    for resource in RESOURCES:
        arguments = {
            "search_term": term,
            "page_index": 0,
            "search_type": "submit_search_term",
        }
        if resource == "table":
            arguments = {"filters": {}, **arguments}
        answer = {
            "search_term": term,
            "msg": "Success",
            "status_code": 200,
            f"{resource}s": _page_of(results if resource == "table" else [], 0),
        }
        session.call(f"_search_{resource}", arguments, json.dumps(answer), milliseconds=60)


def _page_of(results: list[Table], page: int) -> dict[str, Any]:
    shown = results[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    return {
        "page_index": page,
        # three are enough to look real: whole pages would be most of the log
        "results": [table.search_result() for table in shown[:3]],
        "total_results": len(results),
    }


def _choose(session: Session, catalogue: Catalogue, term: str, results: list[Table]) -> None:
    """Click on a result, mostly one of the first."""
    rng = session.rng
    # a tenth of the results chosen are dashboards, which the search page shows in a tab
    if rng.random() < 0.1:
        open_dashboard(session, catalogue.any_dashboard(rng), 0, "search_results")
        return
    position = min(int(rng.expovariate(0.45)), len(results) - 1, PAGE_SIZE - 1)
    chosen = results[position]
    session.event(
        "click",
        target_id="",
        target_type="link",
        label=f"{chosen.schema}.{chosen.name}",
        location="/search",
        value="search_results",
        position=str(position),
        resource_href=f"{chosen.path}?index={position}&source=search_results",
        resource_type="table",
        search_term=term,
        search_page_index=0,
        search_results=[table.key for table in results[:PAGE_SIZE]],
    )
    open_table(session, chosen, position, "search_results")


def _choose_inline(session: Session, term: str, results: list[Table]) -> None:
    """Click on one of the two suggestions under the search box."""
    position = session.rng.randrange(min(2, len(results)))
    chosen = results[position]
    session.event(
        "click",
        target_id=f"inline-resultitem-table:{position}",
        target_type="link",
        label=f"{chosen.schema}.{chosen.name}",
        location="/",
        value="table",
        position=str(position),
        resource_href=f"{chosen.path}?source=inline_search&index={position}",
        resource_type="table",
        search_term=term,
        search_page_index=0,
        search_results=[table.key for table in results[:2]],
    )
    open_table(session, chosen, position, "inline_search")
