"""The dashboard in a real browser: painted, true to the marts, and for everybody."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from footfall.report.compiling import Query
from footfall.report.page import Dashboard, Filled, write_page
from footfall.report.panels import read_header
from integration_tests.browser import CHROMIUM, PHONE, OpenPage, opened, running_browser
from integration_tests.conftest import WarehouseFactory
from integration_tests.harness import Warehouse
from integration_tests.project_copies import REPOSITORY

AS_OF = dt.date(2026, 3, 31)
VARS = {"as_of_date": AS_OF.isoformat()}
CHOICES = [("all", 28), ("clutch", 7), ("amundsen", 90), ("datagrok", 14), ("liblab", 28)]

Open = Callable[[], OpenPage]

# What each panel must show, in SQL of its own on the marts.
_DAYS = "activity_date > date '{last}' - {window} and activity_date <= date '{last}'"
EXPECTED = {
    "active_users": (
        "select activity_date, dau, wau, mau from marts.active_users_daily"
        f" where system = '{{system}}' and {_DAYS} order by 1"
    ),
    "stickiness": (
        "select activity_date, stickiness from marts.active_users_daily"
        f" where system = '{{system}}' and {_DAYS} order by 1"
    ),
    "growth": (
        "select week_start_date, retained_users, resurrected_users, new_users, 0 - churned_users"
        " from marts.active_users_weekly where system = '{system}' and is_complete order by 1"
    ),
    "retention": (
        "select cohort_week, weeks_since, cohort_users, active_users, retention_rate"
        " from marts.user_retention where system = '{system}' and is_complete and cohort_week >"
        " (select max(cohort_week) from marts.user_retention) - 112 order by 1, 2"
    ),
    "power_users": (
        "select active_days, users from marts.engagement_depth where system = '{system}' order by 1"
    ),
    "sessions": (
        "select activity_date, sessions, median_duration_seconds, p90_duration_seconds,"
        " activities_per_session from marts.session_engagement_daily"
        f" where system = '{{system}}' and {_DAYS} order by 1"
    ),
    "top_people": (
        "select user_rank, user_label, activities, active_days,"
        " strftime(last_active_at, '%Y-%m-%d %H:%M') from marts.top_users"
        " where system = '{system}' and window_days = {window} and user_rank <= 12 order by 1"
    ),
    "roles": (
        "select department, role, active_users, headcount, penetration, activities"
        " from marts.active_users_by_role where system = '{system}' and window_days = {window}"
        " order by active_users desc, department, role"
    ),
    "workflows": (
        "select workflow, action, activities, users, success_rate, p50_duration_ms, change_ratio"
        " from marts.workflow_usage where system = '{system}' and window_days = {window}"
        " order by activities desc, users desc, workflow, action limit 15"
    ),
    "errors": (
        "select activity_date, sum(errors), count(distinct error_group) from marts.errors_daily"
        f" where system = '{{system}}' and {_DAYS} group by 1 order by 1"
    ),
    "latency": (
        "select workflow || ': ' || action, p50_duration_ms, p95_duration_ms, activities"
        " from marts.workflow_usage where system = '{system}' and window_days = {window}"
        " and p95_duration_ms is not null and activities >= 20"
        " order by p95_duration_ms desc, workflow, action limit 10"
    ),
}
CATALOGUE = {
    "tables": (
        "select table_rank, table_key, views, viewers, edits, bookmarks from marts.top_tables"
        " where window_days = {window} and table_rank <= 12 order by 1"
    ),
    "search_terms": (
        "select term_rank, term, searches, searchers, zero_result_rate from marts.top_search_terms"
        " where window_days = {window} and term_rank <= 12 order by 1"
    ),
    "search_success": (
        "select activity_date, successful, submitted_searches - successful, success_rate"
        f" from marts.search_success_daily where {_DAYS} order by 1"
    ),
    "edit_leaders": (
        "select leader_rank, user_label, edits, objects from marts.metadata_edit_leaders"
        " where window_days = {window} and leader_rank <= 12 order by 1"
    ),
}


@pytest.fixture(scope="module")
def warehouse(new_warehouse: WarehouseFactory) -> Warehouse:
    built = new_warehouse("duckdb")
    built.set_salt()
    size = ("--end-date", AS_OF.isoformat(), "--days", "60", "--users", "25")
    built.footfall("simulate", *size)
    built.build(VARS)
    return built


@pytest.fixture(scope="module")
def path(warehouse: Warehouse) -> Path:
    """The page, with the time of its making in it."""
    file = warehouse.folder / "page" / "index.html"
    done = warehouse.report(file, VARS)
    assert f"Dashboard of 26 panels, {file.stat().st_size / 1e6:.1f} MB: file://" in done.output
    assert file.stat().st_size < 1_500_000
    return file


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("no Chromium here: apt-get install chromium")
    with running_browser() as running:
        yield running


@pytest.fixture
def shown(browser: Browser, path: Path) -> Iterator[OpenPage]:
    with opened(browser, path) as page:
        yield page
        assert page.complaints == []
        assert page.requests == []


def as_shown(value: object) -> str:
    """A value as the page keeps it: a number exactly, nothing as nothing."""
    if isinstance(value, float):
        return str(int(value)) if value == int(value) else repr(value)
    return str(value)


def same(shown: list[tuple[str, ...]], expected: list[tuple[object, ...]]) -> None:
    """Whether a table shows rows; a dash or nothing stands for null."""
    assert len(shown) == len(expected)
    for line, row in zip(shown, expected, strict=True):
        for text, value in zip(line, row, strict=True):
            if value is None:
                assert text in ("", "\N{EN DASH}")
            elif isinstance(value, float):
                assert float(text) == pytest.approx(value, rel=1e-12)
            else:
                assert text == as_shown(value)


@pytest.mark.parametrize(("system", "window"), CHOICES)
def test_numbers_are_those_of_the_marts(
    shown: OpenPage, warehouse: Warehouse, system: str, window: int
) -> None:
    shown.choose(system, window)
    daily = "from marts.active_users_daily where system = ?"
    (numbers,) = warehouse.query(
        f"select dau, wau, mau, stickiness {daily} and activity_date = ?", [system, AS_OF]
    )
    ((new_users,),) = warehouse.query(
        f"select sum(new_users) {daily} and activity_date > ?",
        [system, AS_OF - dt.timedelta(days=7)],
    )
    same([tuple(shown.tiles("headline"))], [(*numbers, new_users)])
    catalogue = CATALOGUE if system in ("all", "amundsen") else {}
    seen = 0
    for name, sql in (EXPECTED | catalogue).items():
        rows = warehouse.query(sql.format(system=system, window=window, last=AS_OF))
        if rows:
            same(shown.rows(name), rows)
        else:
            assert "No data" in shown.panel(name).inner_text()
        seen += len(rows)
    assert seen > 50
    for name in CATALOGUE:
        assert shown.panel(name).is_visible() == bool(catalogue)


def test_all_panels_are_painted(shown: OpenPage) -> None:
    marks = shown.marks()
    assert len(marks) >= 12
    assert {name for name, count in marks.items() if not count} == set()
    assert marks["active_users"] == 3
    assert marks["power_users"] == 28
    assert marks["retention"] == len(shown.rows("retention"))
    assert marks["segments"] == len(shown.rows("segments"))
    assert shown.page.locator("article:visible").count() == 26
    assert shown.page.locator("article .empty:visible").count() == 0


def test_a_choice_repaints_the_charts(shown: OpenPage) -> None:
    line = shown.panel("active_users").locator(".mark-line path").first
    before = line.get_attribute("d")
    shown.choose("all", 7)
    after = line.get_attribute("d")
    shown.choose("all", 28)
    assert before != after
    assert line.get_attribute("d") == before


def test_it_says_how_fresh_it_is(shown: OpenPage, warehouse: Warehouse) -> None:
    assert shown.page.locator("#as-of").inner_text() == "31 March 2026"
    ((built,),) = warehouse.query("select max(built_at) from staging.footfall_builds")
    header = shown.page.get_by_role("banner").inner_text()
    assert f"Tables changed {built:%Y-%m-%d %H:%M} UTC" in header
    assert "page made 20" in header
    states = {row[0]: row[-1] for row in shown.rows("reconciliation")}
    [*bad] = warehouse.query("select system from marts.source_issues where issue = 'quarantine'")
    assert len(states) == 5
    assert states == {
        system: "too many quarantined" if (system,) in bad else "balanced" for system in states
    }


def test_keyboard_alone_is_enough(shown: OpenPage) -> None:
    page = shown.page
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.name"))
        if reached[-1] == "system":
            before = shown.tiles("headline")
            page.keyboard.press("c")
            shown.wait()
            assert page.locator("#system").input_value() == "clutch"
            assert shown.tiles("headline") != before
        if reached[-1] == "window":
            page.keyboard.press("ArrowRight")
            shown.wait()
            assert page.locator("input[name=window]:checked").input_value() == "90"
            label = shown.panel("active_users").locator(".figure").get_attribute("aria-label")
            assert "Clutch, last 90 days" in (label or "")
        if reached[-1] == "theme":
            page.keyboard.press("Enter")
            assert page.evaluate("document.documentElement.dataset.theme") == "dark"
            break
    assert reached[-3:] == ["system", "window", "theme"]


def test_a_screen_reader_finds_its_way(shown: OpenPage) -> None:
    page = shown.page
    for role in ("banner", "main", "contentinfo"):
        assert page.get_by_role(role).count() == 1
    assert page.get_by_role("navigation", name="Sections").count() == 1
    assert page.get_by_role("combobox", name="System").count() == 1
    assert page.get_by_role("group", name="Window").get_by_role("radio").count() == 4
    levels = page.locator("h1, h2, h3").evaluate_all("all => all.map(h => Number(h.tagName[1]))")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    for article in page.get_by_role("article").all():
        heading = article.get_by_role("heading").inner_text()
        assert article.get_attribute("aria-labelledby")
        chart = article.locator(".figure")
        if chart.count():
            assert chart.get_attribute("role") == "img"
            assert heading in (chart.get_attribute("aria-label") or "")
            assert "Data table of" in (article.locator("summary").text_content() or "")
    unnamed = page.locator("table").evaluate_all(
        "all => all.filter(t => !t.caption || [...t.querySelectorAll('th')].some(h => !h.scope))"
    )
    assert unnamed == []
    assert page.get_by_role("status").text_content() == "All systems, last 28 days"


def test_a_tooltip_tells_the_numbers_of_a_day(shown: OpenPage) -> None:
    chart = shown.panel("active_users").locator(".chart")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box
    shown.page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.6)
    tooltip = shown.page.locator("#vg-tooltip-element.visible")
    tooltip.wait_for()
    told = dict(line.split("\t") for line in tooltip.inner_text().splitlines())
    day = dt.datetime.strptime(told.pop("Date"), "%d %B %Y").date().isoformat()
    rows = {row[0]: row[1:] for row in shown.rows("active_users")}
    assert tuple(told.values()) == rows[day]


def test_a_phone_scrolls_in_one_direction(browser: Browser, path: Path) -> None:
    with opened(browser, path, viewport=PHONE, has_touch=True) as phone:
        width = phone.page.evaluate("document.documentElement.scrollWidth")
        rights = phone.page.locator("article:visible").evaluate_all(
            "all => all.map(each => each.getBoundingClientRect().right)"
        )
        assert width <= PHONE["width"]
        assert max(rights) <= PHONE["width"]
        assert all(phone.marks().values())
        assert phone.complaints == []


def test_light_and_dark(browser: Browser, path: Path) -> None:
    colours = """() => [getComputedStyle(document.body).backgroundColor,
        getComputedStyle(document.querySelector("#panel-power_users .mark-rect path")).fill]"""
    with opened(browser, path) as light, opened(browser, path, color_scheme="dark") as dark:
        by_system = [light.page.evaluate(colours), dark.page.evaluate(colours)]
        assert len({*by_system[0], *by_system[1]}) == 4
        for page in (light, dark):
            page.page.get_by_role("button", name="Dark").click()
        assert [dark.page.evaluate(colours), light.page.evaluate(colours)] == by_system
        assert light.complaints + dark.complaints == []


def test_print(browser: Browser, path: Path) -> None:
    with opened(browser, path, color_scheme="dark") as page:
        page.choose("clutch", 14)
        assert page.page.pdf(format="A4").startswith(b"%PDF")
        page.page.emulate_media(media="print")
        assert page.page.get_by_text("Clutch, last 14 days", exact=True).is_visible()
        assert not page.page.get_by_role("combobox", name="System").is_visible()
        paper = page.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert paper == "rgb(255, 255, 255)"
        assert all(page.marks().values())


def test_without_data_each_panel_says_so(browser: Browser, tmp_path: Path) -> None:
    panels = []
    for file in sorted((REPOSITORY / "analyses" / "dashboard").glob("*.sql")):
        panel = read_header(file.name, file.read_text(encoding="utf-8"))
        panels.append(Filled(Query(panel, "", frozenset()), tuple(panel.used_columns), (), {}))
    now = dt.datetime(2026, 4, 1, tzinfo=dt.timezone.utc)
    write_page(Dashboard(tuple(panels), None, None), tmp_path / "empty.html", now)
    with opened(browser, tmp_path / "empty.html") as page:
        assert page.page.locator("article:visible").count() == len(panels)
        said = page.page.locator("article .empty:visible").all_inner_texts()
        assert len(said) == len(panels)
        assert all(text.startswith("No data: ") for text in said)
        assert page.complaints + page.requests == []
