// The film's drawing kit: a panel with a canvas and words under the pointer, heat maps, lines, axes.

import { channels, clamp, make, paint, palette, set } from "./common.js";
import { tickText } from "./film_numbers.js";
import { moved } from "./grid.js";

export const SMALL = 12; // px
const FLAT = { nan: "#e69f00", infinite: "#cc79a7", zero: "#5f6b7a" };

// The theme's colours as the canvas needs them; a run and its branch have the colours of palette.py.
export function inks(element) {
  const style = getComputedStyle(element);
  const of = (name) => style.getPropertyValue(name).trim();
  const dark = paint(0, 1, [of("--st-background-color"), of("--st-background-color")]).ink === "#ffffff";
  const colours = palette(element, "diverging");
  const painted = (k) =>
    paint(k - 255, 255, colours)
      .fill.match(/\d+/g)
      .map(Number);
  return {
    font: of("--st-font"),
    text: of("--st-text-color"),
    line: of("--st-border-color"),
    ground: of("--st-background-color"),
    second: of("--st-secondary-background-color"),
    red: dark ? "#ff6b6b" : "#d00000",
    runs: dark ? ["#e873ae", "#a99be0"] : ["#b5307a", "#7f6bc9"],
    colours,
    table: Uint32Array.from({ length: 511 }, (_, k) => abgr(painted(k))),
    flat: Object.fromEntries(Object.entries(FLAT).map(([name, colour]) => [name, abgr(channels(colour))])),
  };
}

function abgr([r, g, b]) {
  return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
}

// A picture with a title, a canvas of fixed height, and words for what is under the pointer.
export class Panel {
  constructor(name, title) {
    this.title = make("b", {}, title);
    this.legend = make("span", { class: "legend" });
    this.canvas = make("canvas", { role: "img", "aria-label": title });
    this.tip = make("div", { class: "tip", hidden: true, "aria-hidden": "true" });
    this.stage = make("div", { class: "stage" }, this.canvas, this.tip);
    const caption = make("figcaption", {}, this.title, this.legend);
    this.figure = make("figure", { class: `panel ${name}` }, caption, this.stage);
    this.canvas.onpointermove = (event) => this.hover(event);
    this.canvas.onpointerdown = (event) => this.hover(event);
    this.canvas.onpointerleave = (event) => event.pointerType !== "touch" && this.unhover();
    this.spare = document.createElement("canvas");
  }

  // A new film: what stays the same over its epochs.
  adopt(film, ink) {
    [this.film, this.ink] = [film, ink];
    this.figure.hidden = !this.wanted();
  }

  wanted() {
    return true;
  }

  // One epoch. ``shown`` is {epoch, run (whose inside is shown), k (its frame)}.
  draw(shown) {
    this.shown = shown;
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (!width || this.figure.hidden) return;
    const scale = devicePixelRatio || 1;
    const [across, down] = [Math.round(width * scale), Math.round(height * scale)];
    if (this.canvas.width !== across || this.canvas.height !== down)
      Object.assign(this.canvas, { width: across, height: down });
    this.g = this.canvas.getContext("2d");
    this.g.setTransform(scale, 0, 0, scale, 0, 0);
    this.g.clearRect(0, 0, width, height);
    [this.width, this.height] = [width, height];
    this.paint();
    if (this.said) this.canvas.setAttribute("aria-label", shown.k < 0 ? "the branch has not begun" : this.said());
    if (this.pointer) this.point();
  }

  hover(event) {
    const box = this.canvas.getBoundingClientRect();
    this.pointer = [event.clientX - box.left, event.clientY - box.top];
    if (this.shown) this.draw(this.shown);
  }

  unhover() {
    this.pointer = null;
    this.tip.hidden = true;
    if (this.shown) this.draw(this.shown);
  }

  // The words at the pointer, moved so that they stay inside the picture.
  point() {
    const words = this.at?.(...this.pointer);
    this.tip.hidden = !words;
    if (!words) return;
    this.tip.textContent = words;
    const [x, y] = this.pointer;
    const { offsetWidth, offsetHeight } = this.tip;
    this.tip.style.left = `${Math.max(0, Math.min(this.width - offsetWidth, x + 14))}px`;
    this.tip.style.top = `${y > offsetHeight + 14 ? y - offsetHeight - 10 : y + 16}px`;
  }

  // ---- marks ------------------------------------------------------------------------------------------------

  text(words, x, y, looks = {}) {
    const { align = "left", size = 13, weight = 400, colour = this.ink.text, alpha = 1, halo = false } = looks;
    Object.assign(this.g, { textAlign: align, textBaseline: "middle", fillStyle: colour, globalAlpha: alpha });
    this.g.font = `${weight} ${size}px ${this.ink.font}`;
    if (halo) {
      Object.assign(this.g, { strokeStyle: this.ink.ground, lineWidth: 4 });
      this.g.strokeText(words, x, y);
    }
    this.g.fillText(words, x, y);
    this.g.globalAlpha = 1;
  }

  // A number or a word beside an axis.
  note(words, x, y, align = "center") {
    this.text(words, x, y, { align, size: SMALL, alpha: 0.85 });
  }

  // Timesteps counted from 1 below a picture.
  steps(count, left, right, y) {
    const every = Math.ceil((count * 26) / (right - left));
    for (let t = 0; t < count; t += every) this.note(String(t + 1), left + ((t + 0.5) / count) * (right - left), y);
  }

