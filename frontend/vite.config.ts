import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { defineConfig, type Plugin } from "vite";
import { buildSprite } from "./tools/sprite.ts";

const here = import.meta.dirname;

/** Writes icons.svg: one symbol per line of icons.txt. */
function sprite(): Plugin {
  return {
    name: "guywire-sprite",
    generateBundle() {
      this.addWatchFile(join(here, "icons.txt"));
      const source = buildSprite(
        readFileSync(join(here, "icons.txt"), "utf8"),
        join(here, "node_modules/@tabler/icons/icons"),
      );
      this.emitFile({ type: "asset", fileName: "icons.svg", source });
    },
  };
}

/**
 * Pages load app.js under a name that the server may fingerprint. A chunk that imports it back by
 * its plain name would run the whole script a second time, so the build refuses that.
 */
function nothingImportsTheEntry(): Plugin {
  return {
    name: "guywire-nothing-imports-the-entry",
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === "chunk" && file.imports.includes("app.js")) {
          this.error(`${file.fileName} imports app.js; move the shared code to frontend/shared/`);
        }
      }
    },
  };
}

const STABLE_STYLES: Record<string, string> = {
  "style.css": "app.css",
  "style-rtl.css": "app-rtl.css",
};

export default defineConfig({
  root: here,
  base: "./", // the static URL is known only to the server
  publicDir: "public",
  plugins: [sprite(), nothingImportsTheEntry()],
  worker: {
    format: "es",
    rolldownOptions: { output: { entryFileNames: "chunks/[name]-[hash].js" } },
  },
  build: {
    outDir: join(here, "../src/guywire/static/built"),
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2022",
    sourcemap: false,
    chunkSizeWarningLimit: 1200, // maplibre-gl, loaded only by pages with a map
    rolldownOptions: {
      checks: { eval: false }, // htmx has one, switched off by allowEval in components/head.html
      input: { app: "app/main.ts", style: "app/style.css", "style-rtl": "app/style-rtl.css" },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "chunks/[name]-[hash].js",
        assetFileNames: ({ names }) =>
          STABLE_STYLES[basename(names[0] ?? "")] ?? "assets/[name]-[hash][extname]",
        codeSplitting: { groups: [{ name: "shared", test: /frontend\/shared\/|vite\/preload/ }] },
      },
    },
  },
});
