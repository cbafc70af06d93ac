"""The least that any build must do: every raw table read once, the same fields typed and kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from integration_tests.harness import Warehouse

Path = Sequence[str | int]
SCHEMA = "floor"

_CLUTCH: dict[str, Path] = {
    "user_name": ["user_name"],
    "service_name": ["service_name"],
    "method_name": ["method_name"],
    "type": ["type"],
    "status_code": ["status", "code"],
    "status_message": ["status", "message"],
    "request_type": ["request_body", "@type"],
    "response_type": ["response_body", "@type"],
    "request_resources": ["request_resources"],
    "response_resources": ["response_resources"],
    "request_resource_type": ["request_resources", 0, "type_url"],
    "request_resource_id": ["request_resources", 0, "id"],
    "response_resource_type": ["response_resources", 0, "type_url"],
    "response_resource_id": ["response_resources", 0, "id"],
}
_AMUNDSEN_ARGUMENTS = """
    command table_key uri uri_key feature_key user_id resource_key resource_type type_metadata_key
    column_name tag owner method description index source search_term search_type page_index
    feedback_type rating comment notification_type target_id target_type location value position
"""
_FOUND = "tables dashboards features users table dashboard feature user"
_AMUNDSEN_RESULTS: dict[str, Path] = {
    "status_code": ["status_code"],
    "all_found": ["total_results"],
    **{f"{kind}_found": [kind, "total_results"] for kind in _FOUND.split()},
}
_ZOOMDATA = """
    eventDate request activityType status user userType accountId accountID cid name createdBy
    lastModifiedBy createdDate created expire disabled authenticationType groupId groupID label
    keyId keyID keyType sourceId sourceID sourceName streamType storageType userID userId userName
    userFullName userFullname email userOrigin visualizationId visualizationID visualizationName
    exportType location source fileName contentType bookmarkId bookmarkID bookmarkName shared
    clientId clientID clientName autoApprove tokenId tokenID tokenUsername tokenUserName
    tokenAccountID tokenAccountId uri host requestTime proxiedUser finishStatus actionStartedOn
    duration count filesize fileSize requestSize responseSize responseCode rddCount userGroups
    userRoles groupRoles objectIds objectIDs subjectUserGroups subjectUserRoles accounts keyIds
    keyIDs
"""
_LIBLAB = """
    api_name api_id build_id doc_id sdk_name language invited_email token_name token_id role
"""


def _keys(names: str) -> dict[str, Path]:
    return {name: [name] for name in names.split()}


@dataclass(frozen=True)
class Floor:
    """A raw table; ``columns`` are SQL, ``documents`` have a name for each path of a column.

    ``numbers`` are the names whose text is a whole number.
    """

    table: str
    columns: Sequence[str]
    documents: Mapping[str, Mapping[str, Path]] = field(default_factory=dict)
    numbers: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The table that holds what was read."""
        return f"{SCHEMA}.{self.table.replace('.', '_')}"

    def sql(self, engine: str) -> str:
        """The statement that reads the raw table."""
        opened, picked = [], []
        for number, (column, fields) in enumerate(self.documents.items()):
            document = f"document_{number}"
            opened.append(f"{_open(engine, column, fields)} as {document}")
            for place, (name, path) in enumerate(fields.items(), start=1):
                text = _pick(engine, document, place, path)
                value = f"cast({text} as bigint)" if name in self.numbers else text
                picked.append(f'{value} as "{column}_{name}"')
        inner = ", ".join([*self.columns, *opened])
        kept = ", ".join([*(f'"{_alias(column)}"' for column in self.columns), *picked])
        # Without the offset PostgreSQL would open a document again for each of its fields.
        once = " offset 0" if engine == "postgres" else ""
        return (
            f"create table {self.name} as "
            f"select {kept} from (select {inner} from {self.table}{once}) as opened"
        )


def _alias(column: str) -> str:
    return column.split(" as ")[-1].strip('"')


def _open(engine: str, column: str, fields: Mapping[str, Path]) -> str:
    if engine == "postgres":
        return f"cast({column} as jsonb)"
    paths = ", ".join(f"'{_json_path(path)}'" for path in fields.values())
    return f"json_extract_string({column}, [{paths}])"


def _pick(engine: str, document: str, place: int, path: Path) -> str:
    if engine == "postgres":
        keys = ",".join(str(step) for step in path)
        return f"{document} #>> '{{{keys}}}'"
    return f"{document}[{place}]"


def _json_path(path: Path) -> str:
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f'."{step}"' for step in path)


FLOORS = (
    Floor(
        "clutch.audit_events",
        ["id", "occurred_at"],
        {"details": _CLUTCH},
        frozenset({"status_code"}),
    ),
    Floor(
        "amundsen.user_actions",
        [
            *("command", '"user"', "host_name", "error", "end_epoch_ms"),
            "to_timestamp(start_epoch_ms / 1000.0) as occurred_at",
        ],
        {"keyword_args_json": _keys(_AMUNDSEN_ARGUMENTS), "output": _AMUNDSEN_RESULTS},
        frozenset({"rating", "page_index", *_AMUNDSEN_RESULTS}),
    ),
    Floor(
        "zoomdata.activity_log",
        ["file_name", "line_number"],
        {"record": _keys(_ZOOMDATA)},
        frozenset({"duration", "count", "requestSize", "responseSize", "responseCode"}),
    ),
    Floor(
        "liblab.audit_trail",
        ["name", "email", "org", "event", '"time"', "url"],
        {"details": _keys(_LIBLAB)},
    ),
    Floor(
        "datagrok.events",
        ["id", "event_type_id", "session_id", "event_time", "description", "error_message"],
    ),
    Floor("datagrok.event_parameter_values", ["event_id", "parameter_id", "value", "value_uuid"]),
    Floor("datagrok.users_sessions", ["id", "user_id", "started", "ended", "type"]),
    Floor("datagrok.users", ["id", "login", "email", "friendly_name", "status", "is_service"]),
    Floor("datagrok.event_types", ["id", "friendly_name", "source"]),
    Floor("datagrok.event_parameters", ["id", "name"]),
)
# The tables whose rows are the records of a system.
RECORDS = {
    "clutch": "floor.clutch_audit_events",
    "amundsen": "floor.amundsen_user_actions",
    "datagrok": "floor.datagrok_events",
    "zoomdata": "floor.zoomdata_activity_log",
    "liblab": "floor.liblab_audit_trail",
}


def build_floor(warehouse: Warehouse) -> None:
    """Create the tables of the floor."""
    statements = [floor.sql(warehouse.engine) for floor in FLOORS]
    warehouse.execute("; ".join([f"create schema {SCHEMA}", *statements]))


def floor_rows(warehouse: Warehouse) -> dict[str, int]:
    """Records by system, as the floor holds them."""
    return {
        system: int(warehouse.query(f"select count(*) from {table}")[0][0])
        for system, table in RECORDS.items()
    }


def drop_floor(warehouse: Warehouse) -> None:
    """Remove the tables of the floor."""
    warehouse.execute(f"drop schema {SCHEMA} cascade")
