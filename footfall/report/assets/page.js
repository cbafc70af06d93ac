// The panels of the page, from the JSON that stands in it. Nothing is fetched.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  for (const panel of data.panels)
    for (const [at, texts] of Object.entries(panel.texts))
      for (const row of panel.rows) row[at] = texts[row[at]];
  const main = document.getElementById("panels");
  const byId = (id) => document.getElementById(id);
  const ALL = "all";
  const PAGE = 15;

  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const button = (className, text, label, action) => {
    const element = make("button", className, text);
    element.type = "button";
    if (label) element.setAttribute("aria-label", label);
    element.addEventListener("click", action);
    return element;
  };
  const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
  const systemName = (system) => (system === ALL ? "All systems" : capital(system));
  const place = (panel, name) => panel.columns.indexOf(name);

  // -- Dates: texts as 2026-03-31, which sort as they are -----------------------------------------
  const addDays = (date, days) =>
    new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
  const daysFrom = (first, last) => Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000);
  const later = (a, b) => (a > b ? a : b);
  const earlier = (a, b) => (a < b ? a : b);
  const dayFormat = (options) => new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options });
  const longDay = dayFormat({ day: "numeric", month: "long", year: "numeric" });
  const shortDay = dayFormat({ day: "numeric", month: "short", year: "numeric" });
  const weekday = dayFormat({ weekday: "long", day: "numeric", month: "short" });
  const dayText = (date, format = shortDay) => format.format(new Date(date));
  const firstOf = (panel) => {
    const at = place(panel, panel.filters.dates);
    return panel.rows.reduce((first, row) => (row[at] < first ? row[at] : first), data.asOf);
  };
  const dated = data.panels.filter((panel) => panel.filters.dates && data.asOf);
  const firstDates = new Map(dated.map((panel) => [panel, firstOf(panel)]));
  const firstDate = [...firstDates.values()].reduce(earlier, data.asOf);

  // -- What is chosen, in the address -------------------------------------------------------------
  const defaults = {
    system: ALL,
    department: ALL,
    days: data.windows.includes(28) ? 28 : data.windows[data.windows.length - 1],
    compare: false,
  };
  const isDay = (text) => /^\d{4}-\d\d-\d\d$/.test(text || "") && !Number.isNaN(Date.parse(text));
  const readChosen = () => {
    const told = new URLSearchParams(location.hash.slice(1));
    const state = { ...defaults };
    if (data.systems.includes(told.get("system"))) state.system = told.get("system");
    if (data.departments.includes(told.get("department")))
      state.department = told.get("department");
    if (told.get("days") === ALL) state.days = ALL;
    if (data.windows.includes(Number(told.get("days")))) state.days = Number(told.get("days"));
    if (data.asOf && isDay(told.get("from")) && isDay(told.get("to"))) {
      state.from = later(earlier(told.get("from"), data.asOf), firstDate);
      state.to = later(earlier(told.get("to"), data.asOf), state.from);
    }
    state.compare = told.get("compare") === "before";
    if (told.get("view") && told.has("key")) {
      state.view = told.get("view");
      state.key = told.get("key");
    }
    return state;
  };
  const address = (state) => {
    const told = new URLSearchParams();
    for (const name of ["system", "department"])
      if (state[name] !== ALL) told.set(name, state[name]);
    if (state.from) {
      told.set("from", state.from);
      told.set("to", state.to);
    } else if (state.days !== defaults.days) told.set("days", state.days);
    if (state.compare) told.set("compare", "before");
    if (state.view) {
      told.set("view", state.view);
      told.set("key", state.key);
    }
    return `#${told}`;
  };
  let chosen = readChosen();
  const choose = (changes) => {
    chosen = { ...chosen, ...changes };
    history.pushState(null, "", address(chosen));
    return repaint();
  };
  const range = () => {
    if (chosen.from) return { from: chosen.from, to: chosen.to };
    const from = chosen.days === ALL ? firstDate : addDays(data.asOf, 1 - chosen.days);
    return { from, to: data.asOf };
  };
  const lengthOf = ({ from, to }) => daysFrom(from, to) + 1;
  // Marts of windows know the last days alone: those of the shortest window that is as long.
  const windowDays = () => {
    if (!data.asOf || (!chosen.from && chosen.days !== ALL)) return chosen.days;
    const fitting = data.windows.find((days) => days >= lengthOf(range()));
    return fitting ?? data.windows[data.windows.length - 1];
  };
  const isWindow = () =>
    !data.asOf || (range().to === data.asOf && lengthOf(range()) === windowDays());
  const periodText = () => {
    if (!data.asOf || chosen.days === undefined) return "";
    if (!chosen.from && chosen.days !== ALL) return `last ${chosen.days} days`;
    return `${dayText(range().from)} to ${dayText(range().to)}`;
  };

  // The page that was seen before this one: what is new, is new since its last day.
  const readSeen = () => {
    try {
      const seen = JSON.parse(localStorage.getItem("footfall")) || {};
      if (data.asOf && seen.asOf !== data.asOf) {
        const now = { asOf: data.asOf, before: seen.asOf };
        localStorage.setItem("footfall", JSON.stringify(now));
        return now.before;
      }
      return seen.before;
    } catch {
      // A browser may forbid a file to remember anything.
      return undefined;
    }
  };
  const seenUpTo = readSeen();
  const lastSeen = data.asOf && seenUpTo < data.asOf ? seenUpTo : undefined;

  // -- Values as text --------------------------------------------------------------------------
  const numbers = (options) => new Intl.NumberFormat("en", options);
  const formats = {
    number: numbers({ maximumFractionDigits: 2 }),
    decimal: numbers({ minimumFractionDigits: 2, maximumFractionDigits: 2 }),
    percent: numbers({ style: "percent", maximumFractionDigits: 1 }),
    change: numbers({ style: "percent", maximumFractionDigits: 0, signDisplay: "exceptZero" }),
  };
  const short = numbers({ maximumSignificantDigits: 2 });
  const duration = (seconds) => {
    if (seconds === 0) return "0 s";
    if (Math.abs(seconds) < 0.9995) return `${Math.round(seconds * 1000)} ms`;
    if (Math.abs(seconds) < 9.95) return `${short.format(seconds)} s`;
    const whole = Math.round(seconds);
    const parts = [
      [Math.floor(whole / 86_400), "d"],
      [Math.floor(whole / 3600) % 24, "h"],
      [Math.floor(whole / 60) % 60, "min"],
      [whole % 60, "s"],
    ];
    const first = parts.findIndex(([count]) => count > 0);
    const told = parts.slice(first, first + 2).filter(([count]) => count > 0);
    return told.map(([count, unit]) => `${count} ${unit}`).join(" ");
  };
  const written = (value, format) => {
    if (value === null) return "–";
    if (format === "time") return value.slice(0, 16);
    if (typeof value !== "number") return String(value);
    if (format === "seconds") return duration(value);
    if (format === "milliseconds") return duration(value / 1000);
    return formats[format] ? formats[format].format(value) : String(value);
  };
  const shownColumn = (panel, name) =>
    panel.shown.find((column) => column.name === name) || { name, label: name };

  // -- Which rows are shown --------------------------------------------------------------------
  const within = (rows, at, { from, to }) =>
    rows.filter((row) => row[at] !== null && row[at] >= from && row[at] <= to);
  const rowsOf = (panel, dates) => {
    const { filters } = panel;
    let rows = panel.rows;
    for (const [filter, value] of [["system", chosen.system], ["department", chosen.department]]) {
      if (!filters[filter]) continue;
      const at = place(panel, filters[filter]);
      // Where no rows are of all systems together, those of each stand for them.
      const together = value !== ALL || rows.some((row) => row[at] === ALL);
      if (together) rows = rows.filter((row) => row[at] === value);
    }
    if (panel.key) {
      const at = place(panel, panel.key);
      rows = rows.filter((row) => String(row[at]) === chosen.key);
    }
    if (filters.window) {
      const at = place(panel, filters.window);
      rows = rows.filter((row) => row[at] === windowDays());
    }
    if (filters.dates && dates) rows = within(rows, place(panel, filters.dates), dates);
    if (filters.since && dates) {
      const since = lastSeen ? { from: addDays(lastSeen, 1), to: "9999" } : dates;
      rows = within(rows, place(panel, filters.since), since);
    }
    return rows;
  };
  const hasPeriod = () => data.asOf && chosen.days !== undefined;
  const shownRows = (panel) => rowsOf(panel, hasPeriod() ? range() : null);
  const beforeRange = () => {
    const { from } = range();
    return { from: addDays(from, -lengthOf(range())), to: addDays(from, -1) };
  };
  const isCompared = (panel) =>
    chosen.compare && hasPeriod() && panel.filters.dates === panel.x && Boolean(panel.spec);
  const ofWindow = (panel) => panel.filters.window || panel.filters.dates;
  const scope = (panel) => {
    const system = panel.onlyFor || (panel.filters.system ? chosen.system : ALL);
    const parts = [systemName(system)];
    if (panel.filters.department && chosen.department !== ALL) parts.push(chosen.department);
    if (panel.filters.window) parts.push(`last ${windowDays()} days`);
    else if (ofWindow(panel)) parts.push(periodText());
    return parts.filter(Boolean).join(", ");
  };
  // What was chosen and is not so in a panel, in a sentence or two.
  const caveat = (panel) => {
    const { filters } = panel;
    const told = [];
    const ignored = [];
    if (chosen.system !== ALL && !filters.system && !panel.onlyFor) ignored.push("system");
    if (chosen.department !== ALL && !filters.department) ignored.push("department");
    if (filters.since)
      told.push(lastSeen ? `Since your last page, up to ${dayText(lastSeen)}.` : `${capital(periodText())}: no earlier page was opened here.`);
    else if (filters.window && !isWindow())
      told.push(`Shows the last ${windowDays()} days: it knows no other dates.`);
    else if (!ofWindow(panel) && (chosen.from || chosen.days !== defaults.days))
      ignored.push("dates");
    if (ignored.length) told.push(`Does not follow the choice of ${ignored.join(" and ")}.`);
    if (filters.dates && hasPeriod() && firstDates.get(panel) > range().from)
      told.push(`Its data begin on ${dayText(firstDates.get(panel))}.`);
    if (isCompared(panel)) {
      const { from, to } = beforeRange();
      const known = rowsOf(panel, beforeRange()).length > 0;
      told.push(known ? `Pale or dotted: ${dayText(from)} to ${dayText(to)}.` : `No data of the period before, ${dayText(from)} to ${dayText(to)}.`);
    }
    return told.join(" ");
  };

  // -- Downloads -------------------------------------------------------------------------------
  const download = (name, type, content) => {
    const link = make("a");
    link.href = URL.createObjectURL(new Blob([content], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  const fileName = (panel, ending) => {
    const parts = [panel.id, panel.filters.system && chosen.system, panel.key && chosen.key];
    if (hasPeriod() && ofWindow(panel)) parts.push(range().from, range().to);
    const name = parts.filter((part) => part && part !== ALL).join("_");
    return `${name.replace(/[^\w.-]+/g, "-").slice(0, 120)}.${ending}`;
  };
  // What begins as a formula does would be one in a spreadsheet.
  const csvCell = (value) => {
    if (value === null) return "";
    if (typeof value !== "string") return String(value);
    const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const csv = (panel, rows) => {
    const places = panel.shown.map((column) => place(panel, column.name));
    const lines = [panel.shown.map((column) => column.label)];
    lines.push(...rows.map((row) => places.map((at) => row[at])));
    return `\ufeff${lines.map((line) => line.map(csvCell).join(",")).join("\r\n")}\r\n`;
  };
  // A picture outside of the page has no style sheet: colours as they are now.
  const svg = (card) => {
    const drawn = card.drawn.querySelector("svg");
    const copy = drawn.cloneNode(true);
    const size = drawn.viewBox.baseVal;
    const paper = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    for (const [name, value] of Object.entries({ width: "100%", height: "100%", fill: "var(--card)" }))
      paper.setAttribute(name, value);
    copy.prepend(paper);
    copy.setAttribute("width", size.width);
    copy.setAttribute("height", size.height);
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => {
      const both = /light-dark\((.+),(.+)\)/.exec(style.getPropertyValue(name));
      return both ? both[isDark() ? 2 : 1].trim() : style.getPropertyValue(name).trim();
    };
    const text = new XMLSerializer().serializeToString(copy);
    return { text: text.replace(/var\((--[\w-]+)\)/g, (_, name) => colour(name)), size };
  };
  const savePng = (card) => {
    const { text, size } = svg(card);
    const image = new Image();
    image.addEventListener("load", () => {
      const canvas = make("canvas");
      canvas.width = 2 * size.width;
      canvas.height = 2 * size.height;
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => download(fileName(card.panel, "png"), "image/png", blob));
    });
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  };

  // -- Views of one thing ------------------------------------------------------------------------
  // The keys of each view that the page has data of.
  const known = new Map();
  for (const panel of data.panels.filter((each) => each.view)) {
    const keys = known.get(panel.view) || new Set();
    const at = place(panel, panel.key);
    for (const row of panel.rows) keys.add(String(row[at]));
    known.set(panel.view, keys);
  }
  const canOpen = (link, key) => key !== null && Boolean(known.get(link.view)?.has(String(key)));
  const nameOf = (view, key) => {
    for (const panel of data.panels) {
      for (const [column, link] of Object.entries(panel.opens)) {
        if (link.view !== view) continue;
        const at = place(panel, link.key);
        const row = panel.rows.find((each) => String(each[at]) === key);
        if (row) return String(row[place(panel, column)]);
      }
    }
    return key;
  };
  let scrolled = 0;
  const openView = async (view, key) => {
    if (!chosen.view) scrolled = scrollY;
    await choose({ view, key: String(key) });
    scrollTo(0, 0);
    byId("view-title").focus();
  };
  const closeView = async () => {
    const { view, key } = chosen;
    await choose({ view: undefined, key: undefined });
    const openers = [...document.querySelectorAll("section:not([hidden]) .opener")];
    openers.find((each) => each.dataset.view === view && each.dataset.key === key)?.focus();
    scrollTo(0, scrolled);
  };

  // -- Tiles and tables ------------------------------------------------------------------------
  const datum = (value, text) => {
    const element = make("data", "", text);
    element.value = value === null ? "" : String(value);
    return element;
  };
  const tiles = (panel, rows) => {
    const list = make("dl", "tiles");
    const valueOf = (name) => rows[0][place(panel, name)];
    for (const tile of panel.tiles) {
      const box = make("div", "tile");
      const column = shownColumn(panel, tile.value);
      const value = valueOf(tile.value);
      const number = make("dd", "number");
      number.append(datum(value, written(value, column.format)));
      box.append(make("dt", "", column.label), number);
      if (tile.date && valueOf(tile.date) !== null)
        box.append(make("dd", "change", dayText(valueOf(tile.date), weekday)));
      if (tile.change) {
        const change = valueOf(tile.change);
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
      if (tile.average && valueOf(tile.average) !== null) {
        const average = valueOf(tile.average);
        const text = make("dd", "change", `${shownColumn(panel, tile.average).label} `);
        const short = column.format === "percent" ? "percent" : "number";
        text.append(datum(average, written(short === "number" ? Math.round(average * 10) / 10 : average, short)));
        box.append(text);
      }
      list.append(box);
    }
    return list;
  };
  const opener = (panel, row, column, text) => {
    const link = panel.opens[column.name];
    const key = link && row[place(panel, link.key)];
    if (!link || !canOpen(link, key)) return text;
    const element = button("opener", text, "", () => openView(link.view, key));
    element.dataset.view = link.view;
    element.dataset.key = String(key);
    element.title = `History of ${text}`;
    return element;
  };
  const table = (panel, rows, sorted, sort) => {
    const element = make("table");
    element.append(make("caption", "unseen", `${panel.title}: ${scope(panel)}`));
    const head = make("tr");
    for (const column of panel.shown) {
      const cell = make("th", column.isNumber ? "num" : "");
      cell.scope = "col";
      const way = sorted?.name === column.name ? (sorted.down ? "descending" : "ascending") : "";
      if (way) cell.setAttribute("aria-sort", way);
      const by = button(`sort ${way}`, column.label, "", () => sort(column));
      by.dataset.column = column.name;
      cell.append(by);
      head.append(cell);
    }
    const top = make("thead");
    top.append(head);
    const places = panel.shown.map((column) => place(panel, column.name));
    const bar = place(panel, panel.bar);
    const most = panel.bar ? shownRows(panel).reduce((all, row) => Math.max(all, row[bar] || 0), 0) : 0;
    const body = make("tbody");
    for (const row of rows) {
      const line = make("tr");
      panel.shown.forEach((column, index) => {
        const value = row[places[index]];
        const cell = make("td", column.isNumber ? "num" : "");
        const text = written(value, column.format);
        cell.append(column.isNumber ? datum(value, text) : opener(panel, row, column, text));
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
  const scrolling = (className, label) => {
    const box = make("div", className);
    // Whoever has no mouse scrolls with the arrow keys.
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", label);
    return box;
  };
  const compared = (a, b) => {
    if (a === null || b === null) return (a === null) - (b === null);
    if (typeof a === "number" && typeof b === "number") return a - b;
    return String(a).localeCompare(String(b), "en", { numeric: true });
  };
  // A table that sorts, filters, turns pages and can be had as a file. `card.order` outlives it.
  const grid = (card, rows, className, label) => {
    const { panel } = card;
    card.order = { page: 0, text: "", all: false, ...card.order };
    const { order } = card;
    const region = scrolling(className, label);
    const tools = make("div", "tools");
    const place0 = make("span", "place");
    place0.setAttribute("aria-live", "polite");
    const chosenRows = () => {
      const wanted = order.text.trim().toLowerCase();
      const places = panel.shown.map((column) => place(panel, column.name));
      let found = rows;
      if (wanted)
        found = rows.filter((row) =>
          panel.shown.some((column, index) =>
            written(row[places[index]], column.format).toLowerCase().includes(wanted),
          ),
        );
      if (order.sorted) {
        const at = place(panel, order.sorted.name);
        const sign = order.sorted.down ? -1 : 1;
        found = [...found].sort((a, b) => {
          // Nothing is last, whichever way.
          if (a[at] === null || b[at] === null) return compared(a[at], b[at]);
          return sign * compared(a[at], b[at]);
        });
      }
      return found;
    };
    const sort = (column) => {
      const same = order.sorted?.name === column.name;
      // Numbers begin with the largest.
      const down = same ? !order.sorted.down : column.isNumber;
      order.sorted = { name: column.name, down };
      order.page = 0;
      fill();
      region.querySelector(`[data-column="${CSS.escape(column.name)}"]`).focus();
    };
    const turn = (by) => () => {
      order.page += by;
      fill();
    };
    const name = ` of ${panel.title}`;
    const back = button("", "‹", `Rows before${name}`, turn(-1));
    const on = button("", "›", `Next rows${name}`, turn(1));
    const every = button("every", "All", `All rows${name}`, () => {
      order.all = !order.all;
      fill();
    });
    const file = button("", "CSV", `Download the table${name} as CSV`, () =>
      download(fileName(panel, "csv"), "text/csv;charset=utf-8", csv(panel, chosenRows())),
    );
    const fill = () => {
      const found = chosenRows();
      const pages = Math.max(1, Math.ceil(found.length / PAGE));
      order.page = Math.min(Math.max(order.page, 0), pages - 1);
      const first = order.all ? 0 : order.page * PAGE;
      const shown = order.all ? found : found.slice(first, first + PAGE);
      region.replaceChildren(table(panel, shown, order.sorted, sort));
      const count = `${formats.number.format(found.length)}${order.text ? " found" : ""}`;
      place0.textContent = shown.length ? `${first + 1}–${first + shown.length} of ${count}` : "None found";
      back.disabled = order.all || order.page === 0;
      on.disabled = order.all || order.page === pages - 1;
      every.setAttribute("aria-pressed", String(order.all));
    };
    if (rows.length > PAGE) {
      const search = make("input", "search");
      search.type = "search";
      search.placeholder = "Filter";
      search.value = order.text;
      search.setAttribute("aria-label", `Filter the rows${name}`);
      search.addEventListener("input", () => {
        order.text = search.value;
        order.page = 0;
        fill();
      });
      tools.append(search, place0, back, on, every);
    } else {
      order.text = "";
    }
    tools.append(file);
    fill();
    return [region, tools];
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
  };
  const objects = (panel, rows, period = "now") =>
    rows.map((row) => {
      const made = { __period: period };
      panel.columns.forEach((name, index) => {
        const { format } = shownColumn(panel, name);
        made[name] = row[index];
        made[`_${name}`] =
          format === "date" && row[index] ? dayText(row[index], longDay) : written(row[index], format);
      });
      return made;
    });
  const isDated = (panel) => shownColumn(panel, panel.x).format === "date";
  // How many days a bar stands for.
  const stepOf = (panel) => {
    const at = place(panel, panel.x);
    const days = [...new Set(panel.rows.map((row) => row[at]))].sort();
    const gaps = days.slice(1).map((day, index) => daysFrom(days[index], day));
    return Math.min(...gaps.filter((gap) => gap > 0), Infinity);
  };
  // A bar for each day, so that a quiet one is a gap and not left out.
  const withQuietDays = (panel, values, dates) => {
    if (panel.chart !== "bar" || !isDated(panel)) return values;
    const days = values.map((value) => value[panel.x]).sort();
    const step = stepOf(panel);
    // Months are no number of days.
    if (!days.length || step > 7) return values;
    let [first, last] = [days[0], days[days.length - 1]];
    if (dates && step === 1) {
      first = later(dates.from, firstDates.get(panel));
      last = dates.to;
    }
    const there = new Set(days);
    const quiet = [];
    for (let day = first; day <= last; day = addDays(day, step)) {
      if (there.has(day)) continue;
      const none = { __period: values[0].__period, [panel.x]: day };
      if (panel.color) none[panel.color] = values[0][panel.color];
      for (const name of panel.y) none[name] = 0;
      quiet.push(none);
    }
    return [...values, ...quiet];
  };
  const valuesOf = (panel, rows) => {
    const isRanged = panel.filters.dates === panel.x && hasPeriod();
    const values = withQuietDays(panel, objects(panel, rows), isRanged ? range() : null);
    if (!isCompared(panel)) return values;
    const before = objects(panel, rowsOf(panel, beforeRange()), "before");
    const shift = lengthOf(range());
    for (const value of withQuietDays(panel, before, beforeRange()))
      values.push({ ...value, [panel.x]: addDays(value[panel.x], shift) });
    return values;
  };
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600];
  steps.push(43_200, 86_400, 172_800, 604_800);
  // Ticks at whole minutes and hours.
  const durationTicks = (panel, spec, values) => {
    const [name, names] = panel.chart === "ranking" ? ["x", [panel.x]] : ["y", panel.y];
    const { format } = shownColumn(panel, names[0]);
    const unit = { seconds: 1, milliseconds: 1000 }[format];
    const encoding = panel.chart === "ranking" ? spec.encoding : spec.layer[0].encoding;
    const most = Math.max(0, ...values.flatMap((value) => names.map((each) => value[each] || 0)));
    if (!unit || most / unit < 5) return;
    const step = unit * (steps.find((each) => most / unit / each <= 5) || 604_800);
    const ticks = Array.from({ length: Math.floor(most / step) + 2 }, (_, index) => index * step);
    encoding[name].axis.values = ticks;
  };
  // So many steps as there are bars: Vega-Lite itself warns of steps in a chart as wide as its card.
  const height = (spec, values) => {
    if (!spec.height.step) return spec.height;
    return spec.height.step * new Set(values.map((value) => value[spec.encoding.y.field])).size;
  };
  // A legend does not wrap by itself.
  const legendColumns = (spec, values, width) => {
    const color = spec.layer[0].encoding?.color;
    if (!color) return undefined;
    const names = color.scale.domain || [...new Set(values.map((value) => value[color.field]))];
    const longest = Math.max(...names.map((name) => String(name).length));
    const columns = Math.max(1, Math.floor(width / (longest * 7 + 40)));
    return columns < names.length ? columns : undefined;
  };
  const draw = async (card, rows) => {
    const { panel, drawn } = card;
    const values = valuesOf(panel, rows);
    const spec = structuredClone(panel.spec);
    if (panel.chart === "heatmap") {
      // Cells as wide as their numbers; the card scrolls.
      const across = new Set(values.map((value) => value[panel.x])).size;
      drawn.style.minWidth = `${across * 36 + 130}px`;
    }
    if (panel.chart === "line" && panel.filters.dates === panel.x && hasPeriod()) {
      const { from, to } = range();
      spec.encoding.x.scale = { domain: [later(from, firstDates.get(panel)), to] };
    }
    // The layer of the period before.
    if (panel.chart === "bar" && !values.some((value) => value.__period === "before"))
      spec.layer.length = 1;
    durationTicks(panel, spec, values);
    spec.height = height(spec, values);
    spec.data = { name: "rows", values };
    const columns = legendColumns(spec, values, drawn.clientWidth);
    const legend = { ...config.legend, columns };
    card.view?.finalize();
    const result = await vegaEmbed(drawn, spec, { ...options, config: { ...config, legend } });
    card.view = result.view;
  };
  const narrow = matchMedia("(max-width: 34rem)");

  // -- The page --------------------------------------------------------------------------------
  const cards = data.panels.map((panel) => {
    const card = { panel };
    card.element = make("article", `panel ${panel.width}`);
    card.element.id = `panel-${panel.id}`;
    const title = make("h3", "", panel.title);
    title.id = `title-${panel.id}`;
    card.element.setAttribute("aria-labelledby", title.id);
    card.body = make("div", "body");
    card.caveat = make("p", "caveat");
    card.element.append(title, make("p", "explanation", panel.explanation), card.caveat, card.body);
    if (panel.spec) {
      const wide = scrolling("figure-scroll", `Chart of ${panel.title}`);
      if (panel.chart !== "heatmap") wide.removeAttribute("tabindex");
      card.chart = make("div", "figure");
      card.chart.setAttribute("role", "img");
      // Vega gives its own elements roles; the label says it all.
      card.drawn = make("div", "chart");
      card.drawn.setAttribute("aria-hidden", "true");
      card.chart.append(card.drawn);
      wide.append(card.chart);
      card.empty = make("p", "empty");
      card.body.append(panel.chart === "heatmap" ? wide : card.chart, card.empty);
      card.pictures = make("p", "pictures");
      const label = (kind) => `Download the chart of ${panel.title} as ${kind}`;
      card.pictures.append(
        button("", "SVG", label("SVG"), () =>
          download(fileName(panel, "svg"), "image/svg+xml", svg(card).text),
        ),
        button("", "PNG", label("PNG"), () => savePng(card)),
      );
      card.element.append(card.pictures);
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
    if (rows.length)
      card.table.append(...grid(card, rows, "details-scroll", `Data of ${card.panel.title}`));
  };

  const goTo = (element) => {
    element.tabIndex = -1;
    element.focus({ preventScroll: true });
    element.scrollIntoView();
  };
  // The address keeps what is chosen, so that these links leave it alone.
  const jump = (link, target) => {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      goTo(target);
    });
  };
  jump(document.querySelector(".skip"), main);

  const viewHead = make("div", "view-head");
  const viewTitle = make("h2");
  viewTitle.id = "view-title";
  viewTitle.tabIndex = -1;
  viewHead.append(button("", "← All panels", "", closeView), viewTitle);
  viewHead.hidden = true;
  main.append(viewHead);

  const sections = new Map();
  for (const card of cards) {
    const { section: name } = card.panel;
    const view = card.panel.view ?? undefined;
    const key = view ? `view ${view}` : name;
    if (!sections.has(key)) {
      const section = { view, element: make("section"), grid: make("div", "grid"), cards: [] };
      if (view) {
        section.element.setAttribute("aria-labelledby", "view-title");
        section.element.append(section.grid);
      } else {
        const heading = make("h2", "", name);
        heading.id = `section-${sections.size + 1}`;
        section.element.setAttribute("aria-labelledby", heading.id);
        section.element.append(heading, section.grid);
        section.link = make("li");
        const link = make("a", "", name);
        link.href = `#${heading.id}`;
        jump(link, heading);
        section.link.append(link);
        byId("sections").append(section.link);
      }
      main.append(section.element);
      sections.set(key, section);
    }
    sections.get(key).cards.push(card);
    sections.get(key).grid.append(card.element);
  }

  const nothing = (panel) => {
    const small = panel.filters.department && chosen.department !== ALL;
    return `No data: ${scope(panel)}.${small ? " Small groups are not shown." : ""}`;
  };
  const show = (card) => {
    const { panel } = card;
    const rows = shownRows(panel);
    card.caveat.textContent = caveat(panel);
    card.caveat.hidden = !card.caveat.textContent;
    card.drawing = null;
    if (panel.spec) {
      card.chart.hidden = rows.length === 0;
      card.pictures.hidden = rows.length === 0;
      card.empty.hidden = rows.length > 0;
      card.empty.textContent = nothing(panel);
      card.chart.setAttribute(
        "aria-label",
        `Chart: ${panel.title}, ${scope(panel)}. The data table below has its ${rows.length} rows.`,
      );
      if (rows.length) card.drawing = () => draw(card, rows);
    } else if (!rows.length) {
      card.body.replaceChildren(make("p", "empty", nothing(panel)));
    } else if (panel.chart === "tiles") {
      card.body.replaceChildren(tiles(panel, rows));
    } else {
      card.body.replaceChildren(...grid(card, rows, "scroll", panel.title));
    }
    if (card.details) fillDetails(card);
  };
  const isNear = (card) => card.element.getBoundingClientRect().top < 2 * innerHeight;
  const breath = () => new Promise((resolve) => setTimeout(resolve));
  let paints = 0;
  let painting = Promise.resolve();
  const repaint = () => {
    paints += 1;
    painting = painting.then(((paint) => () => paintAll(paint))(paints));
    document.documentElement.dataset.ready = "false";
    return painting;
  };
  // Charts that can be seen come first; a later choice ends what is still to draw.
  const paintAll = async (paint) => {
    if (paint !== paints) return;
    showChoices();
    for (const section of sections.values()) {
      for (const card of section.cards) {
        const system = card.panel.onlyFor;
        card.element.hidden = Boolean(system) && ![ALL, system].includes(chosen.system);
      }
      const isOther = section.view !== chosen.view;
      section.element.hidden = isOther || section.cards.every((card) => card.element.hidden);
      if (section.link) section.link.hidden = section.element.hidden;
    }
    viewHead.hidden = !chosen.view;
    if (chosen.view)
      viewTitle.textContent = `${capital(chosen.view)} ${nameOf(chosen.view, chosen.key)}`;
    const shown = cards.filter(
      (card) => !card.element.hidden && (card.panel.view ?? undefined) === chosen.view,
    );
    shown.forEach(show);
    const near = shown.filter((card) => card.drawing && isNear(card));
    const far = shown.filter((card) => card.drawing && !near.includes(card));
    for (const card of near) await card.drawing();
    performance.mark("seen");
    for (const card of far) {
      await breath();
      if (paint !== paints) return;
      await card.drawing();
    }
    if (paint === paints) document.documentElement.dataset.ready = "true";
  };

  // -- The choices -----------------------------------------------------------------------------
  const fillSelect = (select, values, nameOfValue) => {
    for (const value of values) {
      const option = make("option", "", nameOfValue(value));
      option.value = value;
      select.append(option);
    }
  };
  fillSelect(byId("system"), data.systems, systemName);
  byId("system").addEventListener("change", () => choose({ system: byId("system").value }));
  fillSelect(byId("department"), data.departments, (name) =>
    name === ALL ? "All departments" : name,
  );
  byId("department").closest(".choice").hidden = data.departments.length < 2;
  byId("department").addEventListener("change", () =>
    choose({ department: byId("department").value }),
  );
  const segments = make("div", "segments");
  const presets = data.asOf && data.windows.length ? [...data.windows, ALL] : data.windows;
  for (const days of presets) {
    const label = make("label", "segment");
    const input = make("input");
    input.type = "radio";
    input.name = "window";
    input.value = String(days);
    input.addEventListener("change", () => choose({ days, from: undefined, to: undefined }));
    const text = days === ALL ? "All" : narrow.matches ? `${days} d` : `${days} days`;
    label.append(input, make("span", "", text));
    segments.append(label);
  }
  byId("windows").append(segments);
  byId("windows").hidden = byId("dates").hidden = presets.length === 0;
  byId("compare").closest(".choice").hidden = !hasPeriod();
  const dateChanged = () => {
    const [from, to] = [byId("from"), byId("to")].map((input) => input.value);
    // While somebody types, a date may be none.
    if (!isDay(from) || !isDay(to) || from < firstDate || to > data.asOf) return;
    choose({ from: earlier(from, to), to: later(from, to) });
  };
  for (const id of ["from", "to"]) byId(id).addEventListener("change", dateChanged);
  byId("compare").addEventListener("change", () => choose({ compare: byId("compare").checked }));
  const showChoices = () => {
    byId("system").value = chosen.system;
    byId("department").value = chosen.department;
    byId("compare").checked = chosen.compare;
    for (const input of segments.querySelectorAll("input"))
      input.checked = !chosen.from && input.value === String(chosen.days);
    if (hasPeriod()) {
      const { from, to } = range();
      for (const [id, day] of [["from", from], ["to", to]]) {
        byId(id).min = earlier(firstDate, from);
        byId(id).max = data.asOf;
        byId(id).value = day;
      }
    }
    const told = [systemName(chosen.system)];
    if (chosen.department !== ALL) told.push(chosen.department);
    told.push(periodText());
    if (chosen.compare) told.push("with the period before");
    byId("chosen").textContent = told.filter(Boolean).join(", ");
  };
  addEventListener("popstate", () => {
    chosen = readChosen();
    repaint();
  });

  const themeButton = byId("theme");
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
