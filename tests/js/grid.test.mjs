// Reading curves and maps with the keyboard.

import assert from "node:assert/strict";
import { test } from "node:test";
import { moved } from "../../rnnviz/ui/components/grid.js";

const place = (curve, row, column) => ({ curve, row, column });

test("on curves, left and right read points, and up, down and page keys lead to another curve", () => {
  const sizes = [
    [1, 5],
    [1, 3],
  ];
  assert.deepEqual(moved("ArrowRight", null, sizes), place(0, 0, 0));
  assert.deepEqual(moved("ArrowRight", place(0, 0, 4), sizes), place(0, 0, 4));
  assert.deepEqual(moved("ArrowDown", place(0, 0, 4), sizes), place(1, 0, 2));
  assert.deepEqual(moved("PageUp", place(1, 0, 2), sizes), place(0, 0, 2));
  assert.deepEqual(moved("End", place(0, 0, 1), sizes), place(0, 0, 4));
});

test("on a map, arrows go as they point, whether its first row is above or below", () => {
  const sizes = [[3, 4]];
  assert.deepEqual(moved("ArrowDown", place(0, 0, 1), sizes, false), place(0, 1, 1));
  assert.deepEqual(moved("ArrowDown", place(0, 1, 1), sizes, true), place(0, 0, 1));
  assert.deepEqual(moved("ArrowUp", place(0, 0, 1), sizes, false), place(0, 0, 1));
  assert.deepEqual(moved("Home", place(0, 2, 3), sizes, false), place(0, 2, 0));
});

test("other keys are left to the page", () => assert.equal(moved("Tab", null, [[1, 2]]), null));
