/** Picking: a clicked place goes into the page's fields lat and lon, and their form is sent. */
import { Marker, type Map as BaseMap } from "maplibre-gl";
import { palette } from "./style.ts";

/** The one mark of a map. */
export class Mark {
  readonly #map: BaseMap;
  readonly #host: HTMLElement;
  #marker: Marker | null = null;

  constructor(map: BaseMap, host: HTMLElement) {
    this.#map = map;
    this.#host = host;
  }

  put(latitude: number, longitude: number): void {
    this.#marker ??= new Marker({ color: palette(this.#host).tones.bad ?? "#b00" });
    this.#marker.setLngLat([longitude, latitude]).addTo(this.#map);
  }
}

export function startPicking(map: BaseMap, host: HTMLElement): void {
  const mark = new Mark(map, host);
  const [lat, lon] = [host.getAttribute("lat"), host.getAttribute("lon")];
  if (lat && lon) mark.put(Number(lat), Number(lon));
  const [north, east] = [host.getAttribute("spot-lat"), host.getAttribute("spot-lon")];
  if (north && east) {
    const spot = new Marker({ color: palette(host).tones.ok ?? "#080", scale: 0.8 });
    spot.setLngLat([Number(east), Number(north)]).addTo(map);
  }
  const pick = (latitude: number, longitude: number): void => {
    mark.put(latitude, longitude);
    send(latitude, longitude);
  };
  map.on("click", (event) => {
    pick(event.lngLat.lat, event.lngLat.lng);
  });
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key === "Enter") pick(map.getCenter().lat, map.getCenter().lng);
  });
}

function send(latitude: number, longitude: number): void {
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
