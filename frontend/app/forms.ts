import { onContent, within } from "./dom.ts";
import { toast } from "./toasts.ts";

const SENT_MS = 5000;

const changed = new Set<HTMLFormElement>();

function startGuard(): void {
  document.addEventListener("input", (event) => {
    const form = within(event, "form[data-guard]");
    if (form instanceof HTMLFormElement) changed.add(form);
  });
  document.addEventListener("submit", (event) => {
    if (event.target instanceof HTMLFormElement && !event.defaultPrevented) {
      changed.delete(event.target);
    }
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = within(event, "form[data-guard]");
    const { successful } = (event as CustomEvent<{ successful?: boolean }>).detail;
    if (form instanceof HTMLFormElement && successful === true) changed.delete(form);
  });
  window.addEventListener("beforeunload", (event) => {
    if ([...changed].some((form) => form.isConnected)) event.preventDefault();
  });
}

/** Keeps a second press of the same button from sending a form twice. */
function startSendOnce(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || event.defaultPrevented) return;
    if (form.method !== "post" || form.hasAttribute("data-repeatable")) return;
    if (form.dataset.sent !== undefined) event.preventDefault();
    else form.dataset.sent = "";
    window.setTimeout(() => delete form.dataset.sent, SENT_MS); // an answer that was a download
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll<HTMLFormElement>("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
    });
  });
}

function startCopy(): void {
  document.addEventListener("click", (event) => {
    const source = within(event, "[data-copy]");
    if (!source) return;
    void navigator.clipboard.writeText(source.dataset.copy ?? "").then(() => {
      toast(source.dataset.copied ?? "", "success");
    });
  });
}

/** A new organization most likely keeps the time of the browser that founds it. */
function startZone(): void {
  onContent((root) => {
    const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    for (const select of root.querySelectorAll<HTMLSelectElement>("select[data-zone-here]")) {
      const untouched = select.value === "UTC";
      if (untouched && [...select.options].some((option) => option.value === zone)) select.value = zone;
    }
  });
}

export function startForms(): void {
  startZone();
  startGuard();
  startSendOnce();
  startCopy();
  document.addEventListener("change", (event) => {
    const form = within(event, "form[data-autosubmit]");
    if (form instanceof HTMLFormElement) form.requestSubmit();
  });
}
