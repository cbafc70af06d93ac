"""Events of a Datagrok server, made by hand: one or more for every typed relation, and garbage."""

from __future__ import annotations

from integration_tests.datagrok_rows import Database, Parameters, Ref, people_and_things, uid

ANN, BOB = "ann's session", "bob's session"
TEST = "test-package Chem: Search: finds itself"


def current_server() -> Database:
    """Events of a current server, some of them in the form that older rows still have."""
    db = people_and_things()
    ran = db.type("usage", "function-ran")
    # 1 to 9: functions
    db.event(ran, ANN, {"user": Ref("ann"), "entity": Ref("similarity"), "ms": "12.9"})
    db.event(ran, BOB, {"user": Ref("ann"), "entity": Ref("align", as_uuid=False), "ms": "null"})
    db.event(ran, BOB, {"entity": Ref("upper", as_text=False), "ms": "-3"})
    db.event(ran, None, {"user": Ref("ann"), "other": Ref("similarity"), "entity": Ref("align")})
    db.event(ran, ANN, {"entity": Ref("deleted function")})
    db.event(ran, ANN, error_message="no such column")
    db.event(db.type("function-package", "Similarity", id="similarity"), ANN)
    db.event(db.type("function", "Upper", id="upper"), ANN, {"package": Ref("Bio 2.0")})
    db.event(db.type("function", "Gone", id="gone function"), BOB)
    # 10 to 16: queries, scripts and what else starts
    db.event(db.type("audit", "query-start"), ANN, {"user": Ref("ann"), "entity": Ref("orders")})
    db.event(db.type("data-query", "Orders", id="orders"), BOB)
    db.event(db.type("audit", "script-start"), ANN, {"entity": Ref("script")})
    db.event(db.type("script", "Plot", id="script"), ANN)
    db.event(db.type("audit", "job-start"), None, {"entity": Ref("job")})
    db.event(db.type("audit", "predictive-model-start"), ANN, {"entity": Ref("model")})
    db.event(db.type("audit", "action-start"), ANN)
    # 17 and 18: projects
    opened = db.type("usage", "project-opened")
    db.event(opened, ANN, {"user": Ref("ann"), "entity": Ref("dashboard")})
    db.event(opened, "guest's session", {"entity": Ref("lost project")})
    # 19 to 25: clicks
    path = "Shell / Top Menu / Chem / Analyze / Chem:R-Groups Analysis"
    db.event(db.type("usage", "menu click"), ANN, description=path)
    db.event(db.type("audit", "main-menu-item-click"), ANN, description="File: x / Time 10:30")
    db.event(db.type("usage", "dialog ok"), ANN, description="Dialog / Bio:Align /\nSequence: 1")
    db.event(db.type("audit", "dialog-ok"), ANN)
    db.event(db.type("usage", "dialog show"), ANN, description="a / b / c / d / e / f:g")
    db.event(db.type("usage", "input"), ANN, description="Open / https://chem.example")
    db.event(db.type("usage", "navigate"), ANN, {"package": Ref("Bio 2.0")}, description="Shell")
    # 26 and 27: shares
    granted = {"entity": Ref("dashboard"), "grantedUser": Ref("bob"), "user": Ref("ann")}
    db.event(db.type("audit", "entity-shared"), ANN, granted)
    group = {"entity": Ref("ann"), "group": Ref("Chemists")}
    db.event(db.type("audit", "entity-shared-silent"), ANN, group)
    # 28 to 31: changes
    db.event(db.type("audit", "query-created"), ANN, {"entity": Ref("orders")})
    db.event(db.type("audit", "connection-deleted"), ANN, {"what": Ref("sales")})
    db.event(db.type("audit", "predictive-model-published"), ANN, {"entity": Ref("model")})
    db.event(db.type("audit", "job-transformations-edited"), ANN)
    # 32 to 35: errors
    hashed = db.type(
        *("error", "Null check"),
        error_source="client",
        error_severity="high",
        error_stack_trace_hash=uid("stack"),
        is_error=False,
    )
    seen = {"handled": "true", "package": "Chem", "source": "viewer"}
    db.event(hashed, ANN, seen, error_message="x is null")
    boom = db.type("error", "Boom")
    for number, row in enumerate(("4f1c22d0-0000-4000-8000-0123456789ab", uid("row"))):
        stack = f"at line {number + 7} of {row}"
        db.event(boom, None, {"source": "server"}, error_stack_trace=stack)
    db.event(db.type("audit", "error"), BOB, {"data": "x"})
    # 36 to 41: requests
    request = db.type("usage", "http-request")
    for status in ("200", "304", "401", "500", "abc", "null"):
        called = {"method": "GET", "route": "/users/:id", "status": status, "ms": "7"}
        db.event(request, None, called)
    # 42 to 44: charts and tutorials
    db.event(db.type("audit", "viewer-rendered"), ANN, {"package": Ref("Chem 1.0")})
    db.event(db.type("usage", "d4-viewer-rendered"), ANN)
    db.event(db.type("audit", "tutorial-completed"), ANN)
    # 45 to 51: tests and publications
    tested = db.type("audit", "package-tested")
    counts: Parameters = {
        "successful": "9",
        "skipped": "1",
        "package": Ref("Chem 1.1", as_uuid=False),
    }
    db.event(tested, ANN, {**counts, "failed": "2"})
    db.event(tested, ANN, {"successful": "9", "failed": "0", "package": "Bio"})
    run = {"packageName": "Chem", "category": "Search", "test": "finds itself", "ms": "30"}
    for success, skipped in (("true", "false"), ("false", "false"), ("false", "true")):
        result = {"success": success, "skipped": skipped, "type": "package", "version": "1.1"}
        db.event(db.type("usage", TEST), ANN, run | result)
    db.event(db.type("usage", "test-manual Grid: Sort"), ANN, {"result": "passed"})
    published: Parameters = {"entity": Ref("Bio"), "ms": "1500", "version": "2.0"}
    db.event(db.type("audit", "package-version-published"), None, published)
    # 52 to 54: tables, comments, invitations
    made = {"entity": Ref("a table"), "by": Ref("orders")}
    db.event(db.type("audit", "table-produced"), ANN, made)
    db.event(db.type("audit", "comment-posted"), ANN, {"entity": Ref("dashboard")})
    db.event(db.type("audit", "user-invited"), ANN, {"user": Ref("ann"), "who": Ref("bob")})
    # 55 to 59: logins, and the server's own start
    db.event(db.type("usage", "datagrok-started"), BOB, {"commit": "abc123"})
    db.event(db.type("audit", "user-logged-in"), BOB, {"user": Ref("bob")})
    db.event(db.type("audit", "user-login-failed"), None, {"user": Ref("bob"), "login": "bob"})
    db.event(db.type("audit", "user-login-failed"), None, {"login": "eve"})
    db.event(db.type("info", "datagrok-started"), None, {"commit": "abc123"})
    # 60 to 66: the rest
    db.event(db.type("warning", "disk is almost full"), "robot's session")
    db.event(db.type("audit", "log"), ANN, {"package": Ref("Chem 1.0"), "entity": Ref("align")})
    db.event(db.type("audit", "my_log"), ANN, description="secret text")
    db.event(db.type("usage", "usage"), "system's session")
    db.event(db.type("audit", "settings-changed"), ANN)
    db.event(db.type("usage", "function-ran"), "lost session", {"entity": Ref("upper")})
    db.event(db.type("audit", ""), ANN)
    return db


