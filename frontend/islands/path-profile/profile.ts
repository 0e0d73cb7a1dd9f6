/**
 * What a path profile is, and the arithmetic of its drawing. No browser here, so that it is tested
 * by itself.
 *
 * Heights are metres above sea level. `terrain_m` is the ground without the earth's curvature;
 * `bulge_m` is how far the earth rises above the chord at each point for the effective radius in
 * use. Left out, it is computed for `k_factor` (4/3 unless given): d1·d2 / (2·k·R), R = 6371 km
 * (ITU-R P.530-18 §2.2.2). `clutter_m` is the height of what stands on the ground, where that is
 * known. `los_m` is straight in these coordinates, and `fresnel60_m` is the lower
 * edge of 60 % of the first Fresnel zone around it.
 */
export interface Profile {
  distance_m: number[];
  terrain_m: number[];
  los_m: number[];
  fresnel60_m: number[];
  bulge_m?: number[];
  clutter_m?: number[] | null;
  k_factor?: number;
  frequency_mhz?: number;
  obstruction: { distance_m: number; clearance_m: number } | null;
  tx: { label: string; height_m: number };
  rx: { label: string; height_m: number };
}

export type Verdict = "clear" | "grazing" | "blocked";

const EARTH_RADIUS_M = 6_371_000;
const SERIES = ["distance_m", "terrain_m", "los_m", "fresnel60_m"] as const;

function isEnd(value: unknown): boolean {
  const end = value as Profile["tx"] | null | undefined;
  return typeof end?.label === "string" && Number.isFinite(end.height_m);
}

/** The profile in `value`; throws with the name of what is missing or uneven. */
export function checked(value: unknown): Profile {
  const profile = value as Partial<Profile> | null;
  if (profile === null || typeof profile !== "object") throw new Error("profile is not an object");
  const length = profile.distance_m?.length ?? 0;
  if (length < 2) throw new Error("distance_m needs two points or more");
  const optional = (["bulge_m", "clutter_m"] as const).filter((name) => profile[name]);
  for (const name of [...SERIES, ...optional]) {
    const series = profile[name];
    if (series?.length !== length || !series.every(Number.isFinite)) {
      throw new Error(`${name} needs ${length} finite numbers`);
    }
  }
  if (!isEnd(profile.tx) || !isEnd(profile.rx)) throw new Error("tx and rx need label and height_m");
  return profile as Profile;
}

export function bulge(profile: Profile): number[] {
  if (profile.bulge_m) return profile.bulge_m;
  const total = profile.distance_m.at(-1) ?? 0;
  const radius = (profile.k_factor ?? 4 / 3) * EARTH_RADIUS_M;
  return profile.distance_m.map((distance) => (distance * (total - distance)) / (2 * radius));
}

export function hasClutter(profile: Profile): boolean {
  return profile.clutter_m?.some((height) => height > 0) ?? false;
}

/** Index of the point nearest to `distance`; distances ascend. */
export function nearest(distances: readonly number[], distance: number): number {
  let [low, high] = [0, distances.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((distances[middle] ?? 0) <= distance) low = middle;
    else high = middle;
  }
  const toLow = distance - (distances[low] ?? 0);
  return toLow <= (distances[high] ?? 0) - distance ? low : high;
}

const WANTED = 0.6;

/** The edges of the whole first Fresnel zone, metres above sea level. */
export function zone(profile: Profile): { upper: number[]; lower: number[] } {
  const radii = profile.los_m.map((_los, index) => needed(profile, index) / WANTED);
  return {
    upper: profile.los_m.map((los, index) => los + (radii[index] ?? 0)),
    lower: profile.los_m.map((los, index) => los - (radii[index] ?? 0)),
  };
}

/** 60 % of the first Fresnel zone's radius at point `index`, metres. */
export function needed(profile: Profile, index: number): number {
  return (profile.los_m[index] ?? 0) - (profile.fresnel60_m[index] ?? 0);
}

export function verdict(profile: Profile): Verdict {
  const worst = profile.obstruction;
  if (!worst) return "clear";
  if (worst.clearance_m < 0) return "blocked";
  const index = nearest(profile.distance_m, worst.distance_m);
  return worst.clearance_m < needed(profile, index) ? "grazing" : "clear";
}

/** Round marks that cover low…high with about `count` steps of 1, 2 or 5 times a power of ten. */
export function ticks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / Math.max(1, count);
  if (!(rough > 0) || !Number.isFinite(rough)) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const marks: number[] = [];
  for (let at = Math.ceil(low / step); at * step <= high; at += 1) marks.push(at * step);
  return marks;
}
