// The film's maps: weights, states, and how much states depend on earlier ones. Each has one scale for all epochs, so
// that what grows is seen to grow.

import { clamp, make } from "./common.js";
import { diverging, GridPanel, SMALL } from "./film_canvas.js";
import { bounds, digits, frame, largest, raised, saidCell } from "./film_numbers.js";

// The size of the largest number of each array of a part of the runs, by its name.
function largestOf(film, part) {
  const most = new Map();
  for (const { name, values } of film.runs.flatMap((run) => run[part]))
    most.set(name, Math.max(most.get(name) ?? 0, largest([values.values]) || 0));
  return most;
}

// Every matrix of the network, each on one scale over all epochs of all runs.
export class Matrices extends GridPanel {
  adopt(film, ink) {
    super.adopt(film, ink);
    this.most = largestOf(film, "weights");
    this.scaled("−", "+");
  }

  get grids() {
    const matrices = this.shown.run.weights.map(lying);
    return packing(matrices, this.width, this.height).map((box, k) => ({ ...matrices[k], ...box }));
  }

  paint() {
    if (this.absent()) return;
    const { grids } = this;
    this.shown.run.weights.forEach((each, k) => {
      const { x, y, width, height, rows, columns, turned, head } = grids[k];
      const most = this.most.get(each.name);
      const name = each.name + (turned ? "ᵀ" : "");
      this.text(name, x, y - head + 7, { weight: 650 });
      this.note(`±${digits(most, 2)}`, x + this.g.measureText(name).width + 5, y - head + 7, "left");
      this.heat(frame(each.values, this.shown.k), rows, columns, diverging(most), [x, y, width, height]);
      const share = width / each.blocks.length;
      each.blocks.forEach((gate, b) => {
        const looks = { align: "center", size: SMALL, weight: 600 };
        if (lettered(each)) this.text(gate, x + share * (b + 0.5), y - 7, looks);
        if (b) this.line(x + share * b, y - 3, x + share * b, y + height, { width: 1.5 });
      });
    });
  }

  said() {
    const size = ({ name, values }) => `${name} up to ${digits(largest([frame(values, this.shown.k)]))} in size`;
    return `Weights at epoch ${this.shown.epoch}: ${this.shown.run.weights.map(size).join(", ")}`;
  }

  words(found, ...cell) {
    const each = this.shown.run.weights[found];
    return saidCell(each, ...(lying(each).turned ? cell.reverse() : cell), this.shown.epoch, this.shown.k);
  }
}

// A matrix as it is drawn: a single column lies on its side, where it takes less room. ``head`` is the room above it.
function lying(matrix) {
  const [, height, width] = matrix.values.shape;
  const turned = width === 1 && height > 1;
  const head = lettered(matrix) ? 30 : 17;
  return { rows: turned ? 1 : height, columns: turned ? height : width, turned, head };
}

// Whether the gates are named above it: above the tall ones; the short ones stand over or under these.
function lettered({ blocks, values: { shape } }) {
  return blocks.length > 0 && shape[1] > 1;
}

const LARGEST = 36; // px of a cell

// Where matrices stand, in lines from left to right, with cells as large as fit and not much taller than wide.
function packing(matrices, width, height) {
  for (let across = LARGEST; across > 0.3; across *= 0.93) {
    for (const stretch of [1, 0.75, 0.5]) {
      const boxes = inLines(matrices, across, across * stretch, width);
      if (boxes.bottom > height || boxes.right > width) continue;
      const filled = [4, 3, 2, 1.5]
        .map((more) => inLines(matrices, across, Math.min(LARGEST, across * stretch * more), width))
        .find(({ bottom }) => bottom <= height);
      return (across < 8 && filled ? filled : boxes).boxes;
    }
  }
  return inLines(matrices, 0.3, 0.3, width).boxes;
}

function inLines(matrices, across, down, available) {
  let [x, y, line, right] = [0, 0, 0, 0];
  const boxes = matrices.map(({ rows, columns, head }) => {
    const [width, height] = [Math.max(3, columns * across), Math.max(3, rows * down)];
    const room = Math.max(width, 62); // for its name and its scale
    if (x > 0 && x + room > available) [x, y, line] = [0, y + line + 8, 0];
    const box = { x: x + 1, y: y + head, width: width - 2, height };
    [x, line, right] = [x + room + 14, Math.max(line, head + height), Math.max(right, x + width)];
    return box;
  });
  return { boxes, right, bottom: y + line + 2 };
}

// h and c over the timesteps of one window.
export class States extends GridPanel {
  adopt(film, ink) {
    super.adopt(film, ink);
    this.most = largestOf(film, "states");
    for (const [name, most] of this.most) if (name.startsWith("h") && most <= 1) this.most.set(name, 1);
    this.title.textContent = `States for ${film.labels[film.sample]}`;
    this.scaled("−", "+");
  }

