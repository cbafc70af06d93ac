"""A person planted in raw logs of every system, and the search for what is left of one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from integration_tests.company import pseudonym
from integration_tests.harness import SYSTEMS, Warehouse

SIZE = ("--days", "12", "--users", "14", "--end-date", "2026-06-30")
RAW = (*SYSTEMS, "hr")
_DULL = ("bigint", "integer", "smallint", "boolean", "date", "real", "double", "timestamp")


@dataclass(frozen=True)
class Person:
    """What one person is known by."""

    email: str
    login: str
    full_name: str
    datagrok_id: str

    @property
    def marks(self) -> tuple[str, ...]:
        """Texts in lower case, none of which may be left."""
        names = (self.email, self.login, self.full_name.lower())
        return (*names, self.datagrok_id, pseudonym(self.email))


@dataclass(frozen=True)
class OtherPeople:
    """An e-mail, and a user of Datagrok as erase takes it, of two further people."""

    email: str = ""
    user: str = ""


def plant(warehouse: Warehouse) -> Person:
    """Fill raw tables of all systems, where the same person is actor, object and text."""
    warehouse.set_salt()
    warehouse.footfall("simulate", *SIZE)
    found = warehouse.query(
        "select lower(people.email), lower(people.login), people.full_name, users.id"
        " from hr.employees as people inner join datagrok.users as users"
        " on lower(people.email) = lower(users.email) where people.email in ("
        "select email from liblab.audit_trail where email like '%@%') and people.login is not null"
        " order by people.email limit 1"
    )
    person = Person(*map(str, found[0]))
    # as in Datagrok's own database, where ids are no texts
    for column in ("users.id", "users_sessions.user_id"):
        table, name = column.split(".")
        warehouse.execute(
            f"alter table datagrok.{table} alter column {name} type uuid using cast({name} as uuid)"
        )
    text = f"No access for {person.full_name}, see {person.email} (login {person.login})."
    for statement in (
        f"update amundsen.user_actions set error = '{text}'"
        " where start_epoch_ms = (select min(start_epoch_ms) from amundsen.user_actions)",
        f"update datagrok.events set error_message = '{text}'"
        " where event_time = (select min(event_time) from datagrok.events)",
        f"update datagrok.queries set name = 'Report of {person.full_name}'"
        " where id = (select min(cast(id as text)) from datagrok.queries)",
        f"update liblab.audit_trail set url = 'https://app.liblab.com/?of={person.email}'"
        ' where "time" = (select min("time") from liblab.audit_trail)',
    ):
        warehouse.execute(statement)
    return person


def remember_alerts(warehouse: Warehouse, person: Person) -> None:
    """An outbox of alerts, one by the person's pseudonym and one with the name in it."""
    columns = "channel text, state text, rule text, system text, subject text, content text"
    warehouse.execute(f"create table audit.alert_deliveries ({columns})")
    key = pseudonym(person.email)
    warehouse.execute(
        "insert into audit.alert_deliveries values"
        f" ('a', 'delivered', 'r', 'clutch', '{key}', '{{\"user_key\": \"{key}\"}}'),"
        f" ('a', 'queued', 's', 'clutch', 'other', '{{\"object_name\": \"{person.email}\"}}')"
    )


def other_people(warehouse: Warehouse) -> OtherPeople:
    """Two people who are still there."""
    ((email, _), (_, login)) = warehouse.query(
        "select lower(email), lower(login) from datagrok.users where email like '%@%'"
        " and email not like '%@erased.invalid' and id in (select user_id from"
        " datagrok.users_sessions) order by email limit 2"
    )
    return OtherPeople(str(email), f"datagrok:{login}")


def late_row(warehouse: Warehouse, person: Person) -> None:
    """Another raw row of the person, of the last day."""
    columns = warehouse.columns("clutch.audit_events")
    values = {name: f'"{name}"' for name in columns}
    values["id"] = "id + 1000000"
    values |= {name: "'late'" for name in columns if name == "_dlt_id"}
    warehouse.execute(
        f"insert into clutch.audit_events select {', '.join(values.values())}"
        " from clutch.audit_events where id = (select max(id) from clutch.audit_events"
        f" where lower(cast(details as text)) like '%{person.email}%')"
    )


def relations_that_name(warehouse: Warehouse, person: Person, raw: bool = False) -> set[str]:
    """``schema.relation.column`` of each text, in raw tables or in all others, with a mark."""
    found = set()
    with warehouse.session():
        schemas = warehouse.query(
            "select distinct table_schema from information_schema.tables"
            " where table_schema not in ('information_schema', 'pg_catalog')"
            " and table_schema not like '%\\_staging' escape '\\'"
        )
        for schema in (str(schema) for (schema,) in schemas if (schema in RAW) == raw):
            for relation, columns in warehouse.columns_by_relation(schema).items():
                texts = [name for name, kind in columns.items() if not kind.startswith(_DULL)]
                if texts:
                    marked = ", ".join(f"max({_has_a_mark(name, person)})" for name in texts)
                    row = warehouse.query(f'select {marked} from "{schema}"."{relation}"')[0]
                    found |= {
                        f"{schema}.{relation}.{name}"
                        for name, has_a_mark in zip(texts, row, strict=True)
                        if has_a_mark
                    }
    return found


def _has_a_mark(column: str, person: Person) -> str:
    text = f'lower(cast("{column}" as text))'
    any_mark = " or ".join(f"position('{mark}' in {text}) > 0" for mark in person.marks)
    return f"case when {any_mark} then 1 end"


def files_that_name(folder: Path, person: Person) -> set[str]:
    """Files that dbt wrote, its own form of a parse too, with a mark in them."""
    return {
        str(path.relative_to(folder))
        for part in ("target", "logs")
        for path in (folder / part).rglob("*")
        if path.is_file()
        and any(mark.encode() in path.read_bytes().lower() for mark in person.marks)
    }
