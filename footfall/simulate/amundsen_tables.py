"""Opening and editing what a simulated Amundsen shows: tables, dashboards, people, features."""

import json
from collections.abc import Callable

from footfall.simulate.catalogue import TAGS, Catalogue, Table
from footfall.simulate.people import FIRST_NAMES, LAST_NAMES
from footfall.simulate.records import Session, timeout

LIST_SOURCES = ("popular_resources", "bookmarks", "profile_own", "table_lineage_list_upstream")


def open_table(session: Session, table: Table, index: int | None, source: str | None) -> None:
    """Open a table's page, which then asks for the dashboards that use the table."""
    rng = session.rng
    if source:
        session.page(table.path)
    arguments = {
        "table_key": table.key,
        "index": None if index is None else str(index),
        "source": source,
    }
    draw = rng.random()
    if draw < 0.004:
        error = timeout(rng)
        session.call("_get_table_metadata", arguments, "null", error, milliseconds=3000)
        return
    page = table.page
    if draw < 0.02:
        status = 404 if draw < 0.012 else 500
        message = "Encountered error: Metadata request failed"
        page = json.dumps({"tableData": {}, "msg": message, "status_code": status})
    session.call("_get_table_metadata", arguments, page, milliseconds=140)
    if draw >= 0.02:
        session.call(
            "_get_related_dashboards_metadata",
            {"url": f"http://amundsen-metadata/table/{table.key}/dashboard/"},
            json.dumps({"dashboards": [], "msg": "Success", "status_code": 200}),
            milliseconds=70,
        )
        _look_around(session, table)


def open_table_directly(session: Session, catalogue: Catalogue) -> None:
    """Open a table from a list, or by its address."""
    rng = session.rng
    table = catalogue.any_table(rng)
    if rng.random() < 0.45:
        session.page(table.path)
        open_table(session, table, None, None)
        return
    source, position = rng.choice(LIST_SOURCES), rng.randrange(8)
    session.event(
        "click",
        target_id="table_list_item",
        target_type="link",
        label=f"{table.schema}.{table.name}",
        location="/",
        value=source,
        position=str(position),
        resource_href=f"{table.path}?index={position}&source={source}",
        resource_type="table",
    )
    open_table(session, table, position, source)


def _look_around(session: Session, table: Table) -> None:
    """What people do on a table's page besides reading."""
    rng = session.rng
    session.wait(3, 60)
    if rng.random() < 0.12:
        session.event(
            "click",
            target_id=rng.choice(("explore-sql", "table_detail_tab", "copy-column-name")),
            target_type="button",
            label="",
            location=table.path,
        )
    if rng.random() < 0.04:
        method = "PUT" if rng.random() < 0.8 else "DELETE"
        session.event(
            "click",
            target_id=f"{'add' if method == 'PUT' else 'remove'}-table-bookmark-button",
            target_type="button",
            label="Add Bookmark" if method == "PUT" else "Remove Bookmark",
            location=table.path,
        )
        session.call(
            "_log_update_bookmark",
            {"resource_key": table.key, "resource_type": "table", "method": method},
        )
    if rng.random() < 0.01:
        _notify(session, table, "metadata_requested", {"comment": "please describe"})


def edit_table(session: Session, catalogue: Catalogue) -> None:
    """Open a table and improve what is written about it."""
    rng = session.rng
    table = catalogue.any_table(rng)
    session.page(table.path)
    open_table(session, table, None, None)
    edits: dict[Callable[[Session, Table], None], float] = {
        _describe: 40,
        _describe_column: 30,
        _describe_type: 5,
        _tag: 25,
        _own: 12,
    }
    for edit in rng.choices(list(edits), list(edits.values()), k=rng.randint(1, 3)):
        session.wait(6, 90)
        edit(session, table)


def _describe(session: Session, table: Table) -> None:
    text = f"{table.name.replace('_', ' ')}: one row each, loaded daily"
    session.call(
        "_log_put_table_description",
        {"table_key": table.key, "description": text, "source": "user"},
    )
    _notify(session, table, "metadata_edited", {})


