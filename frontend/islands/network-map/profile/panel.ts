/** The panel of a path: its two ends, frequency and earth, and under them what comes of it. */
import { Words } from "../../path-profile/words.ts";
import { make, type Texts } from "../dom.ts";
import { button, numberField, selectField, textField, type Field, type SelectField } from "../fields.ts";
import { facts } from "./facts.ts";
import { FACTORS, HEIGHTS, readPlace, writePlace, type PathView, type RadioPath, type Side } from "./path.ts";

export interface PanelActions {
  placed: (side: Side, latitude: number, longitude: number) => void;
  raised: (side: Side, height: number) => void;
  tuned: (frequency: number) => void;
  curved: (k: number) => void;
  swapped: () => void;
  cleared: () => void;
}

const OWN = "own";

export class PathPanel {
  readonly element = make("div", { class: "nm-path" });
  readonly #texts: Texts;
  readonly #units: "metric" | "imperial";
  readonly #actions: PanelActions;
  readonly #places: Record<Side, Field<string>>;
  readonly #heights: Record<Side, Field<number>>;
  readonly #frequency: Field<number>;
  readonly #factor: SelectField;
  readonly #own: Field<number>;
  readonly #told = make("p", { class: "nm-told", role: "status" });
  readonly #results = make("div", { class: "nm-results-of-path" });

  constructor(texts: Texts, units: "metric" | "imperial", actions: PanelActions) {
    this.#texts = texts;
    this.#units = units;
    this.#actions = actions;
    this.#places = { from: this.#place("from"), to: this.#place("to") };
    this.#heights = { from: this.#height("from"), to: this.#height("to") };
    this.#frequency = numberField("frequency", {
      label: texts.pathFrequency ?? "", unit: "MHz", min: 30, max: 100_000, step: 10, changed: actions.tuned,
    });
    this.#own = numberField("k", { label: texts.pathOwnK ?? "", unit: "", min: 0.3, max: 10, step: 0.1, changed: actions.curved });
    this.#factor = this.#earth();
    this.#lay();
  }

  #place(side: Side): Field<string> {
    const texts = this.#texts;
    return textField(`place-${side}`, {
      label: (side === "from" ? texts.pathFrom : texts.pathTo) ?? "",
      placeholder: "44.13, -71.74",
      problem: (text) => (readPlace(text) ? "" : (texts.pathNoPlace ?? "")),
      changed: (text) => {
        const place = readPlace(text);
        if (place) this.#actions.placed(side, ...place);
      },
    });
  }

  #height(side: Side): Field<number> {
    return numberField(`height-${side}`, {
      label: (side === "from" ? this.#texts.pathFromHeight : this.#texts.pathToHeight) ?? "",
      unit: "m", min: 0.5, max: 1000, step: 1,
      changed: (value) => {
        this.#actions.raised(side, value);
      },
    });
  }

  #earth(): SelectField {
    const options = [...FACTORS.map(([name]) => [name, name] as const), [OWN, this.#texts.pathOther ?? ""] as const];
    return selectField("earth", this.#texts.pathK ?? "", options, (value) => {
      const known = FACTORS.find(([name]) => name === value);
      this.#own.element.hidden = known !== undefined;
      if (known) this.#actions.curved(known[1]);
      else this.#own.input.focus();
    });
  }

  #lay(): void {
    const pair = (...fields: HTMLElement[]): HTMLElement => make("div", { class: "nm-pair" }, ...fields);
    const end = (side: Side): HTMLElement => make("div", { class: "nm-pair nm-pair-end" }, this.#places[side].element, this.#heights[side].element);
    const actions = make("div", { class: "nm-actions" },
      button(this.#texts.pathSwap ?? "", this.#actions.swapped),
      button(this.#texts.pathClear ?? "", this.#actions.cleared));
    this.element.append(
      end("from"),
      end("to"),
      pair(this.#frequency.element, this.#factor.element, this.#own.element),
      actions,
      this.#told,
      this.#results,
    );
  }

  /** Writes the ends into the fields. */
  fill(view: PathView): void {
    for (const side of ["from", "to"] as const) {
      const end = view[side];
      this.#places[side].set(end ? writePlace(end) : "");
      this.#heights[side].set(end?.height ?? HEIGHTS[side]);
    }
    this.#frequency.set(view.frequency);
    const known = FACTORS.find(([, value]) => value === view.k);
    this.#factor.set(known ? known[0] : OWN);
    this.#own.set(view.k);
    this.#own.element.hidden = known !== undefined;
  }

  heightOf(side: Side): number {
    const value = Number(this.#heights[side].input.value);
    return value > 0 ? value : HEIGHTS[side];
  }

  /** A sentence in place of results: what to do next, or what is wrong. */
  say(text: string, isWrong = false): void {
    this.#told.textContent = text;
    this.#told.classList.toggle("gw-error", isWrong);
    this.#results.replaceChildren();
  }

  /** `picture`: the <path-profile> with its words, to be given this path. */
  show(path: RadioPath, picture: HTMLElement): void {
    const words = new Words(picture.querySelector("template")?.dataset ?? {}, this.#units, document.documentElement.lang || "en");
    const named = { ...path.profile, tx: { ...path.profile.tx, label: "A" }, rx: { ...path.profile.rx, label: "B" } };
    picture.setAttribute("units", this.#units);
    picture.setAttribute("profile", JSON.stringify(named));
    this.#told.textContent = words.summary(named);
    this.#told.className = "nm-told visually-hidden"; // the picture says it to the eye
    const list = make("dl", { class: "gw-facts nm-facts" });
    for (const [term, value] of facts(path, words, this.#texts)) list.append(make("div", {}, make("dt", {}, term), make("dd", {}, value)));
    this.#results.replaceChildren(picture, list);
  }
}
