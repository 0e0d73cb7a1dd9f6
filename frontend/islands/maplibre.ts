/**
 * MapLibre GL for islands that draw a map: import from here, not from "maplibre-gl". Left to itself
 * the library looks for its worker beside its own file, which the build has bundled away.
 */
import "maplibre-gl/dist/maplibre-gl.css";
import { setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";

setWorkerUrl(workerUrl);

export * from "maplibre-gl";
