// Which keys the view for lectures may take.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isTaken } from "../../rnnviz/ui/components/projector.js";

// A key pressed while ``selector`` has the focus.
const pressed = (key, selector) => ({
  key,
  composedPath: () => [{ matches: (own) => own.split(", ").includes(selector) }],
});

test("what is typed belongs to its field", () => {
  for (const key of ["p", " ", "ArrowLeft"]) assert.ok(isTaken(pressed(key, "textarea")));
  assert.ok(isTaken(pressed("p", "input:not([type=range])")));
});

test("a slider keeps its arrows, a button its Space, and neither keeps P", () => {
  assert.ok(isTaken(pressed("ArrowRight", "input")) && isTaken(pressed(" ", "button")));
  assert.ok(!isTaken(pressed("p", "input")) && !isTaken(pressed(" ", "input")) && !isTaken(pressed("p", "button")));
});

test("a key with Ctrl, or one that something has used, is taken", () => {
  assert.ok(isTaken({ ...pressed("p", "div"), ctrlKey: true }));
  assert.ok(isTaken({ ...pressed("ArrowLeft", "div"), defaultPrevented: true }));
});