  line(x1, y1, x2, y2, looks = {}) {
    const [from, to] = [
      [x1, y1],
      [x2, y2],
    ];
    this.stroke([from, to], { colour: this.ink.text, ...looks });
  }

  stroke(points, { colour, width = 2, dash = [], alpha = 1 }) {
    Object.assign(this.g, { strokeStyle: colour, lineWidth: width, lineJoin: "round", globalAlpha: alpha });
    this.g.setLineDash(dash);
    this.g.beginPath();
    let pen = false;
    for (const point of points) {
      if (point && pen) this.g.lineTo(...point);
      else if (point) this.g.moveTo(...point);
      pen = Boolean(point);
    }
    this.g.stroke();
    this.g.setLineDash([]);
    this.g.globalAlpha = 1;
  }

  dot(x, y, colour, radius = 4, filled = true) {
    Object.assign(this.g, {
      fillStyle: filled ? colour : this.ink.ground,
      strokeStyle: filled ? this.ink.ground : colour,
      lineWidth: filled ? 1.5 : 2,
    });
    this.g.beginPath();
    this.g.arc(x, y, radius, 0, 7);
    this.g.fill();
    this.g.stroke();
  }

  // Numbers beside a vertical axis, [value, place 0…1] each, with a line across.
  scale(marks, { left, right, top, bottom }) {
    for (const [value, place] of marks) {
      const y = bottom - place * (bottom - top);
      this.line(left, y, right, y, { colour: this.ink.line, width: 1 });
      this.note(tickText(value), left - 6, y, "right");
    }
  }

  // Rows × columns of numbers as colours: ``share`` maps a number to −1…1, to a name of ``FLAT``, or to null: nothing.
  heat(values, rows, columns, share, [x, y, width, height]) {
    Object.assign(this.spare, { width: columns, height: rows });
    const context = this.spare.getContext("2d");
    const image = context.createImageData(columns, rows);
    const pixels = new Uint32Array(image.data.buffer);
    for (let at = 0; at < pixels.length; at++) {
      const part = share(values[at], at);
      if (part === null) continue;
      const { flat, table } = this.ink;
      pixels[at] = typeof part === "string" ? flat[part] : table[Math.round(255 * clamp(part, -1, 1)) + 255];
    }
    context.putImageData(image, 0, 0);
    this.g.imageSmoothingEnabled = false;
    this.g.drawImage(this.spare, x, y, width, height);
    this.box([x, y, width, height], this.ink.line);
  }

  box([x, y, width, height], colour, thick = 1) {
    Object.assign(this.g, { strokeStyle: colour, lineWidth: thick });
    this.g.strokeRect(x - 0.5, y - 0.5, width + 1, height + 1);
  }

  // What stands in place of a branch that has not begun.
  absent() {
    if (this.shown.k >= 0) return false;
    const middle = { align: "center", alpha: 0.8 };
    this.text(`begins at epoch ${this.shown.run.start}`, this.width / 2, this.height / 2, middle);
    return true;
  }
}

// A panel of a part of each run, whose numbers are read with the arrow keys. ``grids`` has where they stand, and their rows
// and columns; ``words(grid, row, column)`` says one of them.
export class GridPanel extends Panel {
  constructor(part, title) {
    super(part, title);
    this.part = part;
    set(this.canvas, { role: "slider", tabindex: 0, "aria-valuenow": 0 });
    this.canvas.onkeydown = (event) => this.key(event);
    this.canvas.onblur = () => this.unhover();
  }

  // What a run has to show, at every epoch.
  arrays(run) {
    return run[this.part].map(({ values }) => values.values);
  }

  wanted() {
    return this.film.runs.some((run) => this.arrays(run).length);
  }

  scaled(less, more) {
    const arrays = this.film.runs.flatMap((run) => this.arrays(run));
    this.legend.replaceChildren(bar(this.ink.colours, less, more), ...odd(arrays));
  }

  at(x, y) {
    const within = (each) => x >= each.x && x < each.x + each.width && y >= each.y && y < each.y + each.height;
    const grids = this.shown.k < 0 ? [] : this.grids;
    const found = grids.findIndex(within);
    if (found < 0) return null;
    const { x: left, y: top, width, height, rows, columns } = grids[found];
    return this.words(found, Math.floor(((y - top) / height) * rows), Math.floor(((x - left) / width) * columns));
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

// The part of full colour that a number has; what is no finite number has a colour of its own.
export function diverging(most) {
  return (value) => (Number.isNaN(value) ? "nan" : Math.abs(value) === Infinity ? "infinite" : most ? value / most : 0);
}

export function swatch(colour, words, dashed = false) {
  const mark = make("i", { style: `border-color:${colour}`, class: dashed && "dashed" });
  return make("span", { class: "swatch" }, mark, words);
}

function bar(colours, less, more) {
  const mark = make("i", { class: "bar", style: `background:linear-gradient(90deg,${colours.join(",")})` });
  return make("span", { class: "swatch" }, less, mark, more);
}

// The colours of what is no finite number, where an array has such.
function odd(arrays) {
  const block = (test, colour, words) => {
    const mark = make("i", { class: "block", style: `background:${colour}` });
    return arrays.some((values) => values.some(test)) ? [make("span", { class: "swatch" }, mark, words)] : [];
  };
  const isInfinite = (value) => Math.abs(value) === Infinity;
  return [...block(Number.isNaN, FLAT.nan, "NaN"), ...block(isInfinite, FLAT.infinite, "∞")];
}