  get grids() {
    const { states } = this.shown.run;
    const tall = (this.height - 22 - 19 * states.length) / states.length;
    return states.map(({ values: { shape } }, k) => {
      const [, columns, rows] = shape;
      return {
        x: 22,
        y: 19 + k * (tall + 19),
        width: this.width - 24,
        height: Math.min(tall, rows * 60),
        rows,
        columns,
      };
    });
  }

  paint() {
    if (this.absent()) return;
    const { grids } = this;
    this.shown.run.states.forEach(({ name, values }, k) => {
      const { x, y, width, height, rows, columns } = grids[k];
      const most = this.most.get(name);
      const size = digits(most, 2).replace(/^1\.0$/, "1");
      this.text(name, x, y - 9, { weight: 650 });
      this.note(`−${size} … ${size}`, 44, y - 9, "left");
      const numbers = turned(frame(values, this.shown.k), columns, rows);
      this.heat(numbers, rows, columns, diverging(most), [x, y, width, height]);
      for (let unit = 0; unit < rows; unit += Math.ceil((14 * rows) / height))
        this.note(String(unit), 16, y + ((unit + 0.5) / rows) * height, "right");
    });
    this.note("unit ↓  step →", this.width - 2, 10, "right");
    const { x, y, width, height, columns } = grids.at(-1);
    this.steps(columns, x, x + width, y + height + 12);
  }

  said() {
    const between = ({ name, values }) => {
      const [low, high] = bounds([frame(values, this.shown.k)]);
      return `${name} between ${digits(low)} and ${digits(high)}`;
    };
    return `States at epoch ${this.shown.epoch}: ${this.shown.run.states.map(between).join(", ")}`;
  }

  words(found, unit, t) {
    const { name, values } = this.shown.run.states[found];
    const value = frame(values, this.shown.k)[t * values.shape[2] + unit];
    return `${name} after step ${t + 1}, unit ${unit}, epoch ${this.shown.epoch}: ${digits(value)}`;
  }
}

// (rows, columns) numbers with the columns first.
function turned(values, rows, columns) {
  return Float32Array.from(values, (_, at) => values[(at % rows) * columns + Math.floor(at / rows)]);
}

// How much each state depends on each earlier one: log₁₀ about 0, where a length is kept.
export class Sensitivities extends GridPanel {
  arrays({ sensitivities }) {
    return sensitivities ? [sensitivities.values] : [];
  }

  adopt(film, ink) {
    super.adopt(film, ink);
    let most = 0;
    for (const values of film.runs.flatMap((run) => this.arrays(run)))
      for (const value of values) if (value > 0 && value < Infinity) most = Math.max(most, Math.abs(Math.log10(value)));
    this.most = clamp(Math.ceil(most), 1, 12);
    this.scaled(`${most > 12 ? "≤ " : ""}10${raised(-this.most)}`, `10${raised(this.most)}`);
    this.title.replaceChildren("‖∂h", make("sub", {}, "t"), " / ∂h", make("sub", {}, "k"), "‖");
  }

  get grids() {
    const size = this.shown.run.sensitivities?.shape[1];
    const side = Math.min(this.width - 34, this.height - 30);
    const x = 26 + Math.max(0, (this.width - 34 - side) / 2);
    return size ? [{ x, y: 4, width: side, height: side, rows: size, columns: size }] : [];
  }

  paint() {
    if (!this.shown.run.sensitivities || this.absent()) return;
    const [{ x, y, width: side, rows: size }] = this.grids;
    const share = (value, at) => {
      if (at % size > Math.floor(at / size)) return null;
      if (Number.isNaN(value)) return "nan";
      return { 0: "zero", [Infinity]: "infinite" }[value] ?? Math.log10(value) / this.most;
    };
    this.heat(frame(this.shown.run.sensitivities, this.shown.k), size, size, share, [x, y, side, side]);
    for (let t = 0; t < size; t += Math.ceil((size * 20) / side)) {
      const middle = ((t + 0.5) / size) * side;
      this.note(String(t + 1), x - 6, y + middle, "right");
      this.note(String(t + 1), x + middle, y + side + 12);
    }
    this.note("t ↓  k →", x + side - 4, y + 14, "right");
    this.note("blue grows, orange fades", x + side - 4, y + 30, "right");
  }

  said() {
    const { sensitivities } = this.shown.run;
    if (!sensitivities) return "not known";
    const last = frame(sensitivities, this.shown.k)[sensitivities.shape[1] * (sensitivities.shape[1] - 1)];
    const words = "How much states depend on earlier ones, at epoch";
    return `${words} ${this.shown.epoch}: the last on the first by ${digits(last)}`;
  }

  words(_, t, k) {
    const { sensitivities } = this.shown.run;
    if (k > t) return `state ${t + 1} does not depend on the later state ${k + 1}`;
    const value = frame(sensitivities, this.shown.k)[t * sensitivities.shape[1] + k];
    return `state ${t + 1} by state ${k + 1}, epoch ${this.shown.epoch}: ${digits(value)}`;
  }
}
