import assert from "node:assert/strict";
import { test } from "node:test";
import { meaning } from "../app/keys.ts";

const SHORTCUTS = ["/", "?", "n", "g s", "g c", "g n"];

test("a single key is followed at once", () => {
  assert.deepEqual(meaning(["n"], SHORTCUTS), { kind: "hit", shortcut: "n" });
});

test("the first key of a pair waits for the second", () => {
  assert.deepEqual(meaning(["g"], SHORTCUTS), { kind: "begun" });
  assert.deepEqual(meaning(["g", "s"], SHORTCUTS), { kind: "hit", shortcut: "g s" });
});

test("a pair wins over the single key that it ends with", () => {
  assert.deepEqual(meaning(["g", "n"], SHORTCUTS), { kind: "hit", shortcut: "g n" });
});

test("a wrong key before a shortcut does not hide it", () => {
  assert.deepEqual(meaning(["x", "g"], SHORTCUTS), { kind: "begun" });
  assert.deepEqual(meaning(["g", "x"], SHORTCUTS), { kind: "none" });
});

test("no key means nothing", () => {
  assert.deepEqual(meaning([], SHORTCUTS), { kind: "none" });
  assert.deepEqual(meaning(["g"], []), { kind: "none" });
});
