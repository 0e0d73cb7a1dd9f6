/** What the server tells the map in `data-map`; queries/map_settings.py writes it. */
export type Bounds = [west: number, south: number, east: number, north: number];

export interface Status {
  key: string;
  label: string;
  tone: string;
}

export interface LayerSetting {
  name: string;
  label: string;
  geometry: "point" | "line" | "polygon";
  statuses: Status[];
  minZoom: number;
  /** From this zoom on the names are written: before it there is no room for them. */
  labelZoom: number;
}

export interface Creation {
  noun: string;
  label: string;
  url: string;
}

export interface Settings {
  tiles: string;
  /** Of what the tiles hold. */
  version: string;
  terrain: string;
  terrainBounds: Bounds | null;
  terrainZooms: [number, number];
  background: string;
  backgroundKind: "raster" | "vector";
  /** Whose map the background is; "" without one. */
  attribution: string;
  places: string;
  bounds: Bounds | null;
  layers: LayerSetting[];
  technologies: Record<string, string>;
  create: Creation[];
  check: string;
  /** Addresses of what the planning tools ask; those that the person may not use are absent. */
  tools?: ToolSettings;
}

export interface ToolSettings {
  path?: string;
  coverage?: { studies: string; begin?: string };
  sector?: SectorAddresses;
}

/** What is shown: the layers switched off, and the statuses and technologies filtered out. */
export interface Choice {
  hiddenLayers: Set<string>;
  hiddenStatuses: Set<string>;
  hiddenTechnologies: Set<string>;
}

export function nothingHidden(): Choice {
  return { hiddenLayers: new Set(), hiddenStatuses: new Set(), hiddenTechnologies: new Set() };
}

/** `elsewhere` has `{id}` in it; what the person may not do is absent. */
export interface SectorAddresses {
  sectors: string;
  sites: string;
  page: string;
  preview?: string;
  antennas?: string;
  elsewhere?: string;
  mayChange: boolean;
}
