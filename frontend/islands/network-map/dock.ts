/** The panel beside the map (under it on a phone) that holds one tool at a time; it folds. */
import { make, type Texts } from "./dom.ts";

const ROOMY_PX = 1400;

/** A tool in the dock. `leaving` may ask first and calls `go` when it may be left. */
export interface Docked {
  title: string;
  body: HTMLElement;
  /** Told when it is shown: the tool before it may have asked first. */
  opened: () => void;
  closed: () => void;
  leaving?: (go: () => void) => void;
}

export class Dock {
  readonly element = make("section", { class: "nm-dock card", tabindex: "-1" });
  readonly #host: HTMLElement;
  readonly #texts: Texts;
  #tool: Docked | null = null;

  constructor(host: HTMLElement, texts: Texts) {
    this.#host = host;
    this.#texts = texts;
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.preventDefault(); // else the very same key would dismiss the question that it raised
      this.close();
    });
  }

  /** Shows a tool in place of the one that is open, when that may be left. */
  open(tool: Docked): void {
    this.#leave(() => {
      this.#show(tool);
    });
  }

  close(): void {
    this.#leave(() => {
      const hadFocus = this.element.contains(document.activeElement);
      this.element.remove();
      delete this.#host.dataset.docked;
      if (hadFocus) this.#host.querySelector<HTMLElement>(".maplibregl-canvas")?.focus();
    });
  }

  #show(tool: Docked): void {
    this.#tool = tool;
    const close = make("button", { type: "button", class: "btn-close", "aria-label": this.#texts.close });
    close.addEventListener("click", () => {
      this.close();
    });
    const held = make("div", { class: "nm-dock-body" }, tool.body);
    const fold = make("button", { type: "button", class: "btn btn-sm nm-fold", "aria-expanded": "true" }, this.#texts.fold ?? "");
    fold.addEventListener("click", () => {
      held.hidden = !held.hidden;
      fold.setAttribute("aria-expanded", String(!held.hidden));
    });
    const heading = make("h2", { id: "nm-dock-title" }, tool.title);
    this.element.setAttribute("aria-labelledby", heading.id);
    this.element.replaceChildren(make("div", { class: "nm-card-head" }, heading, fold, close), held);
    this.#host.append(this.element);
    this.#host.dataset.docked = "";
    this.#makeRoom();
    tool.opened();
    this.element.focus({ preventScroll: true });
    const { top } = this.#host.getBoundingClientRect(); // opened from the list, the map may be out of sight
    if (top < 0 || top > innerHeight / 2) this.#host.scrollIntoView({ block: "start" });
  }

  /** Beside the dock a long list of layers would leave nothing of the map: it folds. */
  #makeRoom(): void {
    if (this.#host.clientWidth >= ROOMY_PX) return;
    for (const part of this.#host.querySelectorAll<HTMLDetailsElement>(".nm-panel > details")) part.open = false;
  }

  #leave(go: () => void): void {
    const tool = this.#tool;
    const left = (): void => {
      this.#tool = null;
      tool?.closed();
      go();
    };
    if (tool?.leaving) tool.leaving(left);
    else left();
  }
}
