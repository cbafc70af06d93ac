"""A simulated Datagrok before anybody uses it: its people, entities and types of events."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from hashlib import md5
from random import Random
from typing import Any
from uuid import UUID

from footfall.simulate import datagrok_content as content
from footfall.simulate.datagrok_events import (
    ENTITY_PARAMETERS,
    EVENT_KINDS,
    TEST_PARAMETERS,
    EventType,
    Record,
    moment,
    new_id,
)
from footfall.simulate.people import Calendar, Person
from footfall.systems.datagrok_tables import SMALL_TABLES

ADMINISTRATOR_EVERY = 25
SHARE_WITHOUT_EMAIL = 0.1
SERVICE_LOGIN = "svc-registry-sync"
GUEST_LOGIN = "guest"


@dataclass(frozen=True)
class Entity:
    """Something with an id and a name that events are about."""

    id: str
    name: str


@dataclass(frozen=True)
class Function(Entity):
    """A function. package: null for the core's own. old_type: its type of event in old clients."""

    package: str | None
    old_type: EventType


@dataclass(frozen=True)
class Version:
    """A published version of a package, with its own copies of the functions."""

    id: str
    package: Entity
    number: str
    published_on: datetime
    functions: tuple[Function, ...]


@dataclass(frozen=True)
class Failure:
    """An error that recurs. package: the one that it comes from, null for none."""

    message: str
    source: str
    package: str | None
    type: EventType


class World:
    """Who and what is in Datagrok, and its rows of the small raw tables."""

    def __init__(self, people: list[Person], calendar: Calendar, rng: Random) -> None:
        """Make up all that does not depend on what people do."""
        self.tables: dict[str, list[Record]] = {table.name: [] for table in SMALL_TABLES}
        self._columns = {table.name: table.columns.names for table in SMALL_TABLES}
        self._rng = rng
        self._entity_types: dict[str, str] = {}
        self.kinds = {
            kind: self._event_type(*kind, parameters) for kind, parameters in EVENT_KINDS.items()
        }
        self.core = tuple(
            self._function(name, "function", None, None) for name in content.CORE_FUNCTIONS
        )
        self.scripts = tuple(self._function(name, "script", None, None) for name in content.SCRIPTS)
        self.versions = {name: self._versions(name, calendar) for name in content.PACKAGES}
        self.connections: list[Entity] = []
        self.queries = tuple(self._queries())
        self.dashboards = tuple(self._dashboard(name) for name in content.DASHBOARDS)
        self.models = self._entities("PredictiveModel", content.MODELS)
        self.notebooks = self._entities("Notebook", content.NOTEBOOKS)
        self.jobs = self._entities("DataJob", content.JOBS)
        self.tests = {
            (package, category, test): self._event_type(
                "usage", f"test-package {package}: {category}: {test}", TEST_PARAMETERS
            )
            for package, tests in content.TESTS.items()
            for category, test in tests
        }
        self.failures = tuple(self._failures())
        self.users = _Users(people, calendar, self)

    def version(self, package: str, at: datetime) -> Version:
        """The version of a package that was current at a time."""
        published = [each for each in self.versions[package] if each.published_on <= at]
        return (published or self.versions[package])[-1 if published else 0]

    def add(self, table: str, **values: Any) -> str:
        """Append a row; its id, which is made where none is given. Other columns are null."""
        values.setdefault("id", new_id(self._rng))
        self.tables[table].append(dict.fromkeys(self._columns[table]) | values)
        return str(values["id"])

    def chance(self) -> float:
        """A number from 0 to 1."""
        return self._rng.random()

    def _event_type(
        self, source: str, name: str | None, parameters: tuple[str, ...] = (), **values: Any
    ) -> EventType:
        kind = self.add("event_types", source=source, friendly_name=name, **values)
        ids = {
            each: self.add(
                "event_parameters",
                event_type_id=kind,
                name=each,
                type="entity_id" if each in ENTITY_PARAMETERS else "string",
            )
            for each in parameters
        }
        return EventType(kind, ids)

    def _entity(self, kind: str, name: str, version_id: str | None = None, **values: Any) -> str:
        if kind not in self._entity_types:
            self._entity_types[kind] = self.add("entity_types", name=kind, friendly_name=kind)
        return self.add(
            "entities",
            entity_type_id=self._entity_types[kind],
            package_id=version_id,
            name=name.replace(" ", ""),
            friendly_name=name,
            **{"is_deleted": False, **values},
        )

    def _entities(self, kind: str, names: tuple[str, ...]) -> tuple[Entity, ...]:
        return tuple(Entity(self._entity(kind, name), name) for name in names)

    def _function(
        self, name: str, source: str, package: str | None, version_id: str | None
    ) -> Function:
        kind = {"function-package": "PackageFunc", "script": "Script"}.get(source, "Func")
        entity = self._entity(kind, name, version_id)
        plain = name.replace(" ", "")
        self.add("funcs", id=entity, name=plain, friendly_name=name, source=source)
        return Function(entity, plain, package, self._old_type(entity, name, source))

    def _old_type(self, entity: str, name: str, source: str) -> EventType:
        """The type of old clients: its id is the function's own, and it has no parameters."""
        return EventType(
            self.add("event_types", id=entity, source=source, friendly_name=name, name=name)
        )

    def _versions(self, package: str, calendar: Calendar) -> tuple[Version, ...]:
        """A version from before the log, and one from within it."""
        category, functions = content.PACKAGES[package]
        package_id = self.add("packages", name=package, friendly_name=package, category=category)
        is_home_made = package == content.HOME_MADE
        days = (calendar.last_day - calendar.first_day).days + 1
        versions = []
        for number, day in (("1.4.0", -60), ("1.5.0", self._rng.randrange(days))):
            published = calendar.noon(calendar.first_day + timedelta(days=day))
            version = self.add(
                "published_packages",
                package_id=package_id,
                name=package,
                version=number,
                is_current=number == "1.5.0",
                published_on=moment(published),
                updated_on=moment(published),
            )
            made = tuple(
                self._function(name, "function-package", package, None if is_home_made else version)
                for name in functions
            )
            self._package_project(package, made)
            versions.append(Version(version, Entity(package_id, package), number, published, made))
        return tuple(versions)

    def _package_project(self, package: str, functions: tuple[Function, ...]) -> None:
        """The project that holds what a version of a package brings along."""
        project = self._project(package, is_root=True, is_package=True)
        for function in functions:
            self.add("project_relations", project_id=project, entity_id=function.id, is_link=False)

    def _project(self, name: str, **flags: bool) -> str:
        project = self._entity("Project", name)
        defaults = dict.fromkeys(("is_root", "is_package", "is_dashboard", "is_entity"), False)
        # a project that was only ever renamed has no name of its own
        plain = None if name == content.DASHBOARDS[-1] else name.replace(" ", "")
        self.add("projects", id=project, name=plain, friendly_name=name, **{**defaults, **flags})
        return project

    def _dashboard(self, name: str) -> Entity:
        return Entity(self._project(name, is_dashboard=True), name)

    def _queries(self) -> Iterator[Function]:
        for connection, (data_source, queries) in content.CONNECTIONS.items():
            connection_id = self._entity("DataConnection", connection)
            self.add(
                "connections",
                id=connection_id,
                name=connection,
                friendly_name=connection,
                data_source=data_source,
            )
            self.connections.append(Entity(connection_id, connection))
            for name in queries:
                query = self._entity("DataQuery", name)
                plain = name.replace(" ", "")
                names = {"name": plain, "friendly_name": name}
                # a query is a function too, and has the same id as one
                self.add("funcs", id=query, source="data-query", **names)
                self.add("queries", id=query, connection_id=connection_id, **names)
                yield Function(query, plain, None, self._old_type(query, name, "data-query"))
        self._entity("DataQuery", "Old Compounds", is_deleted=True)

    def _failures(self) -> Iterator[Failure]:
        for message, (source, severity, package, is_error) in content.ERRORS.items():
            kind = self._event_type(
                "error",
                message,
                ("handled", "source", "package"),
                is_error=is_error,
                error_source=source,
                error_severity=severity,
                error_stack_trace_hash=str(UUID(md5(message.encode()).hexdigest())),
            )
            yield Failure(message, source, package, kind)


