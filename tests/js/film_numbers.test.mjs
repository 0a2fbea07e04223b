// What the film knows without drawing.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as film from "../../rnnviz/ui/components/film_numbers.js";

const run = (more) => ({
  epochs: [0, 1, 2],
  start: 0,
  losses: [0.5, 0.25],
  test_losses: [0.75, 0.5],
  gradient_norms: [2, 1],
  predictions: { shape: [3, 2], values: Float32Array.of(0, 0, 1, 2, 3, 4) },
  ...more,
});
const two = () => ({
  actual: [1, "NaN"],
  labels: ["1979-01", "1980-01"],
  boundary: 1,
  trained: 1,
  watched: "test",
  unit: "sunspots",
  loss: "MSE",
  runs: [
    run(),
    run({ epochs: [1, 2, 3], start: 1, losses: [0.1, NaN], test_losses: [0.2, NaN], gradient_norms: [1, Infinity] }),
  ],
});

test("numbers packed by Python are unpacked, NaN and infinities with them", async () => {
  for (const { packed, values } of JSON.parse(readFileSync(new URL("packed.json", import.meta.url)))) {
    const found = await film.unpack(packed);
    assert.deepEqual(found.shape, packed.shape);
    assert.deepEqual([...found.values].map(String), values.map(film.number).map(String));
  }
});

test("a frame is one epoch's numbers", () => assert.deepEqual([...film.frame(run().predictions, 1)], [1, 2]));

test("the slider runs over every epoch that any run kept", () =>
  assert.deepEqual(film.epochsOf(two().runs), [0, 1, 2, 3]));

test("a run shows its last frame that is not later, and none before it began", () => {
  const branch = two().runs[1];
  assert.deepEqual(
    [0, 1, 2, 9].map((epoch) => film.frameAt(branch, epoch)),
    [-1, 0, 1, 2],
  );
  assert.equal(film.frameAt(run({ epochs: [0, 10, 20] }), 19), 1);
});

test("a branch's curves begin an epoch after it left", () => {
  const branch = two().runs[1];
  assert.deepEqual(
    [1, 2, 3, 4].map((epoch) => film.curveAt(branch, "losses", epoch)),
    [undefined, 0.1, NaN, undefined],
  );
});

test("who was at the end of a run is at the end of the next one", () => {
  assert.equal(film.settledIndex([0, 5, 10], 4, true), 2);
  assert.equal(film.settledIndex([0, 5, 10], null, false), 2);
  assert.equal(film.settledIndex([0, 5, 10], 7, false), 1);
  assert.equal(film.settledIndex([3, 5], 1, false), 0);
});

test("playing takes six seconds for the whole, however many epochs, never goes back and ends at the last", () => {
  for (const last of [1, 20, 2000]) {
    const steps = Array.from({ length: 61 }, (_, k) => film.playedIndex(100 * k, 0, last, false));
    assert.deepEqual([steps[0], steps[59] < last, steps[60]], [0, true, last]);
    assert.ok(steps.every((step, k) => !k || step >= steps[k - 1]));
  }
  assert.equal(film.playedIndex(3000, 10, 20, false), 20);
  assert.equal(film.playedIndex(0, 7, 20, false), 7);
});

test("without motion there are twelve steps and the same end", () => {
  const steps = new Set(Array.from({ length: 601 }, (_, k) => film.playedIndex(10 * k, 0, 200, true)));
  assert.equal(steps.size, 13);
  assert.ok(steps.has(200));
});

test("numbers have three digits, a true minus sign, and words where they are none", () => {
  const written = [0.00412, -0.5, 0, 12345.6, 1.5e-7, 2.5e9, Infinity, NaN, undefined].map((value) =>
    film.digits(value),
  );
  assert.deepEqual(written, ["0.00412", "−0.500", "0", "12346", "1.50×10⁻⁷", "2.50×10⁹", "∞", "NaN", "none"]);
  assert.deepEqual([1e-5, 2e-5, 0.05, 100, -50, 0].map(film.tickText), ["10⁻⁵", "2×10⁻⁵", "0.05", "100", "−50", "0"]);
});

test("dates are as long as tells them apart", () => {
  assert.equal(film.shortLabel("1979-01", "1950-01", "1983-12"), "1979");
  assert.equal(film.shortLabel("1979-01-31", "1979-01-01", "1979-12-31"), "01-31");
  assert.equal(film.shortLabel("1979-01-31", "1978-01-01", "1979-12-31"), "1979-01-31");
  assert.equal(film.shortLabel("2000-06-05T00:30", "2000-06-05T00:30", "2000-06-09T00:30"), "06-05 00:30");
  assert.equal(film.shortLabel("17", "1", "99"), "17");
});

