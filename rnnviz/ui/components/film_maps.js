// The film's maps: weights, states, and how much states depend on earlier ones. Each has one scale for all epochs, so
// that what grows is seen to grow.

import { make, set } from "./common.js";
import { bar, diverging, odd, Panel, SMALL } from "./film_canvas.js";
import { steps } from "./film_curves.js";
import { bounds, digits, frame, largest, raised, saidCell } from "./film_numbers.js";
import { moved } from "./grid.js";

// A panel of maps whose numbers are read with the arrow keys. ``grids`` has where they stand, and their rows and columns.
class MapPanel extends Panel {
  constructor(name, title) {
    super(name, title);
    set(this.canvas, { role: "slider", tabindex: 0, "aria-valuenow": 0 });
    this.canvas.onkeydown = (event) => this.key(event);
    this.canvas.onblur = () => this.unhover();
  }

  hover(event) {
    this.place = null;
    super.hover(event);
  }

  key(event) {
    const grids = this.shown?.k >= 0 ? this.grids : [];
    const sizes = grids.map(({ rows, columns }) => [rows, columns]);
    const place = sizes.length ? moved(event.key, this.place, sizes) : null;
    if (!place) return;
    event.preventDefault();
    this.place = place;
    const { x, y, width, height, rows, columns } = grids[place.curve];
    const [across, down] = [width / columns, height / rows];
    this.pointer = [x + (place.column + 0.5) * across, y + (place.row + 0.5) * down];
    this.draw(this.shown);
    this.box([x + place.column * across, y + place.row * down, across, down], this.ink.text, 2);
    const { textContent: words } = this.tip;
    set(this.canvas, { "aria-valuenow": place.row * columns + place.column, "aria-valuetext": words });
  }
}

// Every matrix of the network, each on one scale over all epochs of all runs.
export class Matrices extends MapPanel {
  adopt(film, ink) {
    super.adopt(film, ink);
    this.most = new Map();
    for (const run of film.runs)
      for (const each of run.weights)
        this.most.set(each.name, Math.max(this.most.get(each.name) ?? 0, largest([each.values.values]) || 0));
    this.legend.replaceChildren(
      bar(ink.colours, "−", "+"),
      ...odd(film.runs.flatMap((run) => run.weights.map(({ values }) => values.values))),
    );
  }

  wanted() {
    return this.film.runs.some((run) => run.weights.length);
  }

  paint() {
    if (this.absent()) return;
    const { weights } = this.shown.run;
    this.boxes = packing(
      weights.map((each) => ({ ...lying(each), head: lettered(each) ? 30 : 17 })),
      this.width,
      this.height,
    );
    weights.forEach((each, k) => {
      const { rows, columns, turned } = lying(each);
      const { x, y, width, height, head } = this.boxes[k];
      const most = this.most.get(each.name);
      const name = each.name + (turned ? "ᵀ" : "");
      this.text(name, x, y - head + 7, { weight: 650 });
      this.text(`±${digits(most, 2)}`, x + this.g.measureText(name).width + 5, y - head + 7, {
        size: SMALL,
        alpha: 0.85,
      });
      this.heat(frame(each.values, this.shown.k), rows, columns, diverging(most), [x, y, width, height]);
      each.blocks.forEach((gate, b) => {
        const share = width / each.blocks.length;
        if (lettered(each))
          this.text(gate, x + share * (b + 0.5), y - 7, { align: "center", size: SMALL, weight: 600 });
        if (b)
          this.stroke(
            [
              [x + share * b, y - 3],
              [x + share * b, y + height],
            ],
            { colour: this.ink.text, width: 1.5 },
          );
      });
    });
  }

  get grids() {
    return this.shown.run.weights.map((each, k) => ({ ...lying(each), ...this.boxes[k] }));
  }

  said() {
    return `Weights at epoch ${this.shown.epoch}: ${this.shown.run.weights.map(({ name, values }) => `${name} up to ${digits(largest([frame(values, this.shown.k)]))} in size`).join(", ")}`;
  }

