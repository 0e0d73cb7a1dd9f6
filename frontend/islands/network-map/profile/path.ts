/** A path between two places as the tool has it: its ends, and how it is asked for and shared. */
import type { Profile } from "../../path-profile/profile.ts";

export interface End {
  latitude: number;
  longitude: number;
  height: number;
}

export type Side = "from" | "to";

export interface PathView {
  from: End | null;
  to: End | null;
  frequency: number;
  k: number;
}

export interface RadioPath {
  profile: Profile;
  length_m: number;
  azimuth_deg: number;
  back_azimuth_deg: number;
  tilt_deg: number;
  back_tilt_deg: number;
  has_line_of_sight: boolean;
  has_clearance: boolean;
  worst: { distance_m: number; clearance_m: number; clearance_ratio: number; latitude: number; longitude: number } | null;
  needs: { from_height_m: number; to_height_m: number; both_raised_m: number };
  losses: { free_space_db: number; diffraction_db: number; itm_db: number | null; itm_mode: string; itm_problem: string };
}

/** Effective over true earth radius: the standard atmosphere, and the hard case of ITU-R P.530. */
export const FACTORS = [
  ["4/3", 4 / 3],
  ["2/3", 2 / 3],
] as const;
export const HEIGHTS: Record<Side, number> = { from: 30, to: 5 };
const LEAST = { height: 0.5, frequency: 30, k: 0.3 };
const MOST = { height: 1000, frequency: 100_000, k: 10 };

export function freshPath(): PathView {
  return { from: null, to: null, frequency: 3550, k: 4 / 3 };
}

/** A position as people write it: "44.13, -71.74"; null where it is none. */
export function readPlace(text: string): [latitude: number, longitude: number] | null {
  const found = /^\s*(-?\d+(?:\.\d+)?)\s*[,;\s]\s*(-?\d+(?:\.\d+)?)\s*$/.exec(text);
  const [latitude, longitude] = [Number(found?.[1]), Number(found?.[2])];
  return found && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? [latitude, longitude] : null;
}

export function writePlace(end: { latitude: number; longitude: number }): string {
  return `${end.latitude.toFixed(5)}, ${end.longitude.toFixed(5)}`;
}

export function isWithin(name: keyof typeof LEAST, value: number): boolean {
  return value >= LEAST[name] && value <= MOST[name];
}

/** For the address: `44.1,-71.7,30~44.2,-71.6,5~3550~1.3333`; an end that is not set is empty. */
export function writePath(view: PathView): string {
  const end = (one: End | null): string =>
    one ? [one.latitude.toFixed(5), one.longitude.toFixed(5), one.height].join(",") : "";
  return [end(view.from), end(view.to), view.frequency, Number(view.k.toFixed(4))].join("~");
}

export function readPath(text: string): PathView | null {
  const [from, to, frequency, k] = text.split("~");
  if (k === undefined) return null;
  const [mhz, factor] = [Number(frequency), Number(k)];
  if (!isWithin("frequency", mhz) || !isWithin("k", factor)) return null;
  const near = FACTORS.find(([, value]) => Math.abs(value - factor) < 0.0005);
  return { from: readEnd(from), to: readEnd(to), frequency: mhz, k: near ? near[1] : factor };
}

function readEnd(text = ""): End | null {
  const [latitude, longitude, height] = text.split(",").map(Number);
  const place = readPlace(`${latitude ?? ""},${longitude ?? ""}`);
  return place && isWithin("height", height ?? 0) ? { latitude: place[0], longitude: place[1], height: height ?? 0 } : null;
}

/** The question to the server; "" until both ends are set. */
export function question(address: string, { from, to, frequency, k }: PathView): string {
  if (!from || !to) return "";
  const values = {
    from_lat: from.latitude,
    from_lon: from.longitude,
    from_height_m: from.height,
    to_lat: to.latitude,
    to_lon: to.longitude,
    to_height_m: to.height,
    frequency_mhz: frequency,
    k,
  };
  const written = Object.entries(values).map(([name, value]) => [name, String(value)]);
  return `${address}?${new URLSearchParams(written).toString()}`;
}

/** The end that the next click sets: the first that is missing. */
export function nextEnd(view: PathView): Side | null {
  if (!view.from) return "from";
  return view.to ? null : "to";
}
