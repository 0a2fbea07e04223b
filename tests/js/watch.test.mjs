// Which changes of the address are steps, and which are choices.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isNear, missedBeats, onlySteps, sameQuery } from "../../rnnviz/ui/components/watch.js";

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

test("two queries say the same in any order, and wherever the app is embedded", () => {
  assert.ok(sameQuery("?units=4&select=h,4,0&embed=true", "select=h%2C4%2C0&units=4"));
  assert.ok(sameQuery("", ""));
  assert.ok(!sameQuery("?units=4", "units=3"));
  assert.ok(!sameQuery("?units=4", ""));
});

test("an answer that has not come is missed; the first one, the next one and the same one again are not", () => {
  assert.deepEqual(missedBeats(4, 6), [5, 5]);
  assert.deepEqual(missedBeats(4, 8), [5, 7]);
  for (const [before, now] of [
    [undefined, 3],
    [4, 5],
    [4, 4],
  ])
    assert.equal(missedBeats(before, now), null);
});

test("what is on the screen or a little beyond it is near; what is in a closed tab is not", () => {
  assert.ok(isNear({ top: 900, bottom: 1200, width: 500 }, 720));
  assert.ok(!isNear({ top: 1200, bottom: 1500, width: 500 }, 720));
  assert.ok(!isNear({ top: 0, bottom: 0, width: 0 }, 720));
});
