/**
 * Loads an island's module when its element is on the page. An island is a folder
 * islands/<name>/index.ts that defines the custom element <name> by importing it.
 */
import { onContent } from "./dom.ts";

const modules = import.meta.glob("../islands/*/index.ts");
const loaders = new Map(
  Object.entries(modules).map(([path, load]) => [path.split("/").at(-2) ?? "", load]),
);

function load(root: ParentNode): void {
  for (const [name, loader] of loaders) {
    if (root.querySelector(name) && !customElements.get(name)) {
      loader().catch((error: unknown) => {
        console.error(`island ${name} could not be loaded`, error);
        root.querySelector(name)?.setAttribute("data-failed", "");
      });
    }
  }
}

export function startIslands(): void {
  onContent(load);
}
