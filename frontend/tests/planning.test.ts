import assert from "node:assert/strict";
import { test } from "node:test";
import { readAddress, writeAddress } from "../islands/network-map/address.ts";
import { askedCoverage, deepestZoom, freshCoverage, layerOf, newStudy, readCoverage, saidOf, writeCoverage } from "../islands/network-map/coverage/study.ts";
import type { StudyDetail } from "../islands/network-map/coverage/study.ts";
import { outline } from "../islands/network-map/sector/beam.ts";
import { changesOf, draftOf, isMoved, isSame, pointed, previewOf, thresholdsOf, turned, usualConditions } from "../islands/network-map/sector/draft.ts";
import type { SectorRow } from "../islands/network-map/sector/draft.ts";
import { History } from "../islands/network-map/sector/history.ts";
import { Pacer } from "../islands/network-map/sector/pacer.ts";
import { reachedOf } from "../islands/network-map/sector/preview.ts";

const [ONE, TWO] = ["a8ad4b62-a300-4f9b-8419-c4ad13ce90cf", "eb063698-d365-419f-be61-b08c6425c898"];
const SITE = { id: TWO, name: "Hill", latitude: 44.2, longitude: -71.7 };
const SECTOR: SectorRow = {
  id: ONE, site_id: TWO, name: "North", technology: "lte", status: "on-air", center_frequency_mhz: 3560,
  azimuth_deg: 10, beamwidth_deg: 65, vertical_beamwidth_deg: 7, mechanical_tilt_deg: 2, electrical_tilt_deg: 1.1,
  height_m: 30, eirp_dbm: 47, antenna_pattern_id: null, max_range_m: 15_000, receive_threshold_dbm: -90, receiver_gain_dbi: 14,
};

test("what is shown of a study comes back out of a shared address", () => {
  const view = { ...freshCoverage(ONE), layer: "best-server", opacity: 45, compare: TWO, curtain: 20 };
  assert.equal(writeCoverage(view), `&study=${ONE}&layer=best-server&opacity=45&compare=${TWO}&how=curtain&curtain=20`);
  assert.deepEqual(readCoverage(new URLSearchParams(writeCoverage(view))), view);
  const place = { zoom: 11, latitude: 44.2, longitude: -71.7 };
  const { choice, tools } = readAddress("");
  const hash = writeAddress(place, choice, { ...tools, coverage: view, sector: TWO });
  assert.deepEqual(readAddress(hash).tools, { path: null, coverage: view, sector: TWO });
});

test("an address with nonsense shows nothing, or what is usual", () => {
  assert.equal(readCoverage(new URLSearchParams("study=1")), null);
  assert.equal(readAddress("#sector=<b>").tools.sector, "");
  const odd = `study=${ONE}&layer=../x&opacity=900&compare=${ONE}&how=magic&curtain=-4`;
  assert.deepEqual(readCoverage(new URLSearchParams(odd)), freshCoverage(ONE));
});

test("tiles are asked no deeper than the study is fine", () => {
  assert.deepEqual([90, 30, 1000, 0.1].map(deepestZoom), [12, 14, 9, 18]);
});

test("a layer that a study has not is its first one", () => {
  const study = { layers: [{ key: "signal" }, { key: "sinr" }] } as StudyDetail;
  assert.equal(layerOf(study, "sinr")?.key, "sinr");
  assert.equal(layerOf(study, "rsrp")?.key, "signal");
});

test("the form of a new study is filled in with what the map shows", () => {
  assert.equal(newStudy("/new/", ["on-air", "planned"], [ONE]), `/new/?statuses=on-air&statuses=planned&sector_ids=${ONE}`);
});

test("of a place only what is known is said", () => {
  const one = { key: "signal", title: "Signal", unit: "dBm", value: -71.26, label: "-71.26 dBm" };
  const values = [one, { key: "b", title: "Server", unit: "", value: 3, label: "Hill North" }, { key: "s", title: "SINR", unit: "dB", value: null, label: "" }];
  assert.deepEqual(saidOf(values, "en"), [["Signal", "-71.3\u202fdBm"], ["Server", "Hill North"]]);
});

test("only what differs of the sector's own is saved, never its place", () => {
  const stored = draftOf(SECTOR, SITE);
  const draft = { ...stored, azimuth_deg: 20, latitude: 44.3, antenna_pattern_id: TWO };
  assert.deepEqual(changesOf(stored, draft), { azimuth_deg: 20, antenna_pattern_id: TWO });
  assert.deepEqual([isMoved(stored, draft), isMoved(stored, { ...stored, longitude: -71.700_001 })], [true, false]);
  assert.deepEqual([isSame(stored, { ...stored }), isSame(stored, draft)], [true, false]);
});

