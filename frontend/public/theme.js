// Runs before the first paint, so that a page never flashes in the wrong theme or accent colour.
// A file of its own, not an inline script: the content security policy then needs no exception.
(function () {
  "use strict";
  var root = document.documentElement;
  var system = window.matchMedia("(prefers-color-scheme: dark)");

  function choice() {
    try {
      return localStorage.getItem("guywire.theme") || "auto";
    } catch {
      return "auto"; // storage refused by the browser's settings
    }
  }

  function apply() {
    var chosen = choice();
    var theme = chosen === "auto" ? (system.matches ? "dark" : "light") : chosen;
    root.setAttribute("data-bs-theme", theme);
    root.setAttribute("data-theme-choice", chosen);
    var accent = theme === "dark" ? root.dataset.accentDark : root.dataset.accent;
    if (!accent) return;
    var ink = theme === "dark" ? root.dataset.accentDarkInk : root.dataset.accentInk;
    var channels = [1, 3, 5].map(function (at) {
      return parseInt(accent.slice(at, at + 2), 16);
    });
    root.style.setProperty("--tblr-primary", accent);
    root.style.setProperty("--tblr-primary-rgb", channels.join(", "));
    root.style.setProperty("--tblr-primary-fg", ink);
  }

  window.guywireTheme = { apply: apply, choice: choice };
  system.addEventListener("change", apply);
  apply();
})();
