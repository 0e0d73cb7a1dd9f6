/** The outline of a beam, for the map: an arc of a sphere, with the line that it looks along. */
import type { Feature } from "geojson";
import type { Parts } from "../overlays.ts";
import type { Palette } from "../style.ts";
import type { Draft } from "./draft.ts";

const STEP_DEG = 5;
const METRES_A_DEGREE = 111_195;

/** Where one comes from a place after some metres: good enough for drawing some kilometres. */
export function away(longitude: number, latitude: number, azimuth: number, metres: number): [number, number] {
  const turn = (azimuth * Math.PI) / 180;
  const north = (metres * Math.cos(turn)) / METRES_A_DEGREE;
  const east = (metres * Math.sin(turn)) / METRES_A_DEGREE / Math.cos((latitude * Math.PI) / 180);
  return [longitude + east, latitude + north];
}

export function outline({ longitude, latitude, azimuth_deg: azimuth }: Draft, width: number, radius: number): Feature[] {
  const at = (turn: number): [number, number] => away(longitude, latitude, azimuth + turn, radius);
  const steps = Math.max(2, Math.ceil(width / STEP_DEG));
  const rim = Array.from({ length: steps + 1 }, (_none, step) => at(-width / 2 + (width * step) / steps));
  const foot: [number, number] = [longitude, latitude];
  const edge = width >= 360 ? rim : [foot, ...rim, foot];
  const line = (coordinates: [number, number][], kind: string): Feature => ({ type: "Feature", properties: { kind }, geometry: { type: "LineString", coordinates } });
  return [line(edge, "edge"), line([foot, at(0)], "axis")];
}

export function beamParts(features: Feature[], colours: Palette): Parts {
  const colour = colours.ink;
  return {
    sources: { beam: { type: "geojson", data: { type: "FeatureCollection", features } } },
    layers: [
      { id: "beam", type: "line", source: "beam", filter: ["==", ["get", "kind"], "edge"], paint: { "line-color": colour, "line-width": 2 } },
      { id: "beam-axis", type: "line", source: "beam", filter: ["==", ["get", "kind"], "axis"], paint: { "line-color": colour, "line-width": 2, "line-dasharray": [3, 2] } },
    ],
  };
}
