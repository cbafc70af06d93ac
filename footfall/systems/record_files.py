"""Files whose records are rows of one raw table: loaded, or refused with a reason."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from footfall.errors import UnusableDataError
from footfall.files import FilesSummary, RefusedLines, RefusedRecordError
from footfall.loading import RawTable, in_batches, load_batches
from footfall.warehouse import Warehouse

Record = TypeVar("Record")
Report = Callable[[int], None]


@dataclass(frozen=True)
class RecordFiles(Generic[Record]):
    """The files of a system.

    read: the records of a file, each with the line that it begins in and its text. to_row: what
    stands in the table, or RefusedRecordError.
    """

    table: RawTable
    read: Callable[[Path, Report], Iterator[tuple[int, bytes, Record]]]
    to_row: Callable[[Record], Sequence[Any]]

    def load(
        self,
        warehouse: Warehouse,
        files: Sequence[Path],
        schema: str,
        refused_dir: Path | None = None,
        report: Report = lambda size: None,
    ) -> FilesSummary:
        """Load files, plain or packed; a record that is there already changes nothing.

        report: called with the number of bytes read since the last call.
        A file that cannot be read, or not to its end, does not keep the others from being loaded:
        the summary names it. Raises UserError before anything is loaded where a file is missing,
        and where the warehouse cannot be loaded.
        """
        summary = FilesSummary()
        inputs = summary.choose_inputs(files, refused_dir)
        self.load_inputs(warehouse, inputs, schema, refused_dir, report, summary)
        return summary

    def load_inputs(
        self,
        warehouse: Warehouse,
        inputs: Sequence[Path],
        schema: str,
        refused_dir: Path | None,
        report: Report,
        summary: FilesSummary,
    ) -> None:
        """As load, of inputs that are known to be there, into a summary of what became of them."""
        rows = (row for path in inputs for row in self._rows(path, refused_dir, report, summary))
        batches = in_batches(rows, self.table.columns)
        summary.new = load_batches(warehouse, self.table, schema, batches).new

    def _rows(
        self, path: Path, refused_dir: Path | None, report: Report, summary: FilesSummary
    ) -> Iterator[Sequence[Any]]:
        read, problem = 0, ""
        with closing(RefusedLines(path, refused_dir)) as refused:
            try:
                for line, text, record in self.read(path, report):
                    read += 1
                    try:
                        row = self.to_row(record)
                    except RefusedRecordError as error:
                        refused.add(line, text, str(error))
                    else:
                        yield row
            except UnusableDataError as error:
                # the other files are loaded all the same
                problem = str(error)
            summary.add_file(path, read, refused, problem)
