/* Compares any two releases. Each step from one release to the next is a script in changes/; steps are
   put together here as `llmref.compare.change_log.compose` does. */
(function () {
  "use strict";
  const ROWS = 200;
  const [MODEL, FIELD, KIND, OLD, NEW, CAUSE, NOTE] = [0, 1, 2, 3, 4, 5, 6];
  const from = document.getElementById("from");
  const to = document.getElementById("to");
  const filter = document.getElementById("filter");
  const result = document.getElementById("result");
  const said = document.getElementById("said");
  const names = [...to.options].map((option) => option.value).sort();

  document.getElementById("choose").hidden = false;
  document.getElementById("choose").addEventListener("submit", (event) => event.preventDefault());
  for (const select of [from, to]) select.addEventListener("change", () => show(true));
  filter.addEventListener("input", () => draw());
  addEventListener("hashchange", () => { read(); show(false); });

  function read() {
    const [old, fresh] = decodeURIComponent(location.hash.slice(1)).split("..");
    if (names.includes(old) && names.includes(fresh)) [from.value, to.value] = [old, fresh];
  }

  function load(name) {
    return new Promise((resolve, reject) => {
      if (window.llmrefChanges?.[name]) { resolve(window.llmrefChanges[name]); return; }
      const script = document.createElement("script");
      script.src = "changes/" + name + ".js";
      script.onload = () => resolve(window.llmrefChanges[name]);
      script.onerror = () => reject(new Error(script.src + " cannot be read"));
      document.head.append(script);
    });
  }

  let shown = null;

  async function show(chosen) {
    const [old, fresh] = [from.value, to.value].sort();
    if (chosen) history.replaceState(null, "", "#" + from.value + ".." + to.value);
    if (old === fresh) {
      shown = null;
      result.replaceChildren();
      said.textContent = "Choose two different releases.";
      return;
    }
    said.textContent = "Reading…";
    try {
      const steps = await Promise.all(names.filter((name) => old < name && name <= fresh).map(load));
      shown = steps.map(prepared).reduce(compose);
      draw();
    } catch (error) {
      said.textContent = error.message;
    }
  }

  /* A step as maps, each model with its place in the release that describes it. */
  function prepared(step) {
    const place = (id) => {
      const [name, address] = step.places[id] ?? [id, ""];
      const release = Object.hasOwn(step.models.removed, id) ? step.old : step.new;
      return [id, { name, address: address ? release + "/" + address : "" }];
    };
    return {
      old: step.old, new: step.new,
      added: new Map(Object.entries(step.models.added)),
      removed: new Map(Object.entries(step.models.removed)),
      renamed: new Map(Object.entries(step.models.renamed)),
      values: new Map(step.values.map((value) => [value[MODEL] + " " + value[FIELD], value])),
      pagesAdded: new Set(Object.keys(step.pages.added)),
      pagesRemoved: new Set(Object.keys(step.pages.removed)),
      places: new Map(Object.keys(step.places).map(place)),
    };
  }

  function compose(first, second) {
    const now = (id) => second.renamed.get(id) ?? id;
    const formerly = new Map([...first.renamed].map(([former, id]) => [id, former]));
    const added = new Map([...first.added].filter(([id]) => !second.removed.has(id)).map(([id, name]) => [now(id), name]));
    for (const [id, name] of second.added) if (!first.removed.has(id)) added.set(id, name);
    const removed = new Map([...first.removed].filter(([id]) => !second.added.has(id)));
    for (const [id, name] of second.removed) {
      if (formerly.has(id)) removed.set(formerly.get(id), name);
      else if (!first.added.has(id)) removed.set(id, name);
    }
    const renamed = new Map([...first.renamed].filter(([, id]) => !second.removed.has(id)).map(([former, id]) => [former, now(id)]));
    for (const [former, id] of second.renamed) {
      if (!formerly.has(former) && !first.added.has(former)) renamed.set(former, id);
    }
    const fresh = new Set([...first.added.keys()].map(now));
    const values = new Map();
    for (const value of first.values.values()) {
      if (second.removed.has(value[MODEL])) continue;
      const id = now(value[MODEL]);
      values.set(id + " " + value[FIELD], [id, ...value.slice(1)]);
    }
    for (const [key, value] of second.values) {
      if (fresh.has(value[MODEL])) continue;
      const earlier = values.get(key);
      if (!earlier) { values.set(key, value); continue; }
      if (JSON.stringify(earlier[OLD]) === JSON.stringify(value[NEW])) { values.delete(key); continue; }
      const causes = [earlier[CAUSE], value[CAUSE]];
      values.set(key, [
        value[MODEL], value[FIELD], earlier[KIND] === "new" ? "new" : value[KIND] === "gone" ? "gone" : "changed",
        earlier[OLD], value[NEW], ["correction", "change"].find((cause) => causes.includes(cause)) ?? "",
        [...new Set([earlier[NOTE], value[NOTE]].filter(Boolean))].join("; "),
      ]);
    }
    return {
      old: first.old, new: second.new, added, removed,
      renamed: new Map([...renamed].filter(([former, id]) => former !== id)),
      values,
      pagesAdded: joined(first.pagesAdded, second.pagesRemoved, second.pagesAdded, first.pagesRemoved),
      pagesRemoved: joined(first.pagesRemoved, second.pagesAdded, second.pagesRemoved, first.pagesAdded),
      places: new Map([...first.places, ...second.places]),
    };
  }

  function joined(one, notOne, other, notOther) {
    return new Set([...[...one].filter((item) => !notOne.has(item)), ...[...other].filter((item) => !notOther.has(item))]);
  }

  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  function draw() {
    if (!shown) return;
    const values = [...shown.values.values()].sort((a, b) => (a[MODEL] + a[FIELD] < b[MODEL] + b[FIELD] ? -1 : 1));
    const price = (value) => value[FIELD].startsWith("pricing.");
    const of = (test) => values.filter(test).map((value) => [
      link(value[MODEL]), value[FIELD].replace(/^(architecture|metrics)\./, ""), text(value[OLD], price(value)),
      value[KIND] === "gone" ? "—" : text(value[NEW], price(value)), value[NOTE],
    ]);
    const heads = ["Model", "Value", shown.old, shown.new, "Note"];
    const changed = (value) => (value[KIND] !== "new" || value[CAUSE]) && !price(value);
    const pages = (set, release) => [...set].sort().map((page) => [anchor(release + "/" + page + ".html", page)]);
    const parts = [
      ["Corrections: the older release was wrong", heads, of((value) => changed(value) && value[CAUSE] === "correction")],
      ["Changes in the world", heads, of((value) => changed(value) && value[CAUSE] === "change")],
      ["Prices, USD per million tokens", heads, of(price)],
      ["Differ, and no history says why", heads, of((value) => changed(value) && value[CAUSE] === "")],
      ["Models added", ["Model", "Id"], [...shown.added.keys()].sort().map((id) => [link(id), id])],
      ["Models gone", ["Model", "Id"], [...shown.removed.keys()].sort().map((id) => [link(id), id])],
      ["Models renamed", ["Former id", "Model"], [...shown.renamed].map(([former, id]) => [former, link(id)])],
      ["Values added", heads, of((value) => value[KIND] === "new" && !value[CAUSE] && !price(value))],
      ["Pages added", ["Page"], pages(shown.pagesAdded, shown.new)],
      ["Pages gone", ["Page"], pages(shown.pagesRemoved, shown.old)],
    ];
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const open = new Map([...result.querySelectorAll("details")].map((part) => [part.dataset.title, part.open]));
    let total = 0;
    const made = parts.map(([title, columns, rows]) => {
      const kept = rows.filter((row) => {
        const content = row.map((cell) => cell.textContent ?? cell).join(" ").toLowerCase();
        return words.every((word) => content.includes(word));
      });
      total += kept.length;
      return kept.length ? section(title, columns, kept, open.get(title)) : "";
    });
    result.replaceChildren(...made);
    const count = total === 1 ? "1 difference" : total.toLocaleString("en") + " differences";
    said.textContent = (total ? count : "No differences") + " from " + shown.old + " to " + shown.new
      + (words.length ? " with these words." : ".");
  }

  function section(title, columns, rows, open) {
    const body = element("tbody", {});
    const add = (some) => body.append(...some.map((row) => element("tr", {}, ...row.map((cell, number) => (
      number ? element("td", {}, cell) : element("th", { scope: "row" }, cell))))));
    add(rows.slice(0, ROWS));
    const head = element("tr", {}, ...columns.map((column) => element("th", { scope: "col" }, column)));
    const table = element("table", {}, element("thead", {}, head), body);
    const part = element("details", { "data-title": title }, element("summary", {}, title + " (" + rows.length.toLocaleString("en") + ")"),
      element("div", { class: "box", tabindex: "0", role: "region", "aria-label": title }, table));
    part.open = open ?? rows.length <= ROWS;
    if (rows.length > ROWS) {
      const more = element("button", { type: "button" }, "Show all " + rows.length.toLocaleString("en"));
      more.addEventListener("click", () => { add(rows.slice(ROWS)); more.remove(); });
      part.append(more);
    }
    return part;
  }

  function link(id) {
    const place = shown.places.get(id);
    return place?.address ? anchor(place.address, place.name) : element("span", {}, place?.name ?? id);
  }

  function anchor(address, words) {
    return element("a", { href: address }, words);
  }

  function text(value, price) {
    if (value === null || value === undefined) return "—";
    if (Array.isArray(value)) return runs(value.map((item) => text(item, price)));
    if (typeof value === "number") return (price ? "$" : "") + value.toLocaleString("en", { maximumFractionDigits: 6, useGrouping: true });
    if (typeof value === "boolean") return value ? "yes" : "no";
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  }

  function runs(items) {
    if (items.length <= 8) return items.join(", ");
    const counts = new Map();
    for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
    return counts.size <= 4 ? [...counts].map(([item, count]) => count + " × " + item).join(", ") : items.join(", ");
  }

  read();
  show(false);
})();
