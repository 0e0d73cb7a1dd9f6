/**
 * A long list made short while typing. Inside an element with data-narrow:
 *   input[data-narrow-by]   the words to look for      [data-narrow-line="more words"]   a line
 *   [data-narrow-group]     hidden when none of its lines is left
 *   [data-narrow-none]      shown when no line is left
 *   button[data-narrow-tick]   ticks the box of every line still shown
 */
import { within } from "./dom.ts";
import { hasWords } from "./words.ts";

function narrow(part: HTMLElement, asked: string): void {
  let shown = 0;
  for (const line of part.querySelectorAll<HTMLElement>("[data-narrow-line]")) {
    const text = `${line.dataset.narrowLine ?? ""} ${line.textContent}`;
    line.hidden = !hasWords(text, asked);
    if (!line.hidden) shown += 1;
  }
  for (const group of part.querySelectorAll<HTMLElement>("[data-narrow-group]")) {
    group.hidden = !group.querySelector("[data-narrow-line]:not([hidden])");
  }
  for (const note of part.querySelectorAll<HTMLElement>("[data-narrow-none]")) note.hidden = shown > 0;
}

export function startNarrowing(): void {
  document.addEventListener("input", (event) => {
    const part = within(event, "[data-narrow]");
    const by = event.target;
    if (part && by instanceof HTMLInputElement && by.matches("[data-narrow-by]")) narrow(part, by.value);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && within(event, "[data-narrow-by]")) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    if (!within(event, "[data-narrow-tick]")) return;
    const shown = "[data-narrow-line]:not([hidden]) input[type=checkbox]:not(:disabled)";
    const part = within(event, "[data-narrow]");
    part?.querySelectorAll<HTMLInputElement>(shown).forEach((box) => (box.checked = true));
  });
}
