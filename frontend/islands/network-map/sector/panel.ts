/** The panel of a sector that is planned: its fields, what it reaches now and as stored, its acts. */
import { legend } from "../coverage/legend.ts";
import { filled, make, type Texts } from "../dom.ts";
import { button, numberField, selectField, type Field, type SelectField } from "../fields.ts";
import type { Conditions, Draft, SectorRow, SiteRow } from "./draft.ts";
import { reachedOf, type PreviewAnswer } from "./preview.ts";

export interface PanelActions {
  moving: (change: Partial<Draft>) => void;
  settled: (change: Partial<Draft>) => void;
  conditions: (change: Partial<Conditions>) => void;
  undo: () => void;
  redo: () => void;
  save: (() => void) | null;
  elsewhere: (() => void) | null;
  path: (() => void) | null;
}

export interface PanelState {
  canUndo: boolean;
  canRedo: boolean;
  isChanged: boolean;
  isMoved: boolean;
  movedBy: string;
}

export interface Antenna {
  id: string;
  name: string;
}

type NumberName = "azimuth_deg" | "mechanical_tilt_deg" | "electrical_tilt_deg" | "height_m" | "eirp_dbm";

const FIELDS: readonly (readonly [name: NumberName, text: string, unit: string, min: number, max: number])[] = [
  ["azimuth_deg", "azimuth", "°", 0, 360],
  ["height_m", "height", "m", 0.5, 1000],
  ["mechanical_tilt_deg", "mechanicalTilt", "°", -30, 30],
  ["electrical_tilt_deg", "electricalTilt", "°", -30, 30],
  ["eirp_dbm", "power", "dBm", -50, 90],
];

export class SectorPanel {
  readonly element = make("div", { class: "nm-sector" });
  readonly #texts: Texts;
  readonly #fields: Record<NumberName, Field<number>>;
  readonly #antenna: SelectField;
  readonly #radius: Field<number>;
  readonly #receiver: Field<number>;
  readonly #undo: HTMLButtonElement;
  readonly #redo: HTMLButtonElement;
  readonly #save: HTMLButtonElement | null;
  readonly #told = make("p", { class: "nm-told", role: "status" });
  readonly #moved = make("p", { class: "form-hint" });
  readonly #reached = make("div", { class: "nm-reached" });

