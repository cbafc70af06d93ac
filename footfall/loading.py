"""Loading batches of raw rows into a warehouse's raw tables, thin over dlt."""

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, Literal

import pyarrow as pa

from footfall.errors import UserError
from footfall.warehouse import DuckDbWarehouse, MissingTableError, Row, Warehouse, quoted

BATCH_ROWS = 20_000
# wide pages make long rows: a batch ends at so much text too
BATCH_CHARACTERS = 64_000_000
# one dlt run a million rows: bounds the keys held in memory and the copies held on disk
CHUNK_BATCHES = 50

# read by dlt when it is imported
os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
os.environ.setdefault("RUNTIME__LOG_LEVEL", "CRITICAL")
# the staged copy of the last load would be a second place with personal data
os.environ.setdefault("LOAD__TRUNCATE_STAGING_DATASET", "true")
# a table is replaced in one transaction: readers never find it empty
os.environ.setdefault("DESTINATION__REPLACE_STRATEGY", "insert-from-staging")


@dataclass(frozen=True)
class RawTable:
    """A raw table and how its rows are merged.

    strategy: insert-only leaves rows that are there as they are, upsert replaces them by key,
    replace leaves only the rows of the last load.
    postgres_format: parquet is the fastest and keeps empty text apart from null; csv is for
    tables with JSON columns, which parquet cannot load as jsonb. is_small: its rows fit in memory.
    """

    system: str
    name: str
    columns: pa.Schema
    key: str
    strategy: Literal["insert-only", "upsert", "replace"]
    postgres_format: Literal["parquet", "csv"]
    json_columns: tuple[str, ...] = ()
    is_small: bool = False


@dataclass(frozen=True)
class LoadCounts:
    """What a load did, in rows: `written` distinct keys; `new` rows more than before."""

    written: int
    new: int


def count_rows(warehouse: Warehouse, table: RawTable, schema: str) -> int | None:
    """Rows of a raw table; None where the table does not exist yet."""
    try:
        return int(warehouse.query(f"select count(*) from {_relation(table, schema)}")[0][0])
    except MissingTableError:
        return None


def read_loaded(
    warehouse: Warehouse, table: RawTable, schema: str, columns: Sequence[str], wanted: str
) -> list[Row]:
    """Columns of those rows of a raw table that meet a condition in SQL; none where it is missing.

    Raises UserError where the table lacks columns.
    """
    selected = f"select {_listed(columns)} from {_relation(table, schema)} where {wanted}"
    return _query_table(warehouse, table, schema, selected) or []


def _query_table(
    warehouse: Warehouse, table: RawTable, schema: str, query: str
) -> list[Row] | None:
    """The rows of a query of a raw table; None where the table does not exist yet."""
    try:
        return warehouse.query(query)
    except MissingTableError:
        if count_rows(warehouse, table, schema) is None:
            return None
        _check_columns(warehouse, table, schema)
        raise


def _relation(table: RawTable, schema: str) -> str:
    return f"{quoted(schema)}.{quoted(table.name)}"


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(map(quoted, columns))


def in_batches(rows: Iterable[Sequence[Any]], columns: pa.Schema) -> Iterator[pa.Table]:
    """Tables of rows that have a value for each column, in order."""
    batch: list[Sequence[Any]] = []
    size = 0
    for row in rows:
        batch.append(row)
        for value in row:
            if type(value) is str:
                size += len(value)
        if len(batch) == BATCH_ROWS or size > BATCH_CHARACTERS:
            yield _to_table(batch, columns)
            batch, size = [], 0
    if batch:
        yield _to_table(batch, columns)


