import { toast, toastFromPage } from "./toasts.ts";

interface Configured {
  verb: string;
  headers: Record<string, string>;
}
interface Answered {
  xhr: XMLHttpRequest;
}

const PATIENCE_MS = 200; // a line that blinks for every quick answer would only unsettle

let running = 0;
let waiting: number | undefined;

function showProgress(): void {
  const line = document.getElementById("gw-progress");
  if (!line) return;
  window.clearTimeout(waiting);
  if (running === 0) line.hidden = true;
  else waiting = window.setTimeout(() => (line.hidden = false), PATIENCE_MS);
}

function csrfToken(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
}

/** A domain's refusal comes as problem+json with a sentence for people in `detail`. */
function refusal(xhr: XMLHttpRequest): string {
  if (!(xhr.getResponseHeader("Content-Type") ?? "").includes("json")) return "";
  try {
    const problem = JSON.parse(xhr.responseText) as { detail?: unknown };
    return typeof problem.detail === "string" ? problem.detail : "";
  } catch {
    return "";
  }
}

export function startRequests(): void {
  document.addEventListener("htmx:configRequest", (event) => {
    const request = (event as CustomEvent<Configured>).detail;
    if (request.verb !== "get") request.headers["X-CSRFToken"] = csrfToken();
  });
  document.addEventListener("htmx:beforeRequest", () => {
    running += 1;
    showProgress();
  });
  document.addEventListener("htmx:afterRequest", () => {
    running = Math.max(0, running - 1);
    showProgress();
  });
  document.addEventListener("htmx:responseError", (event) => {
    const text = refusal((event as CustomEvent<Answered>).detail.xhr);
    if (text === "") toastFromPage("failed");
    else toast(text, "error");
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => {
      toastFromPage("offline");
    });
  }
}
