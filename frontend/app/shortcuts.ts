import { openDialog, remember, remembered, within } from "./dom.ts";
import { meaning } from "./keys.ts";
import { openSearch } from "./search.ts";

const PAUSE_MS = 1200;
const OFF = "shortcuts-off";

let pressed: string[] = [];
let pause: number | undefined;

function targets(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-shortcut]")];
}

function isTyping(event: KeyboardEvent): boolean {
  // A dialog that has just closed may still hold the focus for a moment.
  if (within(event, "dialog:not([open])")) return false;
  return within(event, "input, textarea, select, [contenteditable], dialog") !== null;
}

function row(target: HTMLElement): HTMLElement {
  const line = document.createElement("div");
  line.dataset.found = "";
  const words = document.createElement("dt");
  // textContent, since innerText is empty inside a folded group of the navigation.
  words.textContent = target.dataset.shortcutLabel ?? (target.ariaLabel ?? target.textContent).trim();
  const combination = document.createElement("dd");
  for (const key of (target.dataset.shortcut ?? "").split(" ")) {
    const cap = document.createElement("kbd");
    cap.textContent = key;
    combination.append(cap, " ");
  }
  line.append(words, combination);
  return line;
}

function openHelp(): void {
  const dialog = document.getElementById("gw-shortcuts");
  if (!(dialog instanceof HTMLDialogElement)) return;
  const list = dialog.querySelector("[data-shortcuts-list]");
  list?.querySelectorAll("[data-found]").forEach((old) => {
    old.remove();
  });
  list?.append(...targets().map(row));
  openDialog(dialog);
}

function follow(shortcut: string): void {
  if (shortcut === "/") openSearch();
  else if (shortcut === "?") openHelp();
  else targets().find((target) => target.dataset.shortcut === shortcut)?.click();
}

function single(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
  if (remembered(OFF) === "yes" || event.key.length > 1) return;
  window.clearTimeout(pause);
  pause = window.setTimeout(() => (pressed = []), PAUSE_MS);
  pressed.push(event.key);
  const known = ["/", "?", ...targets().map((target) => target.dataset.shortcut ?? "")];
  const meant = meaning(pressed, known);
  if (meant.kind === "none") pressed = [];
  if (meant.kind !== "hit") return;
  event.preventDefault();
  pressed = [];
  follow(meant.shortcut);
}

export function startShortcuts(): void {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      if (openSearch()) event.preventDefault();
    } else {
      single(event);
    }
  });
  document.addEventListener("click", (event) => {
    if (within(event, "[data-shortcuts-open]")) openHelp();
  });
  // WCAG 2.1.4: shortcuts of one key can be switched off.
  const enabled = document.querySelector<HTMLInputElement>("[data-shortcuts-enabled]");
  if (!enabled) return;
  enabled.checked = remembered(OFF) !== "yes";
  enabled.addEventListener("change", () => {
    remember(OFF, enabled.checked ? "no" : "yes");
  });
}
