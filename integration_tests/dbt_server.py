"""A program that forks a process for each dbt command, and has parsed the project before.

Starting dbt and parsing take longer than building a tiny log does. Arguments: a folder, then the
options of every command; without options nothing is parsed. A line of the input is the JSON of a
command: ``arguments`` of its own; and, where nothing was parsed, the ``folder`` and ``environment``
in which it parses for itself. (Where something was, a fork that parses again hangs.) The n-th
command's output, process id and, at the end, exit code go into ``n.out``, ``n.pid`` and ``n.code``
in the folder. A command leads a process group of its own, so that it can be killed.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from pathlib import Path

import dbt.adapters.duckdb
import dbt.adapters.postgres  # noqa: F401
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest


def serve(folder: Path, options: list[str]) -> None:
    """Parse if there are options, say so by the file ``parsed``, and run what comes in."""
    manifest = _parsed(options) if options else None
    (folder / "parsed").touch()
    for number, line in enumerate(sys.stdin):
        if os.fork() == 0:
            command = json.loads(line)
            if "environment" in command:
                os.environ.clear()
                os.environ.update(command["environment"])
                os.chdir(command["folder"])
                _run(None, command["arguments"], folder, number)
            else:
                name, *own = command["arguments"]
                _run(manifest, [name, *options, *own], folder, number)
            os._exit(0)


def _parsed(options: list[str]) -> Manifest:
    manifest = dbtRunner().invoke(["--quiet", "parse", *options]).result
    assert isinstance(manifest, Manifest)
    return manifest


def _run(manifest: Manifest | None, arguments: list[str], folder: Path, number: int) -> None:
    """Run a command in a child, and write down how it has ended."""
    runner = os.fork()
    if runner == 0:
        os.setsid()
        code = 1
        try:
            (folder / f"{number}.pid").write_text(str(os.getpid()))
            output = os.open(folder / f"{number}.out", os.O_WRONLY | os.O_CREAT)
            for stream in (1, 2):
                os.dup2(output, stream)
            ended = dbtRunner(manifest=manifest).invoke(arguments)
            if ended.exception is not None:
                print(ended.exception)
            code = 0 if ended.success else 1
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(code)
    _, status = os.waitpid(runner, 0)
    written = folder / f"{number}.code.part"
    written.write_text(str(os.waitstatus_to_exitcode(status)))
    written.rename(folder / f"{number}.code")


if __name__ == "__main__":
    serve(Path(sys.argv[1]), sys.argv[2:])
