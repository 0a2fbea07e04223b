// Reading curves and maps with the keyboard. Pure, tested in Node.

// Where a key leads from a place {curve, row, column}; null where the key means nothing. ``sizes`` has the rows and columns
// of each curve; ``upwards`` says that the first row of a map is its lowest.
export function moved(key, place, sizes, upwards = false) {
  const { curve, row, column } = place ?? { curve: 0, row: 0, column: -1 };
  const flat = sizes[curve][0] === 1;
  const jump = { PageUp: -1, PageDown: 1, ...(flat ? { ArrowUp: -1, ArrowDown: 1 } : {}) }[key];
  const up = upwards ? 1 : -1;
  const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [up, 0], ArrowDown: [-up, 0] };
  const step = { ...steps, Home: [0, -Infinity], End: [0, Infinity] }[key];
  if (!jump && !step) return null;
  const other = jump ? Math.max(0, Math.min(sizes.length - 1, curve + jump)) : curve;
  const [rows, columns] = sizes[other];
  const [down, across] = jump ? [0, 0] : step;
  const within = (value, count) => Math.max(0, Math.min(count - 1, value));
  return { curve: other, row: within(row + down, rows), column: within(column + across, columns) };
}
