/** The background that an operator has set: pictures, or vector tiles of the OpenMapTiles schema. */
import type { LayerSpecification, SourceSpecification } from "maplibre-gl";
import type { Settings } from "./settings.ts";
import type { Palette } from "./style.ts";

export const BACKGROUND = "background";
const DEEPEST_ZOOM = 14; // of the schema: beyond it the map stretches its tiles

export function backgroundSource({ background, backgroundKind }: Settings): SourceSpecification {
  return backgroundKind === "vector"
    ? { type: "vector", tiles: [background], maxzoom: DEEPEST_ZOOM }
    : { type: "raster", tiles: [background], tileSize: 256 };
}

export function backgroundLayers(settings: Settings, colours: Palette): LayerSpecification[] {
  if (!settings.background) return [];
  if (settings.backgroundKind === "raster") return [{ id: BACKGROUND, type: "raster", source: BACKGROUND }];
  return [
    area("landcover", colours.wood, ["==", ["get", "class"], "wood"]),
    area("water", colours.water),
    line("waterway", colours.water, 1),
    area("building", colours.built, undefined, 14),
    line("transportation", colours.road, 1, ["in", ["get", "class"], ["literal", ["secondary", "tertiary", "minor", "service"]]], 12),
    line("transportation", colours.road, 2.5, ["in", ["get", "class"], ["literal", ["motorway", "trunk", "primary"]]]),
    { ...line("boundary", colours.ink, 1, ["<=", ["get", "admin_level"], 6]), paint: { "line-color": colours.ink, "line-width": 1, "line-dasharray": [4, 3], "line-opacity": 0.5 } } as LayerSpecification,
    {
      id: `${BACKGROUND}-place`, type: "symbol", source: BACKGROUND, "source-layer": "place",
      layout: { "text-field": ["get", "name"], "text-font": ["sans-serif"], "text-size": 13 },
      paint: { "text-color": colours.ink, "text-halo-color": colours.halo, "text-halo-width": 1.5, "text-opacity": 0.8 },
    },
  ];
}

type Filter = LayerSpecification extends infer L ? (L extends { filter?: infer F } ? F : never) : never;

function area(layer: string, colour: string, filter?: Filter, minzoom = 0): LayerSpecification {
  return { id: `${BACKGROUND}-${layer}`, type: "fill", source: BACKGROUND, "source-layer": layer, minzoom, ...(filter ? { filter } : {}), paint: { "fill-color": colour } };
}

function line(layer: string, colour: string, width: number, filter?: Filter, minzoom = 0): LayerSpecification {
  return { id: `${BACKGROUND}-${layer}-${width}`, type: "line", source: BACKGROUND, "source-layer": layer, minzoom, ...(filter ? { filter } : {}), paint: { "line-color": colour, "line-width": width } };
}
