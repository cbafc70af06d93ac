"""The warehouse of a dbt target: where raw tables are loaded and marts are read.

A warehouse is opened, used and closed: a DuckDB file that stays open blocks every other process.
"""

from footfall.warehouse.duckdb_file import DuckDbWarehouse, is_locked
from footfall.warehouse.interface import (
    MissingTableError,
    Reader,
    Row,
    Session,
    Statement,
    TableVersion,
    Warehouse,
    check_schema_name,
    quoted,
)
from footfall.warehouse.postgres import PostgresWarehouse
from footfall.warehouse.targets import (
    PROFILES_FILE,
    PROJECT_FILE,
    DbtTarget,
    read_target,
)

__all__ = [
    "PROFILES_FILE",
    "PROJECT_FILE",
    "DbtTarget",
    "DuckDbWarehouse",
    "MissingTableError",
    "PostgresWarehouse",
    "Reader",
    "Row",
    "Session",
    "Statement",
    "TableVersion",
    "Warehouse",
    "check_schema_name",
    "is_locked",
    "quoted",
    "read_target",
]
