/** What each tool is given of the map around it. */
import type { GeoJSONSource, VectorTileSource } from "maplibre-gl";
import type { CoverageHost } from "./coverage/tool.ts";
import type { Dock } from "./dock.ts";
import type { Host } from "./host.ts";
import type { Overlays } from "./overlays.ts";
import type { PathHost } from "./profile/tool.ts";
import { beamParts, outline } from "./sector/beam.ts";
import type { Draft } from "./sector/draft.ts";
import type { SectorHost } from "./sector/host.ts";
import { drawn, NETWORK, palette, styleOf, tilesOf } from "./style.ts";

export interface Around extends Host {
  dock: Dock;
  overlays: Overlays;
  /** What is shown has changed: the address follows. */
  changed: () => void;
}

/** More sectors than this do not fit into an address. */
const MOST_NAMED = 40;
const NEAR_ZOOM = 11;

export function lowestOf({ settings, element, choice }: Host): string | undefined {
  const [lowest] = settings.layers;
  return lowest ? drawn(lowest, palette(element), choice)[0]?.id : undefined;
}

export function pathHost(around: Around): PathHost {
  return {
    ...around,
    picture: () => picture(around.element),
    colour: () => palette(around.element).tones.bad ?? "#b00",
  };
}

/** The <path-profile> of the page, made anew. */
function picture(element: HTMLElement): HTMLElement {
  const template = element.querySelector<HTMLTemplateElement>("template[data-picture]");
  const found = template?.content.firstElementChild;
  const copy = found ? document.importNode(found, true) : null;
  return copy instanceof HTMLElement ? copy : document.createElement("path-profile");
}

export function coverageHost(around: Around): CoverageHost {
  const { settings, element, choice } = around;
  return {
    ...around,
    lowest: lowestOf(around),
    style: () => styleOf(settings, palette(element), choice),
    visible: () => visibleSectors(around),
  };
}

/** The statuses of sectors that are shown, and the sectors in view when they are few. */
function visibleSectors({ map, settings, choice }: Host): { statuses: string[]; sectorIds: string[] } {
  const sectors = settings.layers.find(({ name }) => name === "sectors");
  const statuses = (sectors?.statuses ?? []).map(({ key }) => key).filter((key) => !choice.hiddenStatuses.has(`sectors.${key}`));
  const layers = ["sectors", "sectors-edge"].filter((id) => map.getLayer(id));
  const found = map.queryRenderedFeatures({ layers }).map(({ properties }) => properties as { id?: string; count?: number });
  const ids = [...new Set(found.flatMap(({ id, count }) => (id && (count ?? 1) === 1 ? [id] : [])))];
  const isWhole = found.every(({ count }) => (count ?? 1) === 1) && ids.length <= MOST_NAMED;
  return { statuses, sectorIds: isWhole ? ids : [] };
}

export function sectorHost(around: Around, path: SectorHost["path"]): SectorHost {
  const { map, settings } = around;
  const statuses = settings.layers.find(({ name }) => name === "sectors")?.statuses ?? [];
  return {
    ...around,
    path,
    labels: {
      status: (key) => statuses.find((one) => one.key === key)?.label ?? key,
      technology: (key) => settings.technologies[key] ?? key,
    },
    toast: (message, level) => {
      document.dispatchEvent(new CustomEvent("toast", { detail: { message, level } }));
    },
    stale: () => {
      renew(around);
    },
    see: (longitude, latitude) => {
      if (map.getZoom() < NEAR_ZOOM || !map.getBounds().contains([longitude, latitude])) {
        map.jumpTo({ center: [longitude, latitude], zoom: Math.max(NEAR_ZOOM, map.getZoom()) });
      }
    },
    beam: (draft, width, radius) => {
      drawBeam(around, draft, width, radius);
    },
  };
}

/** Asks the tiles anew, under a version that no cache has. */
function renew({ map, settings }: Host): void {
  settings.version = `${settings.version}+`;
  map.getSource<VectorTileSource>(NETWORK)?.setTiles([tilesOf(settings)]);
}

function drawBeam({ map, overlays, element }: Around, draft: Draft, width: number, radius: number): void {
  const features = outline(draft, width, radius);
  const source = map.getSource<GeoJSONSource>("beam");
  overlays.keep("beam", () => beamParts(features, palette(element)));
  if (source) void source.setData({ type: "FeatureCollection", features });
}
