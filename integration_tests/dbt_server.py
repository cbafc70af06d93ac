"""A program that forks a process for each dbt command, and has parsed the project before.

Starting dbt and parsing take longer than building a tiny log does. Arguments: a folder, then the
options of every command. A line of the input is the JSON of a command, all of which have
``arguments``:

- alone, these come before the options, and the command runs on what was parsed;
- with a ``folder`` and an ``environment``, the command parses there for itself, which is quick
  because dbt remembers each macro that it has seen; it is one of the ``program``, dbt or footfall;
- with a folder that it ``serves``, too, they are the options of another such server, whose input is
  the named pipe ``input`` in that folder.

The n-th command's output, process id and, at the end, exit code go into ``n.out``, ``n.pid`` and
``n.code`` in the server's folder. A command leads a process group of its own, so that it can be
killed. The file ``parsed`` says that the server is ready, ``failed`` why it is not.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import traceback
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from types import CodeType
from typing import Any

import dbt.adapters.duckdb
import dbt.adapters.postgres  # noqa: F401
from dbt.artifacts.resources.base import FileHash
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest, ManifestStateCheck
from dbt.parser.manifest import ManifestLoader
from dbt.parser.models import ModelParser
from dbt_common.clients.jinja import MacroFuzzEnvironment, template_cache
from dbt_common.events.base_types import BaseEvent, DebugLevel, EventLevel
from dbt_common.events.event_manager import EventManager
from dbt_common.tests import enable_test_caching

# Writing the manifest takes a tenth of a command's time. Tests that read it ask for it.
ENVIRONMENT = {"DBT_WRITE_JSON": "false"}


def serve(folder: Path, options: list[str], lines: Iterable[str]) -> None:
    """Parse, say so, and run what comes in until the input ends."""
    try:
        manifest = _parsed(options)
    except Exception:
        (folder / "failed").write_text(traceback.format_exc())
        return
    for macro in manifest.macros.values():
        template_cache.get_node_template(macro)
    # What is there now stays: no command need look through it for garbage, nor copy its pages.
    gc.collect()
    gc.freeze()
    (folder / "parsed").touch()
    for number, line in enumerate(lines):
        if os.fork() == 0:
            command = json.loads(line)
            if "folder" not in command:
                name, *own = command["arguments"]
                arguments = [name, *options, *own]
                _run(partial(_run_dbt, manifest, arguments), folder, number)
                os._exit(0)
            os.environ.clear()
            os.environ.update(command["environment"])
            os.chdir(command["folder"])
            if command.get("program") == "footfall":
                _run(partial(_run_footfall, command["arguments"]), folder, number)
                os._exit(0)
            os.environ.update(ENVIRONMENT)
            if "serves" not in command:
                _run(partial(_run_dbt, None, command["arguments"]), folder, number)
                os._exit(0)
            served = Path(command["serves"])
            with (served / "input").open() as own_lines:
                serve(served, command["arguments"], own_lines)
            os._exit(0)


def _compile_templates_once() -> None:
    """Commands find the code of each template that this process has seen."""
    compile_template = MacroFuzzEnvironment.compile
    compiled: dict[str, CodeType] = {}

    def compile_once(environment: MacroFuzzEnvironment, source: str) -> CodeType:
        if source not in compiled:
            compiled[source] = compile_template(environment, source)
        return compiled[source]

    MacroFuzzEnvironment.compile = compile_once  # type: ignore[method-assign, assignment]


def _parse_by_jinja_alone() -> None:
    """In a fork, the static parser waits for ever for threads that only the forked process has."""
    ModelParser.run_static_parser = lambda parser, node: "cannot_parse"  # type: ignore[method-assign, assignment]


def _parse_once_for_all_databases() -> None:
    """dbt parses anew where the connection is another: tests hand it nothing that does not fit."""
    build = ManifestLoader.build_manifest_state_check

    def build_for_any_profile(loader: ManifestLoader) -> ManifestStateCheck:
        check: ManifestStateCheck = build(loader)  # type: ignore[no-untyped-call]
        check.profile_hash = FileHash.from_contents("")
        return check

    ManifestLoader.build_manifest_state_check = build_for_any_profile  # type: ignore[method-assign]


def _leave_out_debug_events() -> None:
    """Making them takes a sixth of a command's time, and nobody reads them."""
    fire_event, make = EventManager.fire_event, BaseEvent.__init__

    def fire(
        manager: EventManager,
        e: BaseEvent,
        level: EventLevel | None = None,
        node: Any = None,
        force_warn_or_error_handling: bool = False,
    ) -> None:
        if (level or e.level_tag()) != EventLevel.DEBUG:
            fire_event(manager, e, level, node, force_warn_or_error_handling)

    def make_unless_for_debugging(event: BaseEvent, *values: Any, **fields: Any) -> None:
        if not isinstance(event, DebugLevel):
            make(event, *values, **fields)

    EventManager.fire_event = fire  # type: ignore[method-assign, assignment]
    BaseEvent.__init__ = make_unless_for_debugging  # type: ignore[method-assign, assignment]


def _parsed(options: list[str]) -> Manifest:
    """What dbt parses.

    Raises:
        RuntimeError: if it cannot.
    """
    parsed = dbtRunner().invoke(["--quiet", "parse", *options])
    if not isinstance(parsed.result, Manifest):
        raise RuntimeError(f"dbt parse {' '.join(options)}: {parsed.exception}")
    return parsed.result


def _run_dbt(manifest: Manifest | None, arguments: list[str]) -> int:
    if "debug" not in arguments:
        _leave_out_debug_events()
    ended = dbtRunner(manifest=manifest).invoke(arguments)
    if ended.exception is not None:
        print(ended.exception)
    return 0 if ended.success else 1


def _run_footfall(arguments: list[str]) -> int:
    from footfall.cli import app

    _leave_out_debug_events()
    try:
        app(arguments)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


def _run(program: Callable[[], int], folder: Path, number: int) -> None:
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
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            code = program()
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
    # dbt makes many objects and little garbage: looking for it takes a fifth of a command's time.
    gc.disable()
    enable_test_caching()
    _compile_templates_once()
    _parse_by_jinja_alone()
    _parse_once_for_all_databases()
    os.environ.update(ENVIRONMENT)
    serve(Path(sys.argv[1]), sys.argv[2:], sys.stdin)
