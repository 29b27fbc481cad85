/* "Cite" below each model's card: one value, with its permanent address, as plain text and BibTeX. The
   foot of the page has author, project and release; nothing is cited of a working tree. The address of
   the page itself is added to its own citation. */
(() => {
  "use strict";
  const foot = document.querySelector("[data-llmref-cite]");
  if (!foot) return;
  const { author, project, release, page, key } = JSON.parse(foot.dataset.llmrefCite);

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  /* Where the release is published: the site says so, else it is where the page was read. */
  const addressOf = (anchor) => {
    const base = window.llmrefVersions?.base_url;
    const here = base ? `${base}${release}/${page.split("/").map(encodeURIComponent).join("/")}.html`
      : location.protocol.startsWith("http") ? location.origin + location.pathname : "";
    return here && anchor ? `${here}#${encodeURI(anchor)}` : here;
  };

  const escaped = (text) => text.replace(/[\\&%$#_{}~^]/g, (sign) => (
    { "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}" }[sign] ?? `\\${sign}`));

  const citation = (title, anchor) => {
    const url = addressOf(anchor);
    const name = `${key}-${anchor}`.toLowerCase().match(/[a-z0-9]+/g).join("-");
    const fields = [
      ["author", `{${escaped(author)}}`], ["title", `{${escaped(title)}}`], ["howpublished", escaped(project)],
      ["edition", `Release ${release}`], ["year", release.slice(0, 4)], ["url", url],
    ].filter(([, value]) => value);
    return {
      text: `${author}. “${title}”. ${project}, release ${release}.${url ? ` ${url}` : ""}`,
      bibtex: `@misc{${name},\n${fields.map(([field, value]) => `  ${field} = {${value}}`).join(",\n")}\n}`,
    };
  };

  const factsOf = (card) => [...card.querySelectorAll(".llmref-facts > div[id]")];
  const words = (element) => element.textContent.replace(/\s+/g, " ").trim();
  const titleOf = (card, fact) => {
    const value = words(fact.querySelector(".llmref-value") ?? fact.querySelector("dd"));
    const heading = card.closest("section")?.querySelector("h1, h2, h3, h4, h5, h6");
    const model = heading ? [...heading.childNodes].filter((node) => !node.classList?.contains("headerlink"))
      .map((node) => node.textContent).join("").trim() : "";
    return `${model}: ${words(fact.querySelector("dt"))} ${value}`;
  };

  let dialog = null;
  const open = (card, chosen) => {
    dialog?.remove();
    const facts = factsOf(card);
    const select = make("select");
    for (const fact of facts) {
      select.append(make("option", { value: fact.id }, `${words(fact.querySelector("dt"))}: ${words(fact.querySelector("dd"))}`));
    }
    select.value = chosen ?? facts[0].id;
    const text = make("p", { className: "llmref-cite-text" });
    const bibtex = make("pre", { className: "llmref-bibtex", tabIndex: 0, ariaLabel: "BibTeX of this value" });
    bibtex.setAttribute("role", "region");
    const said = make("span");
    said.setAttribute("role", "status");
    const draw = () => {
      const made = citation(titleOf(card, document.getElementById(select.value)), select.value);
      text.textContent = made.text;
      bibtex.textContent = made.bibtex;
      said.textContent = "";
    };
    select.addEventListener("change", draw);
    const copy = (label, from) => {
      const button = make("button", { type: "button" }, label);
      button.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(`${from.textContent.trim()}\n`);
          said.textContent = " Copied";
        } catch {
          getSelection().selectAllChildren(from);
          said.textContent = " Selected: press Ctrl+C";
        }
      });
      return button;
    };
    const close = make("button", { type: "button" }, "Close");
    close.addEventListener("click", () => dialog.close());
    const heading = make("h2", { id: "llmref-cite-title" }, "Cite a value");
    dialog = make("dialog", { className: "llmref-cite" }, heading, make("label", {}, "Value ", select), text,
      bibtex, make("p", {}, copy("Copy text", text), " ", copy("Copy BibTeX", bibtex), " ", close, said));
    dialog.setAttribute("aria-labelledby", heading.id);
    document.body.append(dialog);
    draw();
    dialog.showModal();
  };

  for (const card of document.querySelectorAll(".llmref-card")) {
    if (!factsOf(card).length) continue;
    const button = make("button", { type: "button", className: "llmref-cite-button" }, "Cite a value");
    button.addEventListener("click", () => {
      const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
      open(card, target && card.contains(target) && target.matches(".llmref-facts > div") ? target.id : null);
    });
    card.append(make("p", { className: "llmref-cite-row" }, button));
  }

  const whole = () => {
    const url = addressOf("");
    const text = foot.querySelector("p");
    const bibtex = foot.querySelector("pre");
    if (!url || !text || !bibtex || text.textContent.includes("://")) return;
    text.append(` ${url}`);
    bibtex.textContent = bibtex.textContent.trimEnd().replace(/\n\}$/, `,\n  url = {${url}}\n}`);
  };
  // The list of versions knows the address of the site; it is read by a script of its own.
  if (window.llmrefVersions) whole();
  else addEventListener("load", () => setTimeout(whole, 0), { once: true });
})();
