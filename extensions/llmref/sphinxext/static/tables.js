/* Sorting, filtering and choosing columns of tables that are complete without this script.
   Rows are never made here: they are put in another order, hidden or shown. */
"use strict";
(() => {
  const FILTER_FROM = 13; // rows
  const COLUMNS_FROM = 9;
  const NUMERIC = new Set(["count", "bytes", "price", "number"]);
  const collator = new Intl.Collator(document.documentElement.lang || "en", { numeric: true });
  const NEXT = { none: "ascending", ascending: "descending", descending: "none" };

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  const isGroup = (row) => row.classList.contains("llmref-group");

  /* Runs of rows that are sorted among themselves: a heading row starts a run. */
  const runsOf = (body) => {
    const runs = [];
    for (const row of body.rows) {
      if (isGroup(row) || !runs.length) runs.push({ heading: isGroup(row) ? row : null, rows: [] });
      if (!isGroup(row)) runs.at(-1).rows.push(row);
    }
    return runs;
  };

  /* What a cell sorts by; null when nothing is known, which stays last in both directions. */
  const keyOf = (cell, kind) => {
    if (!cell || cell.dataset.prov === "not-disclosed") return null;
    const given = cell.dataset.sort;
    const text = (given ?? cell.textContent).trim();
    if (text === "" || text === "—" || text === "–") return null;
    if (!NUMERIC.has(kind)) return text;
    const number = Number(given ?? text.replaceAll(/[^\d.eE+-]/g, ""));
    return Number.isNaN(number) ? null : number;
  };

  const compare = (a, b, sign) => {
    if (a === null || b === null) return (a === null) - (b === null);
    return sign * (typeof a === "number" ? a - b : collator.compare(a, b));
  };

  class Table {
    constructor(table) {
      this.table = table;
      this.headers = [...table.tHead.rows[0].cells];
      this.bodies = [...table.tBodies].map((body) => ({ body, runs: runsOf(body) }));
      this.rows = this.bodies.flatMap(({ runs }) => runs.flatMap((run) => run.rows));
      this.label = table.caption?.textContent.trim() ?? "table";
      this.tools = make("div", { className: "llmref-table-tools" });
      this.status = make("output");
      this.tools.append(this.status);
      const box = table.closest(".llmref-table-box") ?? table;
      box.before(this.tools);
    }

    say(text) {
      this.status.textContent = text;
    }

    addSorting() {
      this.headers.forEach((header, column) => {
        const button = make("button", { type: "button", className: "llmref-sort" });
        const words = make("span");
        words.append(...header.childNodes);
        button.append(words);
        header.append(button);
        button.addEventListener("click", () => this.sort(column));
      });
    }

    sort(column) {
      const header = this.headers[column];
      const direction = NEXT[header.getAttribute("aria-sort") ?? "none"];
      this.headers.forEach((other) => other.removeAttribute("aria-sort"));
      if (direction !== "none") header.setAttribute("aria-sort", direction);
      const sign = direction === "descending" ? -1 : 1;
      const kind = header.dataset.kind;
      for (const { body, runs } of this.bodies) {
        const ordered = runs.flatMap((run) => {
          // From the order at hand: equal rows keep the order of the sort before.
          const keyed = (run.sorted ?? run.rows).map((row) => ({
            row,
            key: keyOf(row.cells[column], kind),
          }));
          keyed.sort((a, b) => compare(a.key, b.key, sign));
          run.sorted = direction === "none" ? run.rows : keyed.map(({ row }) => row);
          return run.heading ? [run.heading, ...run.sorted] : run.sorted;
        });
        body.replaceChildren(...ordered);
      }
      const name = header.querySelector(".llmref-sort").textContent.trim();
      this.say(direction === "none" ? "Original order" : `Sorted by ${name}, ${direction}`);
    }

    addFilter() {
      const field = make("input", { type: "search", autocomplete: "off" });
      this.tools.prepend(make("label", {}, "Filter", field));
      field.setAttribute("aria-label", `Filter rows: ${this.label}`);
      field.addEventListener("input", () => this.filter(field.value));
      this.say(`${this.rows.length} rows`);
    }

    filter(wanted) {
      this.texts ??= this.rows.map((row) => row.textContent.toLowerCase());
      const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      this.rows.forEach((row, index) => {
        row.hidden = !words.every((word) => this.texts[index].includes(word));
        shown += !row.hidden;
      });
      for (const { runs } of this.bodies) {
        for (const { heading, rows } of runs) {
          if (heading) heading.hidden = rows.every((row) => row.hidden);
        }
      }
      this.say(words.length ? `${shown} of ${this.rows.length} rows` : `${this.rows.length} rows`);
    }

    addColumns() {
      const boxes = make("fieldset");
      boxes.append(make("legend", { className: "llmref-visually-hidden" }, "Columns shown"));
      this.headers.forEach((header, column) => {
        if (column === 0) return;
        const name = (header.querySelector(".llmref-sort > span") ?? header).cloneNode(true);
        name.querySelector(".llmref-unit")?.remove();
        const box = make("input", { type: "checkbox", checked: true });
        box.addEventListener("change", () => this.showColumn(column, box.checked));
        boxes.append(make("label", {}, box, ` ${name.textContent.trim()}`));
      });
      const picker = make("details", { className: "llmref-columns" });
      picker.append(make("summary", {}, "Columns"), boxes);
      picker.addEventListener("keydown", (event) => {
        if (event.key !== "Escape") return;
        picker.open = false;
        picker.querySelector("summary").focus();
      });
      this.tools.append(picker);
    }

    /* One rule of CSS hides a column, however many cells it has. */
    showColumn(column, shown) {
      const hidden = new Set((this.table.dataset.hidden ?? "").split(" ").filter(Boolean));
      hidden[shown ? "delete" : "add"](String(column + 1));
      this.table.dataset.hidden = [...hidden].join(" ");
      hideRule(column + 1);
    }

    addOnlyDifferences() {
      const same = this.rows.filter((row) => !row.classList.contains("differs")).length;
      if (same === 0 || same === this.rows.length) return;
      const box = make("input", { type: "checkbox" });
      box.addEventListener("change", () => {
        this.table.classList.toggle("llmref-only-differences", box.checked);
        const differing = this.rows.length - same;
        this.say(box.checked ? `${differing} of ${this.rows.length} rows` : "");
      });
      this.tools.prepend(make("label", {}, box, " Only differences"));
    }
  }

  const rules = new Set();
  const sheet = new CSSStyleSheet();
  const hideRule = (number) => {
    if (rules.has(number)) return;
    rules.add(number);
    sheet.insertRule(
      `.llmref-table[data-hidden~="${number}"] tr:not(.llmref-group) > :nth-child(${number})` +
        "{display:none}",
    );
    if (rules.size === 1) document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  };

  for (const element of document.querySelectorAll("table.llmref-table")) {
    if (!element.tHead?.rows.length || !element.tBodies.length) continue;
    const table = new Table(element);
    if (element.classList.contains("llmref-compare")) {
      table.addOnlyDifferences();
      continue;
    }
    if (table.rows.length > 1) table.addSorting();
    if (table.rows.length >= FILTER_FROM) table.addFilter();
    if (table.headers.length >= COLUMNS_FROM) table.addColumns();
  }
})();