def old_server() -> Database:
    """The four required tables of an old server, with garbage among the rows."""
    db = Database()
    db.event(db.type("usage", "function-ran"), ANN, {"entity": Ref("similarity"), "ms": "5"})
    db.event(db.type("function", "Similarity", id="similarity").upper(), ANN, is_error="maybe")
    # 3: the same again, and 1 with its id in capitals
    again = [dict(row) for row in db.rows["events"]]
    again[0]["id"] = str(again[0]["id"]).upper()
    db.rows["events"] += again
    # 5 to 9: quarantined
    audit = db.type("audit", "log")
    db.event(audit, ANN, id=None)
    db.event(audit, ANN, event_time="soon")
    db.event(audit, ANN, event_time="1969-12-31 23:59:59")
    db.event("", ANN)
    db.event("no such type", ANN)
    # 10 to 13: odd, and kept
    db.event(audit, "not an uuid", id="event ten", event_time="2026-03-02T10:00:00.5+01:00")
    db.event(audit, None, {"ms": "1e3", "entity": "null", "": "x", "ms ": "9" * 40})
    db.event(db.type("Error", "Ünïcode 💥", id="odd"), None, error_message="💥" * 1000)
    db.event(db.type("menu", "menu click"), None, description="Shell / : / " + "a:b / " * 200)
    # Values of events and parameters that nobody knows, and types that come twice.
    db.rows["event_parameter_values"] += [
        {"event_id": "nowhere", "parameter_id": "nothing", "value": "x"},
        {"event_id": uid(11), "parameter_id": "nothing", "value": uid("similarity")},
        {"value": "x"},
    ]
    db.rows["event_types"] += [dict(row) for row in db.rows["event_types"]] + [{"name": "log"}]
    return db
