/** How long a bar of a round length is on the map, for print. */

export interface Bar {
  metres: number;
  label: string;
  /** Share of the map's width that the bar takes. */
  share: number;
}

const LARGEST_SHARE = 0.25;
const FOOT = 0.3048;
const MILE = 1609.344;

/** The longest round length that takes at most a quarter of a map `width` metres wide. */
export function barOf(width: number, units: string, language: string): Bar {
  const most = width * LARGEST_SHARE;
  const [unit, name] = unitOf(most, units);
  const count = most / unit;
  const power = 10 ** Math.floor(Math.log10(count));
  const round = ([5, 2, 1].find((step) => step * power <= count) ?? 1) * power;
  const metres = round * unit;
  return { metres, label: `${round.toLocaleString(language)} ${name}`, share: metres / width };
}

function unitOf(metres: number, units: string): [number, string] {
  if (units === "imperial") return metres >= MILE ? [MILE, "mi"] : [FOOT, "ft"];
  return metres >= 1000 ? [1000, "km"] : [1, "m"];
}
