// What the film knows without drawing: numbers unpacked, scales, words. Pure functions, tested in Node.

import { clamp } from "./common.js";

const PLAYED = 6000; // ms for the whole run, whatever the number of epochs

// What a run tells of every epoch.
export const CURVES = ["losses", "test_losses", "gradient_norms"];

// ---- what Python packed ------------------------------------------------------------------------------------

// {shape, data} → {shape, values}: a Float32Array of every epoch in turn. See ``packed`` in film.py.
export async function unpack({ shape, data }) {
  const packed = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  const planes = new Uint8Array(await new Response(stream).arrayBuffer());
  return { shape, values: joined(planes, shape) };
}

function joined(planes, [epochs, ...rest]) {
  const [count, size] = [planes.length / 4, rest.reduce((a, b) => a * b, 1)];
  const bits = new Uint32Array(count);
  for (let at = 0; at < size; at++) {
    let last = 0;
    for (let k = 0; k < epochs; k++) {
      const from = at * epochs + k;
      for (let plane = 0; plane < 4; plane++) last ^= planes[from + plane * count] << (8 * plane);
      bits[k * size + at] = last;
    }
  }
  return new Float32Array(bits.buffer);
}

// The numbers of one epoch, without a copy.
export function frame({ shape, values }, k) {
  const size = values.length / shape[0];
  return values.subarray(k * size, (k + 1) * size);
}

export async function unpackRun(run) {
  const all = async (list) => Promise.all(list.map(async (each) => ({ ...each, values: await unpack(each.values) })));
  const [predictions, weights, states, gradients, sensitivities] = await Promise.all([
    unpack(run.predictions),
    all(run.weights),
    all(run.states),
    all(run.gradients),
    run.sensitivities && unpack(run.sensitivities),
  ]);
  const curves = Object.fromEntries(CURVES.map((name) => [name, run[name].map(number)]));
  return { ...run, ...curves, predictions, weights, states, gradients, sensitivities };
}

// A number that JSON has no word for came as text.
export function number(value) {
  return typeof value === "number" ? value : ({ "∞": Infinity, "−∞": -Infinity }[value] ?? NaN);
}

// ---- epochs ------------------------------------------------------------------------------------------------

// Every epoch that any run kept, in order.
export function epochsOf(runs) {
  return [...new Set(runs.flatMap((run) => run.epochs))].sort((a, b) => a - b);
}

// The frame of a run at an epoch: its last one not after it; -1 before it began.
export function frameAt(run, epoch) {
  let found = -1;
  while (found + 1 < run.epochs.length && run.epochs[found + 1] <= epoch) found++;
  return found;
}

// A curve's number at an epoch; undefined where there is none.
export function curveAt(run, name, epoch) {
  return run[name][epoch - run.start - 1];
}

// Where a new film stands: who was at the end stays at the end, others at the nearest epoch before.
export function settledIndex(epochs, epoch, atEnd) {
  if (atEnd || epoch === null) return epochs.length - 1;
  const before = epochs.findLastIndex((each) => each <= epoch);
  return Math.max(0, before);
}

// Where playing has come to, ``elapsed`` ms after it began at ``from``; with ``still``, in twelve steps and not smoothly.
export function playedIndex(elapsed, from, last, still) {
  const steps = still ? Math.min(12, last) : last;
  const step = Math.floor((elapsed / PLAYED) * steps + (from / Math.max(1, last)) * steps);
  return Math.min(last, Math.max(from, Math.floor((step * last) / Math.max(1, steps))));
}

// ---- numbers as text ---------------------------------------------------------------------------------------

export const raised = (exponent) =>
  String(exponent).replace(/[-\d]/g, (sign) => (sign === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[sign]));

// Three digits, or as many as asked; very small and very large ones with a power of ten.
export function digits(value, count = 3) {
  if (value === undefined || value === null) return "none";
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const [mantissa, exponent] = value.toExponential(count - 1).split("e");
  const power = Number(exponent);
  const isShort = power >= -4 && power < 7;
  const text = isShort ? value.toFixed(Math.max(0, count - 1 - power)) : `${mantissa}×10${raised(power)}`;
  return text.replace("-", "−");
}