def _describe_column(session: Session, table: Table) -> None:
    column = session.rng.choice(table.columns)
    session.call(
        "_log_put_column_description",
        {
            "table_key": table.key,
            "column_name": column,
            "description": f"The {column.replace('_', ' ')}",
            "source": "user",
        },
    )


def _describe_type(session: Session, table: Table) -> None:
    column = session.rng.choice(table.columns)
    key = f"{table.key}/{column}/type/{column}/code"
    session.call(
        "_log_put_type_metadata_description",
        {"type_metadata_key": key, "description": "An internal code", "source": "user"},
    )


def _tag(session: Session, table: Table) -> None:
    method = "PUT" if session.rng.random() < 0.75 else "DELETE"
    tag = session.rng.choice(TAGS)
    session.call("_log_update_table_tags", {"table_key": table.key, "method": method, "tag": tag})
    _refetch(session, table)


def _own(session: Session, table: Table) -> None:
    method = "PUT" if session.rng.random() < 0.75 else "DELETE"
    owner = _colleague(session)
    session.call(
        "_log_update_table_owner", {"table_key": table.key, "method": method, "owner": owner}
    )
    session.call("_log_get_user", {"user_id": owner, "index": None, "source": None})
    _refetch(session, table)
    _notify(session, table, "owner_added" if method == "PUT" else "owner_removed", {}, owner)


def _refetch(session: Session, table: Table) -> None:
    """The page asks for the table again by itself after a tag or owner was saved."""
    arguments = {"table_key": table.key, "index": None, "source": None}
    session.call("_get_table_metadata", arguments, table.page, milliseconds=140)


def _notify(
    session: Session,
    table: Table,
    kind: str,
    options: dict[str, str],
    recipient: str = "data-owners@example.com",
) -> None:
    session.call(
        "_log_send_notification",
        {
            "notification_type": kind,
            "options": {
                "resource_name": f"{table.schema}.{table.name}",
                "resource_path": table.path,
                **options,
            },
            "recipients": [recipient],
            "sender": session.user,
        },
    )


def open_dashboard(session: Session, uri: str, index: int | None, source: str | None) -> None:
    """Open a dashboard's page."""
    session.page(f"/dashboard/{uri.rsplit('/', 1)[-1]}")
    index_text = None if index is None else str(index)
    session.call("_get_dashboard_metadata", {"uri": uri, "index": index_text, "source": source})


def browse_dashboards(session: Session, catalogue: Catalogue) -> None:
    """Open a dashboard from a list; tag a few of them."""
    rng = session.rng
    uri = catalogue.any_dashboard(rng)
    open_dashboard(session, uri, rng.randrange(4), "popular_resources")
    session.wait(6, 40)
    if rng.random() < 0.1:
        session.call(
            "_log_update_dashboard_tags",
            {"uri_key": uri, "method": "PUT", "tag": rng.choice(TAGS)},
        )
        session.call("_get_dashboard_metadata", {"uri": uri, "index": None, "source": None})


def browse_people(session: Session, catalogue: Catalogue) -> None:
    """Look a colleague up."""
    colleague = _colleague(session)
    session.page(f"/user/{colleague}")
    session.call("_log_get_user", {"user_id": colleague, "index": None, "source": "frequent_users"})


def view_feature(session: Session, catalogue: Catalogue) -> None:
    """Open a feature of the machine-learning store."""
    key = session.rng.choice(catalogue.features)
    session.page(f"/feature/{key}")
    answer = {"featureData": {"name": key.split("/")[1]}, "msg": "Success", "status_code": 200}
    session.call(
        "_get_feature_metadata",
        {"feature_key": key, "index": "0", "source": "search_results"},
        json.dumps(answer),
        milliseconds=80,
    )


def _colleague(session: Session) -> str:
    first, last = session.rng.choice(FIRST_NAMES), session.rng.choice(LAST_NAMES)
    return f"{first}.{last}@example.com".lower()
