import assert from "node:assert/strict";
import { test } from "node:test";
import { since } from "../app/since.ts";

const NOW = Date.UTC(2026, 2, 1, 12);
const cases: [number, string][] = [
  [0, "now"],
  [-59_000, "now"],
  [-60_000, "1 minute ago"],
  [-3_599_000, "59 minutes ago"],
  [7_200_000, "in 2 hours"],
  [-86_400_000, "yesterday"],
  [3 * 86_400_000, "in 3 days"],
  [-40 * 86_400_000, "last month"],
  [-800 * 86_400_000, "2 years ago"],
];

for (const [offset, words] of cases) {
  test(`${offset} ms from now reads “${words}”`, () => {
    assert.equal(since(NOW + offset, NOW, "en"), words);
  });
}

test("the words follow the language", () => {
  assert.equal(since(NOW - 180_000, NOW, "de"), "vor 3 Minuten");
});
