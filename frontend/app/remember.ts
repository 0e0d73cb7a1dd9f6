import { remember, remembered } from "./dom.ts";

/** Folds of the navigation stay as the person left them; the current page's group stays open. */
export function startRemembering(): void {
  for (const fold of document.querySelectorAll<HTMLDetailsElement>("details[data-remember]")) {
    const key = `fold-${fold.dataset.remember ?? ""}`;
    if (remembered(key) === "open") fold.open = true;
    fold.addEventListener("toggle", () => {
      remember(key, fold.open ? "open" : "closed");
    });
  }
  for (const place of document.querySelectorAll(".gw-nav [aria-current], .gw-account-nav [aria-current]")) {
    place.scrollIntoView({ block: "nearest", inline: "center" });
  }
}
