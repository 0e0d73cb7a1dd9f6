/** What can be done at a place: a menu by right-click, long press or the M key. */
import { make, type Texts } from "./dom.ts";
import type { Settings } from "./settings.ts";

export interface MenuPlace {
  latitude: number;
  longitude: number;
  /** The site under the pointer, for a sector that is added to it. */
  siteId: string;
}

export interface MenuAction {
  label: string;
  act: () => void;
}

/** The add form's address with the place filled in. */
export function createAddress(url: string, noun: string, place: MenuPlace): string {
  const values: Record<string, string> =
    noun === "sector"
      ? { site_id: place.siteId }
      : { latitude: place.latitude.toFixed(6), longitude: place.longitude.toFixed(6) };
  return `${url}?${new URLSearchParams(values).toString()}`;
}

export function placeMenu(settings: Settings, texts: Texts, place: MenuPlace, actions: MenuAction[], closed: () => void): HTMLElement {
  const menu = make("div", { class: "nm-menu card", role: "menu", "aria-label": texts.here, tabindex: "-1" });
  const item = (label: string, address: string): void => {
    menu.append(make("a", { class: "dropdown-item", role: "menuitem", href: address }, label));
  };
  for (const { noun, label, url } of settings.create) {
    if (noun !== "sector" || place.siteId) item(label, createAddress(url, noun, place));
  }
  if (settings.check) {
    const at = new URLSearchParams({ lat: place.latitude.toFixed(6), lon: place.longitude.toFixed(6) });
    item(texts.check ?? "", `${settings.check}?${at.toString()}`);
  }
  for (const { label, act } of actions) {
    const entry = make("button", { type: "button", class: "dropdown-item", role: "menuitem" }, label);
    entry.addEventListener("click", act);
    menu.append(entry);
  }
  menu.append(make("p", { class: "nm-position" }, `${place.latitude.toFixed(5)}, ${place.longitude.toFixed(5)}`));
  menu.addEventListener("keydown", (event) => {
    const items = [...menu.querySelectorAll<HTMLElement>("[role=menuitem]")];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      items.at((at + step) % items.length)?.focus();
    }
    if (event.key === "Escape") closed();
  });
  return menu;
}
