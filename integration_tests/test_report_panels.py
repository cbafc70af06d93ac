"""Panels of the dashboard: what headers may say, what panels may read, how the page holds data."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import yaml

from footfall.errors import UserError
from footfall.report import page
from footfall.report.charts import SERIES, chart_spec
from footfall.report.compiling import Compiled, Query, check_reads
from footfall.report.page import Dashboard, page_file, read_dashboard, render, write_page
from footfall.report.panels import CHARTS, read_header
from footfall.warehouse import DuckDbWarehouse
from integration_tests.browser import data_of
from integration_tests.project_copies import REPOSITORY

FILE = "analyses/dashboard/mine.sql"
MARTS = [("marts", "things")]
HEAD = "title: Mine\nexplanation: What is it?\nsection: Ours\n"
LINE = f"{HEAD}chart: line\nx: day\ny: [things]\n"
NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.timezone.utc)
PANELS = sorted((REPOSITORY / "analyses" / "dashboard").glob("*.sql"))


def sql(header: str, query: str = "select 1") -> str:
    """A file with a header."""
    return f"{{#\n{header}#}}\n\n{query}\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("select 1", "has no header"),
        ("select 1 {# title: late #}", "has no header"),
        (sql("title: [\n"), "is not YAML"),
        (sql("- title\n"), "not a YAML mapping"),
        (sql(LINE.replace("title: Mine\n", "")), "has no title"),
        (sql(LINE.replace("title: Mine", "title: ' '")), "title that is no text"),
        (sql(LINE.replace("title: Mine", "title: 7")), "title that is no text"),
        (sql(LINE.replace("explanation: What is it?\n", "")), "has no explanation"),
        (sql(LINE.replace("section: Ours\n", "")), "has no section"),
        (sql(LINE.replace("chart: line\n", "")), "has no chart: one of tiles, line"),
        (sql(LINE.replace("chart: line", "chart: pie")), "the chart 'pie', not one of"),
        (sql(LINE.replace("x: day\n", "")), "has no x, which a chart of kind line needs"),
        (sql(LINE + "bar: things\n"), "has bar, which a chart of kind line does not know"),
        (sql(LINE + "colour: things\n"), "knows no key 'colour'"),
        (sql(LINE + "color: kind\n").replace("[things]", "[a, b]"), "one of both"),
        (sql(LINE.replace("[things]", "[a, b, c, d, e, f, g]")), "7 columns as y"),
        (sql(LINE.replace("[things]", "[]")), "nor a list of names"),
        (sql(LINE.replace("x: day", "x: 3")), "x that is not the name of a column"),
        (sql(LINE + "position: first\n"), "position 'first'"),
        (sql(LINE + "urgent: soon\n"), "urgent 'soon', not true or false"),
        (sql(LINE + "width: third\n"), "width 'third', not one of half, full"),
        (sql(LINE + "filters: [system]\n"), "filters that are no mapping"),
        (sql(LINE + "filters: {team: team}\n"), "the filter 'team'"),
        (sql(LINE + "columns: [day]\n"), "columns that are no mapping"),
        (sql(LINE + "columns: {day: {format: date}}\n"), "without a label"),
        (sql(LINE + "columns: {day: {label: Day, format: roman}}\n"), "the format 'roman'"),
        (sql(f"{HEAD}chart: tiles\ntiles: things\n"), "tiles that are no list"),
        (sql(f"{HEAD}chart: tiles\ntiles: [things]\n"), "a tile other than"),
        (sql(f"{HEAD}chart: tiles\ntiles: []\n"), "no tiles"),
        (sql(f"{HEAD}chart: tiles\ntiles: [{{value: a, on: b}}]\n"), "a tile other than"),
        (sql(LINE + "view: user\n"), "one of view and key"),
        (sql(LINE + "opens: [day]\n"), "opens that is no mapping"),
        (sql(LINE + "opens: {day: {view: user}}\n"), "opens from 'day' something other"),
        (sql(f"{HEAD}chart: ranking\nx: n\ny: [a, b]\n"), "takes one"),
    ],
)
def test_a_wrong_header_says_which_file_and_why(text: str, told: str) -> None:
    with pytest.raises(UserError, match=re.escape(told)) as error:
        read_header(FILE, text)
    assert FILE in str(error.value)
    assert str(error.value).endswith(".")


def test_a_header_gives_what_it_says() -> None:
    panel = read_header(FILE, sql(LINE + "columns: {day: Date}\nfilters: {dates: day}\n"))
    assert (panel.title, panel.section, panel.chart) == ("Mine", "Ours", "line")
    assert panel.column("day").label == "Date"
    assert panel.column("things_of_all").label == "Things of all"
    assert panel.used_columns == {"day": "x", "things": "y"}


@pytest.mark.parametrize("path", PANELS, ids=lambda path: path.stem)
def test_our_panels_have_headers_and_columns_named(path: Path) -> None:
    panel = read_header(path.name, path.read_text(encoding="utf-8"))
    keys = {panel.key, *(link.key for link in panel.opens.values())}
    unnamed = panel.used_columns.keys() - panel.columns.keys()
    assert unnamed <= {*panel.filters.values(), *keys}
    assert set(panel.opens) <= panel.columns.keys()


def test_our_views_are_opened_from_our_panels() -> None:
    panels = [read_header(path.name, path.read_text(encoding="utf-8")) for path in PANELS]
    opened = {link.view for panel in panels for link in panel.opens.values()}
    assert opened == {panel.view for panel in panels if panel.view}
    assert opened == {"user", "workflow", "object", "search", "error"}


def test_each_of_our_panels_is_explained() -> None:
    told = yaml.safe_load((PANELS[0].parent / "_dashboard.yml").read_text(encoding="utf-8"))
    assert {each["name"] for each in told["analyses"]} == {path.stem for path in PANELS}


def test_every_kind_of_chart_is_used_by_ours() -> None:
    assert {read_header(path.name, path.read_text()).chart for path in PANELS} == set(CHARTS)


@pytest.mark.parametrize("engine", ["duckdb", "postgres"])
@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("select 1 as a from staging.things", "staging.things by name"),
        ("select 1 as a from things", "things by name"),
        ('select 1 as a from "db"."audit"."user_identities"', "user_identities"),
        ("with t as (select * from staging.t) select * from t", "staging.t"),
        ("select (select max(a) from hr.employees) as a from marts.things", "hr.employees"),
        ("select * from marts.things union all select * from audit.trail", "audit.trail"),
        ("select 1; select 2", "not one select"),
        ("drop table marts.things", "not one select"),
        ("select from where", "cannot be read"),
        ("select * from read_csv('/etc/passwd')", "panels read marts only"),
    ],
)
def test_a_panel_reads_marts_only(engine: str, query: str, told: str) -> None:
    with pytest.raises(UserError, match=re.escape(told)) as error:
        check_reads(FILE, query, engine, MARTS)
    assert FILE in str(error.value)


@pytest.mark.parametrize("engine", ["duckdb", "postgres"])
@pytest.mark.parametrize(
    "query",
    [
        'select a from "db"."marts"."things"',
        "with t as (select a from marts.things), u as (select a from t) select a from u",
        "select a from (select a from marts.things) as t join marts.things as b using (a)",
        "select 1 as a",
    ],
)
def test_marts_and_what_is_made_of_them_may_be_read(engine: str, query: str) -> None:
    check_reads(FILE, query, engine, MARTS)


def test_what_dbt_knows_as_no_mart_is_named() -> None:
    with pytest.raises(UserError, match="selects from stg_clutch__calls, which is no mart"):
        check_reads(FILE, "select 1", "duckdb", MARTS, ["stg_clutch__calls"])


# -- Reading -----------------------------------------------------------------------------------


@pytest.fixture
def warehouse(tmp_path: Path) -> DuckDbWarehouse:
    path = tmp_path / "w.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.things as select * from (values"
            " (date '2026-02-27', 'all', 7, 3, 'a'), (date '2026-02-28', 'all', 7, null, 'b'))"
            " t(day, system, window_days, things, kind)"
        )
    return DuckDbWarehouse(path)


def query(header: str, select: str, marts: Sequence[tuple[str, str]] = MARTS) -> Compiled:
    """One compiled panel."""
    panel = read_header(FILE, sql(header))
    return Compiled((Query(panel, select, frozenset(marts)),), None)


ALL = "select * from marts.things"


@pytest.mark.parametrize(
    ("header", "select", "told"),
    [
        (LINE.replace("[things]", "[wings]"), ALL, "names wings in y, which is no column"),
        (LINE + "filters: {system: platform}\n", ALL, "platform in filters"),
        (LINE + "columns: {shoe: Shoe}\n", ALL, "shoe in columns"),
        (LINE, "select nothing from marts.things", f"The SQL of {FILE} fails"),
        (LINE, "select day, things / 'a' as things from marts.things", "fails"),
        (LINE.replace("[things]", "[kind]"), ALL, "draws kind as a number, but it is text"),
        (LINE + "filters: {dates: things}\n", ALL, "filters dates by things, which is no date"),
        (LINE + "filters: {window: kind}\n", ALL, "filters window by kind, which is no number"),
        (
            LINE + "color: kind\n",
            "select day, things, range::text as kind from marts.things, range(7)",
            "more than 6 values of kind",
        ),
        (LINE, "select day, 1 as things from marts.things, range(20001)", "40,002 rows"),
    ],
)
def test_a_wrong_panel_says_which_file_and_why(
    warehouse: DuckDbWarehouse, header: str, select: str, told: str
) -> None:
    with pytest.raises(UserError, match=re.escape(told)) as error:
        read_dashboard(warehouse, query(header, select))
    assert FILE in str(error.value)


def test_a_missing_build_says_to_run_dbt_build(warehouse: DuckDbWarehouse, tmp_path: Path) -> None:
    missing = query(LINE, "select 1", [("marts", "other")])
    with pytest.raises(UserError, match=r"has no marts\.other, .*: run dbt build"):
        read_dashboard(warehouse, missing)
    with pytest.raises(UserError, match=r"does not exist yet: load logs first\. Run dbt build"):
        read_dashboard(DuckDbWarehouse(tmp_path / "none.duckdb"), missing)


def test_a_page_is_a_file_or_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "site.html").mkdir()
    (tmp_path / "page").touch()
    assert page_file(tmp_path / "new.html") == tmp_path / "new.html"
    assert page_file(tmp_path / "page") == tmp_path / "page"
    assert page_file(tmp_path / "public") == tmp_path / "public" / "index.html"
    assert page_file(tmp_path / "site.html") == tmp_path / "site.html" / "index.html"


def test_the_file_is_free_after_reading(warehouse: DuckDbWarehouse) -> None:
    read_dashboard(warehouse, query(LINE, ALL))
    with duckdb.connect(str(warehouse.path)) as connection:
        connection.execute("drop table marts.things")


def test_panels_are_left_out_by_name(warehouse: DuckDbWarehouse) -> None:
    compiled = query(LINE, ALL)
    assert compiled.without(["mine"]).queries == ()
    with pytest.raises(UserError, match="no panel 'yours' to leave out: mine"):
        compiled.without(["yours"])


def test_sections_with_an_urgent_panel_that_has_rows_come_first(
    warehouse: DuckDbWarehouse,
) -> None:
    trust = LINE.replace("section: Ours", "section: Trust")
    others = [("a.sql", LINE), ("b.sql", LINE), ("c.sql", trust)]

    def shown(select: str) -> list[str]:
        chosen = [*others, ("d.sql", trust + "urgent: true\n")]
        queries = tuple(
            Query(read_header(file, sql(header)), select if file == "d.sql" else ALL, frozenset())
            for file, header in chosen
        )
        panels = read_dashboard(warehouse, Compiled(queries, None)).panels
        return [filled.query.panel.name for filled in panels]

    assert shown(ALL) == ["c", "d", "a", "b"]
    assert shown(f"{ALL} where false") == ["a", "b", "c"]


def test_values_become_json(warehouse: DuckDbWarehouse) -> None:
    select = (
        "select date '2026-02-28' as day, cast(3 as decimal(38, 0)) as things, 'nan'::double as n,"
        " timestamptz '2026-02-28 12:00:00+02' as at, null as nothing, true as flag"
    )
    (filled,) = read_dashboard(warehouse, query(LINE, select)).panels
    assert filled.rows == (("2026-02-28", 3, None, "2026-02-28 10:00:00", None, True),)
    assert filled.kinds["things"] == "number"
    assert page._json_value(Decimal("2.5")) == 2.5


# -- The page ----------------------------------------------------------------------------------

NASTY = "</script><script>alert(1)</script><!-- \u2028\u2029 & $data 'x' \"y\""


def test_whatever_stands_in_the_data_stays_data(warehouse: DuckDbWarehouse) -> None:
    quoted = NASTY.replace("'", "''")
    header = LINE.replace("Mine", json.dumps(NASTY))
    dashboard = read_dashboard(warehouse, query(header, f"select *, '{quoted}' as n from ({ALL})"))
    text = render(dashboard, NOW)
    assert text.count("</script>") == 3
    assert "<script>alert" not in text
    assert "\u2028" not in text.split("<script>")[0]
    (panel,) = data_of(text)["panels"]
    assert panel["title"] == " ".join(NASTY.split())
    assert [row[-1] for row in panel["rows"]] == [NASTY, NASTY]


def test_texts_that_come_again_stand_in_the_page_once(warehouse: DuckDbWarehouse) -> None:
    many = "select day, things, kind from marts.things, range(10) order by kind, things"
    text = render(read_dashboard(warehouse, query(LINE, many)), NOW)
    assert text.count('"2026-02-27"') == 1
    assert '"rows":[[0,3,0],' in text
    (panel,) = data_of(text)["panels"]
    rows = [["2026-02-27", 3, "a"]] * 10 + [["2026-02-28", None, "b"]] * 10
    assert panel["rows"] == rows


def test_nothing_built_is_a_page_too(warehouse: DuckDbWarehouse) -> None:
    (filled,) = read_dashboard(warehouse, query(LINE, f"{ALL} where false")).panels
    text = render(Dashboard((filled,), None, None), NOW)
    assert "No active users yet" in text
    assert data_of(text)["windows"] == []


def test_a_page_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match=r"Cannot write .*index\.html"):
        write_page(Dashboard((), None, None), tmp_path / "file" / "index.html", NOW)


def test_a_missing_wheel_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(UserError, match=r"pip install 'footfall\[report\]'"):
        render(Dashboard((), None, None), NOW)


def test_a_wheel_has_the_files_of_the_page() -> None:
    project = (REPOSITORY / "pyproject.toml").read_text()
    _, _, package_data = project.partition("[tool.setuptools.package-data]\n")
    assert '"footfall.report" = ["assets/*"]\n' in package_data.partition("\n[")[0] + "\n"
    assets = {path.suffix for path in (REPOSITORY / "footfall/report/assets").iterdir()}
    assert assets == {".html", ".css", ".js"}


def test_charts_draw_with_colours_of_the_style_sheet_alone() -> None:
    for path in PANELS:
        panel = read_header(path.name, path.read_text())
        spec = chart_spec(panel, dict.fromkeys(panel.columns, "number"))
        assert (spec is None) == (panel.chart in ("tiles", "table"))
        assert "#" not in json.dumps(spec)


# -- Colours -----------------------------------------------------------------------------------

CSS = (REPOSITORY / "footfall/report/assets/page.css").read_text(encoding="utf-8")
# Machado, Oliveira and Fernandes 2009, complete: protanopia, deuteranopia, tritanopia.
BLINDNESS = {
    "none": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.01182, 0.04294, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.3039),
    ),
}


def linear(name: str, theme: str) -> list[float]:
    """The linear RGB of a CSS variable in one theme."""
    found = re.search(rf"--{name}: light-dark\(#(\w{{6}}), #(\w{{6}})\)", CSS)
    assert found, name
    code = found[1 if theme == "light" else 2]
    parts = [int(code[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]


def contrast(first: str, second: str, theme: str) -> float:
    """WCAG's ratio, 1 to 21."""
    weights = (0.2126, 0.7152, 0.0722)
    lights = [
        sum(weight * part for weight, part in zip(weights, linear(name, theme), strict=True))
        for name in (first, second)
    ]
    return (max(lights) + 0.05) / (min(lights) + 0.05)


