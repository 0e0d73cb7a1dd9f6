/**
 * <network-map data-map='{…}' mode="explore|pick" units lat lon spot-lat spot-lon>: the network on
 * our own terrain.
 *
 * `explore` has layers, filters, search, details, a menu of a place and measuring, and keeps what is
 * shown in the address. `pick` puts a clicked place into the page's fields lat and lon and sends
 * their form. `data-map` is described in settings.ts; words come in a <template data-texts> child.
 */
import "maplibre-gl/dist/maplibre-gl.css";
import "./style.css";
import { Map as BaseMap, Marker, NavigationControl, ScaleControl, setWorkerUrl } from "maplibre-gl";
import type { GeoJSONSource, MapGeoJSONFeature, MapMouseEvent, PointLike } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { readAddress, writeAddress, type Place } from "./address.ts";
import { card } from "./card.ts";
import { controls, type FoundPlace } from "./controls.ts";
import { filled, make, type Texts } from "./dom.ts";
import { Measure } from "./measure.ts";
import { placeMenu } from "./place-menu.ts";
import { nothingHidden, type Choice, type LayerSetting, type Settings } from "./settings.ts";
import { drawn, emptyCollection, palette, styleOf } from "./style.ts";

setWorkerUrl(new URL(workerUrl, import.meta.url).href);

const NEAR_PX = 6;
const MOST_PIXELS = 2; // a device's pixels to one of the page's: beyond two nobody sees more
const LONG_PRESS_MS = 600;
const WHOLE: [number, number, number, number] = [-125, 24, -66, 50];
const FOUND_ZOOM = 14;
const SPOT_ZOOM = 16; // a spot twenty metres from its place stands apart from it

const within = (at: number, most: number): number => Math.max(0, Math.min(at, most));

