// How an unrolled network is laid out and drawn: a table of rows, values and edges → SVG.

import { arrowHead, button, clamp, keepFocus, make, paint, palette, set, sign, symbolNode } from "./common.js";
import { short } from "./text.js";

const GAP = 30; // between groups of rows
const CAPTION = 28; // below the last row
const BELOW = 110; // the weights and the sentence, which should fit one screen with the picture
const EVERY_EDGE = 900; // draw single edges up to this many, one arrow a layer beyond
const CELL = 12; // a row of the heat map
const [NUMBERS, SMALL_NUMBERS] = [100, 54]; // columns from which on a node has a number of full size, or a small one
const [LETTER, SMALL_LETTER] = [7.2, 6]; // pixels of a character of a caption, beside numbers and without

export class Drawing {
  // ---- geometry -------------------------------------------------------------------------------------------

  layout() {
    const { timesteps, initial } = this.data;
    this.first = initial ? 0 : 1;
    const columns = timesteps + 1 - this.first;
    const width = this.scroller.clientWidth || 600;
    const fitting = (width - 8) / columns;
    const full = Math.max(width < 420 ? 104 : 116, Math.min(176, fitting));
    // How wide a column can be: its numbers at full size, small ones, or all columns in sight.
    this.pitches = fitting >= full ? [full] : [full, SMALL_NUMBERS + 4, Math.max(5, fitting)];
    this.pitches = this.pitches.filter((each, k, all) => !k || each < all[k - 1]);
    this.zoom = Math.min(this.zoom ?? 0, this.pitches.length - 1);
    this.pitch = this.pitches[this.zoom];
    this.nodeWidth = this.pitch >= NUMBERS ? Math.min(96, this.pitch - 40) : this.pitch - Math.min(6, this.pitch / 5);
    this.numbers = this.pitch >= SMALL_NUMBERS;
    this.mapHeight = this.data.map ? CELL * this.units + 8 : 0;
    const scrolled = this.root.host?.closest("[data-testid=stMain]")?.scrollTop ?? 0;
    const top = this.scroller.getBoundingClientRect().top + scrolled;
    const room = innerHeight - Math.min(top, 400) - CAPTION - BELOW - this.mapHeight;
    const gap = this.rows.length > 6 ? GAP / 2 : GAP;
    const gaps = gap * (this.data.groups.length - 1);
    this.rowHeight = clamp(
      Math.floor((room - gaps) / this.rows.length),
      this.numbers ? 25 : 14,
      this.numbers ? 50 : 25,
    );
    let y = 8;
    this.y = {};
    this.rows.forEach(({ name, k }, at) => {
      if (at && name !== this.rows[at - 1].name) y += gap;
      this.y[`${name}.${k}`] = y + this.rowHeight / 2;
      y += this.rowHeight;
    });
    this.captionY = y + CAPTION - 8;
    this.mapTop = y + CAPTION;
    this.height = y + CAPTION + this.mapHeight;
    this.width = Math.max(columns * this.pitch, 10);
  }

  x(column) {
    return (column - this.first + 0.5) * this.pitch;
  }

  // A node's place: column is 0 for the given state, then a timestep counted from 1.
  spot(name, column, k) {
    const y = this.y[`${name}.${k}`];
    return y === undefined ? null : { x: this.x(column), y };
  }

  path(edge, column, from, to) {
    const a = this.spot(edge.from, column - edge.lag, from);
    const b = this.spot(edge.to, column, to);
    const half = this.nodeWidth / 2;
    const gutter = (this.pitch - this.nodeWidth) / 2;
    if (edge.lag) {
      const [x1, x2] = [a.x + half, b.x - half - 3];
      const bend = (x2 - x1) / 2;
      return `M${x1},${a.y}C${x1 + bend},${a.y} ${x2 - bend},${b.y} ${x2},${b.y}`;
    }
    const side = edge.to === "y" ? 1 : -1; // what goes to the output leaves on the right, what enters comes from the left
    const [x1, x2] = [a.x + side * half, b.x + side * (half + 3)];
    const out = x1 + side * Math.min(gutter - 4, 30);
    return `M${x1},${a.y}C${out},${a.y} ${out},${b.y} ${x2},${b.y}`;
  }

