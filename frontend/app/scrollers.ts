import { onContent } from "./dom.ts";

/** A part that scrolls sideways can be reached and scrolled by keys. */
function reach(part: HTMLElement): void {
  const scrolls = part.scrollWidth > part.clientWidth || part.scrollHeight > part.clientHeight;
  if (scrolls) part.tabIndex = 0;
  else part.removeAttribute("tabindex");
}

export function startScrollers(): void {
  const watch = new ResizeObserver((seen) => {
    for (const { target } of seen) if (target instanceof HTMLElement) reach(target);
  });
  onContent((root) => {
    for (const part of root.querySelectorAll<HTMLElement>(".table-responsive")) watch.observe(part);
  });
}
