/** The card of a place: what each layer of the study says there. */
import { make, type Texts } from "../dom.ts";
import { saidOf, type PointValue } from "./study.ts";

export class ReadOut {
  readonly #card = make("section", { class: "nm-at card" });
  readonly #body = make("div", { role: "status" });
  readonly #texts: Texts;
  readonly #host: HTMLElement;

  constructor(host: HTMLElement, texts: Texts) {
    this.#host = host;
    this.#texts = texts;
    const close = make("button", { type: "button", class: "btn-close", "aria-label": texts.close });
    close.addEventListener("click", () => {
      this.hide();
    });
    this.#card.setAttribute("aria-label", texts.coverageHere ?? "");
    this.#card.append(make("div", { class: "nm-card-head" }, make("h2", {}, texts.coverageHere ?? ""), close), this.#body);
    this.#card.hidden = true;
    host.append(this.#card);
  }

  show(latitude: number, longitude: number, study: string, answer: { is_inside: boolean; values: PointValue[] }, language: string): void {
    const said = saidOf(answer.values, language);
    const list = make("dl", { class: "gw-facts nm-facts" });
    for (const [term, value] of said) list.append(make("div", {}, make("dt", {}, term), make("dd", {}, value)));
    const nothing = answer.is_inside ? this.#texts.noCoverageHere : this.#texts.outsideStudy;
    const place = make("p", { class: "nm-place" }, `${latitude.toFixed(5)}, ${longitude.toFixed(5)} · ${study}`);
    this.#card.hidden = false;
    this.#body.replaceChildren(place, said.length ? list : make("p", {}, nothing ?? ""));
    if (!this.#card.isConnected) this.#host.append(this.#card);
  }

  hide(): void {
    if (this.#card.contains(document.activeElement)) this.#host.querySelector<HTMLElement>(".maplibregl-canvas")?.focus();
    this.#card.hidden = true;
  }
}
