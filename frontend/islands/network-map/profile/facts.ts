/** What a path comes to, as terms and values. */
import type { Words } from "../../path-profile/words.ts";
import { filled, type Texts } from "../dom.ts";
import type { RadioPath } from "./path.ts";

export type Fact = [term: string, value: string];

const NARROW = "\u202f";

export function facts(path: RadioPath, words: Words, texts: Texts): Fact[] {
  const degrees = (value: number): string => `${words.number(value, 1)}°`;
  const decibels = (value: number): string => `${words.number(value, 1)}${NARROW}dB`;
  const { losses, needs } = path;
  const itm = losses.itm_db === null ? losses.itm_problem : `${decibels(losses.itm_db)} (${losses.itm_mode})`;
  return [
    [texts.pathLength ?? "", words.distance(path.length_m)],
    [texts.pathAzimuths ?? "", `A ${degrees(path.azimuth_deg)} · B ${degrees(path.back_azimuth_deg)}`],
    [texts.pathTilts ?? "", `A ${tilt(path.tilt_deg, texts, words)} · B ${tilt(path.back_tilt_deg, texts, words)}`],
    ...worst(path, words, texts),
    [texts.pathNeedFrom ?? "", words.height(needs.from_height_m)],
    [texts.pathNeedTo ?? "", words.height(needs.to_height_m)],
    [texts.pathNeedBoth ?? "", `+ ${words.height(needs.both_raised_m)}`],
    [texts.pathFreeSpace ?? "", decibels(losses.free_space_db)],
    [texts.pathDiffraction ?? "", decibels(losses.diffraction_db)],
    [texts.pathItm ?? "", itm],
  ];
}

/** Up or down in words: a sign alone is read either way. */
function tilt(down: number, texts: Texts, words: Words): string {
  const text = down < 0 ? texts.pathUp : texts.pathDown;
  return filled(text, { angle: `${words.number(Math.abs(down), 1)}°` });
}

function worst({ worst: point }: RadioPath, words: Words, texts: Texts): Fact[] {
  if (!point) return [];
  const values = {
    clearance: words.height(point.clearance_m),
    percent: words.number(point.clearance_ratio * 100, 0),
    distance: words.distance(point.distance_m),
  };
  return [[texts.pathWorst ?? "", filled(texts.pathWorstAt, values)]];
}
