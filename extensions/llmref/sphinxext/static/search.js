/* The search page: what bears the name that was asked for comes first, and results are shown in portions.

   Sphinx alone orders by words: "deepseek v3" began with DeBERTa, and of "llama 3.1 8b" only "llama" counted. It also
   fetches the whole page of every result for its summary: a thousand for "model". */
(() => {
  "use strict";
  const PORTION = 15;
  // A heading that stands on so many pages ("Layers", "Papers") is nobody's name.
  const COMMON = 20;
  // Names of Sphinx's own script; without them its own way to show results stays.
  if (typeof Search === "undefined" || !Search._performSearch || !Search._parseQuery) return;
  if (typeof _displayItem !== "function" || typeof _finishSearch !== "function") return;

  /* Words and numbers: "Qwen3-8B", "qwen 3 8b" and "Qwen/Qwen3-8B" are the same. */
  const parts = (text) =>
    text.slice(text.lastIndexOf("/") + 1).normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()
      .match(/\p{L}+|\d+(?:\.\d+)*/gu) ?? [];

  const begins = (word, asked) =>
    /^\d/.test(asked) ? word.startsWith(`${asked}.`) : asked.length > 1 && word.startsWith(asked);

  /* How far a name is from what was asked: 0 when they are the same, null when a part is missing. */
  const distance = (asked, name) => {
    const free = [...name];
    let far = 2 * (name.length - asked.length);
    let before = -1;
    for (const word of asked) {
      let at = free.indexOf(word);
      if (at < 0) {
        at = free.findIndex((other) => other !== null && begins(other, word));
        far += 8;
      }
      if (at < 0) return null;
      free[at] = null;
      if (at !== before + 1) far += 2;
      before = at;
    }
    return far;
  };

  const KINDS = { family: 0, model: 1, benchmark: 1, paper: 2 };
  const entries = typeof LLMREF_NAMES === "undefined" ? [] : LLMREF_NAMES;
  const ending = DOCUMENTATION_OPTIONS.LINK_SUFFIX;

  /* "models/open/x.html#y" as Sphinx's script has it: the page without its ending, and the anchor. */
  const place = (address) => {
    const [page, anchor] = address.split("#");
    const bare = ending && page.endsWith(ending) ? page.slice(0, -ending.length) : page;
    return [DOCUMENTATION_OPTIONS.BUILDER === "dirhtml" ? bare.replace(/\/$/, "") || "index" : bare, `#${anchor}`];
  };

  /* Everything that has a name: what Sphinx shows, its names, and how far its kind stands behind. */
  const named = () => {
    const { docnames, titles, alltitles } = Search._index;
    const taken = new Set();
    const found = entries.map(([address, name, kind, page, others]) => {
      const [docname, anchor] = place(address);
      taken.add(docname + anchor);
      // The page of a family has its name.
      if (kind === "family") taken.add(docname);
      const said = kind === "model" && page ? `model of ${page}` : kind;
      return { item: [docname, name, anchor, said, 0, "", "object"], names: [name, ...others], behind: KINDS[kind] };
    });
    for (const [title, places] of Object.entries(alltitles)) {
      if (places.length > COMMON) continue;
      for (const [file, id] of places) {
        const docname = docnames[file];
        const whole = titles[file] === title;
        const anchor = id === null || whole ? "" : `#${id}`;
        if (taken.has(docname + anchor)) continue;
        taken.add(docname + anchor);
        const shown = whole ? title : `${titles[file]} > ${title}`;
        found.push({ item: [docname, shown, anchor, null, 0, "", "title"], names: [title], behind: whole ? 0 : 1 });
      }
    }
    return found;
  };

  const byName = (query) => {
    const asked = parts(query);
    if (!asked.length) return [];
    return named()
      .map((entry) => {
        // Other names come behind the name that is shown.
        const all = entry.names.map((name, at) => [distance(asked, parts(name)), at && 1]);
        const known = all.filter(([far]) => far !== null).map(([far, later]) => far + later);
        return { item: entry.item, far: known.length ? Math.min(...known) + entry.behind : null };
      })
      .filter(({ far }) => far !== null)
      .sort((a, b) => a.far - b.far || a.item[1].localeCompare(b.item[1], undefined, { numeric: true }))
      .map(({ item }) => item);
  };

  /* What has the words somewhere; of equal results subjects come first, then families, then what changed in a release. */
  const byText = (parsed, shown) => {
    const families = new Set(entries.filter((entry) => entry[2] === "family").map(([address]) => place(address)[0]));
    const behind = ([docname, title]) => (/^\d{4}-\d\d-\d\d/.test(title) ? 2 : Number(families.has(docname)));
    // A family that is shown stands for its page.
    const places = new Set(shown.flatMap((item) => [item[0] + item[2], ...(item[3] === "family" ? [item[0]] : [])]));
    return Search._performSearch(...parsed)
      .reverse()
      .filter((item) => !places.has(item[0] + item[2]))
      .sort((a, b) => b[4] - a[4] || behind(a) - behind(b));
  };

  // Sphinx takes an anchor as a selector, in which the point of "#claude-opus-4.1" means something else.
  const toText = Search.htmlToText;
  Search.htmlToText = (html, anchor) => toText(html, anchor && `#${CSS.escape(anchor.slice(1))}`);

  Search.query = (query) => {
    const parsed = Search._parseQuery(query);
    const [, terms, , highlighted] = parsed;
    const names = byName(query);
    const results = [...names, ...byText(parsed, names)];
    const more = document.createElement("button");
    more.type = "button";
    more.className = "llmref-more";

    const show = () => {
      const before = Search.output.children.length;
      for (const item of results.splice(0, PORTION)) _displayItem(item, terms, highlighted);
      more.textContent = `Show ${Math.min(PORTION, results.length)} more of ${results.length}`;
      more.hidden = !results.length;
      return Search.output.children[before];
    };
    more.addEventListener("click", () => {
      // Who works by keyboard goes on at the first new result.
      show()?.querySelector("a")?.focus();
    });

    const total = results.length;
    _finishSearch(total);
    if (total) {
      Search.status.innerText = `${total.toLocaleString("en")} ${total === 1 ? "result" : "results"}, names first.`;
    }
    show();
    Search.output.after(more);
  };
})();
