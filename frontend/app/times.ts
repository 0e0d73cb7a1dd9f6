import { onContent } from "./dom.ts";
import { since } from "./since.ts";

const REFRESH_MS = 30_000;

function show(root: ParentNode): void {
  const now = Date.now();
  for (const time of root.querySelectorAll<HTMLTimeElement>("time[data-relative]")) {
    const moment = Date.parse(time.dateTime);
    if (Number.isNaN(moment)) continue;
    if (time.title === "") time.title = time.textContent;
    time.textContent = since(moment, now, document.documentElement.lang);
  }
}

export function startTimes(): void {
  onContent(show);
  window.setInterval(() => {
    if (!document.hidden) show(document);
  }, REFRESH_MS);
}
