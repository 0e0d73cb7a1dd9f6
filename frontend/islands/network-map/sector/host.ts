/** What the planning of a sector needs of the map around it. */
import type { Map as BaseMap } from "maplibre-gl";
import type { Dock } from "../dock.ts";
import type { Texts } from "../dom.ts";
import type { Overlays } from "../overlays.ts";
import type { End } from "../profile/path.ts";
import type { Draft } from "./draft.ts";

export interface SectorHost {
  element: HTMLElement;
  map: BaseMap;
  dock: Dock;
  overlays: Overlays;
  texts: Texts;
  units: "metric" | "imperial";
  ended: AbortSignal;
  labels: { status: (key: string) => string; technology: (key: string) => string };
  toast: (text: string, level: "success" | "error") => void;
  changed: () => void;
  /** Sectors were changed: their tiles are to be asked anew. */
  stale: () => void;
  /** Bring a place into view, if it is not. */
  see: (longitude: number, latitude: number) => void;
  beam: (draft: Draft, width: number, radius: number) => void;
  /** Opens a path from a place; null for who may not. */
  path: ((from: End, frequency: number) => void) | null;
}
