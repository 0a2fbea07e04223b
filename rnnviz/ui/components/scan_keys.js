// Where the keyboard leads in the picture of steps and probabilities. Pure, tested in Node.

export const DIGITS = 10;

// Where a key leads from [line, digit]; null where the key means nothing.
export function walked(key, [line, digit], lines) {
  const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[key];
  const jump = { Home: [-Infinity, 0], End: [Infinity, 0] }[key];
  if (!step && !jump) return null;
  const [down, across] = step ?? jump;
  const within = (value, count) => Math.max(0, Math.min(count - 1, value));
  return [within(line + down, lines), within(digit + across, DIGITS)];
}
