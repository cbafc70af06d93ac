"""Great Expectations at work: a checkpoint over the suites' frames, results kept, Data Docs."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import great_expectations as gx
import pyarrow as pa
import pyarrow.parquet as pq
from great_expectations.checkpoint.actions import UpdateDataDocsAction
from great_expectations.core.run_identifier import RunIdentifier
from great_expectations.data_context.types.base import (
    DataContextConfig,
    InMemoryStoreBackendDefaults,
    ProgressBarsConfig,
)
from great_expectations.expectations.expectation import Expectation

from footfall.errors import UserError

_STORE = "validation_results_store"
_SYSTEM = "system"
Frame = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Folders:
    """Where results are kept and Data Docs are written, and of how many runs of a checkpoint."""

    results: Path
    docs: Path
    keep: int

    @property
    def index(self) -> Path:
        """The first page of the Data Docs."""
        return self.docs / "index.html"


@dataclass(frozen=True)
class Validation:
    """A suite, ready to be run: its name, what it expects, and the frame that it is run on."""

    name: str
    expectations: Sequence[Expectation]
    frame: Frame


def run_checkpoint(
    name: str, validations: Sequence[Validation], folders: Folders, now: dt.datetime
) -> list[list[bool]]:
    """Validate all, keep the results and write their pages.

    Args:
        name: of the checkpoint, and of its runs in the results and Data Docs.

    Returns:
        For each suite whether each of its expectations holds, in their order.

    Raises:
        UserError: where the folders cannot be written.
    """
    try:
        folders.results.mkdir(parents=True, exist_ok=True)
        folders.docs.mkdir(parents=True, exist_ok=True)
        forget_old_runs(name, folders, folders.keep - 1)
        with _quietly(), tempfile.TemporaryDirectory() as frames:
            return _run(name, validations, folders, now, Path(frames))
    except OSError as error:
        raise UserError(
            f"Cannot write the results into {folders.results} or {folders.docs}: {error.strerror}."
        ) from error


def _run(
    name: str, validations: Sequence[Validation], folders: Folders, now: dt.datetime, frames: Path
) -> list[list[bool]]:
    is_first = not folders.index.exists()
    context = _context(folders)
    source = context.data_sources.add_pandas("warehouse")
    definitions = []
    for validation in validations:
        path = frames / f"{validation.name}.parquet"
        pq.write_table(_table(validation.frame), path)
        asset = source.add_parquet_asset(validation.name, path=path)
        suite = context.suites.add(gx.ExpectationSuite(name=validation.name))
        for expectation in validation.expectations:
            suite.add_expectation(expectation)
        definitions.append(
            context.validation_definitions.add(
                gx.ValidationDefinition(
                    name=validation.name,
                    data=asset.add_batch_definition("whole"),
                    suite=suite,
                )
            )
        )
    checkpoint = context.checkpoints.add(
        gx.Checkpoint(
            name=name,
            validation_definitions=definitions,
            actions=[UpdateDataDocsAction(name="data_docs")],
            # The frames hold measures of systems: what breaks is named by system and number.
            result_format={
                "result_format": "COMPLETE",
                "unexpected_index_column_names": [_SYSTEM],
            },
        )
    )
    done = checkpoint.run(run_id=RunIdentifier(run_name=name, run_time=now))
    if is_first:
        # Pages of earlier runs, whose results were kept.
        context.build_data_docs()
    by_suite = {result.suite_name: result for result in done.run_results.values()}
    return [
        _in_order(validation.expectations, by_suite[validation.name].results)
        for validation in validations
    ]


def _table(frame: Frame) -> pa.Table:
    names = dict.fromkeys(name for measures in frame.values() for name in measures)
    columns = {name: [each.get(name) for each in frame.values()] for name in names}
    return pa.table({_SYSTEM: list(frame), **columns})


def _in_order(expectations: Sequence[Expectation], results: Sequence[Any]) -> list[bool]:
    """Great Expectations gives results in an order of its own."""
    by_id = {result.expectation_config.id: bool(result.success) for result in results}
    return [by_id[expectation.id] for expectation in expectations]


def _context(folders: Folders) -> Any:
    """A context in memory but for its results and pages; it tells nobody that it is used."""
    in_memory = InMemoryStoreBackendDefaults(init_temp_docs_sites=False)
    context = gx.get_context(
        mode="ephemeral",
        project_config=DataContextConfig(
            store_backend_defaults=None,
            stores=in_memory.stores | {_STORE: _on_disk("ValidationResultsStore", folders.results)},
            expectations_store_name=in_memory.expectations_store_name,
            checkpoint_store_name=in_memory.checkpoint_store_name,
            validation_results_store_name=_STORE,
            data_docs_sites={
                "checks": _on_disk("SiteBuilder", folders.docs)
                | {
                    "show_how_to_buttons": False,
                    "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
                }
            },
            analytics_enabled=False,
        ),
    )
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    return context


def _on_disk(class_name: str, folder: Path) -> dict[str, Any]:
    backend = {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder)}
    return {"class_name": class_name, "store_backend": backend}


def forget_old_runs(name: str, folders: Folders, keep: int) -> None:
    """Remove all but the newest results of a checkpoint, and their pages."""
    runs = [path for path in folders.results.glob(f"*/{name}/*") if path.is_dir()]
    times = sorted({path.name for path in runs}, reverse=True)
    for old in times[keep:]:
        for path in (
            *folders.results.glob(f"*/{name}/{old}"),
            *(folders.docs / "validations").glob(f"*/{name}/{old}"),
        ):
            shutil.rmtree(path)


@contextmanager
def _quietly() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
