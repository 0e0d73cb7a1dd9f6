/** The picture of what a sector reaches, as it is planned: asked for, drawn on the map, counted. */
import type { ImageSource, Map as BaseMap } from "maplibre-gl";
import type { LegendLine } from "../coverage/study.ts";
import type { Overlays, Parts } from "../overlays.ts";

export interface PreviewAnswer {
  bounds: [west: number, south: number, east: number, north: number];
  image: string;
  legend: LegendLine[];
  /** By threshold in dBm. */
  reached_km2: Record<string, number>;
  /** Tiles of terrain that are missing. */
  gaps: string[];
}

const NAME = "preview";

export class Preview {
  readonly #map: BaseMap;
  readonly #overlays: Overlays;
  #answer: PreviewAnswer | null = null;
  #picture: HTMLImageElement | null = null;

  constructor(map: BaseMap, overlays: Overlays) {
    this.#map = map;
    this.#overlays = overlays;
  }

  /** Draws an answer once its picture is decoded; a newer one that came meanwhile stays. */
  async show(answer: PreviewAnswer): Promise<void> {
    this.#answer = answer;
    const picture = new Image();
    picture.src = answer.image;
    await picture.decode();
    if (this.#answer !== answer) return;
    this.#picture = picture;
    if (this.#map.getSource(NAME)) this.#fill();
    else this.#overlays.show(NAME, () => this.#parts());
  }

  hide(): void {
    this.#answer = null;
    this.#picture = null;
    this.#overlays.hide(NAME);
  }

  #fill(): void {
    const [source, answer, image] = [this.#map.getSource<ImageSource>(NAME), this.#answer, this.#picture];
    if (source && answer && image) source.updateImage({ image, coordinates: cornersOf(answer.bounds) });
  }

  #parts(): Parts {
    return {
      sources: { [NAME]: { type: "image", coordinates: cornersOf(this.#answer?.bounds ?? [0, 0, 0.1, 0.1]) } },
      layers: [
        { id: NAME, type: "raster", source: NAME, paint: { "raster-opacity": 0.65, "raster-resampling": "nearest", "raster-fade-duration": 0 } },
      ],
      isGround: true,
      added: () => {
        this.#fill();
      },
    };
  }
}

type Corner = [longitude: number, latitude: number];

function cornersOf([west, south, east, north]: PreviewAnswer["bounds"]): [Corner, Corner, Corner, Corner] {
  return [[west, north], [east, north], [east, south], [west, south]];
}

/** What is reached by threshold, the strongest first. */
export function reachedOf({ reached_km2: reached }: PreviewAnswer): [threshold: number, area: number][] {
  return Object.entries(reached).map(([threshold, area]): [number, number] => [Number(threshold), area]).sort(([a], [b]) => b - a);
}
