/** Prints what the first load of a page weighs compressed, and fails above the budget. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

const BUDGET = 200_000;
const BUILT = join(import.meta.dirname, "../../src/guywire/static/built");
const FIRST_LOAD = ["app.css", "app.js", "icons.svg", "theme.js", "favicon.svg"];

const rows = FIRST_LOAD.map((name) => {
  const raw = readFileSync(join(BUILT, name));
  return { name, raw: raw.length, gzip: gzipSync(raw).length, brotli: brotliCompressSync(raw).length };
});
const total = rows.reduce((sum, row) => sum + row.gzip, 0);
console.table(rows);
console.log(`first load ${total} bytes with gzip, budget ${BUDGET}`);
if (total > BUDGET) process.exitCode = 1;
