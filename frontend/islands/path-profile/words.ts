import { needed, nearest, verdict, type Profile } from "./profile.ts";

export type Units = "metric" | "imperial";

const FEET_PER_METRE = 1 / 0.3048;
const METRES_PER_MILE = 1609.344;
const FRACTIONS = [
  [4 / 3, "4/3"],
  [2 / 3, "2/3"],
] as const;

export class Words {
  readonly texts: DOMStringMap;
  readonly units: Units;
  readonly language: string;

  constructor(texts: DOMStringMap, units: Units, language: string) {
    this.texts = texts;
    this.units = units;
    this.language = language;
  }

  /** A height in the reader's unit, as a bare number. */
  heightValue(metres: number): number {
    return this.units === "imperial" ? metres * FEET_PER_METRE : metres;
  }

  distanceValue(metres: number): number {
    return metres / (this.units === "imperial" ? METRES_PER_MILE : 1000);
  }

  get heightUnit(): string {
    return this.units === "imperial" ? "ft" : "m";
  }

  get distanceUnit(): string {
    return this.units === "imperial" ? "mi" : "km";
  }

  number(value: number, decimals: number): string {
    return value.toLocaleString(this.language, { maximumFractionDigits: decimals });
  }

  height(metres: number): string {
    return `${this.number(this.heightValue(metres), 1)}\u202f${this.heightUnit}`;
  }

  distance(metres: number): string {
    return `${this.number(this.distanceValue(metres), 2)}\u202f${this.distanceUnit}`;
  }

  /** The whole picture in two sentences, for those who do not see it. */
  summary(profile: Profile): string {
    const path = fill(this.texts.summary, {
      length: this.distance(profile.distance_m.at(-1) ?? 0),
      tx: profile.tx.label,
      tx_height: this.height(profile.tx.height_m),
      rx: profile.rx.label,
      rx_height: this.height(profile.rx.height_m),
    });
    return `${path} ${this.judgement(profile)}`.trim();
  }

  /** What the picture is drawn for: frequency and curvature of the earth. */
  explanation(profile: Profile): string {
    const { explained } = this.texts;
    if (profile.frequency_mhz === undefined || profile.k_factor === undefined) return "";
    const factor = FRACTIONS.find(([value]) => Math.abs(value - (profile.k_factor ?? 0)) < 0.005);
    return fill(explained, {
      unit: this.heightUnit,
      frequency: `${this.number(profile.frequency_mhz, 1)}\u202fMHz`,
      k: factor ? factor[1] : this.number(profile.k_factor, 2),
    });
  }

  judgement(profile: Profile): string {
    const worst = profile.obstruction;
    const index = worst ? nearest(profile.distance_m, worst.distance_m) : 0;
    return fill(this.texts[verdict(profile)], {
      clearance: this.height(Math.abs(worst?.clearance_m ?? 0)),
      distance: this.distance(worst?.distance_m ?? 0),
      needed: this.height(needed(profile, index)),
      tx: profile.tx.label,
    });
  }
}

function fill(sentence: string | undefined, values: Record<string, string>): string {
  return (sentence ?? "").replace(/\{(\w+)\}/g, (hole, name: string) => values[name] ?? hole);
}