// A number beside an axis: powers of ten where they are shorter.
export function tickText(value) {
  const [mantissa, exponent] = value.toExponential(0).split("e");
  if (!Number.isFinite(value) || value === 0 || (Math.abs(value) >= 0.001 && Math.abs(value) < 1e5))
    return Number.isFinite(value) ? String(value).replace("-", "−") : digits(value);
  return `${mantissa === "1" ? "" : `${mantissa}×`}10${raised(Number(exponent))}`.replace("-", "−");
}

// A label of a target, without what all labels beside it share.
export function shortLabel(label, first, last) {
  if (!/^\d{4}-\d\d/.test(label)) return label;
  const years = Number(last.slice(0, 4)) - Number(first.slice(0, 4));
  if (years >= 4) return label.slice(0, 4);
  return label.length > 10 ? label.slice(5, 16).replace("T", " ") : label.slice(years ? 0 : 5) || label;
}

// ---- scales ------------------------------------------------------------------------------------------------

// The lowest and the highest finite number; NaN where there is none.
export function bounds(arrays) {
  let [low, high] = [Infinity, -Infinity];
  for (const values of arrays)
    for (const value of values) if (Number.isFinite(value)) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return low > high ? [NaN, NaN] : [low, high];
}

// The same as an axis needs it: never empty.
export function extent(arrays) {
  const [low, high] = bounds(arrays);
  return low < high ? [low, high] : low === high ? [low - 0.5, high + 0.5] : [0, 1];
}

// The size of the number farthest from 0.
export function largest(arrays) {
  return Math.max(...bounds(arrays).map(Math.abs));
}

// What the prediction may need: all of the actual, and of the predictions as much as lies within half its height.
export function predictionRange(actual, predictions) {
  const [low, high] = extent([actual]);
  const more = (high - low) / 2;
  const [lowest, highest] = extent(predictions);
  return [Math.max(Math.min(low, lowest), low - more), Math.min(Math.max(high, highest), high + more)];
}

// Round numbers between two others, about so many.
export function ticks(low, high, count) {
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((each) => each * power >= rough) ?? 10);
  const found = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++)
    found.push(Number((k * step).toPrecision(12)));
  return found;
}

// A logarithmic axis that fits everything: zeros, infinities and NaN stand on lanes below and above. 0…1 from its foot.
export function logAxis(arrays) {
  let [low, high, zero, infinite, nan] = [Infinity, -Infinity, false, false, false];
  for (const values of arrays) {
    for (const value of values) {
      const size = Math.abs(value);
      if (Number.isNaN(size)) nan = true;
      else if (size === Infinity) infinite = true;
      else if (size === 0) zero = true;
      else [low, high] = [Math.min(low, size), Math.max(high, size)];
    }
  }
  [low, high] = low > high ? [0, 1] : [Math.log10(low), Math.log10(high)];
  const room = Math.max(0.06 * (high - low), 0.05);
  [low, high] = [low - room, high + room];
  const lane = 0.18 * (high - low);
  const [foot, infinity] = [low - (zero ? lane : 0), high + lane];
  const notNumber = high + (infinite ? 2 : 1) * lane;
  const head = nan ? notNumber : infinite ? infinity : high;
  const where = (value) => {
    const size = Math.abs(value);
    return Number.isNaN(size) ? notNumber : size === Infinity ? infinity : size === 0 ? foot : Math.log10(size);
  };
  const place = (value) => (where(value) - foot) / (head - foot);
  const lanes = [...(zero ? [0] : []), ...(infinite ? [Infinity] : []), ...(nan ? [NaN] : [])];
  return { place, ticks: [...logTicks(low, high), ...lanes].map((value) => [value, place(value)]) };
}

// Powers of ten, or 1, 2 and 5 of each where there are few, or round numbers where there are none; between logarithms.
function logTicks(low, high) {
  if (high - low < 0.8) return ticks(10 ** low, 10 ** high, 3);
  const found = [];
  const every = Math.max(1, Math.round((high - low) / 5));
  const among = high - low < 2 ? [1, 2, 5] : [1];
  for (let power = Math.floor(low); power <= high; power++) {
    if (power % every) continue;
    for (const each of among)
      if (Math.log10(each) + power >= low && Math.log10(each) + power <= high)
        found.push(Number((each * 10 ** power).toPrecision(3)));
  }
  return found;
}

