/**
 * <network-map data-map='{…}' mode="explore|pick" units lat lon spot-lat spot-lon>: the network on
 * our own terrain.
 *
 * `explore` has layers, filters, search, details, a menu of a place, measuring and the tools of
 * planning, and keeps what is shown in the address. `pick` puts a clicked place into the page's
 * fields lat and lon and sends their form. `data-map` is described in settings.ts; words come in
 * <template data-texts> children.
 */
import "maplibre-gl/dist/maplibre-gl.css";
import "./style.css";
import { Map as BaseMap, NavigationControl, ScaleControl, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { readAddress, type Place } from "./address.ts";
import { make, type Texts } from "./dom.ts";
import { Explore } from "./explore.ts";
import type { Host, Units } from "./host.ts";
import { startPicking } from "./picking.ts";
import { nothingHidden, type Choice, type Settings } from "./settings.ts";
import { palette, styleOf } from "./style.ts";

setWorkerUrl(new URL(workerUrl, import.meta.url).href);

const MOST_PIXELS = 2; // a device's pixels to one of the page's: beyond two nobody sees more
const SPOT_ZOOM = 16; // a spot twenty metres from its place stands apart from it
const WHOLE: [number, number, number, number] = [-125, 24, -66, 50];

class NetworkMap extends HTMLElement {
  #map: BaseMap | null = null;
  #explore: Explore | null = null;
  #ended = new AbortController();
  #restyle: () => void = () => undefined;
  readonly #themes = new MutationObserver(() => {
    this.#restyle();
  });

  connectedCallback(): void {
    if (this.#map) return;
    const settings = JSON.parse(this.dataset.map ?? "{}") as Settings;
    const canvas = make("div", { class: "nm-canvas" });
    this.append(canvas);
    this.#ended = new AbortController();
    try {
      this.#start(canvas, settings);
    } catch (error) {
      console.error("network-map:", error);
      canvas.replaceWith(make("p", { class: "nm-failed", role: "alert" }, this.#texts.failed ?? ""));
    }
  }

  disconnectedCallback(): void {
    this.#ended.abort();
    this.#themes.disconnect();
    this.#map?.remove();
    this.#map = null;
  }

  get #texts(): Texts {
    const templates = this.querySelectorAll<HTMLTemplateElement>("template[data-texts]");
    return Object.fromEntries([...templates].flatMap((template) => Object.entries(template.dataset)));
  }

  get #units(): Units {
    return this.getAttribute("units") === "imperial" ? "imperial" : "metric";
  }

  get #picks(): boolean {
    return this.getAttribute("mode") === "pick";
  }

  #start(canvas: HTMLElement, settings: Settings): void {
    const { place, choice } = this.#picks ? { place: null, choice: nothingHidden() } : readAddress(location.hash);
    const map = this.#newMap(canvas, settings, choice, place);
    this.#map = map;
    const host: Host = {
      element: this, map, settings, choice, texts: this.#texts, units: this.#units, ended: this.#ended.signal,
    };
    let theme = document.documentElement.dataset.bsTheme;
    this.#restyle = () => {
      if (theme === document.documentElement.dataset.bsTheme || this.querySelector(".nm-print")) return;
      theme = document.documentElement.dataset.bsTheme;
      map.setStyle(styleOf(settings, palette(this), choice));
      map.once("styledata", () => {
        this.#explore?.restyled();
      });
    };
    this.#themes.observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
    this.#tellWhenDrawn(map);
    if (this.#picks) startPicking(map, this);
    else this.#explore = new Explore(host);
  }

  #newMap(canvas: HTMLElement, settings: Settings, choice: Choice, place: Place | null): BaseMap {
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
    map.touchZoomRotate.disableRotation();
    map.addControl(new NavigationControl({ showCompass: false }), "top-right");
    map.addControl(new ScaleControl({ unit: this.#units }), "bottom-right");
    map.getCanvas().setAttribute("aria-label", this.#texts.region ?? "");
    if (settings.attribution) canvas.append(make("p", { class: "nm-credit" }, settings.attribution));
    // A drag let go over our panel or card would go on for ever: the map hears only its own canvas.
    map.getCanvas().addEventListener("pointerdown", (event) => {
      if (event.pointerType === "mouse") map.getCanvas().setPointerCapture(event.pointerId);
    });
    return map;
  }

  #tellWhenDrawn(map: BaseMap): void {
    map.on("dataloading", () => {
      delete this.dataset.drawn;
    });
    map.on("idle", () => {
      this.dataset.drawn = "";
    });
  }

  #opening(place: Place | null, settings: Settings): object {
    if (place) return { center: [place.longitude, place.latitude], zoom: place.zoom };
    const [lat, lon] = [this.getAttribute("lat"), this.getAttribute("lon")];
    const zoom = this.hasAttribute("spot-lat") ? SPOT_ZOOM : 11;
    if (lat && lon) return { center: [Number(lat), Number(lon)].reverse(), zoom };
    return { bounds: settings.bounds ?? WHOLE, fitBoundsOptions: { padding: 40, maxZoom: 12 } };
  }
}

customElements.define("network-map", NetworkMap);
