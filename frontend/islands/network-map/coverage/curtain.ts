/** Before and after: a second map over the first, seen only to the right of a curtain. */
import { Map as BaseMap, type StyleSpecification } from "maplibre-gl";
import { make } from "../dom.ts";

const STEP = 2;
const LEAP = 10;

export interface CurtainWords {
  label: string;
  before: string;
  after: string;
}

export class Curtain {
  readonly #below: BaseMap;
  readonly #above: BaseMap;
  readonly #holder = make("div", { class: "nm-curtain", "aria-hidden": "true" });
  readonly #handle: HTMLElement;
  readonly #signs: HTMLElement;
  readonly #moved: (at: number) => void;
  #at = 50;

  constructor(below: BaseMap, style: StyleSpecification, words: CurtainWords, moved: (at: number) => void) {
    this.#below = below;
    this.#moved = moved;
    this.#handle = make("div", {
      class: "nm-curtain-handle", role: "slider", tabindex: "0", "aria-label": words.label,
      "aria-valuemin": "0", "aria-valuemax": "100", "aria-orientation": "horizontal",
    });
    this.#signs = make("div", { class: "nm-curtain-signs" }, make("span", {}, words.before), make("span", {}, words.after));
    below.getContainer().append(this.#holder, this.#signs, this.#handle);
    this.#above = new BaseMap({
      container: this.#holder, style, interactive: false, attributionControl: false, fadeDuration: 0,
      pixelRatio: below.getPixelRatio(), center: below.getCenter(), zoom: below.getZoom(), maxZoom: below.getMaxZoom(),
    });
    below.on("move", this.#follow);
    this.#listen();
  }

  set(at: number): void {
    this.#at = Math.max(0, Math.min(100, Math.round(at)));
    this.#holder.style.clipPath = `inset(0 0 0 ${this.#at}%)`;
    this.#handle.style.left = `${this.#at}%`;
    this.#signs.style.setProperty("--nm-at", `${this.#at}%`);
    this.#handle.setAttribute("aria-valuenow", String(this.#at));
  }

  restyle(style: StyleSpecification): void {
    this.#above.setStyle(style);
  }

  /** The picture of the upper map, drawn anew, for print. */
  picture(): { canvas: HTMLCanvasElement; from: number } {
    this.#above.setPixelRatio(this.#below.getPixelRatio());
    this.#above.redraw();
    return { canvas: this.#above.getCanvas(), from: this.#at / 100 };
  }

  remove(): void {
    this.#below.off("move", this.#follow);
    this.#above.remove();
    this.#holder.remove();
    this.#signs.remove();
    this.#handle.remove();
  }

  readonly #follow = (): void => {
    this.#above.jumpTo({ center: this.#below.getCenter(), zoom: this.#below.getZoom() });
  };

  #listen(): void {
    this.#handle.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -STEP, ArrowDown: -STEP, ArrowRight: STEP, ArrowUp: STEP, PageUp: LEAP, PageDown: -LEAP, Home: -100, End: 100 }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      this.#pull(this.#at + step * (event.shiftKey && Math.abs(step) === STEP ? LEAP / STEP : 1));
    });
    this.#handle.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      event.stopPropagation();
      this.#handle.focus();
      this.#handle.setPointerCapture(event.pointerId);
    });
    this.#handle.addEventListener("pointermove", (event) => {
      if (!this.#handle.hasPointerCapture(event.pointerId)) return;
      const box = this.#below.getContainer().getBoundingClientRect();
      this.#pull(((event.clientX - box.left) / box.width) * 100);
    });
  }

  #pull(at: number): void {
    this.set(at);
    this.#moved(this.#at);
  }
}
