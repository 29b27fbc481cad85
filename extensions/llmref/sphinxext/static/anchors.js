/* A link to a value that this release does not show leads to its model, and says so. */
(() => {
  "use strict";
  const go = () => {
    const asked = decodeURIComponent(location.hash.slice(1));
    if (!asked || document.getElementById(asked)) return;
    let id = asked;
    let place = null;
    while (!place && id.includes(".")) {
      id = id.slice(0, id.lastIndexOf("."));
      place = document.getElementById(id);
    }
    if (!place) return;
    const note = document.createElement("p");
    note.className = "llmref-version-notice";
    note.setAttribute("role", "note");
    note.textContent = `There is no value “${asked.slice(id.length + 1)}” here; this is the model.`;
    place.querySelector(".llmref-card")?.before(note);
    place.scrollIntoView();
  };
  addEventListener("hashchange", go);
  go();
})();
