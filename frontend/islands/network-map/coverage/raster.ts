/** How a coverage layer is drawn: tiles of our own under the network. */
import { addProtocol } from "maplibre-gl";
import type { Parts } from "../overlays.ts";
import { deepestZoom, type StudyDetail } from "./study.ts";

export const COVERAGE = "coverage";
const PROTOCOL = "gw-tile";
/** A transparent pixel. */
const NOTHING = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=";
const EMPTY = 204;

/** A tile where nothing is comes without a picture, which MapLibre takes for a broken one. */
addProtocol(PROTOCOL, async ({ url }, { signal }) => {
  const response = await fetch(url.replace(`${PROTOCOL}://`, ""), { signal });
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
  return { data: response.status === EMPTY ? nothing() : await response.arrayBuffer() };
});

function nothing(): ArrayBuffer {
  return Uint8Array.from(atob(NOTHING), (letter) => letter.charCodeAt(0)).buffer;
}

/** `tiles`: an address with places for zoom, column and row. */
export function rasterParts(study: StudyDetail, tiles: string, opacity: number): Parts {
  return {
    sources: {
      [COVERAGE]: {
        type: "raster",
        tiles: [`${PROTOCOL}://${location.origin}${tiles}`],
        tileSize: 256,
        bounds: study.bounds,
        maxzoom: deepestZoom(study.resolution_m),
      },
    },
    layers: [
      {
        id: COVERAGE,
        type: "raster",
        source: COVERAGE,
        // a class has an edge: smoothing would paint colours that stand for nothing
        paint: { "raster-opacity": opacity / 100, "raster-resampling": "nearest", "raster-fade-duration": 0 },
      },
    ],
    isGround: true,
  };
}

export function layerTiles(study: StudyDetail, layer: string): string {
  return study.tiles.replace("{layer}", layer);
}
