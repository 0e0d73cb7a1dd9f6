/** Measuring: points clicked one after another, their length and the last direction. */
import type { Feature, FeatureCollection } from "geojson";
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