  pairs(edge) {
    const from = this.rows.filter((row) => row.name === edge.from);
    const to = this.rows.filter((row) => row.name === edge.to);
    return to.flatMap((b) => from.filter((a) => !edge.each || a.k === b.k).map((a) => [a.k, b.k]));
  }

  columnsOf(edge) {
    const all = Array.from({ length: this.data.timesteps }, (_, k) => k + 1);
    const begun = (t) => !edge.lag || t > 1 || this.data.initial;
    return all.filter((t) => begun(t) && (!edge.only || edge.only.includes(t)));
  }

  // ---- drawing --------------------------------------------------------------------------------------------

  draw() {
    this.drawLabels();
    this.layout();
    this.colours = palette(this.root, "diverging");
    const { width, height } = this;
    const { timesteps } = this.data;
    const label = `Unrolled network of ${timesteps} timesteps. Arrow keys move, Enter opens a number's arithmetic.`;
    set(this.svg, { width, height, viewBox: `0 0 ${width} ${height}`, "aria-label": label });
    this.edgeLayer = make("g", { class: "edges" });
    this.gripLayer = make("g", { class: "grips", "aria-hidden": "true" });
    this.litLayer = make("g", { class: "lit" });
    this.loopLayer = make("g", { class: "loop" });
    this.nodeLayer = make("g", { class: "nodes" });
    this.motionLayer = make("g", { class: "motion", "aria-hidden": "true" });
    this.mapLayer = make("g", { class: "map", role: this.data.map && "img", "aria-label": this.data.map });
    this.drawEdges();
    this.nodes = new Map();
    for (let column = this.first; column <= timesteps; column++) this.drawColumn(column);
    this.drawMap();
    this.placeLabels();
    this.drawChips();
    keepFocus(this.root, () => {
      this.svg.replaceChildren(
        arrowHead(6),
        this.edgeLayer,
        this.litLayer,
        this.gripLayer,
        this.loopLayer,
        this.nodeLayer,
        this.mapLayer,
        this.motionLayer,
      );
      this.show();
    });
    this.placeColumns();
    this.frame.dataset.drawn = Number(this.frame.dataset.drawn ?? 0) + 1;
  }

  // What the folded cell hands to itself: out of its state and back into it, on the right.
  loop(x) {
    const ys = this.rows.filter((row) => row.name === "h").map((row) => this.y[`h.${row.k}`]);
    const [top, bottom] = [Math.min(...ys) - 8, Math.max(...ys) + 8];
    const [from, out] = [x + this.nodeWidth / 2, x + this.nodeWidth / 2 + 70];
    const d = `M${from},${top}C${out},${top} ${out},${bottom} ${from + 3},${bottom}`;
    const name = make("text", { x: out - 10, y: (top + bottom) / 2 + 5 }, "to the next step");
    return [make("path", { d, class: "arrow", "marker-end": "url(#head)" }), name];
  }

  drawColumn(column) {
    const { data } = this;
    const group = make("g", { class: "column", "data-column": column });
    const caption = column === 0 ? "start" : (data.captions?.[column - 1] ?? `step ${column}`);
    const letter = this.numbers ? LETTER : SMALL_LETTER;
    const every = Math.ceil((this.longest * letter + 2) / this.pitch);
    const isBetween = column ? (column - 1) % every > 0 : caption.length * letter > this.pitch;
    const looks = { class: ["caption", isBetween && "between", !this.numbers && "small"].filter(Boolean).join(" ") };
    group.append(make("text", { x: this.x(column), y: this.captionY, ...looks }, caption));
    for (const row of this.rows) {
      const values = column === 0 ? data.initial?.[row.name] : data.values[row.name]?.[column - 1];
      if (values === undefined || values === null) continue;
      group.append(this.drawNode(row, column, values[row.k]));
    }
    this.nodeLayer.append(group);
  }

