"""The headline KPIs, read from the marts."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from footfall.errors import UserError
from footfall.warehouse import MissingTableError, Row, Warehouse

ROWS = 5


@dataclass(frozen=True)
class Section:
    """One table. empty: what to say where it has no rows."""

    title: str
    columns: tuple[str, ...]
    rows: list[Row]
    empty: str = "nothing in this window."

    def as_text(self) -> list[tuple[str, ...]]:
        """The rows as people read them."""
        return [tuple(_format(value) for value in row) for row in self.rows]

    def as_document(self) -> dict[str, Any]:
        """The section for programs: shares are between 0 and 1, dates are ISO 8601."""
        rows = [dict(zip(self.columns, row, strict=True)) for row in self.rows]
        return {"title": self.title, "rows": rows}


@dataclass(frozen=True)
class _Ranking:
    """The head of a ranked mart."""

    title: str
    mart: str
    columns: tuple[str, ...]
    where: str = "true"
    order: str = ""


_RANKINGS = (
    _Ranking(
        "Top users",
        "top_users",
        ("user_label", "activities", "active_days"),
        where="system = 'all'",
        order="user_rank",
    ),
    _Ranking(
        "Top workflows",
        "workflow_usage",
        ("system", "workflow", "action", "activities", "users", "success_rate"),
        where="system <> 'all'",
        order="activities desc, users desc, system, workflow, action",
    ),
    _Ranking(
        "Top tables",
        "top_tables",
        ("table_key", "views", "viewers", "edits"),
        order="table_rank",
    ),
    _Ranking(
        "Top search terms",
        "top_search_terms",
        ("term", "searches", "searchers", "zero_result_rate"),
        order="term_rank",
    ),
    _Ranking(
        "Metadata edit leaders",
        "metadata_edit_leaders",
        ("user_label", "edits", "objects"),
        order="leader_rank",
    ),
)


def read_sections(warehouse: Warehouse, window: int) -> list[Section]:
    """Active users, then the ranked lists of a trailing window of days.

    Raises UserError where nothing is built yet, and where no list has the window.
    """
    sections = [_active_users(warehouse), *(_ranked(warehouse, r, window) for r in _RANKINGS)]
    if not any(section.rows for section in sections[1:]):
        _check_window(warehouse, window)
    return sections


def _check_window(warehouse: Warehouse, window: int) -> None:
    """Raise UserError where lists have other windows than this one."""
    found: set[int] = set()
    for ranking in _RANKINGS:
        with suppress(MissingTableError):
            rows = warehouse.query(f"select distinct window_days from marts.{ranking.mart}")
            found |= {int(days) for (days,) in rows}
    if found and window not in found:
        windows = ", ".join(map(str, sorted(found)))
        raise UserError(
            f"There is no window of {window} days: --window is one of {windows}, the var"
            " usage_windows of the last dbt build."
        )


def _active_users(warehouse: Warehouse) -> Section:
    columns = ("activity_date", "dau", "wau", "mau", "stickiness")
    try:
        rows = warehouse.query(
            f"select {', '.join(columns)} from marts.active_users_daily"
            " where system = 'all' order by activity_date desc limit 1"
        )
    except MissingTableError as error:
        raise UserError(
            f"{warehouse.label} has no marts yet: load logs, then run dbt build."
        ) from error
    return Section("Active users", columns, rows, "no active users yet.")


def _ranked(warehouse: Warehouse, ranking: _Ranking, window: int) -> Section:
    title = f"{ranking.title}, {window} days"
    try:
        rows = warehouse.query(
            f"select {', '.join(ranking.columns)} from marts.{ranking.mart}"
            f" where window_days = {window} and {ranking.where}"
            f" order by {ranking.order} limit {ROWS}"
        )
    except MissingTableError:
        # a company without Amundsen has no catalogue
        return Section(title, ranking.columns, [], "not built.")
    return Section(title, ranking.columns, rows)


def _format(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.0%}"
    return f"{value:,}" if isinstance(value, int) else str(value)
