import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { buildSprite, iconNames } from "../tools/sprite.ts";

const FRONTEND = join(import.meta.dirname, "..");
const DRAWINGS = join(FRONTEND, "node_modules/@tabler/icons/icons");

test("the sprite holds one symbol per listed icon", () => {
  const list = readFileSync(join(FRONTEND, "icons.txt"), "utf8");
  const sprite = buildSprite(list, DRAWINGS);
  assert.equal(sprite.match(/<symbol /g)?.length, iconNames(list).length);
  assert.ok(!sprite.includes("M0 0h24v24H0z"));
});

test("comments and empty lines are no icons", () => {
  assert.deepEqual(iconNames("# shell\nplus\n\n  x # close\nfilled/star\n"), [
    "plus",
    "x",
    "filled/star",
  ]);
});

test("an unknown or doubled name stops the build", () => {
  assert.throws(() => buildSprite("plus\nno-such-icon", DRAWINGS), /"no-such-icon"/);
  assert.throws(() => buildSprite("plus\nplus", DRAWINGS), /"plus" twice/);
});
