/** The card of what was clicked. */
import { filled, make, type Texts } from "./dom.ts";
import type { LayerSetting, Settings } from "./settings.ts";

export type Properties = Record<string, unknown>;

const shown = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

export function card(layer: LayerSetting, properties: Properties, settings: Settings, texts: Texts, closed: () => void): HTMLElement {
  const close = make("button", { type: "button", class: "btn-close", "aria-label": texts.close });
  close.addEventListener("click", closed);
  const count = Number(properties.count ?? 1);
  const body = make("div", { class: "nm-card card", role: "region", "aria-label": shown(properties.name), tabindex: "-1" });
  body.append(make("div", { class: "nm-card-head" }, make("h2", {}, shown(properties.name)), close));
  if (count > 1) {
    body.append(make("p", {}, filled(texts.more, { count: String(count) })));
    return body;
  }
  body.append(make("dl", { class: "gw-facts" }, ...facts(layer, properties, settings, texts)));
  const address = shown(properties.url);
  if (address.startsWith("/")) {
    body.append(make("a", { class: "btn btn-primary btn-sm mt-2", href: address }, texts.open ?? ""));
  }
  return body;
}

function facts(layer: LayerSetting, properties: Properties, settings: Settings, texts: Texts): HTMLElement[] {
  const status = layer.statuses.find(({ key }) => key === properties.status);
  const technology = settings.technologies[shown(properties.technology)];
  const lines: [string, string][] = [[texts.status ?? "", status?.label ?? shown(properties.status)]];
  if (technology) lines.push([texts.technology ?? "", technology]);
  if (typeof properties.azimuth === "number") lines.push([texts.azimuth ?? "", `${Math.round(properties.azimuth)}°`]);
  if (typeof properties.detail === "string") lines.push(["", properties.detail]);
  return lines.map(([term, words]) => make("div", {}, make("dt", {}, term), make("dd", {}, words)));
}
