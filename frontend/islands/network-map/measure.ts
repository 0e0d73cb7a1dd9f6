/** Measuring: points clicked one after another, their length and the last direction. */
import type { Feature, FeatureCollection } from "geojson";
import type { Palette } from "./style.ts";
import type { Parts } from "./overlays.ts";
import { azimuth, length, written, type Point } from "./geometry.ts";

export type Told = { distance: string; azimuth: string } | null;
type Show = (collection: FeatureCollection, words: Told) => void;

export class Measure {
  readonly #points: Point[] = [];
  readonly #show: Show;

  readonly #units: string;

  constructor(units: string, show: Show) {
    this.#units = units;
    this.#show = show;
  }

  add(point: Point): void {
    this.#points.push(point);
    this.draw();
  }

  draw(): void {
    const features: Feature[] = this.#points.map((coordinates) => ({
      type: "Feature",
      properties: {},
      geometry: { type: "Point", coordinates },
    }));
    if (this.#points.length > 1) {
      features.push({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: this.#points } });
    }
    this.#show({ type: "FeatureCollection", features }, this.#words());
  }

  #words(): Told {
    const [before, last] = this.#points.slice(-2);
    if (!before || !last) return null;
    const language = document.documentElement.lang || "en";
    return {
      distance: written(length(this.#points), this.#units, language),
      azimuth: azimuth(before, last).toFixed(0),
    };
  }
}

export function measureParts(data: FeatureCollection, colours: Palette): Parts {
  const colour = colours.tones.bad ?? "#b00";
  return {
    sources: { measure: { type: "geojson", data } },
    layers: [
      { id: "measure", type: "line", source: "measure", paint: { "line-color": colour, "line-width": 2, "line-dasharray": [2, 1] } },
      {
        id: "measure-points",
        type: "circle",
        source: "measure",
        filter: ["==", ["geometry-type"], "Point"],
        paint: { "circle-radius": 4, "circle-color": colour, "circle-stroke-color": colours.halo, "circle-stroke-width": 1 },
      },
    ],
  };
}
