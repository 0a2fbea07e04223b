// Which changes of the address are steps, and which are choices.

import assert from "node:assert/strict";
import { test } from "node:test";
import { onlySteps } from "../../rnnviz/ui/components/watch.js";

const alike = (before, after) => onlySteps(before, after, ["step", "select"]);

test("an address that differs in steps alone is the same entry", () => {
  assert.ok(alike("/gates?cell=gru&step=3", "/gates?step=4&cell=gru&select=h,4,0"));
  assert.ok(alike("http://local/gates?step=3", "/gates"));
});

test("a choice, or another page, is another entry", () => {
  assert.ok(!alike("/gates?cell=gru&step=3", "/gates?cell=lstm&step=3"));
  assert.ok(!alike("/gates?step=3", "/gates?step=3&cell=gru"));
  assert.ok(!alike("/gates?step=3", "/gradients?step=3"));
});
