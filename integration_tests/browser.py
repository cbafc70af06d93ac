"""Pages of the dashboard in a real Chromium, with all that they asked for and complained about."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
LAPTOP = {"width": 1366, "height": 850}
PHONE = {"width": 390, "height": 844}
# Panels that a chart is drawn in and that are not hidden.
CHARTS = "section:not([hidden]) article:not([hidden]) .figure"


def data_of(html: str) -> dict[str, Any]:
    """What stands in a page for its panels, with the texts of each row in it."""
    pattern = r'<script type="application/json" id="data">(.*?)</script>'
    (found,) = re.findall(pattern, html, re.DOTALL)
    data: dict[str, Any] = json.loads(found)
    for panel in data["panels"]:
        for place, texts in panel.pop("texts").items():
            for row in panel["rows"]:
                row[int(place)] = texts[row[int(place)]]
    return data


@contextmanager
def running_browser() -> Iterator[Browser]:
    """Debian's Chromium; as root it needs to do without its sandbox."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@dataclass
class OpenPage:
    """A page that is painted. complaints: errors and warnings. requests: beyond the file itself."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def open(self, path: Path, at: str = "") -> None:
        """Load a file, and wait until all is painted. at: what the address ends with."""
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(path.as_uri() + at)
        self.wait()
        self.requests.remove(path.as_uri())

    def wait(self) -> None:
        """Until all panels show what was chosen."""
        self.page.wait_for_selector("html[data-ready=true]", timeout=30_000)

    def choose(self, system: str, window: int) -> None:
        """Choose as somebody with a mouse does."""
        self.page.get_by_role("combobox", name="System").select_option(system)
        self.wait()
        self.page.locator("label.segment", has_text=f"{window} d").click()
        self.wait()

    def panel(self, name: str) -> Locator:
        """A panel by its file's name."""
        return self.page.locator(f"#panel-{name}")

    def tiles(self, name: str) -> list[str]:
        """The exact numbers of tiles."""
        found: list[str] = (
            self.panel(name)
            .locator(".number data")
            .evaluate_all("all => all.map(each => each.value)")
        )
        return found

    def rows(self, name: str) -> list[tuple[str, ...]]:
        """The rows of a panel's table, its own or the one behind its chart; exact numbers."""
        panel = self.panel(name)
        details = panel.locator("details")
        if panel.locator(".body table").count() == 0 and details.get_attribute("open") is None:
            details.locator("summary").click()
        panel.locator("tbody tr").first.wait_for()
        every = panel.locator("button.every[aria-pressed=false]:visible")
        if every.count():
            every.click()
        found: list[list[str]] = panel.locator("tbody tr").evaluate_all(
            """lines => lines.map(line => [...line.cells].map(cell => {
                const number = cell.querySelector("data");
                return number ? number.value : cell.textContent;
            }))"""
        )
        return [tuple(row) for row in found]

    def marks(self) -> dict[str, int]:
        """How many lines, bars and cells each chart has that can be seen."""
        counted: dict[str, int] = self.page.locator(CHARTS).evaluate_all(
            """charts => Object.fromEntries(charts.map(chart => {
                const marks = chart.querySelectorAll(".mark-line path, .mark-rect path");
                const drawn = [...marks].filter(mark => {
                    const style = getComputedStyle(mark);
                    const paint = style.fill !== "none" ? style.fill : style.stroke;
                    return mark.getAttribute("d") && paint !== "none"
                        && !mark.closest(".role-legend, .background");
                });
                return [chart.closest("article").id.slice("panel-".length), drawn.length];
            }))"""
        )
        return counted


@contextmanager
def opened(browser: Browser, path: Path, at: str = "", **options: Any) -> Iterator[OpenPage]:
    """A page in a context of its own; options as Playwright's new_context has them."""
    context = browser.new_context(**{"viewport": LAPTOP, **options})
    shown = OpenPage(context.new_page())
    shown.open(path, at)
    yield shown
    context.close()
