"""Which warehouse a dbt target means: profiles.yml, read as dbt itself reads it."""

import os
from argparse import Namespace
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from footfall.credentials import secrets_in, shown
from footfall.errors import UserError, yaml_fault
from footfall.warehouse.duckdb_file import DuckDbWarehouse
from footfall.warehouse.interface import Warehouse
from footfall.warehouse.postgres import PostgresWarehouse

PROJECT_FILE = "dbt_project.yml"
PROFILES_FILE = "profiles.yml"


@dataclass(frozen=True)
class DbtTarget:
    """A target of the dbt profile: the folders that it was found in, and how to connect.

    credentials: those of the dbt adapter, which differ by engine. given_name: none where the
    profile's default was taken; dbt parses anew where a command says a target and the last did not.
    """

    project: Path
    profiles: Path
    name: str
    credentials: Any = field(repr=False)
    given_name: str | None = None

    @property
    def engine(self) -> str:
        """The name of the dbt adapter: duckdb, postgres or spark."""
        return str(self.credentials.type)

    def open(self) -> Warehouse:
        """The warehouse of the target.

        Raises UserError where the target is of an engine that footfall does not load.
        """
        found = self.credentials
        if self.engine == "duckdb":
            if found.path == ":memory:":
                raise UserError("The dbt target is an in-memory DuckDB: give its profile a path.")
            # dbt changes into the project folder before it opens a relative path
            return DuckDbWarehouse(
                path=self.project / Path(found.path).expanduser(),
                options=dict(found.config_options or {}),
            )
        if self.engine == "postgres":
            return PostgresWarehouse(
                host=found.host,
                port=int(found.port),
                user=found.user,
                password=found.password,
                dbname=found.database,
                sslmode=found.sslmode,
            )
        raise UserError(
            f"The dbt target is of type {self.engine}: footfall loads duckdb and postgres."
        )

    def variables(self) -> dict[str, Any]:
        """The vars of footfall that the project's dbt_project.yml gives."""
        document = yaml.safe_load((self.project / PROJECT_FILE).read_text(encoding="utf-8"))
        given = document.get("vars") or {}
        return {**given, **(given.get("footfall") or {})}

    def count_var(self, name: str, default: int) -> int:
        """A var of the project that is a whole number from 1, as its dbt_project.yml has it.

        Raises UserError where it is something else.
        """
        value = self.variables().get(name, default)
        if type(value) is not int or value < 1:
            raise UserError(f"The var {name} is {value!r}; allowed is a whole number from 1.")
        return value

    def check_reachable(self) -> None:
        """Raise UserError where a DuckDB file is missing, BusyError where it is open elsewhere.

        To be called before dbt, which makes a file that is missing.
        """
        if self.engine == "duckdb":
            self.open().query("select 1")


def read_target(
    target: str | None = None, profiles_dir: Path | None = None, project_dir: Path | None = None
) -> DbtTarget:
    """A dbt target, read from profiles.yml as dbt itself reads it; nothing is opened.

    target: name of the target; default: the profile's own default.
    Raises UserError where the project, the profile or the target is missing or wrong.
    """
    if project_dir and not (project_dir / PROJECT_FILE).is_file():
        raise UserError(f"{project_dir} has no {PROJECT_FILE}.")
    project = (project_dir or _find_project(Path.cwd())).resolve()
    profiles = _find_profiles(profiles_dir, project)
    _read_mapping(project / PROJECT_FILE)
    secrets = set(secrets_in(_read_mapping(profiles / PROFILES_FILE)))
    profile = _load_profile(project, profiles, target, secrets)
    return DbtTarget(project, profiles, str(profile.target_name), profile.credentials, target)


def _find_project(start: Path) -> Path:
    """The nearest folder with a dbt_project.yml, from `start` upwards.

    Raises UserError where there is none.
    """
    for folder in (start, *start.parents):
        if (folder / PROJECT_FILE).is_file():
            return folder
    raise UserError(f"No {PROJECT_FILE} in {start} or above: say --project-dir.")


def _find_profiles(chosen: Path | None, project: Path) -> Path:
    """The folder of profiles.yml, in dbt's order of precedence."""
    from_environment = os.environ.get("DBT_PROFILES_DIR")
    explicit = chosen or (Path(from_environment) if from_environment else None)
    candidates = [explicit] if explicit else [project, Path.home() / ".dbt"]
    for folder in candidates:
        if (folder / PROFILES_FILE).is_file():
            return folder.resolve()
    places = " or ".join(str(folder) for folder in candidates)
    raise UserError(
        f"No {PROFILES_FILE} in {places}: copy profiles.yml.example there, or say --profiles-dir."
    )


def _read_mapping(path: Path) -> dict[str, Any]:
    """A YAML file; UserError where it is no mapping: dbt tells only some of what can be wrong."""
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise UserError(f"{path} cannot be read: {yaml_fault(error)}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path} cannot be read: {' '.join(str(error).split())}") from error
    if not isinstance(document, dict):
        raise UserError(f"{path} cannot be read: it is no YAML mapping.")
    return document


def _load_profile(project: Path, profiles: Path, target: str | None, secrets: set[str]) -> Any:
    from dbt.config.runtime import load_profile
    from dbt.flags import set_from_args
    from dbt_common.clients.system import get_env
    from dbt_common.context import set_invocation_context
    from dbt_common.exceptions import DbtBaseException

    try:
        # the process's environment, which dbt's env_var() reads through its own context
        set_invocation_context(get_env())
        set_from_args(
            Namespace(
                PROFILES_DIR=str(profiles),
                PROJECT_DIR=str(project),
                SEND_ANONYMOUS_USAGE_STATS=False,
            ),
            None,
        )
        return load_profile(str(project), {}, target_override=target)
    except DbtBaseException as error:
        hidden = "a password or another secret in it is no text; put it in quotes"
        message = shown(" ".join(str(error).split()), secrets, instead=hidden)
        raise UserError(f"The dbt profile cannot be read: {message}") from error
