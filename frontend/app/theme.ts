import { onContent, remember, within } from "./dom.ts";

declare global {
  interface Window {
    /** Set by public/theme.js before the first paint. */
    guywireTheme?: { apply: () => void; choice: () => string };
  }
}

function showChoice(root: ParentNode): void {
  const choice = window.guywireTheme?.choice() ?? "auto";
  for (const button of root.querySelectorAll<HTMLElement>("[data-theme-set]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeSet === choice));
  }
}

export function startTheme(): void {
  document.addEventListener("click", (event) => {
    const chosen = within(event, "[data-theme-set]")?.dataset.themeSet;
    if (chosen === undefined) return;
    remember("theme", chosen);
    window.guywireTheme?.apply();
    showChoice(document);
  });
  onContent(showChoice);
}
