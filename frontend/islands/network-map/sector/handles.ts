/** Handles of a sector on the map: its mast is dragged, its direction turned by hand or by keys. */
import { Marker, type Map as BaseMap } from "maplibre-gl";
import { make, type Texts } from "../dom.ts";
import { pointed, turned, type Draft } from "./draft.ts";

const REACH_PX = 84;
const STEP_DEG = 1;
const LEAP_DEG = 5;

export interface HandleActions {
  /** While it goes on. */
  moving: (change: Partial<Draft>) => void;
  /** When it is let go. */
  settled: () => void;
}

export class Handles {
  readonly #map: BaseMap;
  readonly #actions: HandleActions;
  readonly #mast: Marker;
  readonly #turner: Marker;
  readonly #knob: HTMLElement;
  #azimuth = 0;

  constructor(map: BaseMap, texts: Texts, actions: HandleActions) {
    this.#map = map;
    this.#actions = actions;
    const mast = make("div", { class: "nm-site", title: texts.dragSite });
    this.#knob = make("div", {
      class: "nm-turner", role: "slider", tabindex: "0", "aria-label": texts.turnSector,
      "aria-valuemin": "0", "aria-valuemax": "359", title: texts.turnSector,
    });
    this.#mast = new Marker({ element: mast, draggable: true });
    this.#turner = new Marker({ element: this.#knob });
    mast.removeAttribute("tabindex");
    this.#listen();
  }

  show({ latitude, longitude, azimuth_deg: azimuth }: Draft): void {
    this.#azimuth = azimuth;
    const radians = (azimuth * Math.PI) / 180;
    this.#mast.setLngLat([longitude, latitude]);
    this.#turner.setOffset([REACH_PX * Math.sin(radians), -REACH_PX * Math.cos(radians)]);
    this.#turner.setLngLat([longitude, latitude]);
    // Once: put on the map again, a handle would lose the hand and the focus that hold it.
    if (!this.#knob.isConnected) for (const marker of [this.#mast, this.#turner]) marker.addTo(this.#map);
    this.#knob.style.setProperty("--nm-turn", `${azimuth}deg`);
    this.#knob.setAttribute("aria-valuenow", String(Math.round(azimuth)));
    this.#knob.setAttribute("aria-valuetext", `${azimuth}°`);
  }

  remove(): void {
    this.#mast.remove();
    this.#turner.remove();
  }

  #listen(): void {
    this.#mast.on("drag", () => {
      const { lat, lng } = this.#mast.getLngLat();
      this.#actions.moving({ latitude: Number(lat.toFixed(6)), longitude: Number(lng.toFixed(6)) });
    });
    this.#mast.on("dragend", this.#actions.settled);
    const knob = this.#knob;
    knob.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      event.stopPropagation();
      knob.focus();
      knob.setPointerCapture(event.pointerId);
    });
    // MapLibre hears mouse and touch beside pointers, and would drag the map along.
    for (const name of ["mousedown", "touchstart", "click"]) {
      knob.addEventListener(name, (event) => {
        event.stopPropagation();
      });
    }
    knob.addEventListener("pointermove", (event) => {
      if (knob.hasPointerCapture(event.pointerId)) this.#turnTo(event);
    });
    knob.addEventListener("pointerup", this.#actions.settled);
    knob.addEventListener("keydown", (event) => {
      this.#turnBy(event);
    });
    knob.addEventListener("keyup", (event) => {
      if (event.key.startsWith("Arrow")) this.#actions.settled();
    });
  }

  #turnTo(event: PointerEvent): void {
    const box = this.#map.getContainer().getBoundingClientRect();
    const foot = this.#map.project(this.#mast.getLngLat());
    this.#actions.moving({ azimuth_deg: pointed(foot, { x: event.clientX - box.left, y: event.clientY - box.top }) });
  }

  #turnBy(event: KeyboardEvent): void {
    const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (way === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.#actions.moving({ azimuth_deg: turned(this.#azimuth, way * (event.shiftKey ? LEAP_DEG : STEP_DEG)) });
  }
}
