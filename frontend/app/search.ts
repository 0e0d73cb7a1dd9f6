import { openDialog, within } from "./dom.ts";

function parts(): { dialog: HTMLDialogElement; input: HTMLInputElement; list: HTMLElement } | null {
  const dialog = document.getElementById("gw-search");
  const list = document.getElementById("gw-search-results");
  const input = dialog?.querySelector("input");
  return dialog instanceof HTMLDialogElement && input && list ? { dialog, input, list } : null;
}

export function openSearch(): boolean {
  const found = parts();
  if (!found) return false;
  openDialog(found.dialog);
  found.input.focus();
  found.input.select();
  return true;
}

function move(step: number): void {
  const found = parts();
  if (!found) return;
  const stops = [found.input, ...found.list.querySelectorAll<HTMLElement>("a[href]")];
  const now = stops.findIndex((stop) => stop === document.activeElement);
  stops[(Math.max(now, 0) + step + stops.length) % stops.length]?.focus();
}

function keys(event: KeyboardEvent): void {
  const found = parts();
  if (!found) return;
  const inInput = event.target === found.input;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    move(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Escape") {
    event.preventDefault(); // the field would only empty itself
    found.dialog.close();
  } else if (event.key === "Enter" && inInput) {
    const first = found.list.querySelector<HTMLElement>("a[href]");
    if (!first) return; // the form goes to the page of all results
    event.preventDefault();
    first.click();
  } else if (!inInput && event.key.length === 1 && !event.ctrlKey && !event.metaKey) {
    found.input.focus(); // the letter goes on into the question
  }
}

function tell(list: HTMLElement): void {
  const status = document.querySelector("[data-search-status]");
  const count = list.querySelectorAll("a[href]").length;
  const words = (count === 1 ? list.dataset.countOne : list.dataset.countMany) ?? "";
  if (status) status.textContent = words.replace("{count}", String(count));
}

export function startSearch(): void {
  const found = parts();
  if (!found) return;
  document.addEventListener("click", (event) => {
    if (within(event, "[data-search-open]")) openSearch();
  });
  found.dialog.addEventListener("keydown", keys);
  found.list.addEventListener("htmx:afterSwap", () => {
    tell(found.list);
  });
}
