import { within } from "./dom.ts";

const SHOWN_MS = 6000;

function place(): HTMLElement | null {
  return document.getElementById("gw-toasts");
}

/** Good news leaves by itself; a warning or an error stays until it is dismissed (WCAG 2.2.1). */
function letGo(toast: HTMLElement): void {
  const level = toast.dataset.level ?? "info";
  if (level === "warning" || level === "error") return;
  const leave = (): void => {
    if (toast.matches(":hover, :focus-within")) window.setTimeout(leave, SHOWN_MS);
    else toast.remove();
  };
  window.setTimeout(leave, SHOWN_MS);
}

export function toast(text: string, level: string): void {
  const template = document.getElementById("gw-toast");
  if (!(template instanceof HTMLTemplateElement) || text === "") return;
  const copy = template.content.firstElementChild?.cloneNode(true);
  if (!(copy instanceof HTMLElement)) return;
  copy.dataset.level = level;
  const words = copy.querySelector("[data-toast-text]");
  if (words) words.textContent = text;
  place()?.append(copy);
  letGo(copy);
}

/** Shows one of the sentences that the page carries translated on its toast region. */
export function toastFromPage(sentence: "failed" | "offline"): void {
  toast(place()?.dataset[sentence] ?? "", "error");
}

interface Told {
  level?: string;
  message?: string;
  value?: string;
}

export function startToasts(): void {
  document.addEventListener("click", (event) => {
    if (within(event, "[data-toast-close]")) within(event, ".gw-toast")?.remove();
  });
  document.addEventListener("toast", (event) => {
    const told = (event as CustomEvent<Told | null>).detail ?? {};
    toast(told.message ?? told.value ?? "", told.level ?? "success");
  });
  place()?.querySelectorAll<HTMLElement>(".gw-toast").forEach(letGo);
}
