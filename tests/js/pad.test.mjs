import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { read, SIDE, stroke, toggle, written } from "../../rnnviz/ui/components/pad_drawing.js";
import { walked } from "../../rnnviz/ui/components/scan_keys.js";

const blank = () => new Uint8Array(SIDE * SIDE);

test("a stroke inks what is near its line and nothing else", () => {
  const ink = blank();
  stroke(ink, [10, 20], [40, 20]);
  assert.equal(ink[20 * SIDE + 25], 1);
  assert.equal(ink[24 * SIDE + 25], 0);
  assert.equal(ink[20 * SIDE + 50], 0);
  const dot = blank();
  stroke(dot, [30, 30], [30, 30]);
  assert.ok(dot.reduce((sum, each) => sum + each) > 20);
});

test("a stroke beyond the field inks its border alone", () => {
  const ink = blank();
  stroke(ink, [-40, 10], [-1, 10]);
  assert.ok(ink.some(Boolean));
  stroke(ink, [1e6, 1e6], [2e6, 2e6]);
  assert.equal(ink.length, SIDE * SIDE);
});

test("a square is turned as a whole", () => {
  const ink = blank();
  assert.equal(toggle(ink, 2, 3, 4), 1);
  assert.equal(
    ink.reduce((sum, each) => sum + each),
    16,
  );
  assert.equal(ink[8 * SIDE + 12], 1);
  assert.equal(toggle(ink, 2, 3, 4), 0);
  assert.ok(!ink.some(Boolean));
});

test("a drawing comes back from its text, which is Python's", () => {
  const { text, inked } = JSON.parse(readFileSync(new URL("ink.json", import.meta.url), "utf8"));
  const ink = read(text);
  assert.deepEqual(
    [...ink].flatMap((each, k) => (each ? [k] : [])),
    inked,
  );
  assert.equal(written(ink), text);
  assert.equal(written(blank()), "");
});

test("arrow keys lead from one probability to the next and stay within", () => {
  assert.deepEqual(walked("ArrowDown", [0, 3], 8), [1, 3]);
  assert.deepEqual(walked("ArrowUp", [0, 3], 8), [0, 3]);
  assert.deepEqual(walked("ArrowRight", [2, 9], 8), [2, 9]);
  assert.deepEqual(walked("End", [2, 9], 8), [7, 9]);
  assert.equal(walked("a", [2, 9], 8), null);
});