def _to_table(rows: list[Sequence[Any]], columns: pa.Schema) -> pa.Table:
    arrays = [
        pa.array(values, column.type)
        for values, column in zip(zip(*rows, strict=True), columns, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=columns)


def load_batches(
    warehouse: Warehouse, table: RawTable, schema: str, batches: Iterable[pa.Table]
) -> LoadCounts:
    """Bring batches of rows, each with exactly the table's columns, into a raw table.

    The table is made where it is missing, also by an empty load. Of rows with equal keys in one
    load the first one counts. Raises UserError where the warehouse refuses.
    """
    before = _rows_before(warehouse, table, schema)
    # an empty load has something to do only where it makes or empties the table
    has_effect = before is None or table.strategy == "replace"
    default = table.columns.empty_table() if has_effect else None
    # of several runs only the rows of the last would replace the table
    length = None if table.strategy == "replace" else CHUNK_BATCHES
    written = 0
    for number, chunk in enumerate(_chunks(iter(batches), default, length)):
        is_missing = before is None and number == 0
        written += _run(warehouse, schema, {table: chunk}, is_missing)[table]
    after = count_rows(warehouse, table, schema) or 0
    return LoadCounts(written=written, new=after - (before or 0))


def load_small_tables(
    warehouse: Warehouse, schema: str, batches: Mapping[RawTable, Iterable[pa.Table]]
) -> dict[RawTable, LoadCounts]:
    """As load_batches, for several tables of one system at once: all that they get is in memory.

    A dlt run takes half a second however little it does, so that many small ones add up.
    """
    before = {table: _rows_before(warehouse, table, schema) for table in batches}
    held = {table: list(each) for table, each in batches.items()}
    written: dict[RawTable, int] = {}
    # dlt would drop the tables that are there together with its notes on those that are not
    for is_missing in (True, False):
        chunks = {
            table: iter(held[table] or [table.columns.empty_table()])
            for table, rows in before.items()
            if (rows is None) == is_missing and (is_missing or held[table])
        }
        if chunks:
            written |= _run(warehouse, schema, chunks, is_missing)
    counts = dict.fromkeys(batches, LoadCounts(written=0, new=0))
    for table, rows in written.items():
        after = count_rows(warehouse, table, schema) or 0
        counts[table] = LoadCounts(written=rows, new=after - (before[table] or 0))
    return counts


def _rows_before(warehouse: Warehouse, table: RawTable, schema: str) -> int | None:
    """Rows before a load, null where the table is missing. Raises UserError if it cannot load."""
    if isinstance(warehouse, DuckDbWarehouse) and warehouse.path.stem == schema:
        raise UserError(
            f"{warehouse.label} has the name of the schema {schema}, which DuckDB cannot tell"
            " apart: rename the file."
        )
    columns = f"select {_listed(table.columns.names)} from {_relation(table, schema)}"
    counted = _query_table(warehouse, table, schema, f"select count(*) from ({columns}) as loaded")
    return None if counted is None else int(counted[0][0])


def _chunks(
    batches: Iterator[pa.Table], default: pa.Table | None, length: int | None
) -> Iterator[Iterator[pa.Table]]:
    """Batches in chunks; where there are none the default, if any, as the only one.

    length: batches of a chunk; null: one chunk of all.
    """
    first: pa.Table | None = next(batches, default)
    while first is not None:
        yield chain([first], islice(batches, length and length - 1))
        first = next(batches, None)


def _run(
    warehouse: Warehouse,
    schema: str,
    chunks: Mapping[RawTable, Iterator[pa.Table]],
    is_missing: bool,
) -> dict[RawTable, int]:
    """Load a chunk of each of some tables by one dlt run; gives the numbers of distinct keys.

    is_missing: none of the tables exists, else all of them.
    """
    import dlt
    from dlt.pipeline.exceptions import PipelineStepFailed

    counters = {table: _DistinctRows(table.key) for table in chunks}
    resources = [
        _resource(warehouse, table, counters[table], batches) for table, batches in chunks.items()
    ]
    # dlt keeps its working copies here; what must outlive a run is in the warehouse
    with (
        tempfile.TemporaryDirectory(prefix="footfall-") as folder,
        warehouse.destination() as destination,
    ):
        pipeline = dlt.pipeline(
            pipeline_name=f"footfall_{next(iter(chunks)).system}",
            destination=destination,
            dataset_name=schema,
            pipelines_dir=folder,
        )
        try:
            # dlt trusts its own notes on what exists: a table dropped by hand is made again
            if is_missing:
                pipeline.run(resources, refresh="drop_resources")
            else:
                pipeline.run(resources)
        except PipelineStepFailed as error:
            raise _explain(error, warehouse) from error
    return {table: counter.rows for table, counter in counters.items()}


def _resource(
    warehouse: Warehouse, table: RawTable, counter: "_DistinctRows", batches: Iterator[pa.Table]
) -> Any:
    """What dlt merges into one table."""
    import dlt

    first = next(batches)
    # dlt's parquet loader for PostgreSQL fails on a file without rows
    file_format = table.postgres_format if first.num_rows else "csv"
    return dlt.resource(
        counter.filter(chain([first], batches)),
        name=table.name,
        primary_key=table.key,
        columns=_column_hints(table),
        write_disposition=_write_disposition(table),
        file_format=file_format if warehouse.engine == "postgres" else "parquet",
    )


def _column_hints(table: RawTable) -> Any:
    """What dlt cannot know from the types of Arrow: JSON, and times without a zone."""
    without_zone = {
        column.name: {"data_type": "timestamp", "timezone": False}
        for column in table.columns
        if pa.types.is_timestamp(column.type) and column.type.tz is None
    }
    return without_zone | {name: {"data_type": "json"} for name in table.json_columns}


def _write_disposition(table: RawTable) -> Any:
    if table.strategy == "replace":
        return "replace"
    return {"disposition": "merge", "strategy": table.strategy}


class _DistinctRows:
    """Keeps the first row of each key, over all batches that pass."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._seen: set[object] = set()

    @property
    def rows(self) -> int:
        return len(self._seen)

    def filter(self, batches: Iterable[pa.Table]) -> Iterator[pa.Table]:
        for batch in batches:
            keep = []
            for key in batch.column(self._key).to_pylist():
                keep.append(key not in self._seen)
                self._seen.add(key)
            yield batch if all(keep) else batch.filter(pa.array(keep))


def _check_columns(warehouse: Warehouse, table: RawTable, schema: str) -> None:
    found = {
        name
        for (name,) in warehouse.query(
            "select column_name from information_schema.columns"
            f" where table_schema = '{schema}' and table_name = '{table.name}'"
        )
    }
    if missing := sorted(set(table.columns.names) - found):
        raise UserError(
            f"{schema}.{table.name} in {warehouse.label} was not made by footfall:"
            f" it lacks {', '.join(missing)}. Load into another schema with --schema."
        )


def _explain(error: BaseException, warehouse: Warehouse) -> UserError:
    """The user's own error inside a failed dlt run, or its root cause in one sentence."""
    cause = error
    while cause := cause.__cause__ or cause.__context__:  # type: ignore[assignment]
        if isinstance(cause, UserError):
            return cause
        root = cause
    return UserError(f"Cannot load into {warehouse.label}: {warehouse.fault(root)}")
