/** What tools draw on the map: it outlives a change of theme, which makes the style anew. */
import { AREA_OPACITY } from "./style.ts";
import type { LayerSpecification, Map as BaseMap, SourceSpecification } from "maplibre-gl";

export interface Parts {
  sources: Record<string, SourceSpecification>;
  layers: LayerSpecification[];
  /** Under the layers of the network, not over them. */
  isGround?: boolean;
  /** Told when they are on the map: again after each change of style. */
  added?: () => void;
}

export class Overlays {
  readonly #map: BaseMap;
  readonly #lowest: string | undefined;
  readonly #makers = new Map<string, () => Parts>();
  readonly #drawn = new Map<string, Parts>();
  #isReady = false;

  /** `lowest`: the lowest layer of the network. */
  constructor(map: BaseMap, lowest: string | undefined) {
    this.#map = map;
    this.#lowest = lowest;
    map.on("style.load", () => {
      this.#isReady = true;
      this.restore();
    });
  }

  /** Draws what `maker` says, in place of what stood under this name. */
  show(name: string, maker: () => Parts): void {
    this.hide(name);
    this.#makers.set(name, maker);
    if (this.#isReady) this.#add(name, maker());
  }

  /** The same, but what is on the map under this name stays: only the next style is drawn so. */
  keep(name: string, maker: () => Parts): void {
    if (this.#makers.has(name)) this.#makers.set(name, maker);
    else this.show(name, maker);
  }

  hide(name: string): void {
    this.#makers.delete(name);
    const parts = this.#drawn.get(name);
    this.#drawn.delete(name);
    for (const { id } of parts?.layers ?? []) if (this.#map.getLayer(id)) this.#map.removeLayer(id);
    this.#clear();
    for (const id of Object.keys(parts?.sources ?? {})) if (this.#map.getSource(id)) this.#map.removeSource(id);
  }

  /** After a change of style nothing of ours is left: draw it again. */
  restore(): void {
    if (!this.#isReady) return;
    for (const [name, maker] of this.#makers) this.#add(name, maker());
  }

  #add(name: string, parts: Parts): void {
    this.#drawn.set(name, parts);
    for (const [id, source] of Object.entries(parts.sources)) if (!this.#map.getSource(id)) this.#map.addSource(id, source);
    const under = parts.isGround && this.#lowest && this.#map.getLayer(this.#lowest) ? this.#lowest : undefined;
    for (const layer of parts.layers) if (!this.#map.getLayer(layer.id)) this.#map.addLayer(layer, under);
    this.#clear();
    parts.added?.();
  }

  /** Over a coverage the areas of sectors would tint its colours away from their legend. */
  #clear(): void {
    if (!this.#lowest || this.#map.getLayer(this.#lowest)?.type !== "fill") return;
    const isCovered = [...this.#drawn.values()].some(({ isGround }) => isGround);
    this.#map.setPaintProperty(this.#lowest, "fill-opacity", isCovered ? 0 : AREA_OPACITY);
  }
}
