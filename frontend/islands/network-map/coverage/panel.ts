/** Coverage in the panel beside the map: study, layer, opacity, comparison, legend, read-out. */
import { filled, make, type Texts } from "../dom.ts";
import { button, selectField, type SelectField } from "../fields.ts";
import { legend } from "./legend.ts";
import { layerOf, type Comparison, type CoverageLayer, type CoverageView, type How, type Study, type StudyDetail } from "./study.ts";

export interface CoverageActions {
  opened: () => void;
  chosen: (change: Partial<CoverageView>) => void;
  readHere: () => void;
  begin: (() => void) | null;
}

type Option = readonly [value: string, label: string];

function fillOptions(field: SelectField, options: readonly Option[]): void {
  field.input.replaceChildren(...options.map(([value, words]) => make("option", { value }, words)));
}

export class CoveragePanel {
  readonly element = make("details", { class: "nm-coverage" });
  readonly #texts: Texts;
  readonly #study: SelectField;
  readonly #layer: SelectField;
  readonly #compare: SelectField;
  readonly #how: SelectField;
  readonly #opacity = make("input", { type: "range", class: "form-range", min: "10", max: "100", step: "5", id: "nm-opacity" });
  readonly #shown = make("div", { hidden: "" });
  readonly #told = make("p", { class: "nm-told", role: "status" });
  readonly #legend = make("div", { class: "nm-legends" });
  readonly #changes = make("div", {});

  constructor(texts: Texts, actions: CoverageActions) {
    this.#texts = texts;
    const { chosen } = actions;
    this.#study = selectField("study", texts.study ?? "", [], (study) => { chosen({ study }); });
    this.#layer = selectField("layer", texts.layer ?? "", [], (layer) => { chosen({ layer }); });
    this.#compare = selectField("compare", texts.compare ?? "", [], (compare) => { chosen({ compare }); });
    const ways: Option[] = [["curtain", texts.curtain ?? ""], ["difference", texts.difference ?? ""]];
    this.#how = selectField("how", texts.compareHow ?? "", ways, (how) => { chosen({ how: how as How }); });
    this.#opacity.addEventListener("input", () => {
      chosen({ opacity: this.#opacity.valueAsNumber });
    });
    this.element.addEventListener("toggle", () => {
      if (this.element.open) actions.opened();
    });
    this.#lay(actions);
  }

  #lay({ readHere, begin }: CoverageActions): void {
    const texts = this.#texts;
    const opacity = make("div", { class: "nm-field" }, make("label", { class: "form-label", for: this.#opacity.id }, texts.opacity ?? ""), this.#opacity);
    this.#shown.append(
      this.#layer.element, opacity, this.#compare.element, this.#how.element, this.#legend, this.#changes,
      make("div", { class: "nm-actions" }, button(texts.readHere ?? "", readHere)),
    );
    const more = begin ? [make("div", { class: "nm-actions" }, button(texts.newStudy ?? "", begin))] : [];
    this.element.append(make("summary", {}, texts.coverage ?? ""), this.#study.element, this.#told, this.#shown, ...more);
  }

  list(studies: readonly Study[], chosen: string): void {
    const none: Option = ["", studies.length ? (this.#texts.noStudy ?? "") : (this.#texts.noStudies ?? "")];
    fillOptions(this.#study, [none, ...studies.map(({ id, name }): Option => [id, name])]);
    this.#study.set(chosen);
    const others = studies.filter(({ id }) => id !== chosen);
    fillOptions(this.#compare, [["", this.#texts.withNothing ?? ""], ...others.map(({ id, name }): Option => [id, name])]);
  }

  /** What is shown of a study; nothing of none. */
  show(view: CoverageView | null, study: StudyDetail | null): void {
    this.#shown.hidden = !view || !study;
    this.#study.set(view?.study ?? "");
    this.#changes.replaceChildren();
    if (!view || !study) return;
    fillOptions(this.#layer, study.layers.map(({ key, title }): Option => [key, title]));
    const layer = layerOf(study, view.layer);
    this.#layer.set(layer?.key ?? "");
    this.#opacity.value = String(view.opacity);
    this.#opacity.setAttribute("aria-valuetext", `${view.opacity} %`);
    this.#compare.set(view.compare);
    this.#how.set(view.how);
    this.#how.element.hidden = !view.compare;
    this.#layer.element.hidden = view.compare !== "" && view.how === "difference";
    if (layer) this.explain(layer);
  }

  explain(layer: CoverageLayer): void {
    this.#legend.replaceChildren(legend(layer));
  }

  /** What another study gains and loses. */
  compared({ changes }: Comparison, language: string): void {
    const texts = this.#texts;
    const area = (value: number): string => value.toLocaleString(language, { maximumFractionDigits: 1 });
    const list = make("ul", { class: "nm-changes list-unstyled" });
    for (const { threshold_dbm, gained_km2, lost_km2 } of changes) {
      const values = { threshold: String(threshold_dbm), gained: area(gained_km2), lost: area(lost_km2) };
      list.append(make("li", {}, filled(texts.gainedLost, values)));
    }
    this.#changes.replaceChildren(list);
  }

  say(text: string, isWrong = false): void {
    this.#told.textContent = text;
    this.#told.classList.toggle("gw-error", isWrong);
  }

  /** The legend as it stands, for print. */
  printed(): HTMLElement | null {
    if (this.#shown.hidden) return null;
    const copy = make("div", {}, this.#study.input.options[this.#study.input.selectedIndex]?.textContent ?? "");
    copy.append(this.#legend.cloneNode(true), this.#changes.cloneNode(true));
    return copy;
  }
}
