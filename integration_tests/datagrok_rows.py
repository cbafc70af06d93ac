"""Rows of Datagrok's metadata database, made by hand: every kind of event, old and current."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from integration_tests.engines import PostgresWarehouse
from integration_tests.harness import Warehouse

# A current server, as far as anything reads it, and some columns that nothing may read.
CURRENT: dict[str, str] = {
    "events": "id uuid, event_type_id uuid, session_id uuid, event_time timestamp, "
    "friendly_name text, description text, error_message text, error_stack_trace text",
    "event_types": "id uuid, friendly_name text, source text, is_error boolean, "
    "error_source text, error_severity text, error_stack_trace_hash uuid",
    "event_parameters": "id uuid, event_type_id uuid, name text, type text",
    "event_parameter_values": "id uuid, event_id uuid, parameter_id uuid, value text, "
    "value_uuid uuid",
    "users_sessions": "id uuid, user_id uuid, started timestamp, ended timestamp, type text, "
    "token text, ip text",
    "users": "id uuid, login text, email text, friendly_name text, first_name text, "
    "last_name text, status text, is_service boolean, joined timestamp, group_id uuid",
    "groups": "id uuid, name text, friendly_name text, personal boolean, hidden boolean",
    "groups_relations": "id uuid, parent_id uuid, child_id uuid",
    "entities": "id uuid, entity_type_id uuid, package_id uuid, name text, is_deleted boolean",
    "entity_types": "id uuid, name text",
    "packages": "id uuid, name text",
    "published_packages": "id uuid, package_id uuid, name text, version text, is_current boolean",
    "funcs": "id uuid, name text, source text",
    "queries": "id uuid, name text, connection_id uuid",
    "connections": "id uuid, name text, data_source text",
    "projects": "id uuid, name text, friendly_name text, is_root boolean, is_entity boolean, "
    "is_package boolean, is_dashboard boolean",
    "project_relations": "id uuid, project_id uuid, entity_id uuid, is_link boolean",
}
# The four tables that are required, as an old server and a careless loader give them.
OLD: dict[str, str] = {
    "events": "id text, event_type_id text, session_id text, event_time text, is_error text, "
    "comment text, source text, description text, error_message text",
    "event_types": "id text, name text, source text, comment text",
    "event_parameters": "id text, name text",
    "event_parameter_values": "event_id text, parameter_id text, value text",
}
# The account that every server has for itself.
SYSTEM_USER = "3e32c5fa-ac9c-4d39-8b4b-4db3e576b3c3"
START = dt.datetime(2026, 3, 2, 9)


def uid(name: str | int) -> str:
    """The uuid of a named thing, or of an event by its number."""
    if isinstance(name, int):
        return f"{name:08x}-0000-4000-8000-00000000e000"
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


@dataclass(frozen=True)
class Ref:
    """A parameter's value that points at a named thing: as text, as an uuid, or both."""

    name: str
    as_text: bool = True
    as_uuid: bool = True


Parameters = Mapping[str, str | Ref]


class Database:
    """Rows by table, each row by column; events are numbered from 1 and one minute apart."""

    def __init__(self) -> None:
        """Begin without rows."""
        self.rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.names: dict[str, str] = {}
        self._parameters: set[tuple[str, str]] = set()
        self._types: set[str] = set()

    def id_of(self, name: str) -> str:
        """The uuid of a named thing, remembered for `name_of`."""
        self.names[uid(name)] = name
        return uid(name)

    def name_of(self, value: Any) -> Any:
        """The name or number of a known uuid; any other value as it is."""
        if isinstance(value, str) and value.endswith("-0000-4000-8000-00000000e000"):
            return int(value[:8], 16)
        return self.names.get(value, value) if isinstance(value, str) else value

    def add(self, table: str, name: str, /, **values: Any) -> None:
        """A row with the id of a named thing; values of columns that end in _id are names."""
        ids = {key: self.id_of(value) for key, value in values.items() if key[-3:] == "_id"}
        self.rows[table].append({"id": self.id_of(name)} | values | ids)

    def type(self, source: str, name: str, /, **values: Any) -> str:
        """An event type, made when it is first asked for; its id."""
        key = values.pop("id", f"{source}/{name}")
        if key not in self._types:
            self._types.add(key)
            row = {"id": self.id_of(key), "friendly_name": name, "name": name, "source": source}
            self.rows["event_types"].append(row | values)
        return uid(key)

    def event(
        self,
        type_id: str,
        session: str | None,
        parameters: Parameters | None = None,
        **values: Any,
    ) -> int:
        """An event with its parameters; its number."""
        number = len(self.rows["events"]) + 1
        at = START + dt.timedelta(minutes=number)
        row = {
            "id": uid(number),
            "event_type_id": type_id,
            "event_time": str(at),
            "session_id": self.id_of(session) if session else None,
        }
        self.rows["events"].append(row | values)
        for name, value in (parameters or {}).items():
            self._value(number, type_id, name, value)
        return number

    def _value(self, number: int, type_id: str, name: str, value: str | Ref) -> None:
        # As in Datagrok, a parameter belongs to one type: equal names have many ids.
        parameter = uid(f"{type_id} {name}")
        if (type_id, name) not in self._parameters:
            self._parameters.add((type_id, name))
            declared = {"id": parameter, "event_type_id": type_id, "name": name}
            self.rows["event_parameters"].append(declared)
        row = {"id": uid(f"{number} {name}"), "event_id": uid(number), "parameter_id": parameter}
        if isinstance(value, Ref):
            row["value"] = self.id_of(value.name) if value.as_text else "null"
            row["value_uuid"] = self.id_of(value.name) if value.as_uuid else ""
        else:
            row["value"] = value
        self.rows["event_parameter_values"].append(row)

    def load(self, warehouse: Warehouse, tables: Mapping[str, str]) -> None:
        """Create tables and fill them; PostgreSQL has real uuid columns, DuckDB text."""
        warehouse.execute("create schema if not exists datagrok")
        for table, declared in tables.items():
            kinds = declared if isinstance(warehouse, PostgresWarehouse) else _as_text(declared)
            warehouse.execute(f"create table datagrok.{table} ({kinds})")
            columns = [column.split()[0] for column in declared.split(", ")]
            rows = [
                [None if row.get(column) == "" else row.get(column) for column in columns]
                for row in self.rows[table]
            ]
            # The table is there already: only the names of the columns matter here.
            warehouse.load_rows("datagrok", table, dict.fromkeys(columns, "text"), rows)


