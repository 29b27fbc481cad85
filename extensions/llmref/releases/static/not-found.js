/* Shown at any address that leads nowhere. Finds the root of the site, mends the links of this page,
   and offers the page in the versions that have it. `known` stands before this script. */
(function () {
  "use strict";
  const parts = location.pathname.split("/").map(decodeURIComponent);
  const at = parts.findIndex((part) => known.versions.includes(part));

  /* Folders that may be the root, the likeliest first. */
  function candidates() {
    const found = [];
    if (known.baseUrl && known.baseUrl.startsWith(location.origin)) found.push(new URL(known.baseUrl).pathname);
    if (at > 0) found.push(folder(at));
    for (let end = 1; end < parts.length; end += 1) found.push(folder(end));
    return found.filter((path, number) => found.indexOf(path) === number);
  }

  function folder(end) {
    return parts.slice(0, end).map(encodeURIComponent).join("/") + "/";
  }

  function attempt(roots) {
    if (!roots.length) return;
    const script = document.createElement("script");
    script.src = roots[0] + "versions-data.js";
    script.onload = function () {
      if (window.llmrefVersions) show(roots[0], window.llmrefVersions);
      else attempt(roots.slice(1));  // a host that answers with a page for everything
    };
    script.onerror = function () { attempt(roots.slice(1)); };
    document.head.append(script);
  }

  function show(root, list) {
    for (const link of document.querySelectorAll("a[data-path]")) link.href = root + link.dataset.path;
    const rest = decodeURIComponent(location.pathname).slice(decodeURIComponent(root).length).split("/");
    const asked = list.versions.some((version) => version.name === rest[0]) ? rest[0] : null;
    const dated = /^(\d{4}-\d{2}-\d{2}|dev|latest)$/.test(rest[0]);
    const page = (asked || dated ? rest.slice(1) : rest).join("/").replace(/\.html$/, "").replace(/\/$/, "/index");
    const about = document.getElementById("about");
    if (asked) about.textContent = "Release " + asked + " has no page “" + page + "”.";
    else if (dated && rest[0] !== "latest") about.textContent = "There is no release " + rest[0] + " here.";
    const found = document.getElementById("found");
    const having = list.versions.filter((version) => exists(list, version.name, page));
    for (const version of having.slice(0, 5)) offer(found, root + version.url, page, page + " in " + version.name);
    if (!having.length && asked) {
      const near = nearest(list, asked, page);
      offer(found, root + asked + "/", near, near + " in " + asked + ", the nearest page");
    }
  }

  function exists(list, name, page) {
    return Object.hasOwn(list.pages, page)
      && list.pages[page].some(([first, last]) => first <= name && name <= last);
  }

  function nearest(list, name, page) {
    const above = page.split("/");
    while (above.length > 1) {
      above.pop();
      for (const candidate of [above.join("/") + "/index", above.join("/")]) {
        if (exists(list, name, candidate)) return candidate;
      }
    }
    return "index";
  }

  function offer(list, folder, page, text) {
    const link = document.createElement("a");
    link.href = folder + page.split("/").map(encodeURIComponent).join("/") + ".html" + location.hash;
    link.textContent = text;
    const item = document.createElement("li");
    item.append(link);
    list.append(item);
  }

  attempt(candidates());
})();
