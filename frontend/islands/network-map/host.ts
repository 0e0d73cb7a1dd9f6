/** What the element gives to its parts. */
import type { Map as BaseMap } from "maplibre-gl";
import type { Texts } from "./dom.ts";
import type { Choice, Settings } from "./settings.ts";

export type Units = "metric" | "imperial";

export interface Host {
  element: HTMLElement;
  map: BaseMap;
  settings: Settings;
  choice: Choice;
  texts: Texts;
  units: Units;
  /** Aborts when the element leaves the page. */
  ended: AbortSignal;
}