  drawNode(row, column, value) {
    const { x, y } = this.spot(row.name, column, row.k);
    const [width, height] = [this.nodeWidth, this.rowHeight - (this.rowHeight > 34 ? 8 : 4)];
    const id = `${row.name}.${column}.${row.k}`;
    const colour = paint(value, row.largest, this.colours);
    const [fill, ink] = [colour && `fill:${colour.fill}`, colour && `fill:${colour.ink}`];
    const role = row.name === "x" || column === 0 ? "img" : "button";
    const said = { "data-id": id, role, tabindex: -1, "aria-label": this.spoken(row, column, value) };
    const tall = height > 32 && this.pitch >= NUMBERS;
    const node = make(
      "g",
      {
        class: `node ${row.name}${this.pitch < NUMBERS ? " small" : ""}`,
        ...said,
      },
      make("rect", { x: x - width / 2, y: y - height / 2, width, height, rx: this.numbers ? 7 : 1, style: fill }),
      this.numbers && make("text", { x, y: y + (tall ? 9 : 1), class: "number", style: ink }, short(value)),
      tall && make("text", { x, y: y - 10, class: "name", style: ink }, `${row.name}${subscript(column)}[${row.k}]`),
    );
    this.nodes.set(id, node);
    return node;
  }

  spoken(row, column, value) {
    const where = column === 0 ? `initial ${row.name}` : `${row.name} at step ${column}`;
    const unit = row.unit === String(row.k) ? `unit ${row.k}` : row.unit;
    return `${where}, ${unit}: ${value === null ? "hidden" : short(value)}`;
  }

  drawEdges() {
    const count = this.data.edges.reduce((sum, edge) => sum + this.pairs(edge).length * this.data.timesteps, 0);
    if (!this.numbers) return;
    this.single = count <= EVERY_EDGE;
    this.edgeLayer.classList.toggle("dense", count / this.data.timesteps > 12);
    for (const edge of this.data.edges) {
      if (edge.quiet) continue;
      const all = this.pairs(edge);
      const some = this.single ? all : all.filter(([from, to]) => from === to || from === 0).slice(0, 1);
      for (const column of this.columnsOf(edge))
        for (const [from, to] of some) {
          const strength = this.single && edge.values ? Math.abs(edge.values[from][to]) / (edge.largest || 1) : 0.5;
          const looks = { class: "edge", style: `stroke-width:${0.8 + 1.8 * strength}` };
          const place = { "data-column": column, "data-weight": `${edge.weight}.${from}.${to}` };
          const d = this.path(edge, column, from, to);
          this.edgeLayer.append(make("path", { d, ...looks, ...place }));
          if (this.single && edge.values && this.data.edits) this.gripLayer.append(grip(d, place, edge, from, to));
        }
    }
  }

  drawLabels() {
    const longest = Math.max(...this.rows.map((row) => (row.unit === String(row.k) ? 3 : row.unit.length + 2)));
    this.longest = Math.max(...(this.data.captions ?? ["step 10"]).map((each) => each.length));
    this.labels.style.width = `${Math.max(3.4, 1.4 + 0.5 * longest)}rem`;
    const label = ({ name, unit, k }) => {
      return make("div", { class: "label" }, make("b", {}, name), unit === String(k) ? `[${k}]` : ` ${unit}`);
    };
    this.units = this.rows.filter(({ name }) => name === "h").length;
    const all = {
      name: "h",
      unit: this.units > 1 ? `0…${this.units - 1}` : "0",
      k: this.units > 1 ? `0…${this.units - 1}` : 0,
    };
    this.labels.replaceChildren(...this.rows.map(label), ...(this.data.map ? [label(all)] : []));
  }

  placeLabels() {
    this.labels.style.height = `${this.height}px`;
    this.rows.forEach((row, k) => (this.labels.children[k].style.top = `${this.y[`${row.name}.${row.k}`]}px`));
    const below = this.labels.children[this.rows.length];
    if (below) below.style.top = `${this.mapTop + (this.mapHeight - 8) / 2}px`;
  }

