import assert from "node:assert/strict";
import { test } from "node:test";
import { readAddress, writeAddress } from "../islands/network-map/address.ts";
import { told } from "../islands/network-map/ask.ts";
import { facts } from "../islands/network-map/profile/facts.ts";
import { freshPath, nextEnd, question, readPath, readPlace, writePath, writePlace } from "../islands/network-map/profile/path.ts";
import type { RadioPath } from "../islands/network-map/profile/path.ts";
import { barOf } from "../islands/network-map/scale.ts";
import { Words } from "../islands/path-profile/words.ts";

const A = { latitude: 44.1567, longitude: -71.6989, height: 30 };
const B = { latitude: 44.227, longitude: -71.747, height: 5.5 };

test("a position is read as people write it", () => {
  for (const text of ["44.13, -71.74", " 44.13 -71.74 ", "44.13;-71.74"]) {
    assert.deepEqual(readPlace(text), [44.13, -71.74]);
  }
  for (const text of ["", "44.13", "91, 0", "0, 181", "44,1, -71,7", "north", "1e3, 0", "1, 2, 3"]) {
    assert.equal(readPlace(text), null, text);
  }
  assert.equal(writePlace(B), "44.22700, -71.74700");
});

test("a path comes back out of a shared address as it was", () => {
  const path = { from: A, to: B, frequency: 5800, k: 2 / 3 };
  assert.equal(writePath(path), "44.15670,-71.69890,30~44.22700,-71.74700,5.5~5800~0.6667");
  assert.deepEqual(readPath(writePath(path)), path);
  const half = { ...path, to: null, k: 1.2 };
  assert.deepEqual(readPath(writePath(half)), half);
  const place = { zoom: 11, latitude: 44.2, longitude: -71.7 };
  const shared = writeAddress(place, readAddress("").choice, { ...readAddress("").tools, path });
  assert.deepEqual(readAddress(shared).tools.path, path);
  assert.deepEqual(readAddress(shared).place, place);
});

test("an address without a path, or with one that is none, opens no path", () => {
  for (const text of ["", "x", "~~", "~~3550~", "~~0~1", "~~3550~99"]) assert.equal(readPath(text), null, text);
  assert.deepEqual(readPath("91,0,5~1,2,0~3550~1"), { from: null, to: null, frequency: 3550, k: 1 });
});

test("clicks set the first end, then the second, then nothing more", () => {
  const path = freshPath();
  assert.equal(nextEnd(path), "from");
  assert.equal(nextEnd({ ...path, from: A }), "to");
  assert.equal(nextEnd({ ...path, to: B }), "from");
  assert.equal(nextEnd({ ...path, from: A, to: B }), null);
});

test("the server is asked when both ends are set", () => {
  assert.equal(question("/p", { ...freshPath(), from: A }), "");
  assert.equal(
    question("/p", { ...freshPath(), from: A, to: B, k: 1 }),
    "/p?from_lat=44.1567&from_lon=-71.6989&from_height_m=30&to_lat=44.227&to_lon=-71.747&to_height_m=5.5&frequency_mhz=3550&k=1",
  );
});

test("what a path comes to is told in the reader's units, up and down in words", () => {
  const path = {
    length_m: 8706.7, azimuth_deg: 333.81, back_azimuth_deg: 153.77, tilt_deg: 6.38, back_tilt_deg: -6.32,
    worst: { distance_m: 1200, clearance_m: -87.2, clearance_ratio: -9.51 },
    needs: { from_height_m: 30, to_height_m: 288.2, both_raised_m: 100 },
    losses: { free_space_db: 122.4, diffraction_db: 31.2, itm_db: null, itm_mode: "", itm_problem: "too high" },
  } as RadioPath;
  const texts = { pathUp: "{angle} up", pathDown: "{angle} down", pathWorstAt: "{clearance} at {distance}, {percent} %" };
  const values = facts(path, new Words({}, "imperial", "en"), texts).map(([, value]) => value);
  assert.deepEqual(values, [
    "5.41\u202fmi", "A 333.8° · B 153.8°", "A 6.4° down · B 6.3° up", "-286.1\u202fft at 0.75\u202fmi, -951 %",
    "98.4\u202fft", "945.5\u202fft", "+ 328.1\u202fft", "122.4\u202fdB", "31.2\u202fdB", "too high",
  ]);
});

test("the bar of scale is round, in the reader's units, and at most a quarter of the map", () => {
  assert.deepEqual(barOf(10_000, "metric", "en"), { metres: 2000, label: "2 km", share: 0.2 });
  assert.deepEqual(barOf(2_500, "metric", "en"), { metres: 500, label: "500 m", share: 0.2 });
  assert.equal(barOf(10_000, "imperial", "en").label, "1 mi");
  assert.equal(barOf(1_000, "imperial", "en").label, "500 ft");
});

test("a refusal is told with the fields that it names", () => {
  assert.equal(told({ title: "No terrain." }), "No terrain.");
  assert.equal(told({ title: "Some fields are wrong.", errors: { k: ["too small"] } }), "Some fields are wrong. k: too small");
  assert.equal(told({ title: "Not so.", errors: { site_id: ["Not so."] } }), "Not so.");
  assert.equal(told({}), "");
});
