// Numbers, tables and pasted text.

import assert from "node:assert/strict";
import { test } from "node:test";
import { csv, exact, pasted, short, shown, tableOf } from "../../rnnviz/ui/components/text.js";

test("few digits, a true minus, no minus before a zero that was rounded, and words that pass through", () => {
  const numbers = [0.12345, -1.5, -0.0001, -0.00049, 12.345, 123.45, 4567, 1e6, "∞", null];
  const expected = ["0.123", "−1.500", "−1.0e−4", "−4.9e−4", "12.35", "123.5", "4567", "1.0e+6", "∞", "?"];
  assert.deepEqual(numbers.map(short), expected);
  assert.deepEqual([0, -0].map(short), ["0.000", "0.000"]);
});

test("a cell of a table has every digit of a number and leaves words alone", () => {
  assert.deepEqual([-1.25, -2e-7, "1949-01", "LSTM-2", null].map(shown), [
    "−1.25",
    "−2e−7",
    "1949-01",
    "LSTM-2",
    "hidden",
  ]);
  assert.deepEqual([-0.1234567891, 3, -1e-9].map(exact), ["−0.12345679", "3", "−1e−9"]);
});

test("a CSV file quotes what would part cells", () => {
  assert.equal(
    csv({
      columns: ["a", 'b"'],
      rows: [
        [1, "x,y"],
        [null, -2],
      ],
    }),
    'a,"b"""\n1,"x,y"\n,-2\n',
  );
});

test("a table is read from its text, floats from their bytes", () => {
  const bdata = Buffer.from(Float64Array.of(0.1, -2).buffer).toString("base64");
  const text = JSON.stringify({ columns: ["step", "h"], values: [["1949-01", null], { dtype: "f8", bdata }] });
  assert.deepEqual(tableOf(text), {
    columns: ["step", "h"],
    rows: [
      ["1949-01", 0.1],
      [null, -2],
    ],
  });
});

const size = [2, 3];

test("one number is pasted by the browser itself", () => {
  for (const text of ["1.5", " -2 ", "abc", "1.5\r\n", ""]) assert.equal(pasted(text, [0, 0], size), null);
});

test("tabs, semicolons, new lines and commas with a blank part the cells", () => {
  const cells = [
    [0, 1, "1"],
    [0, 2, "-2.5"],
    [1, 1, "3"],
    [1, 2, "4"],
  ];
  for (const text of ["1\t-2.5\n3\t4", "1; -2.5\r\n3;4\r\n", "1, -2.5\n3, 4"]) {
    const found = pasted(text, [0, 1], size);
    assert.deepEqual(found.cells, cells);
    assert.equal(found.words, "Pasted 2 rows of 2 columns, from row 1, column 2.");
  }
  assert.deepEqual(pasted("1\n2", [0, 0], size).cells, [
    [0, 0, "1"],
    [1, 0, "2"],
  ]);
});

test("a comma between digits may be a decimal point: refused, and named", () => {
  for (const text of ["1,5", "1,5\t2", "3\n1,5"]) assert.match(pasted(text, [0, 0], size).refusal, /^“1,5” may be/);
});

test("what does not fit is refused as a whole, with both sizes", () => {
  assert.equal(
    pasted("1\t2\t3", [1, 1], size).refusal,
    "1 row of 3 columns was pasted, but from this cell on there is room for 1 row of 2 columns. Nothing was taken.",
  );
  assert.match(pasted("1\n2\n3", [0, 0], size).refusal, /^3 rows of 1 column were pasted.* 2 rows of 3 columns\./);
});