class _Users:
    """The accounts of Datagrok, by e-mail for people, and their groups."""

    def __init__(self, people: list[Person], calendar: Calendar, world: World) -> None:
        self._world = world
        self.everybody = self._group("All users", content.ALL_USERS)
        self.administrators = self._group("Administrators", content.ADMINISTRATORS)
        developers = self._group("Developers", content.DEVELOPERS)
        self._relate(self.everybody, developers)
        self.departments: dict[str, str] = {}
        for division, departments in content.DIVISIONS.items():
            parent = self._group(division)
            self._relate(self.everybody, parent)
            for department in departments:
                self.departments[department] = self._group(department)
                self._relate(parent, self.departments[department])
        self.ids: dict[str, str] = {}
        self.admins: set[str] = set()
        for number, person in enumerate(people):
            user, group = self._person(person, calendar)
            self.ids[person.email] = user
            self._relate(self.departments[person.department], group)
            self._relate(self.everybody, group)
            if person.department == "Engineering":
                self._relate(developers, group)
            if number % ADMINISTRATOR_EVERY == 0:
                self.admins.add(user)
                self._relate(self.administrators, group, is_admin=True)
        for login, (user, group) in content.FIXED_USERS.items():
            self._account(login, login.title(), calendar.first_day, user, group)
        self.service = self._account(
            SERVICE_LOGIN, "Registry Sync", calendar.first_day, is_service=True
        )[0]
        self.guest = self._account(GUEST_LOGIN, "Guest", calendar.first_day, status="guest")[0]

    def _person(self, person: Person, calendar: Calendar) -> tuple[str, str]:
        first, last = person.full_name.split(" ", 1)
        has_email = self._world.chance() >= SHARE_WITHOUT_EMAIL
        has_left = person.left_on is not None and person.left_on <= calendar.last_day
        return self._account(
            person.email.split("@")[0],
            person.full_name,
            person.hired_on,
            email=person.email if has_email else None,
            first_name=first,
            last_name=last,
            status="blocked" if has_left else "active",
        )

    def _account(
        self,
        login: str,
        full_name: str,
        joined: date,
        user_id: str | None = None,
        group_id: str | None = None,
        **values: Any,
    ) -> tuple[str, str]:
        """A user and the personal group; the ids of both."""
        group = self._group(full_name, group_id, personal=True)
        given = {} if user_id is None else {"id": user_id}
        user = self._world.add(
            "users",
            login=login,
            friendly_name=full_name,
            name=full_name.replace(" ", ""),
            joined=moment(datetime.combine(joined, time(6), timezone.utc)),
            group_id=group,
            **given,
            **{"status": "active", "is_service": False, **values},
        )
        return user, group

    def _group(self, name: str, group_id: str | None = None, personal: bool = False) -> str:
        given = {} if group_id is None else {"id": group_id}
        return self._world.add(
            "groups",
            name=name.replace(" ", ""),
            friendly_name=name,
            personal=personal,
            hidden=False,
            **given,
        )

    def _relate(self, parent: str, child: str, is_admin: bool = False) -> None:
        self._world.add("groups_relations", parent_id=parent, child_id=child, is_admin=is_admin)
