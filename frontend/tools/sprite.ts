import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Names in icons.txt: one a line, `#` starts a comment; `filled/star` takes the filled drawing. */
export function iconNames(list: string): string[] {
  return list
    .split("\n")
    .map((line) => line.replace(/#.*/, "").trim())
    .filter((line) => line !== "");
}

function symbol(name: string, folder: string): string {
  const drawing = name.includes("/") ? name : `outline/${name}`;
  const path = join(folder, `${drawing}.svg`);
  if (!existsSync(path)) throw new Error(`icons.txt names "${name}", which @tabler/icons lacks`);
  const body = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(readFileSync(path, "utf8"))?.[1];
  if (body === undefined) throw new Error(`${path} holds no <svg> element`);
  const shapes = body
    .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, "")
    .replace(/\s+/g, " ")
    .replace(/> </g, "><")
    .trim();
  return `<symbol id="${name.replace("/", "-")}" viewBox="0 0 24 24">${shapes}</symbol>`;
}

/** The text of an SVG sprite with one symbol per listed icon; throws on an unknown or doubled name. */
export function buildSprite(list: string, folder: string): string {
  const names = iconNames(list);
  const doubled = names.find((name, index) => names.indexOf(name) !== index);
  if (doubled !== undefined) throw new Error(`icons.txt names "${doubled}" twice`);
  const symbols = names.map((name) => symbol(name, folder));
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}
