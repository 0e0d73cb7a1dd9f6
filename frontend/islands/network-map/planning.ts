/** The tools of planning on the map: each opens in the dock, draws its overlays, is in the address. */
import type { MapGeoJSONFeature } from "maplibre-gl";
import { noTools, type Tools } from "./address.ts";
import { Dock } from "./dock.ts";
import { button } from "./fields.ts";
import type { Host } from "./host.ts";
import { Overlays } from "./overlays.ts";
import type { MenuAction } from "./place-menu.ts";
import { Printing } from "./print.ts";
import { freshPath, HEIGHTS } from "./profile/path.ts";
import { PathTool } from "./profile/tool.ts";
import type { LayerSetting } from "./settings.ts";
import { palette } from "./style.ts";

export class Planning {
  readonly overlays: Overlays;
  readonly #host: Host;
  readonly #dock: Dock;
  readonly #path: PathTool | null;
  readonly #printing: Printing;

  constructor(host: Host, changed: () => void) {
    const { map, settings, texts, units, element } = host;
    this.#host = host;
    this.#dock = new Dock(element, texts);
    this.overlays = new Overlays(map, settings.layers[0]?.name);
    this.#printing = new Printing(host);
    const { path } = settings.tools ?? {};
    this.#path = path
      ? new PathTool(
          {
            map, dock: this.#dock, overlays: this.overlays, texts, units, changed,
            picture: () => this.#picture(),
            colour: () => palette(element).tones.bad ?? "#b00",
          },
          path,
        )
      : null;
  }

  get tools(): Tools {
    return { ...noTools(), path: this.#path?.view ?? null };
  }

  /** Shows what an address says; what it does not speak of stays. */
  open({ path }: Tools): void {
    if (path) this.#path?.open(path);
  }

  /** What the panel beside the map offers. */
  parts(): HTMLElement[] {
    const { texts } = this.#host;
    const path = this.#path;
    const tools = path
      ? [button(texts.path ?? "", () => {
          path.open();
        })]
      : [];
    return [...tools, button(texts.print ?? "", () => {
      this.#printing.start();
    })];
  }

  menu(latitude: number, longitude: number): MenuAction[] {
    const path = this.#path;
    if (!path) return [];
    const act = (): void => {
      path.open({ ...freshPath(), from: { latitude, longitude, height: HEIGHTS.from } });
    };
    return [{ label: this.#host.texts.pathHere ?? "", act }];
  }

  /** A place was clicked or chosen by Enter; true when a tool took it. */
  chosen(latitude: number, longitude: number, found: [MapGeoJSONFeature, LayerSetting] | null): boolean {
    const point = found?.[1].geometry === "point" && found[0].geometry.type === "Point" ? found[0].geometry.coordinates : [];
    const [east = longitude, north = latitude] = point;
    return this.#path?.click(north, east) ?? false;
  }

  #picture(): HTMLElement {
    const template = this.#host.element.querySelector<HTMLTemplateElement>("template[data-picture]");
    const found = template?.content.firstElementChild;
    const copy = found ? document.importNode(found, true) : null;
    return copy instanceof HTMLElement ? copy : document.createElement("path-profile");
  }
}