def lab(name: str, theme: str, blindness: str) -> tuple[float, float, float]:
    """Oklab of a colour as somebody sees it."""
    rgb = linear(name, theme)
    r, g, b = (
        min(1.0, max(0.0, sum(m * part for m, part in zip(row, rgb, strict=True))))
        for row in BLINDNESS[blindness]
    )
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.793617785 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.428592205 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.808675766 * short,
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_and_series_stand_out(theme: str) -> None:
    for name in ("ink", "muted", "accent", "good", "bad"):
        assert contrast(name, "card", theme) >= 4.5, name
        assert contrast(name, "paper", theme) >= 4.5, name
    assert contrast("ink", "wash", theme) >= 4.5
    for number in range(1, len(SERIES) + 1):
        assert contrast(f"series-{number}", "card", theme) >= 3, number


@pytest.mark.parametrize("blindness", BLINDNESS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_series_are_told_apart(theme: str, blindness: str) -> None:
    names = [f"series-{number}" for number in range(1, len(SERIES) + 1)]
    for first, second in itertools.combinations(names, 2):
        a, b = lab(first, theme, blindness), lab(second, theme, blindness)
        distance = sum((x - y) ** 2 for x, y in zip(a, b, strict=True)) ** 0.5
        assert distance > 0.1, (first, second, distance)
