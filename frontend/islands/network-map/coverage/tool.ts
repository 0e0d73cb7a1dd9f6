/** Coverage on the map: which study and layer are drawn, compared with what, and what a place says. */
import type { Map as BaseMap, StyleSpecification } from "maplibre-gl";
import { ask, Latest, Refused } from "../ask.ts";
import type { Texts } from "../dom.ts";
import type { Overlays } from "../overlays.ts";
import { Curtain } from "./curtain.ts";
import { CoveragePanel } from "./panel.ts";
import { COVERAGE, layerTiles, rasterParts } from "./raster.ts";
import { ReadOut } from "./readout.ts";
import {
  freshCoverage, layerOf, newStudy, type Comparison, type CoverageView, type PointValue, type Study, type StudyDetail,
} from "./study.ts";

export interface CoverageHost {
  map: BaseMap;
  overlays: Overlays;
  texts: Texts;
  element: HTMLElement;
  /** The whole style of the map without overlays. */
  style: () => StyleSpecification;
  lowest: string | undefined;
  changed: () => void;
  /** Statuses and sectors that the map shows, for a new study of them. */
  visible: () => { statuses: string[]; sectorIds: string[] };
}

export interface CoverageAddresses {
  studies: string;
  begin?: string;
}

const language = (): string => document.documentElement.lang || "en";

export class CoverageTool {
  readonly panel: CoveragePanel;
  readonly #host: CoverageHost;
  readonly #addresses: CoverageAddresses;
  readonly #loading = new Latest();
  readonly #comparing = new Latest();
  readonly #asking = new Latest();
  readonly #readOut: ReadOut;
  #studies: Study[] | null = null;
  #view: CoverageView | null = null;
  #detail: StudyDetail | null = null;
  #other: StudyDetail | null = null;
  #comparison: Comparison | null = null;
  #curtain: Curtain | null = null;

