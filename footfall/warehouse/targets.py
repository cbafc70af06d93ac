"""Which warehouse a dbt target means: profiles.yml, read as dbt itself reads it."""

import os
from argparse import Namespace
from pathlib import Path
from typing import Any

from footfall.errors import UserError
from footfall.warehouse.duckdb_file import DuckDbWarehouse
from footfall.warehouse.interface import Warehouse
from footfall.warehouse.postgres import PostgresWarehouse

PROJECT_FILE = "dbt_project.yml"
PROFILES_FILE = "profiles.yml"


def find_project(start: Path) -> Path:
    """The nearest folder with a dbt_project.yml, from `start` upwards.

    Raises UserError where there is none.
    """
    for folder in (start, *start.parents):
        if (folder / PROJECT_FILE).is_file():
            return folder
    raise UserError(f"No {PROJECT_FILE} in {start} or above: say --project-dir.")


def open_warehouse(
    target: str | None = None, profiles_dir: Path | None = None, project_dir: Path | None = None
) -> Warehouse:
    """The warehouse of a dbt target, read from profiles.yml as dbt itself reads it.

    target: name of the target; default: the profile's own default.
    Raises UserError where the project, the profile or the target is missing or wrong.
    """
    if project_dir and not (project_dir / PROJECT_FILE).is_file():
        raise UserError(f"{project_dir} has no {PROJECT_FILE}.")
    project = (project_dir or find_project(Path.cwd())).resolve()
    profiles = _find_profiles(profiles_dir, project)
    credentials = _load_credentials(project, profiles, target)
    kind = credentials.type
    if kind == "duckdb":
        if credentials.path == ":memory:":
            raise UserError("The dbt target is an in-memory DuckDB: give its profile a path.")
        # dbt changes into the project folder before it opens a relative path
        return DuckDbWarehouse(
            path=project / Path(credentials.path).expanduser(),
            options=dict(credentials.config_options or {}),
        )
    if kind == "postgres":
        return PostgresWarehouse(
            host=credentials.host,
            port=int(credentials.port),
            user=credentials.user,
            password=credentials.password,
            dbname=credentials.database,
            sslmode=credentials.sslmode,
        )
    raise UserError(f"The dbt target is of type {kind}: footfall loads duckdb and postgres.")


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


def _load_credentials(project: Path, profiles: Path, target: str | None) -> Any:
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
        return load_profile(str(project), {}, target_override=target).credentials
    except DbtBaseException as error:
        message = " ".join(str(error).split())
        raise UserError(f"The dbt profile cannot be read: {message}") from error