class NetworkMap extends HTMLElement {
  #map: BaseMap | null = null;
  #choice: Choice = nothingHidden();
  #card: HTMLElement | null = null;
  #menu: HTMLElement | null = null;
  #marker: Marker | null = null;
  #measure: Measure | null = null;
  #settings: Settings | null = null;
  readonly #readout = make("output", { class: "nm-readout card" });
  readonly #themes = new MutationObserver(() => {
    this.#restyle();
  });

  connectedCallback(): void {
    if (this.#map) return;
    this.#settings = JSON.parse(this.dataset.map ?? "{}") as Settings;
    const canvas = make("div", { class: "nm-canvas" });
    this.append(canvas, this.#readout);
    try {
      this.#start(canvas, this.#settings);
    } catch (error) {
      console.error("network-map:", error);
      canvas.replaceWith(make("p", { class: "nm-failed", role: "alert" }, this.#texts.failed ?? ""));
    }
  }

  disconnectedCallback(): void {
    this.#themes.disconnect();
    this.#map?.remove();
    this.#map = null;
  }

  get #texts(): Texts {
    return this.querySelector<HTMLTemplateElement>("template[data-texts]")?.dataset ?? {};
  }

  get #units(): "metric" | "imperial" {
    return this.getAttribute("units") === "imperial" ? "imperial" : "metric";
  }

  get #picks(): boolean {
    return this.getAttribute("mode") === "pick";
  }

  #start(canvas: HTMLElement, settings: Settings): void {
    const { place, choice } = readAddress(this.#picks ? "" : location.hash);
    this.#choice = choice;
    const map = new BaseMap({
      container: canvas,
      style: styleOf(settings, palette(this), choice),
      attributionControl: false,
      maxZoom: 18,
      dragRotate: false,
      pitchWithRotate: false,
      fadeDuration: 0,
      crossSourceCollisions: false,
      refreshExpiredTiles: false, // a tile's address names its version
      pixelRatio: Math.min(devicePixelRatio, MOST_PIXELS),
      ...this.#opening(place, settings),
    });
    this.#map = map;
    map.touchZoomRotate.disableRotation();
    map.addControl(new NavigationControl({ showCompass: false }), "top-right");
    map.addControl(new ScaleControl({ unit: this.#units }), "bottom-right");
    map.getCanvas().setAttribute("aria-label", this.#texts.region ?? "");
    // A drag let go over our panel or card would go on for ever: the map hears only its own canvas.
    map.getCanvas().addEventListener("pointerdown", (event) => {
      if (event.pointerType === "mouse") map.getCanvas().setPointerCapture(event.pointerId);
    });
    this.#themes.observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
    map.on("dataloading", () => {
      delete this.dataset.drawn;
    });
    map.on("idle", () => {
      this.dataset.drawn = "";
    });
    if (this.#picks) this.#startPicking(map);
    else this.#startExploring(map, settings);
  }

  #opening(place: Place | null, settings: Settings): object {
    if (place) return { center: [place.longitude, place.latitude], zoom: place.zoom };
    const [lat, lon] = [this.getAttribute("lat"), this.getAttribute("lon")];
    const zoom = this.hasAttribute("spot-lat") ? SPOT_ZOOM : 11;
    if (lat && lon) return { center: [Number(lat), Number(lon)].reverse(), zoom };
    return { bounds: settings.bounds ?? WHOLE, fitBoundsOptions: { padding: 40, maxZoom: 12 } };
  }

  // Picking

  #startPicking(map: BaseMap): void {
    const [lat, lon] = [this.getAttribute("lat"), this.getAttribute("lon")];
    if (lat && lon) this.#mark(Number(lon), Number(lat));
    const [north, east] = [this.getAttribute("spot-lat"), this.getAttribute("spot-lon")];
    if (north && east) {
      const spot = new Marker({ color: palette(this).tones.ok ?? "#080", scale: 0.8 });
      spot.setLngLat([Number(east), Number(north)]).addTo(map);
    }
    map.on("click", (event) => {
      this.#pick(event.lngLat.lat, event.lngLat.lng);
    });
    map.getCanvas().addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.#pick(map.getCenter().lat, map.getCenter().lng);
    });
  }

  #pick(latitude: number, longitude: number): void {
    this.#mark(longitude, latitude);
    const fields = { lat: latitude.toFixed(6), lon: longitude.toFixed(6), address: "" };
    let form: HTMLFormElement | null = null;
    for (const [name, value] of Object.entries(fields)) {
      const field = document.querySelector<HTMLInputElement>(`#main input[name="${name}"]`);
      if (!field) continue;
      field.value = value;
      form = field.form;
    }
    form?.requestSubmit();
  }

  #mark(longitude: number, latitude: number): void {
    if (!this.#map) return;
    this.#marker ??= new Marker({ color: palette(this).tones.bad ?? "#b00" });
    this.#marker.setLngLat([longitude, latitude]).addTo(this.#map);
  }

  // Exploring

  #startExploring(map: BaseMap, settings: Settings): void {
    this.append(
      controls(settings, this.#choice, this.#texts, {
        chosen: () => {
          this.#apply();
        },
        goTo: (place) => {
          this.#goTo(place);
        },
        measure: (isOn) => {
          this.#setMeasuring(isOn);
        },
      }),
    );
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
    this.#listenForLongPress(map);
    this.#listenForKeys(map);
    addEventListener("hashchange", this.#readAddress);
  }

  readonly #readAddress = (): void => {
    const { place } = readAddress(location.hash);
    if (place) this.#map?.jumpTo({ center: [place.longitude, place.latitude], zoom: place.zoom });
  };

  #listenForKeys(map: BaseMap): void {
    map.getCanvas().addEventListener("keydown", (event) => {
      const { lat, lng } = map.getCenter();
      const { x, y } = map.project([lng, lat]);
      if (event.key.toLowerCase() === "m") this.#openMenu(lat, lng, x, y);
      if (event.key === "Enter") this.#select(map.project([lng, lat]));
      if (event.key === "Escape") this.#close();
    });
  }

  #listenForLongPress(map: BaseMap): void {
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
    const map = this.#map;
    if (!map) return;
    const { lat, lng } = map.getCenter();
    const place = { zoom: map.getZoom(), latitude: lat, longitude: lng };
    history.replaceState(history.state, "", writeAddress(place, this.#choice));
  }

  /** Put the choice of layers, statuses and technologies into effect. */
  #apply(): void {
    const map = this.#map;
    if (!map) return;
    const colours = palette(this);
    for (const layer of this.#settings?.layers ?? []) {
      for (const part of drawn(layer, colours, this.#choice)) {
        map.setLayoutProperty(part.id, "visibility", this.#choice.hiddenLayers.has(layer.name) ? "none" : "visible");
        map.setFilter(part.id, "filter" in part ? part.filter : undefined);
      }
    }
    this.#remember();
  }

  #restyle(): void {
    if (!this.#map || !this.#settings) return;
    this.#map.setStyle(styleOf(this.#settings, palette(this), this.#choice));
    this.#map.once("styledata", () => {
      this.#measure?.draw();
    });
  }

  #goTo(place: FoundPlace): void {
    this.#mark(place.longitude, place.latitude);
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const target = { center: [place.longitude, place.latitude] as [number, number], zoom: FOUND_ZOOM };
    if (isStill) this.#map?.jumpTo(target);
    else this.#map?.flyTo({ ...target, maxDuration: 1500 });
  }

  #clicked(event: MapMouseEvent): void {
    this.#closeMenu();
    if (this.#measure) this.#measure.add([event.lngLat.lng, event.lngLat.lat]);
    else this.#select(event.point);
  }

  /** The topmost thing near a point of the screen, with its layer. */
  #under(point: { x: number; y: number }): [MapGeoJSONFeature, LayerSetting] | null {
    const map = this.#map;
    const layers = this.#settings?.layers ?? [];
    const box: [PointLike, PointLike] = [
      [point.x - NEAR_PX, point.y - NEAR_PX],
      [point.x + NEAR_PX, point.y + NEAR_PX],
    ];
    const known = layers.flatMap(({ name }) => [name, `${name}-edge`]).filter((id) => map?.getLayer(id));
    const [feature] = map?.queryRenderedFeatures(box, { layers: known }) ?? [];
    const layer = layers.find(({ name }) => name === feature?.source);
    return feature && layer ? [feature, layer] : null;
  }

  #select(point: { x: number; y: number }): void {
    this.#close();
    const found = this.#under(point);
    if (!found || !this.#settings) return;
    const [feature, layer] = found;
    this.#card = card(layer, feature.properties, this.#settings, this.#texts, () => {
      this.#close();
    });
    this.append(this.#card);
    this.#card.focus();
  }

  #close(): void {
    this.#closeMenu();
    if (this.#card?.contains(document.activeElement)) this.#map?.getCanvas().focus();
    this.#card?.remove();
    this.#card = null;
  }

  #openMenu(latitude: number, longitude: number, x: number, y: number): void {
    this.#close();
    if (!this.#settings) return;
    const found = this.#under({ x, y });
    const isSite = found?.[1].name === "sites" && Number(found[0].properties.count ?? 1) === 1;
    const siteId = isSite ? String(found[0].properties.id) : "";
    const place = { latitude, longitude, siteId };
    const measure = (): void => {
      this.#closeMenu();
      this.#setMeasuring(true);
      this.#measure?.add([longitude, latitude]);
    };
    this.#menu = placeMenu(this.#settings, this.#texts, place, measure, () => {
      this.#closeMenu();
      this.#map?.getCanvas().focus();
    });
    this.append(this.#menu);
    this.#menu.style.insetInlineStart = `${within(x, this.clientWidth - this.#menu.offsetWidth)}px`;
    this.#menu.style.insetBlockStart = `${within(y, this.clientHeight - this.#menu.offsetHeight)}px`;
    this.#menu.querySelector<HTMLElement>("[role=menuitem]")?.focus();
  }

  #closeMenu(): void {
    this.#menu?.remove();
    this.#menu = null;
  }

  #setMeasuring(isOn: boolean): void {
    const button = this.querySelector(".nm-panel > button");
    button?.setAttribute("aria-pressed", String(isOn));
    this.#measure = isOn ? new Measure(this.#units, (collection, words) => {
      void this.#map?.getSource<GeoJSONSource>("measure")?.setData(collection);
      this.#readout.textContent = words ? filled(this.#texts.measured, words) : (this.#texts.measuring ?? "");
    }) : null;
    if (!isOn) {
      void this.#map?.getSource<GeoJSONSource>("measure")?.setData(emptyCollection());
      this.#readout.textContent = "";
    }
    this.#measure?.draw();
  }
}

customElements.define("network-map", NetworkMap);
