import assert from "node:assert/strict";
import { test } from "node:test";
import { bulge, checked, hasClutter, nearest, needed, ticks, verdict, zone } from "../islands/path-profile/profile.ts";
import type { Profile } from "../islands/path-profile/profile.ts";
import { Words } from "../islands/path-profile/words.ts";

function path(changes: Partial<Profile> = {}): Profile {
  return {
    distance_m: [0, 5000, 10_000],
    terrain_m: [100, 90, 100],
    los_m: [130, 130, 130],
    fresnel60_m: [130, 124, 130],
    obstruction: null,
    tx: { label: "Ridge", height_m: 30 },
    rx: { label: "Farm", height_m: 30 },
    ...changes,
  };
}

test("the earth rises 1.47 m halfway along 10 km at k = 4/3", () => {
  const rise = bulge(path());
  assert.equal(rise[0], 0);
  assert.equal(rise[2], 0);
  assert.ok(Math.abs((rise[1] ?? 0) - 1.4715) < 0.0005);
});

test("a flatter earth rises less, and the server's own bulge is taken as it is", () => {
  assert.ok(Math.abs((bulge(path({ k_factor: 1 }))[1] ?? 0) - 1.962) < 0.0005);
  assert.deepEqual(bulge(path({ bulge_m: [0, 9, 0] })), [0, 9, 0]);
});

test("the verdict weighs the worst point against 60 % of the Fresnel zone", () => {
  const at = (clearance_m: number): Profile =>
    path({ obstruction: { distance_m: 5100, clearance_m } });
  assert.equal(verdict(path()), "clear");
  assert.equal(needed(path(), 1), 6);
  assert.equal(verdict(at(6)), "clear");
  assert.equal(verdict(at(5.9)), "grazing");
  assert.equal(verdict(at(0)), "grazing");
  assert.equal(verdict(at(-0.1)), "blocked");
});

test("what stands on the ground counts where it is known", () => {
  assert.equal(hasClutter(path()), false);
  assert.equal(hasClutter(path({ clutter_m: null })), false);
  assert.equal(hasClutter(path({ clutter_m: [0, 0, 0] })), false);
  assert.equal(hasClutter(path({ clutter_m: [0, 12, 0] })), true);
  assert.throws(() => checked(path({ clutter_m: [1] })), /clutter_m needs 3 finite/);
  assert.deepEqual(checked(path({ clutter_m: [0, 12, 0] })), path({ clutter_m: [0, 12, 0] }));
});

test("what is missing or uneven is named", () => {
  assert.throws(() => checked(null), /not an object/);
  assert.throws(() => checked(path({ distance_m: [0] })), /distance_m needs two points/);
  assert.throws(() => checked(path({ terrain_m: [1, 2] })), /terrain_m needs 3 finite numbers/);
  assert.throws(() => checked(path({ los_m: [1, Number.NaN, 2] })), /los_m needs 3 finite/);
  assert.throws(() => checked(path({ bulge_m: [0] })), /bulge_m needs 3 finite/);
  assert.throws(() => checked({ ...path(), tx: undefined }), /tx and rx/);
  assert.deepEqual(checked(path()), path());
});

test("the nearest point is found at and beyond both ends", () => {
  const distances = [0, 10, 20, 40];
  assert.deepEqual(
    [-5, 0, 4, 6, 29, 31, 99].map((at) => nearest(distances, at)),
    [0, 0, 0, 1, 2, 3, 3],
  );
});

test("ticks are round and inside the range", () => {
  assert.deepEqual(ticks(332, 529, 5), [350, 400, 450, 500]);
  assert.deepEqual(ticks(0, 4.2, 4), [0, 2, 4]);
  assert.deepEqual(ticks(-7, 7, 3), [-5, 0, 5]);
  assert.deepEqual(ticks(5, 5, 3), [5]);
});

test("the picture is told in words, in the reader's units", () => {
  const texts = {
    summary: "{length} from {tx} ({tx_height}) to {rx} ({rx_height}).",
    clear: "Clear.",
    blocked: "{clearance} in the way at {distance}.",
  };
  const blocked = path({ obstruction: { distance_m: 5000, clearance_m: -3 } });
  assert.equal(
    new Words(texts, "metric", "en").summary(blocked),
    "10\u202fkm from Ridge (30\u202fm) to Farm (30\u202fm). 3\u202fm in the way at 5\u202fkm.",
  );
  assert.equal(
    new Words(texts, "imperial", "en").summary(path()),
    "6.21\u202fmi from Ridge (98.4\u202fft) to Farm (98.4\u202fft). Clear.",
  );
});

test("the whole zone is the wanted 60 % widened, above and below the line", () => {
  assert.deepEqual(zone(path()), { upper: [130, 140, 130], lower: [130, 120, 130] });
});

test("the picture says its frequency and curvature where the server told them", () => {
  const words = new Words({ explained: "{unit}, {frequency}, k = {k}" }, "metric", "en");
  assert.equal(words.explanation(path()), "");
  const told = { frequency_mhz: 3560, k_factor: 0.6666667 };
  assert.equal(words.explanation(path(told)), "m, 3,560\u202fMHz, k = 2/3");
  assert.equal(words.explanation(path({ ...told, k_factor: 1 })), "m, 3,560\u202fMHz, k = 1");
});
