import { bulge, hasClutter, nearest, ticks, verdict, zone, type Profile } from "./profile.ts";
import type { Words } from "./words.ts";

const NAMESPACE = "http://www.w3.org/2000/svg";
const MARGIN = { top: 26, right: 14, bottom: 34, left: 50 };
const NARROW = 480;
const LINE = 16;
const HEADROOM = 0.08;

/** Where metres lie in the picture. */
export interface Scale {
  x: (distance: number) => number;
  y: (height: number) => number;
  width: number;
  height: number;
  low: number;
  high: number;
}

export function node(name: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

function text(words: string, attributes: Record<string, string | number>): SVGElement {
  const made = node("text", attributes);
  made.textContent = words;
  return made;
}

export function ground(profile: Profile): number[] {
  const rise = bulge(profile);
  return profile.terrain_m.map((terrain, index) => terrain + (rise[index] ?? 0));
}

/** What the ground carries, where that is known; else the ground. */
export function tops(profile: Profile): number[] {
  return ground(profile).map((height, index) => height + (profile.clutter_m?.[index] ?? 0));
}

export function scale(profile: Profile, width: number, height: number): Scale {
  const heights = [...tops(profile), ...zone(profile).upper];
  const highest = heights.reduce((a, b) => Math.max(a, b));
  const lowest = profile.terrain_m.reduce((a, b) => Math.min(a, b));
  const spare = Math.max(5, (highest - lowest) * HEADROOM);
  const [low, high] = [lowest - 2 * spare, highest + spare];
  const total = profile.distance_m.at(-1) ?? 1;
  const top = MARGIN.top + (width < NARROW ? LINE : 0); // both ends' names, one under the other
  const inner = { x: width - MARGIN.left - MARGIN.right, y: height - top - MARGIN.bottom };
  return {
    x: (distance) => MARGIN.left + (distance / total) * inner.x,
    y: (metres) => top + ((high - metres) / (high - low)) * inner.y,
    width,
    height,
    low,
    high,
  };
}

function line(scaled: Scale, distances: number[], heights: number[]): string {
  const points = distances.map((distance, index) => {
    return `${scaled.x(distance).toFixed(1)},${scaled.y(heights[index] ?? 0).toFixed(1)}`;
  });
  return `M${points.join("L")}`;
}

function area(scaled: Scale, distances: number[], upper: number[], lower: number[]): string {
  const back = line(scaled, [...distances].reverse(), [...lower].reverse()).slice(1);
  return `${line(scaled, distances, upper)}L${back}Z`;
}

function axes(profile: Profile, scaled: Scale, words: Words): SVGElement {
  const group = node("g", { class: "pp-axes" });
  const [left, right] = [scaled.x(0), scaled.width - MARGIN.right];
  const floor = scaled.y(scaled.low);
  const perHeight = words.heightValue(1);
  for (const mark of ticks(words.heightValue(scaled.low), words.heightValue(scaled.high), 5)) {
    const y = scaled.y(mark / perHeight);
    group.append(node("line", { x1: left, x2: right, y1: y, y2: y, class: "pp-grid" }));
    group.append(text(words.number(mark, 0), { x: left - 8, y: y + 4, "text-anchor": "end" }));
  }
  group.append(text(words.heightUnit, { x: left - 8, y: 14, "text-anchor": "end" }));
  const total = profile.distance_m.at(-1) ?? 0;
  const perDistance = words.distanceValue(1);
  for (const mark of ticks(0, words.distanceValue(total), Math.min(8, scaled.width / 90))) {
    const x = scaled.x(mark / perDistance);
    const label = mark === 0 ? `0 ${words.distanceUnit}` : words.number(mark, 2);
    group.append(node("line", { x1: x, x2: x, y1: floor, y2: floor + 5, class: "pp-tick" }));
    group.append(text(label, { x, y: floor + 19, "text-anchor": "middle" }));
  }
  return group;
}

function mast(scaled: Scale, at: number, foot: number, top: number, end: Profile["tx"]): SVGElement {
  const x = scaled.x(at);
  const group = node("g", { class: "pp-mast" });
  group.append(node("line", { x1: x, x2: x, y1: scaled.y(foot), y2: scaled.y(top) }));
  group.append(node("circle", { cx: x, cy: scaled.y(top), r: 4 }));
  const anchor = at === 0 ? "start" : "end";
  const y = at > 0 && scaled.width < NARROW ? 14 + LINE : 14;
  const label = text(end.label, { x: at === 0 ? x : x + 4, y, "text-anchor": anchor });
  group.append(label);
  return group;
}

function worstMark(profile: Profile, scaled: Scale, earth: number[]): SVGElement | null {
  const worst = profile.obstruction;
  if (!worst) return null;
  const index = nearest(profile.distance_m, worst.distance_m);
  const x = scaled.x(worst.distance_m);
  const [top, bottom] = [scaled.y(profile.los_m[index] ?? 0), scaled.y(earth[index] ?? 0)];
  const group = node("g", { class: "pp-worst" });
  group.append(node("line", { x1: x, x2: x, y1: top, y2: bottom }));
  // A cross, not only a colour, marks the point.
  group.append(node("path", { d: `M${x - 5},${bottom - 5}l10,10m0,-10l-10,10` }));
  return group;
}

/** The picture's layers, bottom first. */
export function layers(profile: Profile, scaled: Scale, words: Words): SVGElement[] {
  const { distance_m: distances, los_m: los, fresnel60_m: fresnel } = profile;
  const earth = ground(profile);
  const base = distances.map(() => scaled.low);
  const curved = bulge(profile).map((rise) => scaled.low + rise);
  const last = distances.length - 1;
  const end = distances[last] ?? 0;
  const { upper, lower } = zone(profile);
  const found = [
    axes(profile, scaled, words),
    hasClutter(profile)
      ? node("path", { d: area(scaled, distances, tops(profile), earth), class: "pp-clutter" })
      : null,
    node("path", { d: area(scaled, distances, earth, base), class: "pp-terrain" }),
    node("path", { d: area(scaled, distances, curved, base), class: "pp-bulge" }),
    node("path", { d: area(scaled, distances, upper, lower), class: "pp-fresnel" }),
    node("path", { d: line(scaled, distances, earth), class: "pp-ground" }),
    node("path", { d: line(scaled, distances, fresnel), class: "pp-edge" }),
    node("path", { d: line(scaled, distances, los), class: `pp-los pp-${verdict(profile)}` }),
    mast(scaled, 0, earth[0] ?? 0, los[0] ?? 0, profile.tx),
    mast(scaled, end, earth[last] ?? 0, los[last] ?? 0, profile.rx),
    worstMark(profile, scaled, earth),
  ];
  return found.filter((layer) => layer !== null);
}
