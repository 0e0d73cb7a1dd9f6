/** A path profile by two clicks: the ends on the map, the question, the panel. */
import { Marker, type Map as BaseMap } from "maplibre-gl";
import { ask, Latest, Refused } from "../ask.ts";
import type { Dock } from "../dock.ts";
import { make, type Texts } from "../dom.ts";
import type { Overlays, Parts } from "../overlays.ts";
import { PathPanel } from "./panel.ts";
import { freshPath, nextEnd, question, type End, type PathView, type RadioPath, type Side } from "./path.ts";

export interface PathHost {
  map: BaseMap;
  dock: Dock;
  overlays: Overlays;
  texts: Texts;
  units: "metric" | "imperial";
  /** The <path-profile> of the page, with its words, made anew. */
  picture: () => HTMLElement;
  colour: () => string;
  changed: () => void;
}

const LETTERS: Record<Side, string> = { from: "A", to: "B" };

export class PathTool {
  readonly #host: PathHost;
  readonly #address: string;
  readonly #latest = new Latest();
  readonly #markers: Record<Side, Marker | null> = { from: null, to: null };
  #view: PathView | null = null;
  #panel: PathPanel | null = null;
  #answer: RadioPath | null = null;

  constructor(host: PathHost, address: string) {
    this.#host = host;
    this.#address = address;
  }

  /** The path that is shown; null while the tool is closed. */
  get view(): PathView | null {
    return this.#view;
  }

  open(view: PathView = freshPath()): void {
    const { dock, texts, units } = this.#host;
    const panel = new PathPanel(texts, units, {
      placed: (side, latitude, longitude) => {
        this.#place(side, latitude, longitude);
      },
      raised: (side, height) => {
        const end = this.#view?.[side];
        if (end) this.#set({ [side]: { ...end, height } });
      },
      tuned: (frequency) => {
        this.#set({ frequency });
      },
      curved: (k) => {
        this.#set({ k });
      },
      swapped: () => {
        if (this.#view) this.#set({ from: this.#view.to, to: this.#view.from });
      },
      cleared: () => {
        this.#set({ from: null, to: null });
      },
    });
    dock.open({
      title: texts.path ?? "",
      body: panel.element,
      opened: () => {
        this.#panel = panel;
        this.#view = view;
        void import("../../path-profile/index.ts");
        this.#set({});
      },
      closed: () => {
        this.#close();
      },
    });
  }

  #close(): void {
    this.#latest.stop();
    this.#view = null;
    this.#panel = null;
    this.#answer = null;
    for (const side of ["from", "to"] as const) this.#mark(side, null);
    this.#host.overlays.hide("path");
    this.#host.changed();
  }

  /** A click on the map; false when both ends are set, so that the click means something else. */
  click(latitude: number, longitude: number): boolean {
    const side = this.#view ? nextEnd(this.#view) : null;
    if (!side) return false;
    this.#place(side, latitude, longitude);
    return true;
  }

  #place(side: Side, latitude: number, longitude: number): void {
    const height = this.#view?.[side]?.height ?? this.#panel?.heightOf(side) ?? 0;
    this.#set({ [side]: { latitude, longitude, height } });
  }

  #set(change: Partial<PathView>): void {
    if (!this.#view) return;
    this.#view = { ...this.#view, ...change };
    this.#panel?.fill(this.#view);
    for (const side of ["from", "to"] as const) this.#mark(side, this.#view[side]);
    this.#answer = null;
    this.#draw();
    this.#host.changed();
    void this.#ask();
  }

  async #ask(): Promise<void> {
    const [view, panel, { texts }] = [this.#view, this.#panel, this.#host];
    if (!view || !panel) return;
    const next = nextEnd(view);
    if (next) {
      this.#latest.stop();
      panel.say((next === "from" ? texts.pathFirst : texts.pathSecond) ?? "");
      return;
    }
    try {
      const answer = await this.#latest.run((signal) => ask<RadioPath>(question(this.#address, view), { signal }));
      if (!answer) return;
      this.#answer = answer;
      panel.show(answer, this.#host.picture());
      this.#draw();
    } catch (error) {
      panel.say(error instanceof Refused ? error.message : (texts.offline ?? ""), true);
    }
  }

  #mark(side: Side, end: End | null): void {
    if (!end) {
      this.#markers[side]?.remove();
      this.#markers[side] = null;
      return;
    }
    const marker = (this.#markers[side] ??= this.#newMarker(side));
    marker.setLngLat([end.longitude, end.latitude]);
    if (!marker.getElement().isConnected) marker.addTo(this.#host.map);
  }

  #newMarker(side: Side): Marker {
    const element = make("div", { class: "nm-end", "data-printed": LETTERS[side] }, LETTERS[side]);
    const marker = new Marker({ element, draggable: true });
    marker.on("dragend", () => {
      const { lat, lng } = marker.getLngLat();
      this.#place(side, lat, lng);
    });
    return marker;
  }

  #draw(): void {
    if (this.#view?.from && this.#view.to) this.#host.overlays.show("path", () => this.#parts());
    else this.#host.overlays.hide("path");
  }

  #parts(): Parts {
    const { from, to } = this.#view ?? freshPath();
    const ends = [from, to].flatMap((end) => (end ? [[end.longitude, end.latitude]] : []));
    const worst = this.#answer?.worst;
    const colour = this.#host.colour();
    const point = worst ? [{ type: "Feature" as const, properties: {}, geometry: { type: "Point" as const, coordinates: [worst.longitude, worst.latitude] } }] : [];
    return {
      sources: {
        path: {
          type: "geojson",
          data: { type: "FeatureCollection", features: [{ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: ends } }, ...point] },
        },
      },
      layers: [
        { id: "path", type: "line", source: "path", paint: { "line-color": colour, "line-width": 3 } },
        {
          id: "path-worst", type: "circle", source: "path", filter: ["==", ["geometry-type"], "Point"],
          paint: { "circle-radius": 6, "circle-color": "rgba(0,0,0,0)", "circle-stroke-color": colour, "circle-stroke-width": 3 },
        },
      ],
    };
  }
}