  // h over all steps, a row for each unit, under the columns of the diagram.
  drawMap() {
    this.cells = new Map();
    if (!this.data.map) return;
    const { largest } = this.rows.find(({ name }) => name === "h");
    const states = [this.data.initial?.h, ...this.data.values.h];
    for (let column = this.first; column <= this.data.timesteps; column++) {
      const x = this.x(column) - this.pitch / 2;
      const cell = (value, k) => {
        const colour = paint(value, largest, this.colours);
        const place = { x, y: this.mapTop + CELL * k, width: this.pitch, height: CELL };
        const id = `h.${column}.${k}`;
        this.cells.set(id, place);
        return make("rect", { ...place, "data-id": id, style: colour && `fill:${colour.fill}` });
      };
      const cursor = { x, y: this.mapTop, width: this.pitch, height: CELL * this.units, class: "cursor" };
      const cells = states[column].map(cell);
      this.mapLayer.append(make("g", { class: "steps", "data-column": column }, ...cells, make("rect", cursor)));
    }
    this.marks = ["ground", "chosen"].map((name) => make("rect", { class: name, width: this.pitch, height: CELL }));
    this.mapLayer.append(...this.marks);
  }

  // Outlines a number in the heat map, on any colour.
  markInMap(id) {
    const cell = this.cells.get(id);
    for (const mark of this.marks ?? []) {
      mark.toggleAttribute("hidden", !cell);
      if (cell) set(mark, { x: cell.x, y: cell.y, "data-of": id });
    }
  }

  // The weights, once each: hovering one lights every copy of it, because every copy is the same object.
  drawChips() {
    const edges = this.data.edges.filter((edge) => !edge.quiet && edge.weight);
    const names = [...new Set(edges.map((edge) => edge.weight))];
    const chip = (name) => {
      const light = () => this.lightWeight({ weight: name });
      const dark = () => this.lightWeight(null);
      const events = { onmouseenter: light, onmouseleave: dark, onfocus: light, onblur: dark };
      const copies = edges.filter((edge) => edge.weight === name).map((edge) => this.columnsOf(edge).length);
      const [base, subscript] = name.split("_");
      const chip = button("", null, { class: "chip", ...events, "aria-label": `light every copy of ${name}` });
      const times = Math.max(...copies);
      chip.append(symbolNode({ base, subscript }), times === 1 ? " once" : ` ${times} times`);
      return chip;
    };
    const text = names.length ? [make("span", {}, "The same weights at every step:")] : [];
    const bar = make("span", { class: "bar", style: `background:linear-gradient(90deg,${this.colours.join(",")})` });
    const scale = this.data.scales ? [make("span", { class: "scale" }, bar, this.data.scales)] : [];
    const toggle = () => this.fold(!this.folded);
    this.folder = this.data.folds && button("", toggle, { class: "chip", "data-id": "fold" });
    const zooming = (by) => () => {
      this.zoom += by;
      this.draw();
    };
    const zooms = [
      ["−", "narrower columns: more steps", 1, this.zoom + 1 < this.pitches.length],
      ["+", "wider columns: larger numbers", -1, this.zoom > 0],
    ].map(([text, label, by, can]) =>
      sign(text, label, zooming(by), { class: "chip", "data-id": label, disabled: !can }),
    );
    const folder = this.folder ? [this.folder] : [];
    const zoom = this.pitches.length > 1 ? zooms : [];
    this.chips.replaceChildren(...text, ...names.map(chip), ...folder, ...zoom, ...scale);
  }
}

// What of an edge can be pressed: it is too thin for a finger. The keyboard reaches every weight in the sum.
function grip(d, place, { weight, values }, from, to) {
  const words = `${weight}[${from},${to}] = ${short(values[from][to])}: click to change it`;
  return make("path", { d, class: "grip", ...place }, make("title", {}, words));
}

function subscript(number) {
  return String(number).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]);
}
