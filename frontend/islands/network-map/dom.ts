/** Small makers of elements, and the island's words. */
export type Texts = DOMStringMap;

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<Record<string, string>> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

export function tick(label: string, isOn: boolean, changed: (isOn: boolean) => void, tone = ""): HTMLElement {
  const box = make("input", { type: "checkbox", class: "form-check-input" });
  box.checked = isOn;
  box.addEventListener("change", () => {
    changed(box.checked);
  });
  const mark = tone ? [make("span", { class: `nm-mark gw-${tone}`, "aria-hidden": "true" })] : [];
  return make("label", { class: "form-check nm-tick" }, box, ...mark, make("span", { class: "form-check-label" }, label));
}

export function filled(text: string | undefined, values: Record<string, string>): string {
  return (text ?? "").replace(/\{(\w+)\}/g, (_whole, name: string) => values[name] ?? "");
}
