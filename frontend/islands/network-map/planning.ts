/** The tools of planning on the map: each opens in the dock, draws its overlays, is in the address. */
import type { MapGeoJSONFeature } from "maplibre-gl";
import type { Tools } from "./address.ts";
import { askedCoverage } from "./coverage/study.ts";
import { CoverageTool } from "./coverage/tool.ts";
import { Dock } from "./dock.ts";
import { button } from "./fields.ts";
import type { Host } from "./host.ts";
import { Overlays } from "./overlays.ts";
import type { MenuAction } from "./place-menu.ts";
import { Printing } from "./print.ts";
import { freshPath, HEIGHTS } from "./profile/path.ts";
import { PathTool } from "./profile/tool.ts";
import { SectorTool } from "./sector/tool.ts";
import type { LayerSetting } from "./settings.ts";
import { coverageHost, lowestOf, pathHost, sectorHost, type Around } from "./tool-hosts.ts";

export class Planning {
  readonly overlays: Overlays;
  readonly #host: Host;
  readonly #path: PathTool | null;
  readonly #coverage: CoverageTool | null;
  readonly #sector: SectorTool | null;
  readonly #printing: Printing;

  constructor(host: Host, changed: () => void) {
    const { path, coverage, sector } = host.settings.tools ?? {};
    this.#host = host;
    this.overlays = new Overlays(host.map, lowestOf(host));
    const around: Around = { ...host, dock: new Dock(host.element, host.texts), overlays: this.overlays, changed };
    const tool = (this.#path = path ? new PathTool(pathHost(around), path) : null);
    this.#coverage = coverage ? new CoverageTool(coverageHost(around), coverage) : null;
    const begin = tool
      ? (from: Parameters<typeof startPath>[1], frequency: number): void => {
          startPath(tool, from, frequency);
        }
      : null;
    this.#sector = sector ? new SectorTool(sectorHost(around, begin), sector) : null;
    this.#printing = new Printing(host);
    this.#printing.legends.push(() => this.#coverage?.panel.printed() ?? null);
    this.#printing.above.push(() => this.#coverage?.above ?? null);
  }

  get tools(): Tools {
    return { path: this.#path?.view ?? null, coverage: this.#coverage?.view ?? null, sector: this.#sector?.view ?? "" };
  }

  /** Shows what an address says; what it does not speak of stays. */
  open({ path, coverage, sector }: Tools): void {
    if (coverage) void this.#coverage?.open(coverage);
    if (sector) void this.#sector?.open(sector);
    else if (path) this.#path?.open(path);
  }

  /** The first time: what the page was asked for, such as a study by its own page. */
  start(tools: Tools): void {
    this.open(tools);
    const asked = askedCoverage(new URLSearchParams(location.search));
    if (!tools.coverage && asked) void this.#coverage?.open(asked, true);
  }

  restyled(): void {
    this.overlays.restore();
    this.#coverage?.restyled();
  }

  /** What the panel beside the map offers. */
  parts(): { tools: HTMLElement[]; sections: HTMLElement[] } {
    const { texts } = this.#host;
    const path = this.#path;
    const profile = path ? [button(texts.path ?? "", () => { path.open(); })] : [];
    const print = button(texts.print ?? "", () => { this.#printing.start(); });
    return { tools: [...profile, print], sections: this.#coverage ? [this.#coverage.panel.element] : [] };
  }

  menu(latitude: number, longitude: number): MenuAction[] {
    const { texts } = this.#host;
    const [path, coverage] = [this.#path, this.#coverage];
    const actions: MenuAction[] = [];
    if (path) {
      const from = { latitude, longitude, height: HEIGHTS.from };
      actions.push({ label: texts.pathHere ?? "", act: () => { path.open({ ...freshPath(), from }); } });
    }
    if (coverage?.view) actions.push({ label: texts.coverageHere ?? "", act: () => void coverage.read(latitude, longitude) });
    return actions;
  }

  /** A place was clicked or chosen by Enter; true when a tool took it. */
  chosen(latitude: number, longitude: number, found: [MapGeoJSONFeature, LayerSetting] | null): boolean {
    const point = found?.[1].geometry === "point" && found[0].geometry.type === "Point" ? found[0].geometry.coordinates : [];
    const [east = longitude, north = latitude] = point;
    if (this.#path?.click(north, east)) return true;
    if (this.#isSector(found)) {
      void this.#sector?.open(String(found?.[0].properties.id));
      return true;
    }
    const isOnArea = found?.[0].layer.type === "fill";
    if (!this.#coverage?.view || (found && !isOnArea)) return false;
    void this.#coverage.read(latitude, longitude); // the wide area of a sector hides no coverage
    return true;
  }

  /** One sector, and not only its wide area while a study lies under it. */
  #isSector(found: [MapGeoJSONFeature, LayerSetting] | null): boolean {
    if (!this.#sector || found?.[1].name !== "sectors" || Number(found[0].properties.count ?? 1) !== 1) return false;
    return !this.#coverage?.view || found[0].layer.type !== "fill";
  }
}

function startPath(tool: PathTool, from: { latitude: number; longitude: number; height: number }, frequency: number): void {
  tool.open({ ...freshPath(), from, frequency });
}
