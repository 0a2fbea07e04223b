// A drawing of 64 × 64 pixels with ink or without: strokes, and the text that it is in a link. Pure, tested in Node.

export const SIDE = 64;
export const WIDTH = 3;

// Ink of every pixel whose middle is within ``width`` of the line from (x0, y0) to (x1, y1), in pixels.
export function stroke(ink, [x0, y0], [x1, y1], width = WIDTH) {
  const [low, high] = [
    (a, b) => Math.max(0, Math.floor(Math.min(a, b) - width)),
    (a, b) => Math.min(SIDE - 1, Math.ceil(Math.max(a, b) + width)),
  ];
  const length = Math.max((x1 - x0) ** 2 + (y1 - y0) ** 2, 1e-9);
  for (let row = low(y0, y1); row <= high(y0, y1); row++) {
    for (let column = low(x0, x1); column <= high(x0, x1); column++) {
      const [x, y] = [column + 0.5, row + 0.5];
      const share = Math.max(0, Math.min(1, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length));
      if (Math.hypot(x - x0 - share * (x1 - x0), y - y0 - share * (y1 - y0)) <= width) ink[row * SIDE + column] = 1;
    }
  }
}

// Turns the ink of a square of ``size`` pixels: there is ink in all of it where there was none in its middle.
export function toggle(ink, row, column, size) {
  const [top, left] = [row * size, column * size];
  const middle = (top + (size >> 1)) * SIDE + left + (size >> 1);
  const now = ink[middle] ? 0 : 1;
  for (let y = top; y < top + size; y++) ink.fill(now, y * SIDE + left, y * SIDE + left + size);
  return now;
}

// Bits row by row as base64, as Python's images.ink writes and reads them; "" where there is no ink.
export function written(ink) {
  if (!ink.some(Boolean)) return "";
  let bytes = "";
  for (let k = 0; k < ink.length; k += 8) {
    let byte = 0;
    for (let bit = 0; bit < 8; bit++) byte = (byte << 1) | ink[k + bit];
    bytes += String.fromCharCode(byte);
  }
  return btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export function read(text) {
  const ink = new Uint8Array(SIDE * SIDE);
  const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  for (let k = 0; k < bytes.length; k++)
    for (let bit = 0; bit < 8; bit++) ink[8 * k + bit] = (bytes.charCodeAt(k) >> (7 - bit)) & 1;
  return ink;
}
