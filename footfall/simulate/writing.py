"""Where simulated records go: the warehouse's raw tables, or files."""

from pathlib import Path

from footfall.errors import UserError
from footfall.loading import LoadCounts, load_batches, load_small_tables
from footfall.simulate import Plan, Simulator
from footfall.warehouse import Warehouse


def load_simulated(
    plan: Plan, simulators: list[Simulator], warehouse: Warehouse
) -> dict[str, LoadCounts]:
    """Load simulated records into each system's own raw schema, by the loaders' own way."""
    counts = {}
    for simulator in simulators:
        records = simulator.records(plan)
        batches = {
            table: simulator.to_batches(table, records[table.name]) for table in simulator.tables
        }
        small = {table: each for table, each in batches.items() if table.is_small}
        loaded = load_small_tables(warehouse, simulator.schema, small)
        for table in simulator.tables:
            if not table.is_small:
                loaded[table] = load_batches(warehouse, table, simulator.schema, batches[table])
            counts[f"{simulator.schema}.{table.name}"] = loaded[table]
    return counts


def write_files(plan: Plan, simulators: list[Simulator], folder: Path) -> dict[Path, int]:
    """Write simulated records as files, each in its system's format; gives their records.

    Raises UserError where the folder cannot be written.
    """
    written = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for simulator in simulators:
            records = simulator.records(plan)
            for table in simulator.tables:
                path = folder / simulator.file_name(table)
                with path.open("wb") as stream:
                    stream.write(simulator.header)
                    lines = 0
                    for record in records[table.name]:
                        stream.write(simulator.encode(record))
                        lines += 1
                written[path] = lines
    except OSError as error:
        raise UserError(f"Cannot write into {folder}: {error.strerror}.") from error
    return written
