"""Loading batches of raw rows into a warehouse's raw tables, thin over dlt."""

import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, Literal

import pyarrow as pa

from footfall.errors import UserError
from footfall.warehouse import DuckDbWarehouse, MissingTableError, Warehouse

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
    tables with JSON columns, which parquet cannot load as jsonb.
    """

    system: str
    name: str
    columns: pa.Schema
    key: str
    strategy: Literal["insert-only", "upsert", "replace"]
    postgres_format: Literal["parquet", "csv"]
    json_columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class LoadCounts:
    """What a load did, in rows: `written` distinct keys; `new` rows more than before."""

    written: int
    new: int


def check_schema_name(schema: str) -> str:
    """The name of a raw schema, as given.

    Raises UserError for names that dlt would silently change.
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", schema):
        raise UserError(
            f"{schema!r} cannot be a schema: use lower-case letters, digits and single underscores."
        )
    return schema


def count_rows(warehouse: Warehouse, table: RawTable, schema: str) -> int | None:
    """Rows of a raw table; None where the table does not exist yet."""
    try:
        return int(warehouse.query(f'select count(*) from "{schema}"."{table.name}"')[0][0])
    except MissingTableError:
        return None


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
    if isinstance(warehouse, DuckDbWarehouse) and warehouse.path.stem == schema:
        raise UserError(
            f"{warehouse.label} has the name of the schema {schema}, which DuckDB cannot tell"
            " apart: rename the file."
        )
    before = count_rows(warehouse, table, schema)
    if before is not None:
        _check_columns(warehouse, table, schema)
    written = 0
    # of several runs only the rows of the last would replace the table
    length = None if table.strategy == "replace" else CHUNK_BATCHES
    for number, chunk in enumerate(_chunks(iter(batches), table.columns.empty_table(), length)):
        is_missing = before is None and number == 0
        written += _run(warehouse, table, schema, chunk, is_missing)
    after = count_rows(warehouse, table, schema) or 0
    return LoadCounts(written=written, new=after - (before or 0))


def _chunks(
    batches: Iterator[pa.Table], empty: pa.Table, length: int | None
) -> Iterator[Iterator[pa.Table]]:
    """Batches in chunks; a single empty batch where there are none, so that a table is made.

    length: batches of a chunk; null: one chunk of all.
    """
    first: pa.Table | None = next(batches, empty)
    while first is not None:
        yield chain([first], islice(batches, length and length - 1))
        first = next(batches, None)


def _run(
    warehouse: Warehouse,
    table: RawTable,
    schema: str,
    batches: Iterator[pa.Table],
    is_missing: bool,
) -> int:
    """Load one chunk by one dlt run; gives the number of distinct keys in it."""
    import dlt
    from dlt.pipeline.exceptions import PipelineStepFailed

    first = next(batches)
    counter = _DistinctRows(table.key)
    # dlt's parquet loader for PostgreSQL fails on a file without rows
    file_format = table.postgres_format if first.num_rows else "csv"
    resource = dlt.resource(
        counter.filter(chain([first], batches)),
        name=table.name,
        primary_key=table.key,
        columns={name: {"data_type": "json"} for name in table.json_columns},
        write_disposition=_write_disposition(table),
        file_format=file_format if warehouse.engine == "postgres" else "parquet",
    )
    # dlt keeps its working copies here; what must outlive a run is in the warehouse
    with (
        tempfile.TemporaryDirectory(prefix="footfall-") as folder,
        warehouse.destination() as destination,
    ):
        pipeline = dlt.pipeline(
            pipeline_name=f"footfall_{table.system}",
            destination=destination,
            dataset_name=schema,
            pipelines_dir=folder,
        )
        try:
            # dlt trusts its own notes on what exists: a table dropped by hand is made again
            if is_missing:
                pipeline.run(resource, refresh="drop_resources")
            else:
                pipeline.run(resource)
        except PipelineStepFailed as error:
            raise _explain(error, warehouse) from error
    return counter.rows


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
    first_line = str(root).strip().splitlines()[0] if str(root).strip() else type(root).__name__
    return UserError(f"Cannot load into {warehouse.label}: {first_line}")
