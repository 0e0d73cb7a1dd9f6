/**
 * The part of the address that can be shared: `#map=zoom/latitude/longitude&hide=links,…`, and what
 * the tools add: `path=…`, `study=…`, `sector=…`.
 */
import { isId, readCoverage, writeCoverage, type CoverageView } from "./coverage/study.ts";
import { readPath, writePath, type PathView } from "./profile/path.ts";
import { nothingHidden, type Choice } from "./settings.ts";

export interface Place {
  zoom: number;
  latitude: number;
  longitude: number;
}

/** What the tools show. */
export interface Tools {
  path: PathView | null;
  coverage: CoverageView | null;
  /** The id of the sector that is planned; "" without one. */
  sector: string;
}

const SETS = { hide: "hiddenLayers", status: "hiddenStatuses", tech: "hiddenTechnologies" } as const;

export function noTools(): Tools {
  return { path: null, coverage: null, sector: "" };
}

export function readAddress(hash: string): { place: Place | null; choice: Choice; tools: Tools } {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  const choice = nothingHidden();
  for (const [key, set] of Object.entries(SETS)) {
    for (const name of (parts.get(key) ?? "").split(",")) if (name) choice[set].add(name);
  }
  const sector = parts.get("sector") ?? "";
  const tools = { path: readPath(parts.get("path") ?? ""), coverage: readCoverage(parts), sector: isId(sector) ? sector : "" };
  return { place: readPlace(parts.get("map") ?? ""), choice, tools };
}

function readPlace(text: string): Place | null {
  const numbers = text.split("/").map(Number);
  const [zoom, latitude, longitude] = numbers;
  if (numbers.length !== 3 || zoom === undefined || latitude === undefined || longitude === undefined)
    return null;
  const fits = zoom >= 0 && zoom <= 22 && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  return fits ? { zoom, latitude, longitude } : null;
}

export function writeAddress(place: Place, choice: Choice, tools: Tools = noTools()): string {
  const at = [place.zoom.toFixed(2), place.latitude.toFixed(5), place.longitude.toFixed(5)].join("/");
  let hash = `#map=${at}`;
  for (const [key, set] of Object.entries(SETS)) {
    if (choice[set].size) hash += `&${key}=${[...choice[set]].sort().join(",")}`;
  }
  if (tools.coverage) hash += writeCoverage(tools.coverage);
  if (tools.sector) hash += `&sector=${tools.sector}`;
  if (tools.path) hash += `&path=${writePath(tools.path)}`;
  return hash;
}
