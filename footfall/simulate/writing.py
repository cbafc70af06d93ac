"""Where simulated records go: the warehouse's raw tables, or files."""

from pathlib import Path

from footfall.errors import UserError
from footfall.loading import LoadCounts, load_batches
from footfall.simulate import Plan, Simulator
from footfall.warehouse import Warehouse


def load_simulated(
    plan: Plan, simulators: list[Simulator], warehouse: Warehouse
) -> dict[str, LoadCounts]:
    """Load simulated records into each system's own raw schema, by the loaders' own way."""
    return {
        f"{simulator.table.system}.{simulator.table.name}": load_batches(
            warehouse,
            simulator.table,
            simulator.table.system,
            simulator.to_batches(simulator.records(plan)),
        )
        for simulator in simulators
    }


def write_files(plan: Plan, simulators: list[Simulator], folder: Path) -> dict[Path, int]:
    """Write simulated records as files, each in its system's format; gives their records.

    Raises UserError where the folder cannot be written.
    """
    written = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for simulator in simulators:
            path = folder / simulator.file_name
            with path.open("wb") as stream:
                stream.write(simulator.header)
                lines = 0
                for record in simulator.records(plan):
                    stream.write(simulator.encode(record))
                    lines += 1
            written[path] = lines
    except OSError as error:
        raise UserError(f"Cannot write into {folder}: {error.strerror}.") from error
    return written
