"""The raw tables of Datagrok: what the models read of its metadata database, and nothing else."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Literal

import pyarrow as pa

from footfall.loading import RawTable, in_batches

_FLAGS = {
    "hidden",
    "is_admin",
    "is_current",
    "is_dashboard",
    "is_deleted",
    "is_entity",
    "is_error",
    "is_link",
    "is_package",
    "is_root",
    "is_service",
    "personal",
}
# Datagrok keeps them in UTC, without a zone
_TIMES = {"ended", "event_time", "joined", "published_on", "started", "updated_on"}


def _table(
    name: str,
    columns: str,
    strategy: Literal["insert-only", "upsert"] = "upsert",
    is_small: bool = False,
) -> RawTable:
    return RawTable(
        system="datagrok",
        name=name,
        columns=pa.schema([(column, _type_of(column)) for column in columns.split()]),
        key="id",
        strategy=strategy,
        postgres_format="parquet",
        is_small=is_small,
    )


def _type_of(column: str) -> pa.DataType:
    if column in _FLAGS:
        return pa.bool_()
    return pa.timestamp("us") if column in _TIMES else pa.string()


# an event never changes, and neither do its values
EVENTS = _table(
    "events",
    "id event_type_id session_id event_time friendly_name description error_message",
    "insert-only",
)
EVENT_PARAMETER_VALUES = _table(
    "event_parameter_values", "id event_id parameter_id value value_uuid", "insert-only"
)
USERS_SESSIONS = _table("users_sessions", "id user_id started ended type is_admin")
_SMALL_TABLES = {
    "event_types": (
        "id friendly_name name source is_error error_source error_severity error_stack_trace_hash"
    ),
    "event_parameters": "id event_type_id name type",
    "groups": "id name friendly_name personal hidden",
    "groups_relations": "id parent_id child_id is_admin",
    "users": (
        "id login email friendly_name name first_name last_name status is_service joined group_id"
    ),
    "entity_types": "id name friendly_name",
    "packages": "id name friendly_name category",
    "published_packages": "id package_id name version is_current published_on updated_on",
    "entities": "id entity_type_id package_id name friendly_name is_deleted",
    "funcs": "id name friendly_name source",
    "connections": "id name friendly_name data_source",
    "queries": "id name friendly_name connection_id",
    "projects": "id name friendly_name is_root is_package is_dashboard is_entity",
    "project_relations": "id project_id entity_id is_link",
}
SMALL_TABLES = tuple(
    _table(name, columns, is_small=True) for name, columns in _SMALL_TABLES.items()
)
# events come last: how far they got says how far everything got
TABLES = (*SMALL_TABLES, USERS_SESSIONS, EVENT_PARAMETER_VALUES, EVENTS)

# without these there is nothing to read; all other tables and columns may be missing
CORE_COLUMNS = {
    "events": {"id", "event_type_id", "session_id", "event_time"},
    "event_types": {"id", "source"},
    "event_parameters": {"id", "name"},
    "event_parameter_values": {"id", "event_id", "parameter_id", "value"},
}


def is_time(column: str) -> bool:
    """Whether a column of these tables holds a timestamp."""
    return column in _TIMES


def is_flag(column: str) -> bool:
    """Whether a column of these tables is true or false."""
    return column in _FLAGS


def to_batches(table: RawTable, records: Iterable[Mapping[str, Any]]) -> Iterator[pa.Table]:
    """Tables of records: ids as text, times as ISO 8601 in UTC without a zone."""
    names = table.columns.names

    def value(name: str, content: Any) -> Any:
        is_moment = name in _TIMES and content is not None
        return datetime.fromisoformat(content) if is_moment else content

    rows = ([value(name, record[name]) for name in names] for record in records)
    return in_batches(rows, table.columns)