  constructor(texts: Texts, facts: HTMLElement, actions: PanelActions) {
    this.#texts = texts;
    const numbers = FIELDS.map(([name, text, unit, min, max]) => {
      const field = numberField(name, {
        label: texts[text] ?? "", unit, min, max, step: 1,
        changed: (value) => { actions.settled({ [name]: value }); },
        moved: (value) => { actions.moving({ [name]: value }); },
      });
      return [name, field] as const;
    });
    this.#fields = Object.fromEntries(numbers) as Record<NumberName, Field<number>>;
    this.#antenna = selectField("antenna", texts.antenna ?? "", [["", texts.ownBeam ?? ""]], (id) => {
      actions.settled({ antenna_pattern_id: id || null });
    });
    this.#radius = numberField("radius", { label: texts.previewRadius ?? "", unit: "km", min: 0.5, max: 20, step: 1, changed: (km) => { actions.conditions({ radius_m: km * 1000 }); } });
    this.#receiver = numberField("receiver", { label: texts.receiverHeight ?? "", unit: "m", min: 0.5, max: 300, step: 1, changed: (value) => { actions.conditions({ receiver_height_m: value }); } });
    this.#undo = button(texts.undo ?? "", actions.undo);
    this.#redo = button(texts.redo ?? "", actions.redo);
    this.#save = actions.save ? button(texts.save ?? "", actions.save, "btn-primary") : null;
    this.#lay(facts, actions);
  }

  #lay(facts: HTMLElement, { elsewhere, path }: PanelActions): void {
    const texts = this.#texts;
    const pair = (...parts: HTMLElement[]): HTMLElement => make("div", { class: "nm-pair" }, ...parts);
    const acts = [
      this.#undo, this.#redo, ...(this.#save ? [this.#save] : []),
      ...(elsewhere ? [button(texts.elsewhere ?? "", elsewhere)] : []),
      ...(path ? [button(texts.pathHere ?? "", path)] : []),
    ];
    this.element.append(
      facts,
      pair(...FIELDS.map(([name]) => this.#fields[name].element)),
      this.#antenna.element,
      pair(this.#radius.element, this.#receiver.element),
      this.#moved,
      make("div", { class: "nm-actions" }, ...acts),
      this.#told,
      this.#reached,
    );
  }

  offer(antennas: readonly Antenna[], chosen: string | null): void {
    this.#antenna.input.append(...antennas.map(({ id, name }) => make("option", { value: id }, name)));
    this.#antenna.set(chosen ?? "");
  }

  fill(draft: Draft, conditions: Conditions, state: PanelState): void {
    for (const [name] of FIELDS) this.#fields[name].set(draft[name]);
    this.#antenna.set(draft.antenna_pattern_id ?? "");
    this.#radius.set(conditions.radius_m / 1000);
    this.#receiver.set(conditions.receiver_height_m);
    allow(this.#undo, state.canUndo);
    allow(this.#redo, state.canRedo);
    if (this.#save) allow(this.#save, state.isChanged && !state.isMoved);
    this.#moved.textContent = state.isMoved ? filled(this.#texts.sectorMoved, { distance: state.movedBy }) : "";
  }

  /** What is reached by threshold: as stored, now, and the difference. */
  count(now: PreviewAnswer, stored: PreviewAnswer | null): void {
    const texts = this.#texts;
    const language = document.documentElement.lang || "en";
    const written = (value: number): string => value.toLocaleString(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    const body = reachedOf(now).map(([threshold, area]) => {
      const before = stored?.reached_km2[String(threshold)];
      const change = before === undefined ? "–" : signed(area - before, written);
      return make("tr", {}, make("th", { scope: "row" }, `≥ ${threshold}\u202fdBm`),
        ...[before === undefined ? "–" : written(before), written(area), change].map((text) => make("td", { class: "num" }, text)));
    });
    const heads = ["", texts.reachedStored, texts.reachedNow, texts.reachedChange].map((text, index) => make("th", { scope: "col", ...(index ? { class: "num" } : {}) }, text ?? ""));
    const table = make("table", { class: "table table-sm nm-reached-table" }, make("caption", {}, texts.reached ?? ""), make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...body));
    const shown = legend({ key: "", title: texts.signal ?? "", unit: "", kind: "classes", legend: now.legend });
    this.#reached.replaceChildren(table, shown);
    const gaps = now.gaps.join(", ");
    this.say(gaps ? filled(texts.previewGaps, { tiles: gaps }) : "");
  }

  say(text: string, isWrong = false): void {
    this.#told.textContent = text;
    this.#told.classList.toggle("gw-error", isWrong);
  }
}

/** A button that can do nothing keeps the focus that it may have; its act then changes nothing. */
function allow(button: HTMLButtonElement, isAllowed: boolean): void {
  button.setAttribute("aria-disabled", String(!isAllowed));
}

function signed(change: number, written: (value: number) => string): string {
  const text = written(Math.abs(change));
  return text === written(0) ? text : `${change > 0 ? "+" : "−"}${text}`;
}

/** What stays as it is: whose sector it is, and the way to its page. */
export function factsOf(sector: SectorRow, site: SiteRow, address: string, texts: Texts, status: string, technology: string): HTMLElement {
  const line = [site.name, technology, status, `${sector.center_frequency_mhz}\u202fMHz`].join(" · ");
  return make("p", { class: "text-secondary" }, line, " · ", make("a", { href: address }, texts.open ?? ""));
}