// The lowest and the highest number in each of ``columns`` equal parts of values[start, end).
export function envelope(values, start, end, columns) {
  const pairs = [];
  for (let column = 0; column < columns; column++) {
    const from = start + Math.floor(((end - start) * column) / columns);
    const to = Math.max(from + 1, start + Math.floor(((end - start) * (column + 1)) / columns));
    let [low, high] = [Infinity, -Infinity];
    for (let at = from; at < to; at++)
      if (!Number.isNaN(values[at])) [low, high] = [Math.min(low, values[at]), Math.max(high, values[at])];
    pairs.push(low > high ? null : [low, high]);
  }
  return pairs;
}

// The part of a series that is shown at first: all of it up to ``whole`` samples, else about the boundary, more after it
// than before.
export function firstView(samples, boundary, whole) {
  if (samples <= whole) return [0, samples];
  const length = Math.round(whole * 0.6);
  const start = clamp(boundary - Math.round(length / 3), 0, samples - length);
  return [start, start + length];
}

// A part of the series moved and kept inside it, no shorter than twelve.
export function boundedView([start, end], samples) {
  const length = Math.min(samples, Math.max(12, Math.round(end - start)));
  const from = clamp(Math.round(start), 0, samples - length);
  return [from, from + length];
}

// ---- words -------------------------------------------------------------------------------------------------

export function said(film, epoch) {
  const [run, branch] = film.runs;
  const end = Math.max(...film.runs.map((each) => each.start + each.losses.length));
  const first = "Before training: the weights are as they were drawn at random.";
  const words = [epoch === 0 ? first : `Epoch ${epoch} of ${end}.`];
  for (const each of film.runs) {
    const name = branch ? (each === run ? "The first run" : "The branch") : "";
    const loss = curveAt(each, "losses", epoch);
    if (each === branch && epoch === branch.start) words.push("Here the branch leaves the first run.");
    else if (each === branch && epoch < branch.start) words.push(`The branch leaves at epoch ${branch.start}.`);
    else if (loss !== undefined) words.push(losses(each, epoch, name, film.watched));
    else if (epoch > each.start) words.push(`${name || "The run"} ended at epoch ${each.start + each.losses.length}.`);
  }
  return words.join(" ");
}

function losses(run, epoch, name, watched) {
  const [loss, test, norm] = CURVES.map((curve) => curveAt(run, curve, epoch));
  const known = run.test_losses.filter((each) => !Number.isNaN(each));
  const lowest = known.reduce((best, each) => Math.min(best, each), Infinity);
  const at = run.start + 1 + run.test_losses.indexOf(lowest);
  const elsewhere = at === epoch ? ", the lowest of the run" : `; lowest is ${digits(lowest)} at epoch ${at}`;
  const found = known.length ? elsewhere : "";
  const begin = name ? `${name}: training loss` : "Training loss";
  const ends = Number.isFinite(loss) ? "" : " Training diverged: a smaller learning rate, or clipping, may help.";
  return `${begin} ${digits(loss)}, ${watched} loss ${digits(test)}${found}. Gradient norm ${digits(norm)}.${ends}`;
}

// The name of the part that a sample is in.
export function partOf(film, sample) {
  if (sample >= film.boundary) return "test";
  return sample < film.trained ? "training" : "validation";
}

// One prediction in words.
export function saidSample(film, sample, epoch) {
  const unit = film.unit ? ` ${film.unit}` : "";
  const predicted = film.runs.flatMap((run, which) => {
    const k = frameAt(run, epoch);
    const whose = film.runs.length > 1 ? ["first run", "branch"][which] : "predicted";
    return k < 0 ? [] : [`${whose} ${digits(frame(run.predictions, k)[sample], 4)}`];
  });
  const part = `${partOf(film, sample)} part`;
  const actual = `actual ${digits(number(film.actual[sample]), 4)}`;
  return `${film.labels[sample]}, ${part}: ${[actual, ...predicted].join(", ")}${unit}`;
}

// One number of a matrix in words, with its gate.
export function saidCell({ name, rows, columns, blocks, values }, row, column, epoch, k) {
  const [, height, width] = values.shape;
  const block = blocks.length ? width / blocks.length : width;
  const gate = blocks.length ? `, gate ${blocks[Math.floor(column / block)]}` : "";
  const from = height > 1 || rows !== "bias" ? `${rows} ${row} → ` : "";
  return `${name}, ${from}${columns} ${column % block}${gate}, epoch ${epoch}: ${digits(frame(values, k)[row * width + column])}`;
}