test("ticks are round numbers inside", () => {
  assert.deepEqual(film.ticks(0, 20, 4), [0, 5, 10, 15, 20]);
  assert.deepEqual(film.ticks(-0.13, 0.31, 4), [0, 0.2]);
});

test("a log axis has a lane for zeros below, and for infinities and NaN above", () => {
  const { place, ticks } = film.logAxis([[1e-3, 0, 10, Infinity], [NaN]]);
  const places = [0, 1e-3, 1, 10, Infinity, NaN].map(place);
  assert.equal(places[0], 0);
  assert.equal(places[5], 1);
  assert.ok(places.every((each, k) => !k || each > places[k - 1]));
  assert.deepEqual(ticks.map(([value]) => value).slice(-3), [0, Infinity, NaN]);
  assert.ok(film.logAxis([[0.2]]).ticks.length > 0);
  assert.deepEqual(film.logAxis([[]]).ticks.length > 0, true);
});

test("the prediction's axis holds the actual, and of a prediction half its height beyond", () => {
  assert.deepEqual(film.predictionRange([0, 10], [Float32Array.of(-100, 12)]), [-5, 12]);
  assert.deepEqual(film.predictionRange([0, 10], [Float32Array.of(NaN, 5)]), [0, 10]);
});

test("bounds are those of finite numbers, and an axis is never empty", () => {
  assert.deepEqual(
    film.bounds([
      [-3, NaN],
      [Infinity, 2],
    ]),
    [-3, 2],
  );
  assert.equal(film.largest([[-3, NaN, 2]]), 3);
  assert.equal(film.largest([[0.25]]), 0.25);
  assert.deepEqual(film.extent([[2]]), [1.5, 2.5]);
  assert.deepEqual(film.extent([[NaN]]), [0, 1]);
});

test("an envelope keeps every extreme of a long series", () => {
  const values = Array.from({ length: 4000 }, (_, k) => (k === 1234 ? 99 : Math.sin(k)));
  const bounds = film.envelope(values, 0, 4000, 500);
  assert.equal(bounds.length, 500);
  assert.equal(Math.max(...bounds.map(([, high]) => high)), 99);
  assert.deepEqual(film.envelope([1, NaN, NaN, 3], 0, 4, 4), [[1, 1], null, null, [3, 3]]);
});

test("a long series opens about the boundary, a short one whole", () => {
  assert.deepEqual(film.firstView(233, 186, 400), [0, 233]);
  assert.deepEqual(film.firstView(4000, 3200, 400), [3120, 3360]);
  assert.deepEqual(film.firstView(500, 490, 400), [260, 500]);
  assert.deepEqual(film.boundedView([-50, 50], 4000), [0, 100]);
  assert.deepEqual(film.boundedView([3990, 3995], 4000), [3988, 4000]);
});

test("the sentence names the epoch, both losses, the lowest one and the branch", () => {
  assert.equal(
    film.said({ runs: [run()], watched: "test" }, 0),
    "Before training: the weights are as they were drawn at random.",
  );
  assert.equal(
    film.said({ runs: [run()], watched: "test" }, 1),
    "Epoch 1 of 2. Training loss 0.500, test loss 0.750; lowest is 0.500 at epoch 2. Gradient norm 2.00.",
  );
  assert.match(film.said({ runs: [run()], watched: "test" }, 2), /test loss 0\.500, the lowest of the run\./);
  assert.match(film.said(two(), 1), /Here the branch leaves the first run\.$/);
  assert.match(
    film.said(two(), 3),
    /The first run ended at epoch 2\. The branch: training loss NaN.* a smaller learning rate, or clipping/,
  );
});

test("with three parts a sample says which it is in, and the losses whose they are", () => {
  const three = { ...two(), runs: [run()], boundary: 1, trained: 0, watched: "validation" };
  assert.match(film.saidSample(three, 0, 1), /validation part/);
  assert.match(film.saidSample(three, 1, 1), /test part/);
  assert.match(film.said(three, 1), /validation loss 0\.750/);
});

test("a prediction and a weight are read out with their place", () => {
  assert.equal(
    film.saidSample({ ...two(), runs: [run()] }, 0, 1),
    "1979-01, training part: actual 1.000, predicted 1.000 sunspots",
  );
  assert.equal(film.saidSample(two(), 1, 2), "1980-01, test part: actual NaN, first run 4.000, branch 2.000 sunspots");
  const kernel = {
    name: "U",
    rows: "earlier unit",
    columns: "unit",
    blocks: ["z", "r", "n"],
    values: { shape: [1, 2, 6], values: Float32Array.from({ length: 12 }, (_, k) => k) },
  };
  assert.equal(film.saidCell(kernel, 1, 3, 7, 0), "U, earlier unit 1 → unit 1, gate r, epoch 7: 9.00");
});
