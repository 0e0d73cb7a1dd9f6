/** Coverage studies as the server tells them, and what of them is shown and shared. */

export interface LegendLine {
  colour: string;
  label: string;
  sector_id: string | null;
}

export interface CoverageLayer {
  key: string;
  title: string;
  unit: string;
  kind: "classes" | "servers" | "difference";
  legend: LegendLine[];
}

export interface Study {
  id: string;
  name: string;
  state: string;
  finished_at: string | null;
}

export interface StudyDetail extends Study {
  bounds: [west: number, south: number, east: number, north: number];
  resolution_m: number;
  layers: CoverageLayer[];
  tiles: string;
}

export interface Comparison {
  changes: { threshold_dbm: number; gained_km2: number; lost_km2: number; kept_km2: number }[];
  layer: CoverageLayer;
  tiles: string;
}

export interface PointValue {
  key: string;
  title: string;
  unit: string;
  value: number | null;
  label: string;
}

export type How = "curtain" | "difference";

export interface CoverageView {
  study: string;
  layer: string;
  /** Percent. */
  opacity: number;
  /** The study that is compared with; "" without one. */
  compare: string;
  how: How;
  /** Where the curtain hangs, percent of the width. */
  curtain: number;
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const FIRST_LAYER = "signal";
const EQUATOR_PIXEL_M = 156_543;

export function isId(text: string): boolean {
  return ID.test(text);
}

export function freshCoverage(study: string): CoverageView {
  return { study, layer: FIRST_LAYER, opacity: 70, compare: "", how: "curtain", curtain: 50 };
}

/** From the query of a link to the map: a study, or what another gains and loses against it. */
export function askedCoverage(query: URLSearchParams): CoverageView | null {
  const [study, compare] = [query.get("coverage") ?? "", query.get("compare") ?? ""];
  if (!isId(study)) return null;
  const usual = freshCoverage(study);
  return isId(compare) && compare !== study ? { ...usual, compare, how: "difference" } : usual;
}

function percent(text: string | null, usual: number): number {
  const value = Number(text ?? Number.NaN);
  return value >= 0 && value <= 100 ? Math.round(value) : usual;
}

/** From the parts of an address; null where it names no study. */
export function readCoverage(parts: URLSearchParams): CoverageView | null {
  const study = parts.get("study") ?? "";
  if (!isId(study)) return null;
  const usual = freshCoverage(study);
  const [compare, layer] = [parts.get("compare") ?? "", parts.get("layer") ?? ""];
  return {
    study,
    layer: /^[a-z-]+$/.test(layer) ? layer : usual.layer,
    opacity: percent(parts.get("opacity"), usual.opacity),
    compare: isId(compare) && compare !== study ? compare : "",
    how: parts.get("how") === "difference" ? "difference" : "curtain",
    curtain: percent(parts.get("curtain"), usual.curtain),
  };
}

export function writeCoverage(view: CoverageView): string {
  const shown = `&study=${view.study}&layer=${view.layer}&opacity=${view.opacity}`;
  if (!view.compare) return shown;
  return `${shown}&compare=${view.compare}&how=${view.how}${view.how === "curtain" ? `&curtain=${view.curtain}` : ""}`;
}

/** The deepest zoom whose tiles tell more than those before it. */
export function deepestZoom(resolutionM: number): number {
  return Math.max(8, Math.min(18, Math.ceil(Math.log2(EQUATOR_PIXEL_M / resolutionM)) + 1));
}

/** The layer of a name; the first where a study has no such layer. */
export function layerOf(study: StudyDetail, key: string): CoverageLayer | undefined {
  return study.layers.find((layer) => layer.key === key) ?? study.layers[0];
}

/** The address of the form of a new study, filled in with what the map shows. */
export function newStudy(address: string, statuses: readonly string[], sectorIds: readonly string[]): string {
  const asked = new URLSearchParams();
  for (const status of statuses) asked.append("statuses", status);
  for (const id of sectorIds) asked.append("sector_ids", id);
  return `${address}?${asked.toString()}`;
}

/** What the layers say of a place, those that say something: numbers as the reader writes them. */
export function saidOf(values: readonly PointValue[], language: string): [title: string, text: string][] {
  return values.flatMap(({ title, unit, value, label }): [string, string][] => {
    if (!label) return [];
    if (value === null || !unit) return [[title, label]];
    return [[title, `${value.toLocaleString(language, { maximumFractionDigits: 1 })}\u202f${unit}`]];
  });
}
