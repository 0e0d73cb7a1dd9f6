/**
 * Printing, and with it the PDF: a sheet with title, date, the map as a picture, scale, legend and
 * what the open tool says. WebGL forgets its picture when the browser has shown it, so it is drawn
 * anew and copied in the same breath, sharper than on the screen.
 */
import { make } from "./dom.ts";
import { distance } from "./geometry.ts";
import type { Host } from "./host.ts";
import { barOf } from "./scale.ts";

const PRINT_PIXELS = 2;

export class Printing {
  readonly #host: Host;
  /** Legends of what tools show, asked for each sheet. */
  readonly legends: (() => HTMLElement | null)[] = [];
  /** Maps that lie over this one, and how much of the width of each is hidden from the left. */
  readonly above: (() => { canvas: HTMLCanvasElement; from: number } | null)[] = [];
  #sheet: HTMLElement | null = null;
  #theme: string | undefined;

  constructor(host: Host) {
    this.#host = host;
    const { ended } = host;
    addEventListener("beforeprint", () => { this.#lay(); }, { signal: ended });
    addEventListener("afterprint", () => { this.#clear(); }, { signal: ended });
  }

  start(): void {
    window.print();
  }

  #lay(): void {
    this.#clear();
    const { element, texts } = this.#host;
    const language = document.documentElement.lang || "en";
    const now = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" }).format(new Date());
    const title = make("h2", { class: "nm-print-title" }, document.title.split(" · ").slice(0, 2).join(" · "));
    const sheet = make("section", { class: "nm-print", "aria-label": texts.print },
      make("header", {}, title, make("p", {}, now)), make("figure", {}, this.#picture(), this.#scale(language)), this.#legend());
    element.prepend(sheet);
    this.#sheet = sheet;
    // Paper is light: what the open tool says would else stand in the light ink of the dark theme.
    this.#theme = document.documentElement.dataset.bsTheme;
    document.documentElement.dataset.bsTheme = "light";
  }

  #clear(): void {
    if (!this.#sheet) return;
    this.#sheet.remove();
    this.#sheet = null;
    document.documentElement.dataset.bsTheme = this.#theme ?? "light";
  }

  #picture(): HTMLCanvasElement {
    const { map } = this.#host;
    const usual = map.getPixelRatio();
    map.setPixelRatio(Math.max(usual, PRINT_PIXELS));
    map.redraw();
    const source = map.getCanvas();
    const copy = make("canvas", { class: "nm-print-map", width: String(source.width), height: String(source.height) });
    const pen = copy.getContext("2d");
    pen?.drawImage(source, 0, 0);
    for (const lay of this.above) {
      const over = lay();
      if (!over) continue;
      const left = over.from * over.canvas.width;
      const [width, height] = [over.canvas.width - left, over.canvas.height];
      const at = over.from * copy.width;
      pen?.drawImage(over.canvas, left, 0, width, height, at, 0, copy.width - at, copy.height);
    }
    map.setPixelRatio(usual);
    map.redraw();
    this.#drawMarkers(pen, copy.width / map.getContainer().clientWidth);
    return copy;
  }

  /** Markers are elements over the canvas: their letters are written into the picture. */
  #drawMarkers(pen: CanvasRenderingContext2D | null, ratio: number): void {
    const frame = this.#host.map.getContainer().getBoundingClientRect();
    for (const mark of this.#host.element.querySelectorAll<HTMLElement>(".maplibregl-marker[data-printed]")) {
      const box = mark.getBoundingClientRect();
      const [x, y] = [(box.left + box.width / 2 - frame.left) * ratio, (box.top + box.height / 2 - frame.top) * ratio];
      if (!pen) return;
      pen.beginPath();
      pen.arc(x, y, 11 * ratio, 0, 2 * Math.PI);
      pen.fillStyle = "#fff";
      pen.fill();
      pen.lineWidth = 2 * ratio;
      pen.strokeStyle = "#111";
      pen.stroke();
      pen.fillStyle = "#111";
      pen.font = `600 ${12 * ratio}px sans-serif`;
      pen.textAlign = "center";
      pen.textBaseline = "middle";
      pen.fillText(mark.dataset.printed ?? "", x, y);
    }
  }

  #scale(language: string): HTMLElement {
    const { map, units } = this.#host;
    const { clientWidth: width, clientHeight: height } = map.getContainer();
    const [left, right] = [map.unproject([0, height / 2]), map.unproject([width, height / 2])];
    const bar = barOf(distance([left.lng, left.lat], [right.lng, right.lat]), units, language);
    const { lat, lng } = map.getCenter();
    const line = make("span", { class: "nm-print-bar" });
    line.style.inlineSize = `${bar.share * 100}%`;
    return make("p", { class: "nm-print-scale" }, line, make("span", {}, bar.label), make("span", { class: "nm-print-centre" }, `${lat.toFixed(5)}, ${lng.toFixed(5)}`));
  }

  #legend(): HTMLElement {
    const { settings, choice, texts } = this.#host;
    const groups = [...settings.layers].reverse().filter(({ name }) => !choice.hiddenLayers.has(name)).map((layer) => {
      const shown = layer.statuses.filter(({ key }) => !choice.hiddenStatuses.has(`${layer.name}.${key}`));
      const entries = shown.map(({ label, tone }) => make("li", {}, make("span", { class: `nm-mark gw-${tone}` }), label));
      return make("div", {}, make("h3", {}, layer.label), make("ul", {}, ...entries));
    });
    const others = this.legends.flatMap((legend) => legend() ?? []);
    const credit = settings.attribution ? [make("p", {}, settings.attribution)] : [];
    return make("div", { class: "nm-print-legend" }, make("h2", {}, texts.legend ?? ""), ...others, ...groups, ...credit);
  }
}