  at(x, y) {
    if (this.shown.k < 0) return null;
    const found = this.boxes.findIndex(
      (box) => x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height,
    );
    if (found < 0) return null;
    const [box, each] = [this.boxes[found], this.shown.run.weights[found]];
    const { rows, columns, turned } = lying(each);
    const cell = [Math.floor(((y - box.y) / box.height) * rows), Math.floor(((x - box.x) / box.width) * columns)];
    return saidCell(each, ...(turned ? cell.reverse() : cell), this.shown.epoch, this.shown.k);
  }
}

// A matrix as it is drawn: a single column lies on its side, where it takes less room.
function lying({ values: { shape } }) {
  const turned = shape[2] === 1 && shape[1] > 1;
  return { rows: turned ? 1 : shape[1], columns: turned ? shape[1] : shape[2], turned };
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
    const box = { x: x + 1, y: y + head, width: width - 2, height, head };
    [x, line, right] = [x + room + 14, Math.max(line, head + height), Math.max(right, x + width)];
    return box;
  });
  return { boxes, right, bottom: y + line + 2 };
}

// h and c over the timesteps of one window.
export class States extends MapPanel {
  adopt(film, ink) {
    super.adopt(film, ink);
    this.most = new Map();
    for (const run of film.runs)
      for (const { name, values } of run.states)
        this.most.set(name, Math.max(this.most.get(name) ?? 0, largest([values.values]) || 0));
    for (const [name, most] of this.most) if (name.startsWith("h") && most <= 1) this.most.set(name, 1);
    this.title.textContent = `States for ${film.labels[film.sample]}`;
    this.legend.replaceChildren(
      bar(ink.colours, "−", "+"),
      ...odd(film.runs.flatMap((run) => run.states.map(({ values }) => values.values))),
    );
  }

  wanted() {
    return this.film.runs.some((run) => run.states.length);
  }

  paint() {
    if (this.absent()) return;
    const { states } = this.shown.run;
    const tall = (this.height - 22 - 19 * states.length) / states.length;
    this.boxes = states.map(({ name, values }, at) => {
      const [, timesteps, units] = values.shape;
      const top = 19 + at * (tall + 19);
      const box = [22, top, this.width - 24, Math.min(tall, units * 60)];
      this.text(name, 22, top - 9, { weight: 650 });
      this.text(
        `−${digits(this.most.get(name), 2)} … ${digits(this.most.get(name), 2)}`.replace("1.0 … 1.0", "1 … 1"),
        44,
        top - 9,
        { size: SMALL, alpha: 0.85 },
      );
      this.heat(
        across(frame(values, this.shown.k), timesteps, units),
        units,
        timesteps,
        diverging(this.most.get(name)),
        box,
      );
      for (let unit = 0; unit < units; unit += Math.ceil((14 * units) / box[3]))
        this.text(String(unit), 16, top + ((unit + 0.5) / units) * box[3], { align: "right", size: SMALL, alpha: 0.8 });
      return box;
    });
    this.text("unit ↓  step →", this.width - 2, 10, { align: "right", size: SMALL, alpha: 0.85 });
    steps(this, states[0].values.shape[1], 22, this.width - 2, this.boxes.at(-1)[1] + this.boxes.at(-1)[3] + 12);
  }

  get grids() {
    return this.shown.run.states.map(({ values: { shape } }, k) => {
      const [x, y, width, height] = this.boxes[k];
      return { x, y, width, height, rows: shape[2], columns: shape[1] };
    });
  }

  said() {
    const between = ({ name, values }) =>
      `${name} between ${bounds([frame(values, this.shown.k)])
        .map((value) => digits(value))
        .join(" and ")}`;
    return `States at epoch ${this.shown.epoch}: ${this.shown.run.states.map(between).join(", ")}`;
  }

  at(x, y) {
    const found =
      this.shown.k < 0
        ? -1
        : this.boxes.findIndex(
            ([left, top, width, height]) => x >= left && x < left + width && y >= top && y < top + height,
          );
    if (found < 0) return null;
    const { name, values } = this.shown.run.states[found];
    const [, timesteps, units] = values.shape;
    const [left, top, width, height] = this.boxes[found];
    const [t, unit] = [Math.floor(((x - left) / width) * timesteps), Math.floor(((y - top) / height) * units)];
    return `${name} after step ${t + 1}, unit ${unit}, epoch ${this.shown.epoch}: ${digits(frame(values, this.shown.k)[t * units + unit])}`;
  }
}

