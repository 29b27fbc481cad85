/* A button below each BibTeX snippet that copies it. */
"use strict";
(() => {
  const select = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  };

  for (const snippet of document.querySelectorAll("pre.llmref-bibtex")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "llmref-copy";
    button.textContent = "Copy BibTeX";
    const said = document.createElement("span");
    said.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(snippet.textContent.trim() + "\n");
        said.textContent = " Copied";
      } catch {
        select(snippet);
        said.textContent = " Selected: press Ctrl+C";
      }
    });
    snippet.after(button, said);
  }
})();
