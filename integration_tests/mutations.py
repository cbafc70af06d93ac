"""Raw rows spoilt at random: what can happen to a log between its system and the warehouse."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from integration_tests.compiled_models import Transaction
from integration_tests.harness import Warehouse

# Values of a row as text, by column; None for null.
Values = dict[str, str | None]

GARBAGE = [
    *("", " ", "null", "{", "[1, 2", '{"a": ', "{}", "[]", "3", '"text"', "NaN", "\\u0000"),
    *("é漢字🦆", "'; drop table users; --", "%", "\\", "1e400", "2026-02-30 25:61:00", "x" * 5000),
]
WHOLE_NUMBERS = [None, "0", "-1", "999999999999999999", "1700000000000"]
TIMES = [None, "1970-01-01 00:00:00+00", "2150-01-01 00:00:00+00", "2026-03-03 12:00:00+00"]


@dataclass(frozen=True)
class RawTable:
    """A table of events.

    Args:
        unit: what a row must keep company with: rows that together are one activity.
        is_untouchable: rows that say something about the rows of others.
    """

    relation: str
    unit: Callable[[Values], Any]
    is_untouchable: Callable[[Values], bool] = lambda values: False


def _zoomdata_record(values: Values) -> dict[str, Any]:
    _, brace, body = (values["record"] or "").partition("{")
    try:
        record = json.loads(brace + body)
    except ValueError:
        return {}
    return record if isinstance(record, dict) else {}


TABLES = (
    RawTable("clutch.audit_events", lambda row: row["id"]),
    RawTable(
        "amundsen.user_actions",
        lambda row: tuple(
            row[name]
            for name in (
                *("host_name", "user", "command", "start_epoch_ms"),
                *("pos_args_json", "keyword_args_json"),
            )
        ),
    ),
    # The records of one cid are one look at a chart; the log's users tell whose a login is.
    RawTable(
        "zoomdata.activity_log",
        lambda row: _zoomdata_record(row).get("cid") or row["record"],
        lambda row: _zoomdata_record(row).get("activityType") == "USER",
    ),
    RawTable(
        "liblab.audit_trail",
        lambda row: tuple(row[name] for name in ("name", "email", "org", "event", "time", "url")),
    ),
    RawTable("datagrok.events", lambda row: row["id"]),
    RawTable("datagrok.event_parameter_values", lambda row: row["event_id"]),
)


@dataclass(frozen=True)
class Mutation:
    """One thing that happens to one row, or a row of garbage that comes in.

    Args:
        kind: spoil (a column), repeat (the row), or invent (a row).
        place, column: taken modulo the rows and columns that there are.
        draw: decides among what can happen to a value.
    """

    relation: str
    kind: str
    place: int
    column: int
    draw: int
    text: str


def mutations() -> st.SearchStrategy[list[Mutation]]:
    """Between 10 and 60 mutations of any tables."""
    numbers = st.integers(0, 2**31)
    # PostgreSQL cannot store U+0000, nor any engine half a character.
    characters = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
    one = st.builds(
        Mutation,
        relation=st.sampled_from([table.relation for table in TABLES]),
        kind=st.sampled_from(["spoil", "spoil", "spoil", "repeat", "invent"]),
        place=numbers,
        column=numbers,
        draw=numbers,
        text=st.one_of(st.sampled_from(GARBAGE), st.text(characters, max_size=40)),
    )
    return st.lists(one, min_size=10, max_size=60)


@dataclass(frozen=True)
class Baseline:
    """The raw rows before anything happens: column types, and rows as text, by relation."""

    types: Mapping[str, dict[str, str]]
    rows: Mapping[str, list[Values]]

    @classmethod
    def take(cls, warehouse: Warehouse) -> Baseline:
        """Read the tables, and take the loader's own columns and constraints off them."""
        types, rows = {}, {}
        for relation in (table.relation for table in TABLES):
            schema, name = relation.split(".")
            kinds = {
                str(column): str(kind)
                for column, kind in warehouse.query(
                    "select column_name, data_type from information_schema.columns"
                    f" where table_schema = '{schema}' and table_name = '{name}'"
                    " order by ordinal_position"
                )
                if not str(column).startswith("_dlt")
            }
            names = ", ".join(f'"{column}"' for column in kinds)
            warehouse.execute(f"create table {schema}.bare as select {names} from {relation}")
            warehouse.execute(f"drop table {relation}")
            warehouse.execute(f"alter table {schema}.bare rename to {name}")
            texts = ", ".join(f'cast("{column}" as text)' for column in kinds)
            types[relation] = kinds
            rows[relation] = [
                dict(zip(kinds, row, strict=True))
                for row in sorted(warehouse.query(f"select {texts} from {relation}"), key=str)
            ]
        return cls(types, rows)


