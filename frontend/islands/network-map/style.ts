/** The map's style: our own ground, terrain and layers; no third-party host unless one is set. */
import type { FilterSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import { BACKGROUND, backgroundLayers, backgroundSource } from "./background.ts";
import type { Choice, LayerSetting, Settings } from "./settings.ts";

export interface Palette {
  ground: string;
  shadow: string;
  light: string;
  ink: string;
  halo: string;
  water: string;
  wood: string;
  built: string;
  road: string;
  tones: Record<string, string>;
}

/** The source of all our layers: one tile has what the person may see. */
export const NETWORK = "network";
const TONES = ["ok", "warn", "bad", "info", "off"];
const NEAR_ZOOM = 12;
export const AREA_OPACITY = 0.16;
const FONT = ["sans-serif"]; // drawn by the browser: no glyphs are fetched

/** The page's own colours, resolved for the theme in use. */
export function palette(host: HTMLElement): Palette {
  const probe = document.createElement("span");
  host.append(probe);
  const read = (name: string): string => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const tones = Object.fromEntries(TONES.map((tone) => [tone, read(`--gw-${tone}-ink`)]));
  const [ground, shadow, light] = [read("--nm-ground"), read("--nm-shadow"), read("--nm-light")];
  const [ink, halo] = [read("--nm-ink"), read("--nm-halo")];
  const [water, wood, built, road] = [read("--nm-water"), read("--nm-wood"), read("--nm-built"), read("--nm-road")];
  probe.remove();
  return { ground, shadow, light, ink, halo, water, wood, built, road, tones };
}

export function styleOf(settings: Settings, colours: Palette, choice: Choice): StyleSpecification {
  const style: StyleSpecification = {
    version: 8,
    sources: {},
    layers: [
      { id: "ground", type: "background", paint: { "background-color": colours.ground } },
      ...backgroundLayers(settings, colours),
    ],
  };
  if (settings.background) {
    style.sources[BACKGROUND] = backgroundSource(settings);
  }
  if (settings.terrainBounds) {
    style.sources.terrain = terrainSource(settings);
    style.layers.push(hillshade(colours));
  }
  if (settings.layers.length) {
    style.sources[NETWORK] = { type: "vector", tiles: [tilesOf(settings)], maxzoom: 14 };
    style.layers.push(...settings.layers.flatMap((layer) => drawn(layer, colours, choice)));
  }
  return style;
}

export function tilesOf({ tiles, version }: Settings): string {
  return `${location.origin}${tiles}?v=${encodeURIComponent(version)}`;
}

function terrainSource(settings: Settings): StyleSpecification["sources"][string] {
  return {
    type: "raster-dem",
    tiles: [`${location.origin}${settings.terrain}`],
    encoding: "terrarium",
    tileSize: 256,
    bounds: settings.terrainBounds ?? [-180, -85, 180, 85],
    minzoom: settings.terrainZooms[0],
    maxzoom: settings.terrainZooms[1],
  };
}

function hillshade(colours: Palette): LayerSpecification {
  return {
    id: "hillshade",
    type: "hillshade",
    source: "terrain",
    paint: {
      "hillshade-exaggeration": 0.45,
      "hillshade-shadow-color": colours.shadow,
      "hillshade-highlight-color": colours.light,
      "hillshade-accent-color": colours.shadow,
    },
  };
}

/** A layer's colour by its status. */
function toneOf(layer: LayerSetting, colours: Palette): string | ["match", ...unknown[]] {
  const other = colours.tones.off ?? "#666";
  if (!layer.statuses.length) return colours.tones.info ?? other;
  const pairs = layer.statuses.flatMap(({ key, tone }) => [key, colours.tones[tone] ?? other]);
  return ["match", ["get", "status"], ...pairs, other];
}

/** What is left of a layer; undefined where nothing is filtered out, so that nothing is asked. */
export function filterOf(layer: LayerSetting, choice: Choice): FilterSpecification | undefined {
  const hidden = layer.statuses.map(({ key }) => key).filter((key) => choice.hiddenStatuses.has(`${layer.name}.${key}`));
  const technologies = [...choice.hiddenTechnologies];
  return allOf([
    hidden.length ? ["!", ["in", ["get", "status"], ["literal", hidden]]] : null,
    technologies.length ? ["!", ["in", ["coalesce", ["get", "technology"], ""], ["literal", technologies]]] : null,
  ]);
}

function allOf(wanted: unknown[]): FilterSpecification | undefined {
  const asked = wanted.filter((one) => one !== null && one !== undefined);
  return asked.length ? (["all", ...asked] as FilterSpecification) : undefined;
}

export function drawn(layer: LayerSetting, colours: Palette, choice: Choice): LayerSpecification[] {
  const colour = toneOf(layer, colours);
  const visibility = choice.hiddenLayers.has(layer.name) ? "none" : "visible";
  const parts = { polygon: cones, line: lines, point: points }[layer.geometry](layer, colour, colours);
  return parts.map(({ only, ...part }) => {
    const filter = allOf([filterOf(layer, choice), only]);
    return {
      source: NETWORK,
      "source-layer": layer.name,
      minzoom: layer.minZoom,
      ...(filter ? { filter } : {}),
      ...part,
      layout: { ...(part.layout as object | undefined), visibility },
    };
  }) as LayerSpecification[];
}

interface Part {
  id: string;
  type: string;
  layout?: unknown;
  paint?: unknown;
  minzoom?: number;
  /** Which of the layer's features are drawn by this part; all, unless it is said. */
  only?: unknown;
}

function cones({ name, minZoom }: LayerSetting, colour: unknown): Part[] {
  return [
    // Far out the areas of many sectors lie on one another: they tell nothing and cost the most.
    // The edge is drawn below, so that smoothing it here would draw each cone a second time.
    { id: name, type: "fill", minzoom: Math.max(minZoom, NEAR_ZOOM), paint: { "fill-color": colour, "fill-opacity": AREA_OPACITY, "fill-antialias": false } },
    { id: `${name}-edge`, type: "line", paint: { "line-color": colour, "line-width": 1, "line-opacity": 0.7 } },
  ];
}

function lines({ name, minZoom }: LayerSetting, colour: unknown, colours: Palette): Part[] {
  return [
    { id: name, type: "line", paint: { "line-color": colour, "line-width": 2.5 } },
    {
      // gaps in what goes over the air; only where one is near enough to see them
      id: `${name}-gaps`,
      type: "line",
      minzoom: Math.max(minZoom, NEAR_ZOOM),
      only: ["!=", ["get", "kind"], "fiber"],
      paint: { "line-color": colours.ground, "line-width": 3, "line-dasharray": [1.5, 3] },
    },
  ];
}

function points({ name, labelZoom }: LayerSetting, colour: unknown, colours: Palette): Part[] {
  const many = [">", ["coalesce", ["get", "count"], 1], 1];
  const isSite = name === "sites";
  return [
    {
      id: name,
      type: "circle",
      paint: {
        "circle-color": isSite ? colours.halo : colour,
        "circle-radius": isSite
          ? ["interpolate", ["linear"], ["zoom"], 5, 3.5, 12, 7]
          : ["interpolate", ["linear"], ["zoom"], 5, 2, 10, 3, 13, 5],
        // a mast is a ring, so that size and colour are not the only signs
        "circle-stroke-color": isSite ? colour : colours.halo,
        "circle-stroke-width": isSite ? 3 : 1,
      },
    },
    {
      id: `${name}-label`,
      type: "symbol",
      minzoom: labelZoom,
      layout: {
        "text-field": ["case", many, ["concat", "×", ["to-string", ["get", "count"]]], ["get", "name"]],
        "text-font": FONT,
        "text-size": 12,
        "text-anchor": "top",
        "text-offset": [0, 0.7],
        "text-optional": true,
      },
      paint: { "text-color": colours.ink, "text-halo-color": colours.halo, "text-halo-width": 1.5 },
    },
  ];
}
