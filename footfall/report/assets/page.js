// The panels of the page, from the JSON that stands in it. Nothing is fetched.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const main = document.getElementById("panels");
  const systemChoice = document.getElementById("system");
  const windowChoice = document.getElementById("windows");
  const themeButton = document.getElementById("theme");
  const ALL = "all";
  const chosen = {
    system: ALL,
    window: data.windows.includes(28) ? 28 : data.windows[data.windows.length - 1],
  };

  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const systemName = (system) =>
    system === ALL ? "All systems" : system.charAt(0).toUpperCase() + system.slice(1);

  // -- Numbers as text -------------------------------------------------------------------------
  const numbers = (options) => new Intl.NumberFormat("en", options);
  const formats = {
    number: numbers({ maximumFractionDigits: 2 }),
    decimal: numbers({ minimumFractionDigits: 2, maximumFractionDigits: 2 }),
    percent: numbers({ style: "percent", maximumFractionDigits: 1 }),
    change: numbers({ style: "percent", maximumFractionDigits: 0, signDisplay: "exceptZero" }),
    seconds: numbers({ maximumFractionDigits: 0 }),
    milliseconds: numbers({ maximumFractionDigits: 0 }),
  };
  const units = { seconds: " s", milliseconds: " ms" };
  const written = (value, format) => {
    if (value === null) return "–";
    if (format === "time") return value.slice(0, 16);
    if (typeof value !== "number" || !formats[format]) return String(value);
    return formats[format].format(value) + (units[format] || "");
  };

  // -- Which rows are shown --------------------------------------------------------------------
  const firstDate = () => {
    const date = new Date(data.asOf + "T00:00:00Z");
    date.setUTCDate(date.getUTCDate() - chosen.window + 1);
    return date.toISOString().slice(0, 10);
  };
  const place = (panel, name) => panel.columns.indexOf(name);
  const shownRows = (panel) => {
    const { system, window, dates } = panel.filters;
    let rows = panel.rows;
    if (system) {
      const at = place(panel, system);
      // Where no rows are of all systems together, those of each stand for them.
      const together = chosen.system !== ALL || rows.some((row) => row[at] === ALL);
      if (together) rows = rows.filter((row) => row[at] === chosen.system);
    }
    if (window) {
      const at = place(panel, window);
      rows = rows.filter((row) => row[at] === chosen.window);
    }
    if (dates && data.asOf && chosen.window !== undefined) {
      const at = place(panel, dates);
      const first = firstDate();
      rows = rows.filter((row) => row[at] >= first && row[at] <= data.asOf);
    }
    return rows;
  };
  const ofWindow = (panel) => panel.filters.window || panel.filters.dates;
  const scope = (panel) => {
    const system = panel.onlyFor || (panel.filters.system ? chosen.system : ALL);
    return systemName(system) + (ofWindow(panel) ? `, last ${chosen.window} days` : "");
  };

  // -- Tiles and tables ------------------------------------------------------------------------
  const datum = (value, text) => {
    const element = make("data", "", text);
    element.value = value === null ? "" : String(value);
    return element;
  };
  const tiles = (panel, rows) => {
    const list = make("dl", "tiles");
    const column = (name) => panel.shown.find((each) => each.name === name) || { label: name };
    for (const tile of panel.tiles) {
      const box = make("div", "tile");
      box.append(make("dt", "", column(tile.value).label));
      const value = rows[0][place(panel, tile.value)];
      const number = make("dd", "number");
      number.append(datum(value, written(value, column(tile.value).format)));
      box.append(number);
      if (tile.change) {
        const change = rows[0][place(panel, tile.change)];
        const text = make("dd", "change");
        if (change === null) {
          text.textContent = "none a week before";
        } else {
          const way = Math.round(change * 100);
          const sign = way > 0 ? "▲ " : way < 0 ? "▼ " : "";
          const amount = datum(change, written(change, "change"));
          if (way) amount.className = way > 0 ? "up" : "down";
          amount.prepend(sign);
          text.append(amount, " in a week");
        }
        box.append(text);
      }
      list.append(box);
    }
    return list;
  };
  const table = (panel, rows) => {
    const element = make("table");
    element.append(make("caption", "unseen", `${panel.title}: ${scope(panel)}`));
    const head = make("tr");
    for (const column of panel.shown) {
      const cell = make("th", column.isNumber ? "num" : "", column.label);
      cell.scope = "col";
      head.append(cell);
    }
    const top = make("thead");
    top.append(head);
    const places = panel.shown.map((column) => place(panel, column.name));
    const bar = place(panel, panel.bar);
    const most = panel.bar ? Math.max(...rows.map((row) => row[bar] || 0)) : 0;
    const body = make("tbody");
    for (const row of rows) {
      const line = make("tr");
      panel.shown.forEach((column, index) => {
        const value = row[places[index]];
        const cell = make("td", column.isNumber ? "num" : "");
        const text = written(value, column.format);
        cell.append(column.isNumber ? datum(value, text) : text);
        if (places[index] === bar && most > 0) {
          cell.classList.add("barred");
          cell.style.setProperty("--share", String(Math.max(0, (100 * value) / most)));
        }
        line.append(cell);
      });
      body.append(line);
    }
    element.append(top, body);
    return element;
  };
  const scrolling = (className, label, child) => {
    const box = make("div", className);
    // Whoever has no mouse scrolls with the arrow keys.
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", label);
    box.append(child);
    return box;
  };

  // -- Charts ----------------------------------------------------------------------------------
  const font = getComputedStyle(document.body).fontFamily;
  const config = {
    background: "transparent",
    font,
    aria: false,
    view: { stroke: null },
    axis: {
      labelColor: "var(--muted)",
      titleColor: "var(--muted)",
      gridColor: "var(--rule)",
      domainColor: "var(--rule)",
      tickColor: "var(--rule)",
      labelFontSize: 11,
      labelPadding: 6,
      titleFontSize: 11,
      titleFontWeight: "normal",
      titlePadding: 8,
    },
    legend: {
      labelColor: "var(--ink)",
      titleColor: "var(--muted)",
      labelFontSize: 12,
      titleFontSize: 12,
      titleFontWeight: "normal",
      symbolStrokeWidth: 2.5,
      symbolSize: 160,
    },
  };
  const options = {
    renderer: "svg",
    actions: false,
    // Without eval, which the page's security policy forbids.
    ast: true,
    defaultStyle: false,
    tooltip: { disableDefaultStyle: true, offsetX: 14, offsetY: 14 },
    config,
  };
  const objects = (panel, rows) =>
    rows.map((row) => Object.fromEntries(panel.columns.map((name, index) => [name, row[index]])));
  // So many steps as there are bars: Vega-Lite itself warns of steps in a chart as wide as its card.
  const height = ({ spec }, values) => {
    if (!spec.height.step) return spec.height;
    return spec.height.step * new Set(values.map((value) => value[spec.encoding.y.field])).size;
  };
  // A legend does not wrap by itself.
  const legendColumns = ({ spec }, values, width) => {
    const color = (spec.layer ? spec.layer[0] : spec).encoding?.color;
    if (!color) return 0;
    const names = color.scale.domain || [...new Set(values.map((value) => value[color.field]))];
    const longest = Math.max(...names.map((name) => String(name).length));
    const columns = Math.max(1, Math.floor(width / (longest * 7 + 40)));
    return columns < names.length ? columns : 0;
  };
  const draw = async (card, rows) => {
    const values = objects(card.panel, rows);
    if (card.view) {
      card.view.data("rows", values).height(height(card.panel, values));
      await card.view.resize().runAsync();
      return;
    }
    const data = { name: "rows", values };
    const spec = { ...card.panel.spec, height: height(card.panel, values), data };
    const columns = legendColumns(card.panel, values, card.drawn.clientWidth);
    const legend = { ...config.legend, columns: columns || undefined };
    const result = await vegaEmbed(card.drawn, spec, { ...options, config: { ...config, legend } });
    card.view = result.view;
  };
  const narrow = matchMedia("(max-width: 34rem)");

  // -- The page --------------------------------------------------------------------------------
  const cards = data.panels.map((panel) => {
    const card = { panel, drawing: Promise.resolve() };
    card.element = make("article", `panel ${panel.width}`);
    card.element.id = `panel-${panel.id}`;
    const title = make("h3", "", panel.title);
    title.id = `title-${panel.id}`;
    card.element.setAttribute("aria-labelledby", title.id);
    card.body = make("div", "body");
    card.element.append(title, make("p", "explanation", panel.explanation), card.body);
    if (panel.spec) {
      card.chart = make("div", "figure");
      card.chart.setAttribute("role", "img");
      // Vega gives its own element a role.
      card.drawn = make("div", "chart");
      card.chart.append(card.drawn);
      card.empty = make("p", "empty");
      card.body.append(card.chart, card.empty);
    }
    const hasTable = panel.chart !== "table";
    if (hasTable || panel.about) {
      card.details = make("details");
      const name = hasTable ? "Data table" : "How to read it";
      const summary = make("summary", "", name);
      summary.append(make("span", "unseen", ` of ${panel.title}`));
      card.details.append(summary);
      if (panel.about) card.details.append(make("p", "about", panel.about));
      if (hasTable) {
        card.table = make("div");
        card.details.append(card.table);
        card.details.addEventListener("toggle", () => fillDetails(card));
      }
      card.element.append(card.details);
    }
    return card;
  });
  const fillDetails = (card) => {
    if (!card.table) return;
    const rows = card.details.open ? shownRows(card.panel) : [];
    card.table.replaceChildren();
    if (rows.length) {
      const label = `Data of ${card.panel.title}`;
      card.table.append(scrolling("details-scroll", label, table(card.panel, rows)));
    }
  };

  const sections = new Map();
  for (const card of cards) {
    const name = card.panel.section;
    if (!sections.has(name)) {
      const section = { element: make("section"), grid: make("div", "grid"), cards: [] };
      const heading = make("h2", "", name);
      heading.id = `section-${sections.size + 1}`;
      section.element.setAttribute("aria-labelledby", heading.id);
      section.element.append(heading, section.grid);
      section.link = make("li");
      const link = make("a", "", name);
      link.href = `#${heading.id}`;
      section.link.append(link);
      document.getElementById("sections").append(section.link);
      main.append(section.element);
      sections.set(name, section);
    }
    sections.get(name).cards.push(card);
    sections.get(name).grid.append(card.element);
  }

  const nothing = (panel) => `No data: ${scope(panel)}.`;
  const show = (card) => {
    const { panel } = card;
    const rows = shownRows(panel);
    if (panel.spec) {
      card.chart.hidden = rows.length === 0;
      card.empty.hidden = rows.length > 0;
      card.empty.textContent = nothing(panel);
      card.chart.setAttribute(
        "aria-label",
        `Chart: ${panel.title}, ${scope(panel)}. The data table below has its ${rows.length} rows.`,
      );
      if (rows.length) card.drawing = card.drawing.then(() => draw(card, rows));
    } else if (!rows.length) {
      card.body.replaceChildren(make("p", "empty", nothing(panel)));
    } else if (panel.chart === "tiles") {
      card.body.replaceChildren(tiles(panel, rows));
    } else {
      card.body.replaceChildren(scrolling("scroll", panel.title, table(panel, rows)));
    }
    if (card.details) fillDetails(card);
    return card.drawing;
  };
  const repaint = async () => {
    document.documentElement.dataset.ready = "false";
    document.getElementById("chosen").textContent =
      systemName(chosen.system) +
      (chosen.window === undefined ? "" : `, last ${chosen.window} days`);
    for (const section of sections.values()) {
      for (const card of section.cards) {
        const system = card.panel.onlyFor;
        card.element.hidden = Boolean(system) && ![ALL, system].includes(chosen.system);
      }
      section.element.hidden = section.cards.every((card) => card.element.hidden);
      section.link.hidden = section.element.hidden;
    }
    await Promise.all(cards.filter((card) => !card.element.hidden).map(show));
    document.documentElement.dataset.ready = "true";
  };

  for (const system of data.systems) {
    const option = make("option", "", systemName(system));
    option.value = system;
    systemChoice.append(option);
  }
  systemChoice.addEventListener("change", () => {
    chosen.system = systemChoice.value;
    repaint();
  });
  const segments = make("div", "segments");
  for (const days of data.windows) {
    const label = make("label", "segment");
    const input = make("input");
    input.type = "radio";
    input.name = "window";
    input.value = String(days);
    input.checked = days === chosen.window;
    input.addEventListener("change", () => {
      chosen.window = days;
      repaint();
    });
    label.append(input, make("span", "", narrow.matches ? `${days} d` : `${days} days`));
    segments.append(label);
  }
  windowChoice.append(segments);
  windowChoice.hidden = data.windows.length === 0;

  const isDark = () => {
    const theme = document.documentElement.dataset.theme;
    return theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  };
  const showTheme = () => themeButton.setAttribute("aria-pressed", String(isDark()));
  themeButton.addEventListener("click", () => {
    document.documentElement.dataset.theme = isDark() ? "light" : "dark";
    showTheme();
  });
  showTheme();

  repaint();
})();
