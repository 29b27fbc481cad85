/* Version menu and notices. The list of versions is `versions-data.js` at the root of the site:
   {newest, base_url, versions: [{name, date, title, url, files: {path: bytes}}], pages: {page: [[first,
   last], …]}}; a page exists in every version whose name lies in one of its runs. A script, not JSON, so that it works on file://.
   Pages of a release keep this script for ever: the format and `?llmref-missing=` must stay. */
(function () {
  "use strict";
  const MISSING = "llmref-missing";
  const link = document.querySelector("[data-llmref-version]");
  if (!link) return;
  const here = link.dataset.llmrefVersion;
  const root = link.dataset.llmrefRoot;
  const page = link.dataset.llmrefPage;

  const data = document.createElement("script");
  data.src = root + "versions-data.js";
  data.addEventListener("load", function () { show(window.llmrefVersions); });
  document.head.append(data);  // when it cannot be loaded, the plain link stays

  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  function show(list) {
    forSearchEngines(list);
    const menu = build(list);
    link.replaceWith(menu);
    const fresh = versionNotice(list);
    const article = document.querySelector("[role=main], main") || document.body;
    const old = document.querySelector("[data-llmref-notice]");
    if (old && fresh) old.replaceWith(fresh);
    else if (fresh) article.prepend(fresh);
    const missing = missingNotice();
    if (missing) article.prepend(missing);
  }

  /* Only the newest release asks to be found; the same page there is the one to list. A host's header
     says so more strongly: see the guide on hosting. */
  function forSearchEngines(list) {
    if (here !== list.newest && !document.querySelector("meta[name=robots]")) {
      document.head.append(element("meta", { name: "robots", content: "noindex" }));
    }
    const newest = list.versions.find((version) => version.name === list.newest);
    if (!newest || !exists(list, newest.name, page)) return;
    const path = newest.url + encodeURI(page) + ".html";
    const canonical = list.base_url ? list.base_url + path : new URL(root + path, location.href).href;
    document.querySelector("link[rel=canonical]")?.remove();
    document.head.append(element("link", { rel: "canonical", href: canonical }));
  }

  function exists(list, name, candidate) {
    return Object.hasOwn(list.pages, candidate)
      && list.pages[candidate].some(([first, last]) => first <= name && name <= last);
  }

  /* The page itself, or the nearest above it that the version has. */
  function nearest(list, name) {
    if (exists(list, name, page)) return page;
    const parts = page.split("/");
    while (parts.length > 1) {
      parts.pop();
      const folder = parts.join("/");
      for (const candidate of [folder + "/index", folder]) {
        if (candidate !== page && exists(list, name, candidate)) return candidate;
      }
    }
    return "index";
  }

  function address(version, target) {
    const path = root + version.url + encodeURI(target) + ".html";
    const question = new URLSearchParams(target === page ? location.search : "");
    question.delete(MISSING);
    if (target !== page) question.set(MISSING, page);
    const text = question.toString();
    return path + (text ? "?" + text : "") + (target === page ? location.hash : "");
  }

  function build(list) {
    const items = list.versions.map(function (version) {
      const target = nearest(list, version.name);
      const anchor = element("a", { href: address(version, target) }, version.name);
      if (version.name === here) anchor.setAttribute("aria-current", "true");
      const remarks = [];
      if (version.name === list.newest) remarks.push("newest");
      if (!version.date) remarks.push("working tree");
      if (target !== page) remarks.push("without this page: opens " + target);
      if (remarks.length) {
        const text = " " + remarks.join(", ");
        anchor.append(element("span", { class: "llmref-versions-remark" }, text));
      }
      anchor.addEventListener("click", function () { anchor.href = address(version, target); });
      return element("li", {}, anchor);
    });
    const all = element("a", { href: root + "versions.html" }, "All versions");
    const own = list.versions.find((version) => version.name === here);
    const files = Object.keys(own?.files ?? {}).filter((path) => /\.(pdf|epub)$/.test(path)).map(function (path) {
      const words = path.endsWith(".pdf") ? "PDF of " + here : "ePub of " + here;
      return element("li", {}, element("a", { href: root + path }, words));
    });
    const summary = element("summary", { class: "llmref-versions-current" },
      element("span", { class: "llmref-versions-label" }, "Version"), " " + here);
    const menu = element("details", { class: "llmref-versions-menu" }, summary,
      element("ul", {}, ...items, element("li", { class: "llmref-versions-all" }, all), ...files));
    menu.addEventListener("keydown", function (event) {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      summary.focus();
    });
    document.addEventListener("click", function (event) {
      if (!menu.contains(event.target)) menu.open = false;
    });
    return menu;
  }

  function versionNotice(list) {
    const newest = list.versions.find((version) => version.name === list.newest);
    if (!newest || here === newest.name) return null;
    const old = here !== "dev";
    const target = nearest(list, newest.name);
    const text = old
      ? "This is the release of " + here + "; the newest is " + newest.name + ". "
      : "This is the working tree, not a release; the newest release is " + newest.name + ". ";
    const words = target === page
      ? "This page in " + newest.name
      : "It does not have this page; the nearest there is " + target;
    const anchor = element("a", { href: address(newest, target) }, words);
    anchor.addEventListener("click", function () { anchor.href = address(newest, target); });
    return notice("Version", text, anchor);
  }

  function missingNotice() {
    const missing = new URLSearchParams(location.search).get(MISSING);
    if (!missing) return null;
    return notice("Missing page", "Version " + here + " does not have the page ",
      element("code", {}, missing), ". This is the nearest page that it has.");
  }

  function notice(label, ...words) {
    return element("div", { class: "llmref-version-notice", role: "note", "aria-label": label },
      element("p", {}, ...words));
  }
})();
