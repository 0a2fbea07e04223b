// How a given number is changed step by step, and told one change after another.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Changes, nudged, stepOf } from "../../rnnviz/ui/components/given.js";

test("a step is a hundredth of a number's size, of one for what is near it", () => {
  for (const [value, step] of [
    [0, 0.01],
    [0.87, 0.01],
    [-3.2, 0.01],
    [72, 0.1],
    [0.004, 0.0001],
    [123456, 1000],
  ])
    assert.ok(Math.abs(stepOf(value) - step) < 1e-12 * step, `${value}`);
});

test("steps lead to round numbers, and none changes nothing", () => {
  assert.equal(nudged(0.18662322, 1), "0.19");
  assert.equal(nudged(0.18662322, -1), "0.18");
  assert.equal(nudged(0.3, 1), "0.31");
  assert.equal(nudged(0.1, -12), "-0.02");
  assert.equal(nudged(0.18662322, 0), "0.18662322");
});

test("a second change waits for the answer to the first, and the last of them is told", () => {
  const told = [];
  globalThis.history = {};
  const changes = new Changes((event) => told.push(event.cells[0][2]));
  for (const text of ["1", "2", "3"]) changes.change(["wh", 0, 1], text);
  assert.deepEqual(told, ["1"]);
  assert.equal(changes.shown(["wh", 0, 1], "0"), "3");
  assert.equal(changes.shown(["wh", 1, 1], "0"), "0");
  changes.answered();
  assert.deepEqual(told, ["1", "3"]);
  const burst = history.rnnvizBurst;
  changes.change(["wh", 0, 1], "4");
  assert.equal(history.rnnvizBurst, burst, "the same entry of the history");
  changes.change(["wh", 1, 1], "4");
  assert.notEqual(history.rnnvizBurst, burst);
  changes.answered();
  changes.answered();
  assert.equal(changes.shown(["wh", 1, 1], "4.0"), "4.0");
  assert.deepEqual(told, ["1", "3", "4"]);
});
