/**
 * Ticking rows for a bulk action. Inside an element with data-bulk:
 *   input[data-bulk-all]   ticks every row        input[data-bulk-row]   one row; shift-click a range
 *   [data-bulk-bar]        shown while something is ticked
 *   [data-bulk-count]      receives the number    button[data-bulk-none] unticks all
 */
import { onContent, within } from "./dom.ts";

let last: HTMLInputElement | null = null;

function rows(part: ParentNode): HTMLInputElement[] {
  return [...part.querySelectorAll<HTMLInputElement>("input[data-bulk-row]:not(:disabled)")];
}

function show(part: ParentNode): void {
  const all = rows(part);
  const ticked = all.filter((box) => box.checked).length;
  for (const box of all) box.closest("tr")?.toggleAttribute("data-ticked", box.checked);
  const head = part.querySelector<HTMLInputElement>("input[data-bulk-all]");
  if (head) {
    head.checked = ticked > 0 && ticked === all.length;
    head.indeterminate = ticked > 0 && ticked < all.length;
  }
  part.querySelectorAll<HTMLElement>("[data-bulk-bar]").forEach((bar) => (bar.hidden = ticked === 0));
  part.querySelectorAll("[data-bulk-count]").forEach((place) => {
    place.textContent = ticked.toLocaleString(document.documentElement.lang);
  });
}

function tickRange(part: ParentNode, to: HTMLInputElement): void {
  const all = rows(part);
  const [from, end] = [last ? all.indexOf(last) : -1, all.indexOf(to)];
  if (from < 0 || end < 0) return;
  for (const box of all.slice(Math.min(from, end), Math.max(from, end) + 1)) box.checked = to.checked;
}

export function startBulk(): void {
  document.addEventListener("click", (event) => {
    const part = within(event, "[data-bulk]");
    if (!part) return;
    const box = event.target;
    if (box instanceof HTMLInputElement && box.matches("[data-bulk-all]")) {
      for (const row of rows(part)) row.checked = box.checked;
    } else if (box instanceof HTMLInputElement && box.matches("[data-bulk-row]")) {
      if (event.shiftKey) tickRange(part, box);
      last = box;
    } else if (within(event, "[data-bulk-none]")) {
      for (const row of rows(part)) row.checked = false;
    } else {
      return;
    }
    show(part);
  });
  onContent((root) => {
    const parts = new Set(root.querySelectorAll<HTMLElement>("[data-bulk]"));
    const around = root instanceof Element ? root.closest<HTMLElement>("[data-bulk]") : null;
    if (around) parts.add(around);
    parts.forEach(show);
  });
}
