import assert from "node:assert/strict";
import { test } from "node:test";
import { bar } from "../../rnnviz/ui/components/words.js";

test("a bar goes from where bars begin to its value, on either side", () => {
  assert.deepEqual(bar(0.75, [0, 0.5, 1]), { from: 0.5, size: 0.25, side: "high" });
  assert.deepEqual(bar(0.25, [0, 0.5, 1]), { from: 0.25, size: 0.25, side: "low" });
  assert.deepEqual(bar(0.25, [0, 0, 1]), { from: 0, size: 0.25, side: "one" });
});

test("a bar stays within its place", () => {
  assert.deepEqual(bar(9, [-1, 0, 1]), { from: 0.5, size: 0.5, side: "high" });
  assert.deepEqual(bar(-9, [-1, 0, 1]), { from: 0, size: 0.5, side: "low" });
});
