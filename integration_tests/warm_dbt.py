"""dbt commands of one project and one set of vars, which is parsed once for all of them."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from integration_tests.forked_dbt import DbtServer, RunningCommand
from integration_tests.harness import CommandError, Warehouse


class WarmDbt:
    """Runs dbt commands of one project, with one set of vars, against one warehouse."""

    def __init__(self, server: DbtServer) -> None:
        """Take a server that has parsed."""
        self._server = server

    def start(self, *arguments: str) -> RunningCommand:
        """Start a command; it reads and writes artifacts and logs of its own."""
        return self._server.start(*arguments)

    def run(self, *arguments: str, succeeds: bool = True) -> str:
        """Run a command to its end and return what it printed.

        Raises:
            CommandError: if it fails, or does not though it must.
        """
        command = self.start(*arguments)
        if (command.wait() == 0) != succeeds:
            raise CommandError(f"dbt {' '.join(arguments)}\n{command.output}")
        return command.output


@contextmanager
def warm_dbt(
    warehouse: Warehouse, project: Path, variables: Mapping[str, Any]
) -> Iterator[WarmDbt]:
    """Yield dbt with the project parsed; the server has ended when the context ends."""
    folder = warehouse.folder / f"warm_{time.monotonic_ns()}"
    folder.mkdir()
    options = [
        *("--project-dir", str(project), "--profiles-dir", str(warehouse.profiles_dir)),
        *("--vars", json.dumps(dict(variables)), "--no-use-colors"),
    ]
    server = warehouse.dbt_server().serve_elsewhere(
        folder, options, project, warehouse.clean_environment()
    )
    try:
        yield WarmDbt(server)
    finally:
        server.stop()
