/**
 * <path-profile profile='{…}'> or <path-profile src="/api/…">: the ground under a radio path.
 * `units` is metric or imperial. Its words come translated in a <template data-texts> child, which
 * templates/components/path_profile.html writes. The data's shape is in profile.ts.
 */
import "./style.css";
import { ground, layers, node, scale, type Scale } from "./drawing.ts";
import { bulge, checked, hasClutter, nearest, verdict, type Profile } from "./profile.ts";
import { Words } from "./words.ts";

const ASPECT = 0.36;
const SMALLEST = { width: 280, height: 200 };
const TALLEST = 380;
const KEYS = [
  ["pp-key-terrain", "terrain"],
  ["pp-key-clutter", "clutter"],
  ["pp-key-bulge", "bulge"],
  ["pp-key-los", "los"],
  ["pp-key-zone", "zone"],
  ["pp-key-fresnel", "fresnel"],
  ["pp-key-worst", "worst"],
] as const;

class PathProfile extends HTMLElement {
  static observedAttributes = ["profile", "src", "units"];

  #profile: Profile | null = null;
  #scale: Scale | null = null;
  #asked = 0;
  #reading = 0;
  readonly #figure = document.createElement("figure");
  readonly #picture = node("svg", { role: "img", tabindex: 0 });
  readonly #cursor = node("g", { class: "pp-cursor" });
  readonly #caption = document.createElement("figcaption");
  readonly #readout = document.createElement("output");
  readonly #watcher = new ResizeObserver(() => {
    this.#draw();
  });

  connectedCallback(): void {
    if (!this.#figure.isConnected) this.#build();
    this.#watcher.observe(this);
    void this.#load();
  }

  disconnectedCallback(): void {
    this.#watcher.disconnect();
  }

  attributeChangedCallback(): void {
    if (this.isConnected && this.#figure.isConnected) void this.#load();
  }

  get #words(): Words {
    const template = this.querySelector<HTMLTemplateElement>("template[data-texts]");
    const units = this.getAttribute("units") === "imperial" ? "imperial" : "metric";
    return new Words(template?.dataset ?? {}, units, document.documentElement.lang || "en");
  }

  #build(): void {
    this.#figure.append(this.#picture, this.#readout, this.#caption);
    this.append(this.#figure);
    this.#picture.addEventListener("pointermove", (event) => {
      this.#readAtPointer(event);
    });
    this.#picture.addEventListener("pointerleave", () => {
      this.#rest();
    });
    this.#picture.addEventListener("keydown", (event) => {
      this.#readByKey(event);
    });
  }

  async #load(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const profile = checked(await this.#fetch());
      if (asked !== this.#asked) return; // a newer request overtook this one
      this.#profile = profile;
      this.#reading = 0;
      this.#draw();
    } catch (error) {
      if (asked !== this.#asked) return;
      console.error("path-profile:", error);
      this.#profile = null;
      this.#picture.replaceChildren();
      this.#readout.textContent = "";
      this.#caption.textContent = this.#words.texts.failed ?? "";
    }
  }

  async #fetch(): Promise<unknown> {
    const given = this.getAttribute("profile");
    if (given !== null) return JSON.parse(given);
    const response = await fetch(this.getAttribute("src") ?? "", {
      headers: { Accept: "application/json" },
    });
    if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
    return response.json();
  }

  #draw(): void {
    const profile = this.#profile;
    if (!profile) return;
    const words = this.#words;
    const width = Math.max(SMALLEST.width, Math.round(this.clientWidth));
    const height = Math.min(TALLEST, Math.max(SMALLEST.height, Math.round(width * ASPECT)));
    this.#scale = scale(profile, width, height);
    this.#picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.#picture.setAttribute("aria-label", `${words.summary(profile)} ${words.texts.read ?? ""}`);
    this.#rest();
    this.#picture.replaceChildren(...layers(profile, this.#scale, words), this.#cursor);
    this.#describe(profile, words);
  }

  #describe(profile: Profile, words: Words): void {
    const judgement = document.createElement("p");
    judgement.className = `pp-judgement pp-${verdict(profile)}`;
    judgement.textContent = words.judgement(profile);
    const legend = document.createElement("ul");
    for (const [key, name] of KEYS) {
      if (name === "worst" && !profile.obstruction) continue;
      if (name === "clutter" && !hasClutter(profile)) continue;
      if (name === "bulge" && !this.#showsBulge(profile)) continue;
      const entry = document.createElement("li");
      const sample = document.createElement("span");
      sample.className = `pp-key ${key}`;
      entry.append(sample, words.texts[name] ?? "");
      legend.append(entry);
    }
    const explained = document.createElement("p");
    explained.className = "pp-explained";
    explained.textContent = words.explanation(profile);
    this.#caption.replaceChildren(judgement, legend, explained);
  }

  /** Nothing is read: the line says how to. */
  #rest(): void {
    this.#cursor.replaceChildren();
    this.#readout.textContent = this.#words.texts.hint ?? "";
  }

  /** On a short path the earth's bulge is thinner than a pixel. */
  #showsBulge(profile: Profile): boolean {
    const scaled = this.#scale;
    const highest = bulge(profile).reduce((a, b) => Math.max(a, b));
    return scaled !== null && scaled.y(scaled.low) - scaled.y(scaled.low + highest) >= 1;
  }

  #readAtPointer(event: PointerEvent): void {
    const [profile, scaled] = [this.#profile, this.#scale];
    if (!profile || !scaled) return;
    const box = this.#picture.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * scaled.width;
    const share = (x - scaled.x(0)) / (scaled.x(1) - scaled.x(0));
    this.#read(nearest(profile.distance_m, share));
  }

  #readByKey(event: KeyboardEvent): void {
    const count = this.#profile?.distance_m.length ?? 0;
    const stride = Math.max(1, Math.round(count / 50));
    const step = { ArrowRight: stride, ArrowLeft: -stride, Home: -count, End: count }[event.key];
    if (step === undefined || count === 0) return;
    event.preventDefault();
    this.#read(Math.min(count - 1, Math.max(0, this.#reading + step)));
  }

  #read(index: number): void {
    const [profile, scaled, words] = [this.#profile, this.#scale, this.#words];
    if (!profile || !scaled) return;
    this.#reading = index;
    const distance = profile.distance_m[index] ?? 0;
    const earth = ground(profile)[index] ?? 0;
    const los = profile.los_m[index] ?? 0;
    const x = scaled.x(distance);
    this.#cursor.replaceChildren(
      node("line", { x1: x, x2: x, y1: scaled.y(scaled.high), y2: scaled.y(scaled.low) }),
      node("circle", { cx: x, cy: scaled.y(earth), r: 3.5 }),
      node("circle", { cx: x, cy: scaled.y(los), r: 3.5 }),
    );
    const { texts } = words;
    const parts = [
      `${texts.distance ?? ""} ${words.distance(distance)}`,
      `${texts.ground ?? ""} ${words.height(profile.terrain_m[index] ?? 0)}`,
      `${texts.clearance ?? ""} ${words.height(los - earth)}`,
    ];
    this.#readout.textContent = parts.join(" · ");
  }
}

customElements.define("path-profile", PathProfile);
