// Where keys lead on the lane board, and how it fits its place.

import assert from "node:assert/strict";
import { test } from "node:test";
import { neighbour, widths } from "../../rnnviz/ui/components/lanes.js";

const stops = [0, 1, 2].flatMap((column) => [0, 1].map((row) => ({ column, row })));

test("arrows lead along lanes and batches, and nowhere beyond the board", () => {
  assert.equal(neighbour("ArrowRight", 0, stops), 2);
  assert.equal(neighbour("ArrowDown", 2, stops), 3);
  assert.equal(neighbour("ArrowLeft", 5, stops), 3);
  assert.equal(neighbour("ArrowUp", 0, stops), null);
  assert.equal(neighbour("ArrowRight", 4, stops), null);
  assert.equal(neighbour("Tab", 0, stops), null);
});

test("tickets and the ways between them fill the room, and are scrolled to where there is too little", () => {
  const roomy = widths(4, 740);
  assert.ok(Math.abs(4 * roomy.pitch - 690) < 1e-9 && Math.abs(roomy.box + roomy.way - roomy.pitch) < 1e-9);
  assert.equal(widths(30, 358).pitch, 112);
  assert.equal(widths(1, 2000).pitch, 190);
});
