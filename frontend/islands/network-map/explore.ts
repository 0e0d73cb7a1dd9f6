/** Exploring: what is under the pointer, its card, the menu of a place, measuring, searching. */
import type { MapGeoJSONFeature, MapMouseEvent, PointLike } from "maplibre-gl";
import { readAddress, writeAddress } from "./address.ts";
import { card } from "./card.ts";
import { controls, type FoundPlace } from "./controls.ts";
import { filled, make } from "./dom.ts";
import type { Host } from "./host.ts";
import { Measure, measureParts } from "./measure.ts";
import { Mark } from "./picking.ts";
import { placeMenu, type MenuAction } from "./place-menu.ts";
import { Planning } from "./planning.ts";
import type { LayerSetting } from "./settings.ts";
import { drawn, palette } from "./style.ts";

const NEAR_PX = 6;
const LONG_PRESS_MS = 600;
const FOUND_ZOOM = 14;

const within = (at: number, most: number): number => Math.max(0, Math.min(at, most));

export class Explore {
  readonly #host: Host;
  readonly #mark: Mark;
  readonly #planning: Planning;
  readonly #readout = make("output", { class: "nm-readout card" });
  #card: HTMLElement | null = null;
  #menu: HTMLElement | null = null;
  #measure: Measure | null = null;

