/* A long sidebar opens where the page stands in it, not at its top. */
(() => {
  "use strict";
  const box = document.querySelector(".sidebar-scroll");
  const here = document.querySelector(".sidebar-tree .current-page > a");
  if (!box || !here) return;
  const view = box.getBoundingClientRect();
  const line = here.getBoundingClientRect();
  if (line.bottom <= view.bottom) return;
  box.scrollTop += line.top - view.top - view.height / 2;
})();
