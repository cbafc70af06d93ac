"""The SQL of the benchmarks."""

from pathlib import Path
from string import Template

FOLDER = Path(__file__).resolve().parent / "sql"
# As in integration_tests.engines: how each engine keeps a JSON document.
JSON_TYPES = {"duckdb": "json", "postgres": "jsonb"}


def read_sql(name: str, engine: str, **values: object) -> str:
    """The text of a file, given without its ending, with ``$json`` and ``values`` filled in."""
    text = (FOLDER / f"{name}.sql").read_text()
    return Template(text).substitute(json=JSON_TYPES[engine], **values)


def names_in(folder: str) -> list[str]:
    """The files of a folder, without their endings, sorted."""
    return sorted(path.stem for path in (FOLDER / folder).glob("*.sql"))
