"""What people do in a simulated Datagrok: each task is a few events of a visit."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from footfall.simulate import datagrok_content as content
from footfall.simulate.datagrok_events import PUBLISHED_KINDS, Visit
from footfall.simulate.datagrok_world import Entity, Function, World

Choice = TypeVar("Choice")
Task = Callable[[Visit, World], None]

# share of function runs that end in an error; of runs by clients that log the old way
FAILED = 0.04
OLD_CLIENT = 0.08


def begin(visit: Visit) -> None:
    """Start the client, which mostly asks for a login."""
    visit.request("GET", "/api/admin/plugins", 60)
    if visit.rng.random() < 0.6:
        visit.log("audit", "user-logged-in", "@user logged in", type="oauth")
    visit.log("usage", "datagrok-started", "Datagrok started")
    visit.log("usage", "navigate", "Shell / Home")


def end(visit: Visit) -> None:
    """Log out, which few people do."""
    if visit.rng.random() < 0.1:
        visit.log("audit", "user-logged-out", "@user logged out")


def run_function(visit: Visit, world: World) -> None:
    """Choose a function in the menu, answer its dialog, look at what it draws."""
    rng = visit.rng
    package = _popular(visit, (None, *content.PACKAGES))
    functions = world.core if package is None else world.version(package, visit.now).functions
    function = _popular(visit, functions)
    menu = package or "Data"
    # how clients named a click on the main menu before they logged every click
    if rng.random() < 0.1:
        visit.log("audit", "main-menu-item-click", f"{menu} / {function.name}")
    visit.log("usage", "menu click", f"Shell / Top Menu / {menu} / {function.name}")
    item = f"{package}:{function.name}" if package else function.name
    if rng.random() < 0.7:
        visit.log("usage", "dialog show", f"Shell / {item}")
        visit.wait(2, 40)
        for _ in range(rng.randrange(3)):
            visit.log("usage", "input", f"Shell / {item} / Columns")
        if rng.random() < 0.12:
            visit.log("usage", "dialog close", f"Shell / {item}")
            return
        visit.log("usage", "dialog ok", f"Shell / {item} / OK")
    run(visit, function)
    visit.request("POST", "/api/functions/call", 220)
    if rng.random() < FAILED:
        fail(visit, world, package)
    elif rng.random() < 0.6:
        _draw(visit)


def run(visit: Visit, function: Function) -> None:
    """Log a run of a function, by old clients in the old way."""
    if visit.rng.random() < OLD_CLIENT:
        visit.log_as(function.old_type, function.name)
    else:
        visit.log("usage", "function-ran", "@user ran @entity", entity=function.id)


def fail(visit: Visit, world: World, package: str | None) -> None:
    """Log an error, mostly one that the package is known for."""
    known = [failure for failure in world.failures if failure.package == package]
    failure = visit.rng.choice(known or world.failures)
    version = world.version(failure.package, visit.now).id if failure.package else None
    visit.log_as(
        failure.type,
        error_message=failure.message,
        handled=visit.rng.random() < 0.3,
        source=failure.source,
        package=version,
    )


def run_query(visit: Visit, world: World) -> None:
    """Run a query of a database and look at the table."""
    query = _popular(visit, world.queries)
    visit.log("usage", "click", f"Shell / Browse / Databases / {query.name}")
    if visit.rng.random() < OLD_CLIENT:
        visit.log_as(query.old_type, query.name)
    else:
        visit.log("audit", "query-start", "@user started @entity", entity=query.id)
    draw = visit.rng.random()
    visit.request("POST", "/api/queries/run", 900, 200 if draw >= 0.03 else 500)
    visit.wait(1, 8)
    if draw < 0.03:
        fail(visit, world, None)
        return
    visit.log("audit", "table-produced", "@user produced @table", table=query.name)
    if visit.rng.random() < 0.4:
        _draw(visit)


def open_project(visit: Visit, world: World) -> None:
    """Open a dashboard."""
    project = _popular(visit, world.dashboards)
    visit.log("usage", "click", f"Shell / Browse / Dashboards / {project.name}")
    visit.request("GET", "/api/projects/open", 350)
    visit.log("usage", "project-opened", "@user opened @entity", entity=project.id)
    visit.log("usage", "navigate", f"Shell / {project.name}")
    _draw(visit)
    visit.wait(10, 200)


def arrange(visit: Visit, world: World) -> None:
    """Move viewers about."""
    viewer = visit.rng.choice(content.VIEWERS)
    for action in ("dragstart", visit.rng.choice(("drop", "dock", "undock"))):
        visit.log("usage", action, f"Shell / {viewer}")
    if visit.rng.random() < 0.5:
        visit.log("usage", "command", "Shell / View / Save Layout")


def run_other(visit: Visit, world: World) -> None:
    """Start a script, a model, a notebook, a job or an action."""
    kinds: dict[str, tuple[Entity, ...]] = {
        "script": world.scripts,
        "predictive-model": world.models,
        "notebook": world.notebooks,
        "job": world.jobs,
        "action": world.core,
    }
    (kind,) = visit.rng.choices(list(kinds), (10, 2, 2, 1, 1))
    entity = _popular(visit, kinds[kind])
    visit.log("audit", f"{kind}-start", "@user started @entity", entity=entity.id)


def change(visit: Visit, world: World) -> None:
    """Create, edit, publish or delete something."""
    rng = visit.rng
    kinds: dict[str, tuple[Entity, ...]] = {
        "query": world.queries,
        "project": world.dashboards,
        "script": world.scripts,
        "connection": tuple(world.connections),
        "notebook": world.notebooks,
        "predictive-model": world.models,
        "job": world.jobs,
    }
    (kind,) = rng.choices(list(kinds), (8, 8, 4, 2, 2, 2, 1))
    (what,) = rng.choices(("edited", "created", "published", "deleted"), (8, 4, 2, 1))
    if what == "published" and kind not in PUBLISHED_KINDS:
        what = "edited"
    entity = rng.choice(kinds[kind])
    visit.wait(20, 300)
    visit.log("audit", f"{kind}-{what}", f"@user {what} @entity", entity=entity.id)
    if what == "edited" and kind in ("query", "job") and rng.random() < 0.4:
        name = f"{kind}-transformations-edited"
        visit.log("audit", name, "@user edited transformations of @entity", entity=entity.id)


def share(visit: Visit, world: World) -> None:
    """Share something with a person or a group, and perhaps say something about it."""
    rng = visit.rng
    entity = rng.choice((*world.dashboards, *world.queries, *world.scripts))
    name = "entity-shared-silent" if rng.random() < 0.2 else "entity-shared"
    with_group = rng.random() < 0.4
    visit.log(
        "audit",
        name,
        "@user shared @entity with @group" if with_group else "@user shared @entity",
        entity=entity.id,
        grantedUser=None if with_group else rng.choice(list(world.users.ids.values())),
        group=rng.choice(list(world.users.departments.values())) if with_group else None,
    )
    if rng.random() < 0.4:
        visit.log("audit", "comment-posted", "@user commented on @entity", entity=entity.id)
    if rng.random() < 0.1:
        guest = world.users.guest
        visit.log("audit", "user-invited", "@user invited @subject", subject=guest)


def learn(visit: Visit, world: World) -> None:
    """Follow a tutorial to its end."""
    tutorial = visit.rng.choice(content.TUTORIALS)
    visit.wait(60, 600)
    visit.log("audit", "tutorial-completed", "@user completed @tutorial", tutorial=tutorial)


def upload(visit: Visit, world: World) -> None:
    """Upload a plate with the company's own package, which logs as it likes."""
    version = world.version(content.HOME_MADE, visit.now)
    run(visit, version.functions[0])
    visit.log("audit", "log", "plate read", package=version.id, step="read")
    rows = visit.rng.choice((96, 384, 1536))
    visit.log("audit", "acme-assay-upload", "plate uploaded", package=version.id, rows=rows)
    if visit.rng.random() < 0.2:
        visit.log("warning", "warning", "edge effect on plate", package=version.id)
    visit.log("usage", "usage", "plate view", view="Plates")


def administer(visit: Visit, world: World) -> None:
    """Change settings, as administrators do."""
    visit.log("audit", "admin-session-started", "@user started an admin session")
    name = visit.rng.choice(("settings-changed", "log-settings-changed"))
    visit.log("audit", name, "@user changed @changed", changed="retention")
    if visit.rng.random() < 0.3:
        visit.log("audit", "dev-key-generated", "@user generated a developer key")


TASKS: dict[Task, float] = {
    run_function: 40,
    run_query: 20,
    open_project: 22,
    arrange: 6,
    run_other: 7,
    change: 7,
    share: 4,
    learn: 2,
    upload: 3,
}


def _draw(visit: Visit) -> None:
    viewer = visit.rng.choice(content.VIEWERS)
    visit.log("audit", "viewer-rendered", "@user rendered @type", type=viewer)


def _popular(visit: Visit, choices: Sequence[Choice]) -> Choice:
    """One of several, of which the first are liked the most."""
    position = int(visit.rng.expovariate(2.5 / len(choices)))
    return choices[min(position, len(choices) - 1)]