test("an azimuth is turned round the compass, and pointed at on the screen", () => {
  assert.deepEqual([turned(359, 1), turned(0, -5), turned(12.5, 1)], [0, 355, 13.5]);
  const foot = { x: 100, y: 100 };
  assert.deepEqual([[100, 0], [200, 100], [100, 200], [0, 100]].map(([x, y]) => pointed(foot, { x: x ?? 0, y: y ?? 0 })), [0, 90, 180, 270]);
});

test("the preview asks for the draft, and names the sector unless its antenna is taken away", () => {
  const draft = { ...draftOf(SECTOR, SITE), azimuth_deg: 99 };
  const asked = previewOf(SECTOR, draft, usualConditions(SECTOR));
  assert.deepEqual([asked.sector_id, asked.azimuth_deg, asked.tilt_deg, asked.radius_m], [ONE, 99, 3.1, 10_000]);
  assert.deepEqual(asked.thresholds_dbm, [-60, -70, -80, -90]);
  const withAntenna = { ...SECTOR, antenna_pattern_id: TWO };
  assert.equal(previewOf(withAntenna, draft, usualConditions(SECTOR)).sector_id, undefined);
  assert.deepEqual(thresholdsOf({ ...SECTOR, receive_threshold_dbm: -5 }), [0, 0, 0, -5]);
  assert.deepEqual(usualConditions({ ...SECTOR, max_range_m: 4000 }).radius_m, 4000);
});

test("what was done is undone and done again, until something else is done", () => {
  const history = new History<number>(0, Object.is);
  for (const state of [1, 1, 2]) history.push(state);
  assert.deepEqual([history.undo(), history.undo(), history.undo(), history.canUndo], [1, 0, 0, false]);
  assert.deepEqual([history.redo(), history.canRedo], [1, true]);
  history.push(9);
  assert.deepEqual([history.now, history.canRedo, history.redo(), history.undo()], [9, false, 9, 1]);
});

test("one question is on its way, the newest waits, those between are never asked", async () => {
  const asked: number[] = [];
  const frames: (() => void)[] = [];
  let answer: () => void = () => undefined;
  const pacer = new Pacer<number>((question) => {
    asked.push(question);
    return new Promise((done) => { answer = done; });
  }, (act) => { frames.push(act); });
  const frame = (): void => { frames.splice(0).forEach((act) => { act(); }); };
  for (const question of [1, 2]) pacer.want(question);
  frame();
  for (const question of [3, 4, 5]) pacer.want(question);
  frame();
  assert.deepEqual(asked, [2]);
  answer();
  await new Promise((done) => { setImmediate(done); });
  frame();
  assert.deepEqual(asked, [2, 5]);
});

test("what is stopped is aborted, and nothing that waited is asked", () => {
  const signals: AbortSignal[] = [];
  const frames: (() => void)[] = [];
  const pacer = new Pacer<number>((_question, signal) => {
    signals.push(signal);
    return new Promise(() => undefined);
  }, (act) => { frames.push(act); });
  pacer.want(1);
  frames.splice(0).forEach((act) => { act(); });
  pacer.want(2);
  pacer.stop();
  frames.splice(0).forEach((act) => { act(); });
  assert.deepEqual(signals.map(({ aborted }) => aborted), [true]);
});

test("what is reached is listed the strongest first", () => {
  const answer = { bounds: [0, 0, 0, 0] as [number, number, number, number], image: "", legend: [], gaps: [], reached_km2: { "-90": 3, "-60": 1, "-70": 2 } };
  assert.deepEqual(reachedOf(answer), [[-60, 1], [-70, 2], [-90, 3]]);
});

test("a beam is outlined from its foot, a full circle without one", () => {
  const draft = { ...draftOf(SECTOR, SITE), azimuth_deg: 90 };
  const [edge, axis] = outline(draft, 60, 1000);
  const corners = (edge?.geometry.type === "LineString" ? edge.geometry.coordinates : []);
  assert.deepEqual([corners[0], corners.at(-1), corners.length], [[-71.7, 44.2], [-71.7, 44.2], 15]);
  const tip = axis?.geometry.type === "LineString" ? axis.geometry.coordinates[1] : [];
  assert.ok((tip?.[0] ?? 0) > -71.7 && Math.abs((tip?.[1] ?? 0) - 44.2) < 1e-9);
  const circle = outline(draft, 360, 1000)[0];
  assert.equal(circle?.geometry.type === "LineString" && circle.geometry.coordinates.length, 73);
});

test("a link to the map names a study, or two to see the difference of", () => {
  const asked = (query: string) => askedCoverage(new URLSearchParams(query));
  assert.deepEqual(asked(`coverage=${ONE}`), freshCoverage(ONE));
  assert.deepEqual(asked(`coverage=${ONE}&compare=${TWO}`), { ...freshCoverage(ONE), compare: TWO, how: "difference" });
  assert.deepEqual(asked(`coverage=${ONE}&compare=${ONE}`), freshCoverage(ONE));
  assert.deepEqual(asked(`coverage=${ONE}&compare=x`), freshCoverage(ONE));
  assert.equal(asked("coverage=1"), null);
});