  constructor(host: Host) {
    this.#host = host;
    this.#mark = new Mark(host.map, host.element);
    this.#planning = new Planning(host, () => {
      this.#remember();
    });
    host.element.append(this.#readout, this.#controls());
    this.#listen();
    this.#planning.start(readAddress(location.hash).tools);
  }

  /** A new style has come: what tools drew is drawn again. */
  restyled(): void {
    this.#planning.restyled();
  }

  #controls(): HTMLElement {
    const { settings, choice, texts } = this.#host;
    return controls(settings, choice, texts, this.#planning.parts(), {
      chosen: () => {
        this.#apply();
      },
      goTo: (place) => {
        this.#goTo(place);
      },
      measure: (isOn) => {
        this.#setMeasuring(isOn);
      },
    });
  }

  #listen(): void {
    const { map, ended } = this.#host;
    map.on("moveend", () => {
      this.#remember();
    });
    map.on("click", (event) => {
      this.#clicked(event);
    });
    map.on("contextmenu", (event) => {
      this.#openMenu(event.lngLat.lat, event.lngLat.lng, event.point.x, event.point.y);
    });
    map.on("movestart", () => {
      this.#closeMenu();
    });
    this.#listenForLongPress();
    this.#listenForKeys();
    addEventListener(
      "hashchange",
      () => {
        const { place, tools } = readAddress(location.hash);
        if (place) map.jumpTo({ center: [place.longitude, place.latitude], zoom: place.zoom });
        this.#planning.open(tools);
      },
      { signal: ended },
    );
  }

  #listenForKeys(): void {
    const { map } = this.#host;
    map.getCanvas().addEventListener("keydown", (event) => {
      const { lat, lng } = map.getCenter();
      const point = map.project([lng, lat]);
      if (event.key.toLowerCase() === "m") this.#openMenu(lat, lng, point.x, point.y);
      if (event.key === "Enter") this.#chosen(point, lat, lng);
      if (event.key === "Escape") this.#close();
    });
  }

  #listenForLongPress(): void {
    const { map } = this.#host;
    let waiting = 0;
    const stop = (): void => {
      clearTimeout(waiting);
    };
    map.on("touchstart", (event) => {
      stop();
      if (event.points.length > 1) return;
      const { lngLat, point } = event;
      waiting = window.setTimeout(() => {
        this.#openMenu(lngLat.lat, lngLat.lng, point.x, point.y);
      }, LONG_PRESS_MS);
    });
    for (const name of ["touchend", "touchcancel", "touchmove", "movestart"] as const) map.on(name, stop);
  }

  #remember(): void {
    const { map, choice } = this.#host;
    const { lat, lng } = map.getCenter();
    const place = { zoom: map.getZoom(), latitude: lat, longitude: lng };
    history.replaceState(history.state, "", writeAddress(place, choice, this.#planning.tools));
  }

  /** Put the choice of layers, statuses and technologies into effect. */
  #apply(): void {
    const { map, settings, choice, element } = this.#host;
    const colours = palette(element);
    for (const layer of settings.layers) {
      for (const part of drawn(layer, colours, choice)) {
        map.setLayoutProperty(part.id, "visibility", choice.hiddenLayers.has(layer.name) ? "none" : "visible");
        map.setFilter(part.id, "filter" in part ? part.filter : undefined);
      }
    }
    this.#remember();
  }

  #goTo(place: FoundPlace): void {
    this.#mark.put(place.latitude, place.longitude);
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const target = { center: [place.longitude, place.latitude] as [number, number], zoom: FOUND_ZOOM };
    if (isStill) this.#host.map.jumpTo(target);
    else this.#host.map.flyTo({ ...target, maxDuration: 1500 });
  }

  #clicked(event: MapMouseEvent): void {
    this.#closeMenu();
    if (this.#measure) this.#measure.add([event.lngLat.lng, event.lngLat.lat]);
    else this.#chosen(event.point, event.lngLat.lat, event.lngLat.lng);
  }

  #chosen(point: { x: number; y: number }, latitude: number, longitude: number): void {
    const found = this.#under(point);
    if (!this.#planning.chosen(latitude, longitude, found)) this.#select(found);
  }

  /** The topmost thing near a point of the screen, with its layer. */
  #under(point: { x: number; y: number }): [MapGeoJSONFeature, LayerSetting] | null {
    const { map, settings } = this.#host;
    const box: [PointLike, PointLike] = [
      [point.x - NEAR_PX, point.y - NEAR_PX],
      [point.x + NEAR_PX, point.y + NEAR_PX],
    ];
    const known = settings.layers.flatMap(({ name }) => [name, `${name}-edge`]).filter((id) => map.getLayer(id));
    const [feature] = map.queryRenderedFeatures(box, { layers: known });
    const layer = settings.layers.find(({ name }) => name === feature?.sourceLayer);
    return feature && layer ? [feature, layer] : null;
  }

  #select(found: [MapGeoJSONFeature, LayerSetting] | null): void {
    this.#close();
    if (!found) return;
    const { element, settings, texts } = this.#host;
    const [feature, layer] = found;
    this.#card = card(layer, feature.properties, settings, texts, () => {
      this.#close();
    });
    element.append(this.#card);
    this.#card.focus();
  }

  #close(): void {
    this.#closeMenu();
    if (this.#card?.contains(document.activeElement)) this.#host.map.getCanvas().focus();
    this.#card?.remove();
    this.#card = null;
  }

  #openMenu(latitude: number, longitude: number, x: number, y: number): void {
    this.#close();
    const { element, settings, texts, map } = this.#host;
    const found = this.#under({ x, y });
    const isSite = found?.[1].name === "sites" && Number(found[0].properties.count ?? 1) === 1;
    const siteId = isSite ? String(found[0].properties.id) : "";
    const menu = placeMenu(settings, texts, { latitude, longitude, siteId }, this.#menuActions(latitude, longitude), () => {
      this.#closeMenu();
      map.getCanvas().focus();
    });
    this.#menu = menu;
    element.append(menu);
    menu.style.insetInlineStart = `${within(x, element.clientWidth - menu.offsetWidth)}px`;
    menu.style.insetBlockStart = `${within(y, element.clientHeight - menu.offsetHeight)}px`;
    menu.querySelector<HTMLElement>("[role=menuitem]")?.focus();
  }

  #menuActions(latitude: number, longitude: number): MenuAction[] {
    const measure = (): void => {
      this.#setMeasuring(true);
      this.#measure?.add([longitude, latitude]);
    };
    const all = [...this.#planning.menu(latitude, longitude), { label: this.#host.texts.measure ?? "", act: measure }];
    return all.map(({ label, act }) => ({
      label,
      act: () => {
        this.#closeMenu();
        act();
      },
    }));
  }

  #closeMenu(): void {
    this.#menu?.remove();
    this.#menu = null;
  }

  #setMeasuring(isOn: boolean): void {
    const { element, texts, units } = this.#host;
    element.querySelector(".nm-panel [data-tool=measure]")?.setAttribute("aria-pressed", String(isOn));
    this.#readout.textContent = isOn ? (texts.measuring ?? "") : "";
    if (!isOn) {
      this.#measure = null;
      this.#planning.overlays.hide("measure");
      return;
    }
    this.#measure = new Measure(units, (collection, words) => {
      this.#planning.overlays.show("measure", () => measureParts(collection, palette(element)));
      if (words) this.#readout.textContent = filled(texts.measured, words);
    });
  }
}
