import assert from "node:assert/strict";
import { test } from "node:test";
import { readAddress, writeAddress } from "../islands/network-map/address.ts";
import { azimuth, distance, length, written } from "../islands/network-map/geometry.ts";
import { filled } from "../islands/network-map/dom.ts";

test("what is shown comes back out of a shared address", () => {
  const { choice } = readAddress("");
  choice.hiddenLayers.add("links").add("customers");
  choice.hiddenStatuses.add("sectors.planned");
  const hash = writeAddress({ zoom: 11.5, latitude: 44.13, longitude: -71.74 }, choice);
  assert.equal(hash, "#map=11.50/44.13000/-71.74000&hide=customers,links&status=sectors.planned");
  const read = readAddress(hash);
  assert.deepEqual(read.place, { zoom: 11.5, latitude: 44.13, longitude: -71.74 });
  assert.deepEqual([...read.choice.hiddenLayers], ["customers", "links"]);
  assert.deepEqual([...read.choice.hiddenStatuses], ["sectors.planned"]);
});

test("an address that makes no sense opens the map as usual", () => {
  for (const hash of ["", "#", "#map=x/y/z", "#map=12/91/0", "#map=12/44", "#gw-map-list"]) {
    assert.equal(readAddress(hash).place, null);
  }
});

test("distances and directions on the sphere", () => {
  assert.equal(Math.round(distance([0, 0], [0, 1])), 111_195);
  assert.equal(distance([5, 5], [5, 5]), 0);
  assert.equal(Math.round(azimuth([0, 0], [1, 0])), 90);
  assert.equal(Math.round(azimuth([0, 1], [0, 0])), 180);
  assert.equal(Math.round(azimuth([0, 0], [-1, 0])), 270);
  assert.equal(Math.round(length([[0, 0], [0, 1], [0, 0]])), 222_390);
  assert.equal(length([[0, 0]]), 0);
});

test("a length is written in the person's units", () => {
  assert.equal(written(850.4, "metric", "en"), "850 m");
  assert.equal(written(12_345, "metric", "en"), "12.35 km");
  assert.equal(written(100, "imperial", "en"), "328 ft");
  assert.equal(written(16_093.44, "imperial", "en"), "10 mi");
});

test("words take their values, and nothing where one is missing", () => {
  assert.equal(filled("{a} and {b}", { a: "1" }), "1 and ");
  assert.equal(filled(undefined, {}), "");
});
