import assert from "node:assert/strict";
import { test } from "node:test";
import { hasWords } from "../app/words.ts";

test("every word counts, in whatever order and case", () => {
  assert.equal(hasWords("See backhaul links network.backhaul_link.view", "LINKS see"), true);
  assert.equal(hasWords("See backhaul links network.backhaul_link.view", "see sectors"), false);
});

test("nothing asked for leaves everything", () => {
  assert.equal(hasWords("See sites", "  "), true);
});
