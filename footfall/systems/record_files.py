"""Files whose records are rows of one raw table: loaded, or refused with a reason."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

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
        """Load files, plain or gzipped; a record that is there already changes nothing.

        report: called with the number of bytes read since the last call.
        Raises UserError before anything is loaded where a file is missing, and where a file is not
        of the system or the warehouse cannot be loaded.
        """
        summary = FilesSummary()
        inputs = summary.choose_inputs(files, refused_dir)
        rows = (row for path in inputs for row in self._rows(path, refused_dir, report, summary))
        batches = in_batches(rows, self.table.columns)
        summary.new = load_batches(warehouse, self.table, schema, batches).new
        return summary

    def _rows(
        self, path: Path, refused_dir: Path | None, report: Report, summary: FilesSummary
    ) -> Iterator[Sequence[Any]]:
        with closing(RefusedLines(path, refused_dir)) as refused:
            for line, text, record in self.read(path, report):
                summary.read += 1
                try:
                    yield self.to_row(record)
                except RefusedRecordError as error:
                    refused.add(line, text, str(error))
            summary.add_refused(refused)
