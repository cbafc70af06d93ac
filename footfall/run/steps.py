"""The steps of a run: what the YAML says, checked, and which of them are asked for."""

from __future__ import annotations

import os
from collections.abc import Sequence
from fnmatch import fnmatchcase
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from footfall.errors import UserError, yaml_fault

DEFAULT_STEPS = Path(__file__).with_name("steps.yml")
# Beside dbt_project.yml.
STEPS_FILE = "steps.yml"


class Step(BaseModel):
    """A step, as steps.yml describes it. Times are seconds."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
    command: Annotated[str, Field(min_length=1)]
    needs: tuple[str, ...] = ()
    needs_modules: tuple[Annotated[str, Field(pattern=r"^\w+$")], ...] = ()
    retries: Annotated[int, Field(ge=0, le=100)] = 0
    retry_wait: Annotated[float, Field(ge=0)] = 60
    timeout: Annotated[float | None, Field(gt=0)] = None
    on_failure: Literal["stop", "continue"] = "stop"

    def lacks(self) -> list[str]:
        """What keeps the step from being run here: nothing is wrong, it is not set up."""
        variables = [f"{name} is not set" for name in self.needs if not os.environ.get(name)]
        modules = [
            f"{name} is not installed" for name in self.needs_modules if find_spec(name) is None
        ]
        return variables + modules


def read_steps(chosen: Path | None, project: Path) -> list[Step]:
    """The steps of a file, else of the project's steps.yml, else the defaults.

    Raises UserError where the file is missing, or says what no step can be.
    """
    own = project / STEPS_FILE
    path = chosen or (own if own.is_file() else DEFAULT_STEPS)
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"Cannot read {path}: {error.strerror}.") from error
    except yaml.YAMLError as error:
        raise UserError(f"{path} is no YAML: {yaml_fault(error)}") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{path} is no YAML: {' '.join(str(error).split())}") from error
    if not isinstance(document, dict) or list(document) != ["steps"]:
        raise UserError(f"{path} must have one key, steps, with a list of them.")
    if not isinstance(document["steps"], list) or not document["steps"]:
        raise UserError(f"{path} has no list of steps.")
    steps = [_step(path, number, each) for number, each in enumerate(document["steps"], start=1)]
    names = [step.name for step in steps]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise UserError(f"{path} has two steps {twice[0]}.")
    return steps


def _step(path: Path, number: int, given: Any) -> Step:
    if isinstance(given, dict):
        given = {
            key: tuple(value) if isinstance(value, list) else value for key, value in given.items()
        }
    try:
        return Step.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"]))
        about = f"step {number}, key {key}" if key else f"step {number}"
        raise UserError(f"{path}, {about}: {first['msg']}.") from error


def choose_steps(
    steps: Sequence[Step],
    first: str | None = None,
    only: Sequence[str] = (),
    skip: Sequence[str] = (),
) -> list[Step]:
    """Those steps that are asked for, in their order.

    first: the name of the one to begin with. only, skip: names, or patterns such as load-*.
    Raises UserError where a name is that of no step, or nothing is left.
    """
    names = [step.name for step in steps]
    for name in (*([first] if first else []), *only, *skip):
        if not any(fnmatchcase(each, name) for each in names):
            raise UserError(f"There is no step {name}: the steps are {', '.join(names)}.")
    if first and first not in names:
        raise UserError(f"--from takes the name of one step, and {first} is a pattern.")
    chosen = [
        step
        for step in steps[names.index(first) if first else 0 :]
        if (not only or any(fnmatchcase(step.name, name) for name in only))
        and not any(fnmatchcase(step.name, name) for name in skip)
    ]
    if not chosen:
        raise UserError("--from, --only and --skip together leave no step.")
    return chosen