  constructor(host: CoverageHost, addresses: CoverageAddresses) {
    this.#host = host;
    this.#addresses = addresses;
    this.#readOut = new ReadOut(host.element, host.texts);
    const { begin } = addresses;
    this.panel = new CoveragePanel(host.texts, {
      opened: () => { void this.#list(); },
      chosen: (change) => { this.#choose(change); },
      readHere: () => {
        const { lat, lng } = host.map.getCenter();
        void this.read(lat, lng);
      },
      begin: begin
        ? () => {
            const { statuses, sectorIds } = host.visible();
            location.assign(newStudy(begin, statuses, sectorIds));
          }
        : null,
    });
  }

  get view(): CoverageView | null {
    return this.#view;
  }

  /** The upper map's picture, while a curtain hangs. */
  get above(): { canvas: HTMLCanvasElement; from: number } | null {
    return this.#curtain?.picture() ?? null;
  }

  /** `fits`: the map goes where the study is. */
  async open(view: CoverageView, fits = false): Promise<void> {
    this.#view = view;
    this.panel.element.open = true;
    await this.#load();
    if (fits && this.#detail) this.#host.map.fitBounds(this.#detail.bounds, { padding: 20, animate: false });
  }

  restyled(): void {
    if (this.#curtain && this.#other) this.#curtain.restyle(this.#styleAbove(this.#other));
  }

  /** What a place says, told beside it; nothing while no study is shown. */
  async read(latitude: number, longitude: number): Promise<void> {
    const study = this.#detail;
    if (!study) return;
    const at = new URLSearchParams({ lat: latitude.toFixed(6), lon: longitude.toFixed(6) });
    try {
      const answer = await this.#asking.run((signal) =>
        ask<{ is_inside: boolean; values: PointValue[] }>(`${this.#addresses.studies}/${study.id}/at?${at.toString()}`, { signal }));
      if (answer) this.#readOut.show(latitude, longitude, study.name, answer, language());
    } catch (error) {
      this.#fail(error);
    }
  }

  async #list(): Promise<void> {
    if (this.#studies) return;
    try {
      const { items } = await ask<{ items: Study[] }>(this.#addresses.studies);
      this.#studies = items.filter(({ state }) => state === "finished");
      this.panel.list(this.#studies, this.#view?.study ?? "");
      this.panel.show(this.#view, this.#detail);
    } catch (error) {
      this.#fail(error);
    }
  }

  #choose(change: Partial<CoverageView>): void {
    const was = this.#view;
    if (change.study === "") this.#view = null;
    else if (change.study) this.#view = { ...(was ?? freshCoverage(change.study)), study: change.study, compare: "" };
    else if (was) this.#view = { ...was, ...change };
    if (change.opacity !== undefined && this.#view) this.#fade(this.#view.opacity);
    else void this.#load();
    this.#host.changed();
  }

  #fade(opacity: number): void {
    if (this.#host.map.getLayer(COVERAGE)) this.#host.map.setPaintProperty(COVERAGE, "raster-opacity", opacity / 100);
    if (this.#other) this.#curtain?.restyle(this.#styleAbove(this.#other));
    this.panel.show(this.#view, this.#detail);
    if (this.#comparison) this.#tellChanges();
  }

  /** Everything that the view names, from the server, and then drawn. */
  async #load(): Promise<void> {
    const view = this.#view;
    this.#comparing.stop();
    this.#comparison = null;
    this.#other = null;
    if (!view) {
      this.#loading.stop();
      this.#detail = null;
      this.#readOut.hide();
      this.#draw();
      return;
    }
    try {
      const found = await this.#loading.run(async (signal) => {
        const one = (id: string): Promise<StudyDetail> => ask<StudyDetail>(`${this.#addresses.studies}/${id}`, { signal });
        return Promise.all([one(view.study), view.compare ? one(view.compare) : null]);
      });
      if (!found) return;
      [this.#detail, this.#other] = found;
      this.panel.say("");
      await this.#list();
      this.panel.list(this.#studies ?? [], view.study);
      this.#draw();
      if (view.compare) await this.#compare(view);
    } catch (error) {
      this.#fail(error);
    }
  }

  async #compare(view: CoverageView): Promise<void> {
    const address = `${this.#addresses.studies}/${view.study}/compare/${view.compare}`;
    this.#comparison = await this.#comparing.run((signal) => ask<Comparison>(address, { signal }));
    if (!this.#comparison) return;
    this.#draw();
    this.#tellChanges();
  }

  #tellChanges(): void {
    if (!this.#comparison) return;
    if (this.#view?.how === "difference") this.panel.explain(this.#comparison.layer);
    this.panel.compared(this.#comparison, language());
  }

  #fail(error: unknown): void {
    this.panel.say(error instanceof Refused ? error.message : (this.#host.texts.offline ?? ""), true);
  }

  #draw(): void {
    const [view, study] = [this.#view, this.#detail];
    this.panel.show(view, study);
    this.#hang();
    const layer = view && study ? layerOf(study, view.layer) : undefined;
    if (!view || !study || !layer) {
      this.#host.overlays.hide(COVERAGE);
      return;
    }
    const differs = view.how === "difference" ? this.#comparison?.tiles : undefined;
    const tiles = differs ?? layerTiles(study, layer.key);
    this.#host.overlays.show(COVERAGE, () => rasterParts(study, tiles, this.#view?.opacity ?? view.opacity));
  }

  /** Hangs the curtain, or takes it down. */
  #hang(): void {
    const [view, other] = [this.#view, this.#other];
    this.#curtain?.remove();
    this.#curtain = null;
    if (view?.how !== "curtain" || !view.compare || !other || !this.#detail) return;
    const words = { label: this.#host.texts.curtainAt ?? "", before: this.#detail.name, after: other.name };
    this.#curtain = new Curtain(this.#host.map, this.#styleAbove(other), words, (curtain) => {
      if (this.#view) this.#view = { ...this.#view, curtain };
      this.#host.changed();
    });
    this.#curtain.set(view.curtain);
  }

  #styleAbove(study: StudyDetail): StyleSpecification {
    const style = this.#host.style();
    const view = this.#view;
    const layer = view ? layerOf(study, view.layer) : undefined;
    if (!view || !layer) return style;
    const parts = rasterParts(study, layerTiles(study, layer.key), view.opacity);
    for (const one of style.layers) if (one.id === this.#host.lowest && one.type === "fill") one.paint = { ...one.paint, "fill-opacity": 0 };
    const at = style.layers.findIndex(({ id }) => id === this.#host.lowest);
    style.layers.splice(at < 0 ? style.layers.length : at, 0, ...parts.layers);
    return { ...style, sources: { ...style.sources, ...parts.sources } };
  }
}
