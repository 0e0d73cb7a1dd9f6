/** The panel beside the map: search, layers with their legend and filters, measuring. */
import { filled, make, tick, type Texts } from "./dom.ts";
import type { Choice, LayerSetting, Settings } from "./settings.ts";

export interface FoundPlace {
  latitude: number;
  longitude: number;
  label: string;
  source: string;
}

export interface Actions {
  chosen: () => void;
  goTo: (place: FoundPlace) => void;
  measure: (isOn: boolean) => void;
}

/** What the planning tools add: buttons, and parts that fold. */
export interface Parts {
  tools: HTMLElement[];
  sections: HTMLElement[];
}

const DELAY_MS = 250;
const LEAST_LETTERS = 2;

export function controls(settings: Settings, choice: Choice, texts: Texts, { tools, sections }: Parts, actions: Actions): HTMLElement {
  const measure = make("button", { type: "button", class: "btn btn-sm", "aria-pressed": "false", "data-tool": "measure" }, texts.measure ?? "");
  measure.addEventListener("click", () => {
    const isOn = measure.getAttribute("aria-pressed") !== "true";
    measure.setAttribute("aria-pressed", String(isOn));
    actions.measure(isOn);
  });
  const isWide = matchMedia("(min-width: 768px)").matches;
  const layers = make("details", { class: "nm-layers" }, make("summary", {}, texts.layers ?? ""));
  layers.open = isWide;
  layers.append(...[...settings.layers].reverse().map((layer) => layerChoice(layer, choice, actions)));
  if (Object.keys(settings.technologies).length) layers.append(technologies(settings, choice, texts, actions));
  return make("div", { class: "nm-panel card" }, search(settings, texts, actions), make("div", { class: "nm-tools" }, ...tools, measure), ...sections, layers);
}

function toggle(set: Set<string>, name: string, isShown: boolean): void {
  if (isShown) set.delete(name);
  else set.add(name);
}

function layerChoice(layer: LayerSetting, choice: Choice, actions: Actions): HTMLElement {
  const group = make("fieldset", { class: "nm-layer" }, make("legend", { class: "visually-hidden" }, layer.label));
  group.append(
    tick(layer.label, !choice.hiddenLayers.has(layer.name), (isOn) => {
      toggle(choice.hiddenLayers, layer.name, isOn);
      actions.chosen();
    }),
  );
  const statuses = make("div", { class: "nm-statuses" });
  for (const { key, label, tone } of layer.statuses) {
    const name = `${layer.name}.${key}`;
    statuses.append(
      tick(
        label,
        !choice.hiddenStatuses.has(name),
        (isOn) => {
          toggle(choice.hiddenStatuses, name, isOn);
          actions.chosen();
        },
        tone,
      ),
    );
  }
  group.append(statuses);
  return group;
}

function technologies(settings: Settings, choice: Choice, texts: Texts, actions: Actions): HTMLElement {
  const group = make("fieldset", { class: "nm-layer" }, make("legend", { class: "nm-legend" }, texts.technology ?? ""));
  for (const [key, label] of Object.entries(settings.technologies)) {
    group.append(
      tick(label, !choice.hiddenTechnologies.has(key), (isOn) => {
        toggle(choice.hiddenTechnologies, key, isOn);
        actions.chosen();
      }),
    );
  }
  return group;
}

function search(settings: Settings, texts: Texts, actions: Actions): HTMLElement {
  const input = make("input", { type: "search", class: "form-control", "aria-label": texts.search, placeholder: texts.placeholder, autocomplete: "off", maxlength: "200" });
  const told = make("p", { class: "visually-hidden", role: "status" });
  const results = make("ul", { class: "nm-results list-unstyled" });
  let asked = 0;
  let waiting = 0;
  const ask = async (): Promise<void> => {
    const words = input.value.trim();
    const number = ++asked;
    const found = words.length < LEAST_LETTERS ? [] : await findPlaces(settings.places, words);
    if (number !== asked) return; // a newer question overtook this one
    results.replaceChildren(...found.map((place) => result(place, actions)));
    const text = found.length ? filled(texts.found, { count: String(found.length) }) : (texts.nothing ?? "");
    told.textContent = words.length < LEAST_LETTERS ? "" : text;
    if (!found.length && told.textContent) results.append(make("li", { class: "text-secondary" }, text));
  };
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = window.setTimeout(() => void ask(), DELAY_MS);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") results.replaceChildren();
    if (event.key === "Enter") results.querySelector("button")?.click();
    if (event.key === "ArrowDown") results.querySelector("button")?.focus();
  });
  return make("div", { class: "nm-search", role: "search" }, input, told, results);
}

function result(place: FoundPlace, actions: Actions): HTMLElement {
  const button = make("button", { type: "button", class: "nm-result" }, place.label, " ", make("small", { class: "text-secondary" }, place.source));
  button.addEventListener("click", () => {
    actions.goTo(place);
  });
  return make("li", {}, button);
}

async function findPlaces(address: string, words: string): Promise<FoundPlace[]> {
  try {
    const response = await fetch(`${address}?${new URLSearchParams({ q: words }).toString()}`);
    return response.ok ? ((await response.json()) as { items: FoundPlace[] }).items : [];
  } catch {
    return [];
  }
}