@dataclass(frozen=True)
class Spoilt:
    """A log after its mutations, and the same log without any row that these have touched."""

    mutated: Mapping[str, list[Values]]
    untouched: Mapping[str, list[Values]]

    @classmethod
    def by(cls, baseline: Baseline, happened: list[Mutation]) -> Spoilt:
        """Apply mutations to copies of the rows; the rows come in another order, too."""
        rows = {name: [dict(row) for row in table] for name, table in baseline.rows.items()}
        more: dict[str, list[Values]] = {name: [] for name in rows}
        touched: set[Any] = set()
        tables = {table.relation: table for table in TABLES}
        for mutation in happened:
            table, mine = tables[mutation.relation], rows[mutation.relation]
            types = baseline.types[mutation.relation]
            place = mutation.place % len(mine)
            original = baseline.rows[mutation.relation][place]
            if mutation.kind == "invent":
                values = {
                    name: _other(None, kind, mutation.draw + number, mutation.text)
                    for number, (name, kind) in enumerate(types.items())
                }
                if not table.is_untouchable(values):
                    more[mutation.relation].append(values)
            elif mutation.kind == "repeat":
                more[mutation.relation].append(dict(original))
            elif not table.is_untouchable(original):
                touched.add((_system(table), table.unit(original)))
                column = list(types)[mutation.column % len(types)]
                mine[place][column] = _other(
                    original[column], types[column], mutation.draw, mutation.text
                )
        untouched = {
            name: [
                row
                for row in table
                if (_system(tables[name]), tables[name].unit(row)) not in touched
            ]
            for name, table in baseline.rows.items()
        }
        mutated = {name: (table + more[name])[::-1] for name, table in rows.items()}
        return cls(mutated, untouched)


def replace_rows(
    transaction: Transaction, baseline: Baseline, rows: Mapping[str, list[Values]]
) -> None:
    """Put other rows into the raw tables."""
    for relation, table in rows.items():
        types = baseline.types[relation]
        transaction.run(f"delete from {relation}")
        one = "(" + ", ".join(f"cast(? as {kind})" for kind in types.values()) + ")"
        for start in range(0, len(table), 200):
            batch = table[start : start + 200]
            transaction.run(
                f"insert into {relation} values " + ", ".join([one] * len(batch)),
                [row[name] for row in batch for name in types],
            )


def _system(table: RawTable) -> str:
    return table.relation.split(".")[0]


def _other(value: str | None, kind: str, draw: int, text: str) -> str | None:
    """Another value that a column of a type can hold."""
    kind = kind.lower()
    if kind in ("bigint", "integer"):
        return WHOLE_NUMBERS[draw % len(WHOLE_NUMBERS)]
    if kind.startswith("timestamp"):
        return TIMES[draw % len(TIMES)]
    if kind == "boolean":
        return (None, "true", "false")[draw % 3]
    is_document = kind in ("json", "jsonb")
    choices = list(_other_texts(value, text))
    if is_document:
        choices = [choice for choice in choices if choice is None or _is_json(choice)]
    return choices[draw % len(choices)]


def _other_texts(value: str | None, text: str) -> Iterator[str | None]:
    yield None
    yield text
    yield json.dumps(text)
    yield "[1]"
    if not value:
        return
    yield value[: len(value) // 2]
    yield value + text
    try:
        document = json.loads(value)
    except ValueError:
        return
    if isinstance(document, dict):
        for key in document:
            yield json.dumps({name: part for name, part in document.items() if name != key})
            for other in (None, 3.5, True, text, [text], {"a": text}):
                yield json.dumps(document | {key: other})


def _is_json(text: str) -> bool:
    try:
        json.loads(text, parse_constant=_refuse)
    except ValueError:
        return False
    return True


def _refuse(name: str) -> None:
    raise ValueError(name)