// (rows, columns) numbers with the columns first.
export function across(values, rows, columns) {
  return Float32Array.from(values, (_, at) => values[(at % rows) * columns + Math.floor(at / rows)]);
}

// How much each state depends on each earlier one: log₁₀ about 0, where a length is kept.
export class Sensitivities extends MapPanel {
  adopt(film, ink) {
    super.adopt(film, ink);
    let most = 0;
    for (const { sensitivities } of film.runs)
      for (const value of sensitivities?.values ?? [])
        if (value > 0 && value < Infinity) most = Math.max(most, Math.abs(Math.log10(value)));
    this.most = Math.min(12, Math.max(1, Math.ceil(most)));
    this.legend.replaceChildren(
      bar(ink.colours, `${most > 12 ? "≤ " : ""}10${raised(-this.most)}`, `10${raised(this.most)}`),
      ...odd(film.runs.map(({ sensitivities }) => sensitivities?.values ?? [])),
    );
    this.title.replaceChildren("‖∂h", make("sub", {}, "t"), " / ∂h", make("sub", {}, "k"), "‖");
  }

  wanted() {
    return this.film.runs.some((run) => run.sensitivities);
  }

  get square() {
    const side = Math.min(this.width - 34, this.height - 30);
    return [26 + Math.max(0, (this.width - 34 - side) / 2), 4, side, side];
  }

  paint() {
    if (!this.shown.run.sensitivities || this.absent()) return;
    const { square, most } = this;
    const [left, top, side] = square;
    const size = this.shown.run.sensitivities.shape[1];
    const share = (value, at) =>
      at % size > Math.floor(at / size)
        ? null
        : value === 0
          ? "zero"
          : Number.isNaN(value)
            ? "nan"
            : value === Infinity
              ? "infinite"
              : Math.log10(value) / most;
    this.heat(frame(this.shown.run.sensitivities, this.shown.k), size, size, share, square);
    const every = Math.ceil((size * 20) / side);
    for (let t = 0; t < size; t += every) {
      this.text(String(t + 1), left - 6, top + ((t + 0.5) / size) * side, { align: "right", size: SMALL, alpha: 0.85 });
      this.text(String(t + 1), left + ((t + 0.5) / size) * side, top + side + 12, {
        align: "center",
        size: SMALL,
        alpha: 0.85,
      });
    }
    this.text("t ↓  k →", left + side - 4, top + 14, { align: "right", size: SMALL, alpha: 0.85 });
    this.text("blue grows, orange fades", left + side - 4, top + 30, { align: "right", size: SMALL, alpha: 0.85 });
  }

  get grids() {
    const [x, y, width, height] = this.square;
    const size = this.shown.run.sensitivities?.shape[1];
    return size ? [{ x, y, width, height, rows: size, columns: size }] : [];
  }

  said() {
    const { sensitivities } = this.shown.run;
    return sensitivities
      ? `How much states depend on earlier ones, at epoch ${this.shown.epoch}: the last on the first by ${digits(frame(sensitivities, this.shown.k)[sensitivities.shape[1] * (sensitivities.shape[1] - 1)])}`
      : "not known";
  }

  at(x, y) {
    const [left, top, side] = this.square;
    if (!this.shown.run.sensitivities || this.shown.k < 0 || x < left || x >= left + side || y < top || y >= top + side)
      return null;
    const size = this.shown.run.sensitivities.shape[1];
    const [t, k] = [Math.floor(((y - top) / side) * size), Math.floor(((x - left) / side) * size)];
    if (k > t) return `state ${t + 1} does not depend on the later state ${k + 1}`;
    return `state ${t + 1} by state ${k + 1}, epoch ${this.shown.epoch}: ${digits(frame(this.shown.run.sensitivities, this.shown.k)[t * size + k])}`;
  }
}
