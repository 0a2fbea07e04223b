// What is seen while a sum comes about.

import assert from "node:assert/strict";
import { test } from "node:test";
import { phase } from "../../rnnviz/ui/components/diagram_motion.js";

const squashed = { total: 2.2, value: 0.976, squashed: true };

test("products travel, add up, and become the value", () => {
  assert.equal(phase(0, squashed).along, 0);
  assert.ok(phase(0.3, squashed).along > 0.4);
  assert.deepEqual(phase(0.7, squashed), { along: null, text: "Σ 2.200" });
  assert.deepEqual(phase(0.95, squashed), { along: null, text: "0.976", done: true });
});

test("a sum that nothing squashes is the value", () => {
  assert.deepEqual(phase(0.7, { total: 2, value: 2, squashed: false }), { along: null, text: "2.000", done: true });
});
