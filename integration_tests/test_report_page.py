"""The dashboard in a real browser: painted, true to the marts, and for everybody."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import math
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from footfall.report.compiling import Query
from footfall.report.page import Dashboard, Filled, coded, embedded, write_page
from footfall.report.panels import read_header
from integration_tests.browser import CHROMIUM, PHONE, OpenPage, data_of, opened, running_browser
from integration_tests.conftest import WarehouseFactory
from integration_tests.harness import Warehouse
from integration_tests.project_copies import REPOSITORY

AS_OF = dt.date(2026, 3, 31)
NOW = dt.datetime(2026, 4, 1, tzinfo=dt.timezone.utc)
VARS = {"as_of_date": AS_OF.isoformat()}
CHOICES = [("all", 28), ("clutch", 7), ("amundsen", 90), ("datagrok", 14), ("liblab", 28)]

# What is wrong with the logs is one of them; those of the views of one thing are not at the top.
PANELS, VIEWED = 46, 12

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
        "select concat(cohort_week, ' (', cohort_users, ')'), cohort_week, weeks_since,"
        " cohort_users, active_users, retention_rate from marts.user_retention"
        " where system = '{system}' and is_complete order by 2, 3"
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
        " where system = '{system}' and window_days = {window} and user_rank <= 50 order by 1"
    ),
    "roles": (
        "select department, role, active_users, headcount, penetration, activities"
        " from marts.active_users_by_role where system = '{system}' and window_days = {window}"
        " order by active_users desc, department, role"
    ),
    "workflows": (
        "select workflow, action, activities, users, success_rate, p50_duration_ms, change_ratio"
        " from marts.workflow_usage where system = '{system}' and window_days = {window}"
        " order by activities desc, users desc, workflow, action limit 100"
    ),
    "errors": (
        "select activity_date, sum(errors), count(distinct error_group) from marts.errors_daily"
        f" where system = '{{system}}' and {_DAYS} group by 1 order by 1"
    ),
    "funnels": (
        "select replace(funnel, '_', ' '), step_number, step, users, rate_of_first,"
        " rate_of_previous, median_seconds_from_previous, p90_seconds_from_previous"
        " from marts.funnel_conversion where department = 'all' and window_days = {window}"
        " order by funnel, step_number"
    ),
    "flows": (
        "select from_action, to_action, transitions, share, users from marts.activity_flows"
        " where system = '{system}' and window_days = {window}"
        " order by transitions desc, users desc, from_action, to_action limit 60"
    ),
    "paths": (
        "select path_rank, path, sessions, users from marts.top_paths"
        " where system = '{system}' and window_days = {window} and path_rank <= 30 order by 1"
    ),
    "workflows_by_department": (
        "select department, workflow, users, activities, success_rate"
        " from marts.workflow_usage_by_department where system = '{system}'"
        " and window_days = {window} and department <> 'all'"
        " order by users desc, activities desc, department, workflow"
    ),
    "alerts": (
        "select * from (select activity_date, system, rule, severity, count(*)"
        " from audit.alert_events"
        f" where '{{system}}' in ('all', system) and {_DAYS} group by all)"
        " order by case severity when 'high' then 1 when 'medium' then 2 else 3 end, 1, 2, 3"
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
        " where window_days = {window} and table_rank <= 50 order by 1"
    ),
    "search_terms": (
        "select term_rank, term, searches, searchers, zero_result_rate from marts.top_search_terms"
        " where window_days = {window} and term_rank <= 50 order by 1"
    ),
    "search_success": (
        "select activity_date, successful, submitted_searches - successful, success_rate"
        f" from marts.search_success_daily where {_DAYS} order by 1"
    ),
    "edit_leaders": (
        "select leader_rank, user_label, edits, objects from marts.metadata_edit_leaders"
        " where window_days = {window} and leader_rank <= 50 order by 1"
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
    assert (
        f"Dashboard of {PANELS} panels, {file.stat().st_size / 1e6:.1f} MB: file://" in done.output
    )
    assert file.stat().st_size < 2_500_000
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
        f"select dau, dau, wau, mau, stickiness {daily} and activity_date = ?", [system, AS_OF]
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
    # a quiet day is a gap, and not left out
    assert marks["errors"] == marks["search_success"] / 2 == 28
    assert len(shown.rows("errors")) < 28
    assert marks["retention"] == len(shown.rows("retention"))
    assert marks["segments"] == len(shown.rows("segments"))
    assert shown.page.locator("article:visible").count() == PANELS - VIEWED
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
    for _ in range(24):
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
        if reached[-1] == "compare":
            page.keyboard.press("Space")
            shown.wait()
            assert "the period before" in shown.panel("active_users").inner_text()
        if reached[-1] == "theme":
            page.keyboard.press("Enter")
            assert page.evaluate("document.documentElement.dataset.theme") == "dark"
            break
    stops = [name for name, _ in itertools.groupby(reached)]
    assert stops[stops.index("system") :] == [
        *("system", "department", "window", "from", "to", "compare", "theme")
    ]


def test_a_screen_reader_finds_its_way(shown: OpenPage) -> None:
    page = shown.page
    for role in ("banner", "main", "contentinfo"):
        assert page.get_by_role(role).count() == 1
    assert page.get_by_role("navigation", name="Sections").count() == 1
    assert page.get_by_role("combobox", name="System").count() == 1
    assert page.get_by_role("group", name="Window").get_by_role("radio").count() == 5
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
    write_page(Dashboard(tuple(panels), None, None), tmp_path / "empty.html", NOW)
    with opened(browser, tmp_path / "empty.html") as page:
        shown = len([filled for filled in panels if not filled.query.panel.view])
        assert page.page.locator("article:visible").count() == shown
        said = page.page.locator("article .empty:visible").all_inner_texts()
        assert len(said) == shown
        assert all(text.startswith("No data: ") for text in said)
        assert page.complaints + page.requests == []


# -- What somebody chooses -----------------------------------------------------------------------


def test_a_choice_is_kept_in_the_address(shown: OpenPage, browser: Browser, path: Path) -> None:
    page = shown.page
    shown.choose("clutch", 7)
    page.get_by_role("combobox", name="Department").select_option("Engineering")
    page.get_by_role("checkbox", name="Period before").check()
    shown.wait()
    assert page.url.endswith("#system=clutch&department=Engineering&days=7&compare=before")
    told = "Clutch, Engineering, last 7 days, with the period before"
    assert page.get_by_role("status").text_content() == told
    before = shown.rows("active_users")
    page.reload()
    shown.wait()
    assert page.get_by_role("status").text_content() == told
    assert shown.rows("active_users") == before
    page.go_back()
    shown.wait()
    assert page.get_by_role("status").text_content() == "Clutch, Engineering, last 7 days"
    # what a link asks for and this page does not have is left alone
    with opened(browser, path, at="#system=gone&days=3&from=never&to=2026-03-01") as other:
        assert other.page.get_by_role("status").text_content() == "All systems, last 28 days"
        assert other.complaints == []
    shown.requests.clear()


def test_any_dates_can_be_chosen(shown: OpenPage, warehouse: Warehouse) -> None:
    page = shown.page
    page.locator("#from").fill("2026-03-02")
    page.locator("#to").fill("2026-03-11")
    page.locator("#to").press("Tab")
    shown.wait()
    assert page.url.endswith("#from=2026-03-02&to=2026-03-11")
    expected = warehouse.query(
        "select activity_date, dau, wau, mau from marts.active_users_daily where system = 'all'"
        " and activity_date between date '2026-03-02' and date '2026-03-11' order by 1"
    )
    same(shown.rows("active_users"), expected)
    # a panel that knows windows alone says which one it shows
    assert "Shows the last 14 days: it knows no other dates." in caveat(shown, "top_people")
    assert "Does not follow the choice of dates." in caveat(shown, "growth")
    assert caveat(shown, "active_users") == ""
    page.locator("label.segment", has_text="All").click()
    shown.wait()
    days = shown.rows("active_users")
    assert len(days) == 60
    assert (days[0][0], days[-1][0]) == ("2026-01-31", "2026-03-31")


def test_a_department_is_followed_or_said_not_to_be(shown: OpenPage, warehouse: Warehouse) -> None:
    shown.page.get_by_role("combobox", name="Department").select_option("Engineering")
    shown.wait()
    expected = warehouse.query(
        "select activity_date, dau, wau, mau from marts.active_users_daily_by_department"
        " where system = 'all' and department = 'Engineering' and activity_date > ? order by 1",
        [AS_OF - dt.timedelta(days=28)],
    )
    same(shown.rows("active_users"), expected)
    assert {row[0] for row in shown.rows("workflows_by_department")} == {"Engineering"}
    for name in ("top_people", "errors", "adoption", "freshness"):
        assert caveat(shown, name) == "Does not follow the choice of department."
    for name in ("active_users", "growth", "retention", "headline", "funnels"):
        assert caveat(shown, name) == ""


def test_the_period_before_is_a_second_line(shown: OpenPage) -> None:
    shown.choose("all", 14)
    alone = shown.marks()
    shown.page.get_by_role("checkbox", name="Period before").check()
    shown.wait()
    both = shown.marks()
    assert "Pale or dotted: 4 Mar 2026 to 17 Mar 2026." in caveat(shown, "active_users")
    assert both["active_users"] == 2 * alone["active_users"] == 6
    assert both["errors"] == alone["errors"] + 1
    assert both["growth"] == alone["growth"]
    shown.choose("all", 90)
    assert "No data of the period before" in caveat(shown, "active_users")


# -- Tables ----------------------------------------------------------------------------------------


def test_tables_sort_filter_and_turn_pages(shown: OpenPage) -> None:
    panel = shown.panel("workflows")
    lines = panel.locator("tbody tr")
    assert lines.count() == 15
    first = panel.locator("tbody tr").first.inner_text()
    panel.get_by_role("button", name="Next rows").click()
    assert panel.locator(".place").inner_text().startswith("16\N{EN DASH}")
    assert lines.first.inner_text() != first
    users = panel.get_by_role("button", name="Users", exact=True)
    for way in ("descending", "ascending"):
        users.click()
        assert panel.get_by_role("columnheader", name="Users").get_attribute("aria-sort") == way
        assert users.evaluate("each => each === document.activeElement")
        shown_users = [int(row[3]) for row in shown.rows("workflows")]
        assert shown_users == sorted(shown_users, reverse=way == "descending")
    panel.get_by_role("searchbox").fill("kubernetes")
    assert lines.count() >= 2
    assert {row[0] for row in shown.rows("workflows")} == {"Kubernetes"}
    panel.get_by_role("searchbox").fill("no such thing")
    assert panel.locator(".place").inner_text() == "None found"


def test_tables_are_had_as_csv(shown: OpenPage) -> None:
    panel = shown.panel("workflows")
    with shown.page.expect_download() as waited:
        panel.get_by_role("button", name="as CSV").click()
    assert waited.value.suggested_filename == "workflows_2026-03-04_2026-03-31.csv"
    text = waited.value.path().read_bytes().decode("utf-8-sig")
    header, *lines = csv.reader(text.splitlines())
    assert header[:4] == ["Workflow", "Action", "Activities", "Users"]
    rows = shown.rows("workflows")
    assert len(lines) == len(rows) > 15
    same([tuple(line) for line in lines], [tuple(none_if_dash(v) for v in row) for row in rows])
    shown.requests.clear()


def test_what_begins_as_a_formula_is_text_in_csv(browser: Browser, tmp_path: Path) -> None:
    header = "{#\ntitle: T\nexplanation: E\nsection: S\nchart: table\n#}"
    evil = (('=HYPERLINK("a", "b")', -1), ("a\nb", None))
    query = Query(read_header("t.sql", header), "", frozenset())
    filled = Filled(query, ("name", "things"), evil, {"name": "text", "things": "number"})
    write_page(Dashboard((filled,), None, None), tmp_path / "t.html", NOW)
    with opened(browser, tmp_path / "t.html") as page:
        with page.page.expect_download() as waited:
            page.page.get_by_role("button", name="as CSV").click()
        text = waited.value.path().read_bytes().decode("utf-8-sig")
        assert list(csv.reader(io.StringIO(text, newline=""))) == [
            ["Name", "Things"],
            ["'" + '=HYPERLINK("a", "b")', "-1"],
            ["a\nb", ""],
        ]


def test_charts_are_had_as_pictures(shown: OpenPage) -> None:
    panel = shown.panel("growth")
    found = {}
    for kind in ("SVG", "PNG"):
        with shown.page.expect_download() as waited:
            panel.get_by_role("button", name=f"as {kind}").click()
        assert waited.value.suggested_filename == f"growth.{kind.lower()}"
        found[kind] = waited.value.path().read_bytes()
    assert found["PNG"].startswith(b"\x89PNG")
    assert b"var(" not in found["SVG"]
    assert b"#0056d3" in found["SVG"]
    shown.requests.clear()


# -- Views of one thing ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("panel", "column", "view", "days", "people"),
    [
        ("top_people", 1, "User", "user_days", "user_workflows"),
        ("tables", 1, "Object", "object_days", "object_people"),
        ("workflows", 0, "Workflow", "workflow_days", "workflow_people"),
        ("search_terms", 1, "Search", "term_days", "term_people"),
        ("error_groups", 0, "Error", "error_days", "error_people"),
    ],
)
def test_a_thing_opens_its_own_view(
    shown: OpenPage, panel: str, column: int, view: str, days: str, people: str
) -> None:
    page = shown.page
    name = shown.rows(panel)[0][column]
    link = shown.panel(panel).locator("tbody .opener").first
    assert link.inner_text() == name
    link.focus()
    page.keyboard.press("Enter")
    shown.wait()
    title = page.locator("#view-title")
    assert title.inner_text().startswith(f"{view} ")
    assert title.inner_text().endswith(name.split("://")[-1])
    assert page.evaluate("document.activeElement.id") == "view-title"
    assert page.locator("h2:visible").count() == 1
    assert shown.rows(people)
    assert shown.marks()[days] > 0
    assert f"view={view.lower()}&key=" in page.url
    page.reload()
    shown.wait()
    assert title.inner_text().startswith(f"{view} ")
    page.get_by_role("button", name="All panels").click()
    shown.wait()
    assert shown.panel("headline").is_visible()
    assert not title.is_visible()
    assert page.evaluate("document.activeElement.className") == "opener"
    page.go_back()
    shown.wait()
    assert shown.rows(people)
    shown.requests.clear()


def test_numbers_of_a_view_are_those_of_the_marts(shown: OpenPage, warehouse: Warehouse) -> None:
    shown.panel("top_people").locator("tbody .opener").first.click()
    shown.wait()
    ((key,),) = warehouse.query(
        "select user_key from marts.top_users where system = 'all' and window_days = 28"
        " and user_rank = 1"
    )
    days = _DAYS.format(window=28, last=AS_OF)
    expected = warehouse.query(
        "select activity_date, system, scoped_activities from marts.fct_user_days"
        f" where user_key = ? and scoped_activities > 0 and {days} order by 1, 2",
        [key],
    )
    same(shown.rows("user_days"), expected)


def test_what_is_new_is_new_since_the_page_before(browser: Browser, path: Path) -> None:
    context = browser.new_context()
    page = OpenPage(context.new_page())
    page.open(path)
    assert "no earlier page was opened here" in caveat(page, "news")
    before = len(page.rows("news"))
    page.page.evaluate("localStorage.footfall = JSON.stringify({asOf: '2026-03-25'})")
    for _ in range(2):
        # also when the same page is opened again
        page.page.reload()
        page.wait()
        assert caveat(page, "news") == "Since your last page, up to 25 Mar 2026."
        rows = page.rows("news")
        assert 0 < len(rows) < before
        assert all(row[0] > "2026-03-25" for row in rows)
    context.close()


def test_durations_are_in_units_of_people(shown: OpenPage) -> None:
    axis = shown.panel("sessions").locator(".role-axis-label text").all_text_contents()
    assert any(text.endswith(" min") for text in axis)
    shown.panel("funnels").locator("tbody").wait_for()
    assert re.search(r"\d+ min \d+ s|\d+ h|\d+ d", shown.panel("funnels").inner_text())


# -- A large page ----------------------------------------------------------------------------------

# As many things as have a view of their own, and what the caps of days leave of two years.
MOST = {"user": 100, "workflow": 60, "object": 200, "search": 100, "error": 100}
SIMULATED, TWO_YEARS, TWO_WINDOWS = 60, 730, 180


def enlarged(panel: dict[str, Any]) -> None:
    """Make a panel of sixty days as long as two years of 2,000 people in twelve departments do."""
    columns, filters = panel["columns"], panel["filters"]
    rows = panel["rows"]

    def repeat(column: str, times: int, change: Callable[[Any, int], Any]) -> None:
        at = columns.index(column)
        rows[:] = [
            [*row[:at], change(row[at], time), *row[at + 1 :]]
            for time in range(times)
            for row in rows
            if time == 0 or row[at] != "all"
        ]

    def day_before(day: str, time: int) -> str:
        return (dt.date.fromisoformat(day) - dt.timedelta(days=SIMULATED * time)).isoformat()

    if panel["view"]:
        found = len({row[columns.index(panel["key"])] for row in rows})
        times = math.ceil(MOST[panel["view"]] / max(found, 1))
        repeat(panel["key"], times, lambda name, time: f"{name} {time}" if time else name)
    if "department" in filters:
        repeat("department", 3, lambda name, time: f"{name} {time}" if time else name)
    if "dates" in filters:
        is_short = panel["view"] or "department" in columns
        days = TWO_WINDOWS if is_short and "department" not in filters else TWO_YEARS
        repeat(filters["dates"], days // SIMULATED, day_before)
    if {"department", "dates"} <= filters.keys():
        oldest = (AS_OF - dt.timedelta(days=TWO_WINDOWS)).isoformat()
        day, department = columns.index(filters["dates"]), columns.index("department")
        rows[:] = [row for row in rows if row[department] == "all" or row[day] > oldest]
    panel.update(coded(rows))


def test_a_large_page_is_small_and_quick(browser: Browser, path: Path, tmp_path: Path) -> None:
    html = path.read_text(encoding="utf-8")
    data = data_of(html)
    for panel in data["panels"]:
        enlarged(panel)
    assert sum(len(panel["rows"]) for panel in data["panels"]) > 50_000
    start = html.index('id="data">') + len('id="data">')
    large = tmp_path / "large.html"
    large.write_text(html[:start] + embedded(data) + html[html.index("</script>", start) :])
    assert large.stat().st_size < 8_000_000
    seconds = []
    # the quickest of three, since others work on this machine too
    for _ in range(3):
        with opened(browser, large) as page:
            seconds.append(
                float(page.page.evaluate("performance.getEntriesByName('seen')[0].startTime"))
                / 1000
            )
            assert page.complaints == []
    assert min(seconds) < 2, seconds


def caveat(page: OpenPage, name: str) -> str:
    """What a panel says that it does not follow."""
    return str(page.panel(name).locator(".caveat").text_content())


def none_if_dash(value: str) -> str | None:
    return None if value in ("", "\N{EN DASH}") else value