def _as_text(declared: str) -> str:
    return declared.replace(" uuid", " text")


def people_and_things() -> Database:
    """A small company: its users, groups, packages, functions, queries and projects."""
    db = Database()
    everyone = {"ann": "active", "bob": "active", "guest": "guest", "robot": "active"}
    for name, status in everyone.items():
        db.add(
            "users",
            name,
            login=name,
            email=f"{name.title()}@Corp.example",
            first_name=name.title(),
            last_name="Lee",
            status=status,
            is_service=name == "robot",
            joined="2025-01-01 08:00:00",
            group_id=f"group of {name}",
        )
        db.add("groups", f"group of {name}", name=name, personal=True)
        kind = "guest" if name == "guest" else "internal"
        db.add(
            "users_sessions",
            f"{name}'s session",
            user_id=name,
            started="2026-03-02 09:00:00",
            type=kind,
            token="t0ken",
            ip="10.0.0.1",
        )
    db.rows["users_sessions"].append({"id": db.id_of("system's session"), "user_id": SYSTEM_USER})
    # Everybody > Chemists > Ann, and Chemists > Everybody: a circle.
    for parent, child in [
        ("Everybody", "Chemists"),
        ("Chemists", "group of ann"),
        ("Everybody", "group of bob"),
        ("Everybody", "group of ann"),
        ("Chemists", "Everybody"),
    ]:
        db.add("groups_relations", f"{parent}/{child}", parent_id=parent, child_id=child)
    for group in ("Everybody", "Chemists"):
        db.add("groups", group, friendly_name=group)
    for package, versions in {"Chem": ("1.0", "1.1"), "Bio": ("2.0",)}.items():
        db.add("packages", package, name=package)
        for version in versions:
            name = f"{package} {version}"
            db.add("published_packages", name, package_id=package, name=package, version=version)
    for kind in ("Func", "Script", "Job", "Notebook", "PredictiveModel", "User"):
        db.add("entity_types", kind, name=kind)
    db.add("entities", "job", entity_type_id="Job", name="Nightly")
    db.add("entities", "notebook", entity_type_id="Notebook", name="Explore")
    db.add("entities", "model", entity_type_id="PredictiveModel", name="Solubility")
    db.add("entities", "ann", entity_type_id="User", name="ann")
    # Similarity is Chem's; Align hangs under Bio's root project; Upper is nobody's.
    db.add("funcs", "similarity", name="Similarity", source="function-package")
    db.add("entities", "similarity", entity_type_id="Func", package_id="Chem 1.1", name="old name")
    db.add("funcs", "align", name="Align", source="function-package")
    db.add("entities", "align", entity_type_id="Func", name="Align")
    db.add("projects", "Bio's project", name="Bio", is_root=True, is_package=True)
    db.add("project_relations", "Bio/align", project_id="Bio's project", entity_id="align")
    db.add("funcs", "upper", name="Upper", source="function")
    db.add("funcs", "script", name="Plot", source="script")
    db.add("entities", "script", entity_type_id="Script", name="Plot")
    db.add("connections", "sales", name="Sales", data_source="Postgres")
    db.add("queries", "orders", name="Orders", connection_id="sales")
    db.add("funcs", "orders", name="Orders", source="data-query")
    db.add("projects", "dashboard", friendly_name="Sales dashboard", is_dashboard=True)
    return db
