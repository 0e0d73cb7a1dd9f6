/** The legend of a layer: a swatch and its words for each class or server. */
import { make } from "../dom.ts";
import type { CoverageLayer } from "./study.ts";

export function legend(layer: CoverageLayer): HTMLElement {
  const unit = layer.unit ? ` (${layer.unit})` : "";
  const list = make("ul", { class: "nm-legend-list list-unstyled" });
  for (const { colour, label } of layer.legend) {
    const swatch = make("span", { class: "nm-swatch", "aria-hidden": "true" });
    swatch.style.background = colour;
    list.append(make("li", {}, swatch, label));
  }
  return make("div", { class: "nm-legend-of" }, make("h3", { class: "nm-legend" }, `${layer.title}${unit}`), list);
}
