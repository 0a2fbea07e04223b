// One cell at one timestep, drawn from a table of parts and wires, with the number on every wire. All timesteps are
// here from the start: stepping and playing never leave the browser; Python hears of a number that is opened, of
// another cell, and of a step when it has settled.

import { arrowHead, button, clamp, HOVER, hoverAt, make, set, still, tellOpened } from "./common.js";
import { mount } from "./mount.js";
import { Player } from "./player.js";
import { short } from "./text.js";

const PHASE = 420; // ms for each of a timestep's four phases at speed 1
const PHASES = 4;

// Where the grid's columns and rows are: time runs from left to right, on a narrow screen from top to bottom.
const WIDE = {
  columns: [52, 63],
  rows: (row) => 42 + 53 * row,
  text: 19,
  gate: 36,
  point: (column, row) => [column, row],
  size: (columns) => [104 + 63 * columns, 351],
  isAbove: (_, row) => row < 4,
};
const NARROW = {
  columns: [46, 52],
  rows: between([0, 1, 1.5, 2.2, 3, 4, 5], [36, 84, 128, 176, 228, 318, 373]),
  text: 16,
  gate: 26,
  point: (column, row) => [row, column],
  size: (columns) => [400, 96 + 52 * columns],
  isAbove: (column) => column < 2,
};
const NARROWER = 560; // pixels

// A function through points, straight between them.
function between(xs, ys) {
  return (x) => {
    const k = clamp(
      xs.findLastIndex((each) => each <= x),
      0,
      xs.length - 2,
    );
    return ys[k] + ((x - xs[k]) / (xs[k + 1] - xs[k])) * (ys[k + 1] - ys[k]);
  };
}

// A polyline that ends so many pixels earlier.
function shortened(points, pixels) {
  const [[x, y], [toX, toY]] = points.slice(-2);
  const share = 1 - pixels / Math.hypot(toX - x, toY - y);
  return [...points.slice(0, -1), [x + share * (toX - x), y + share * (toY - y)]];
}

// Where a share (0…1) of the way along a polyline is.
function along(points, share) {
  const spans = points.slice(1).map(([x, y], k) => Math.hypot(x - points[k][0], y - points[k][1]));
  let rest = share * spans.reduce((sum, span) => sum + span, 0);
  for (const [k, span] of spans.entries()) {
    if (rest <= span || k === spans.length - 1) {
      const part = span ? Math.min(rest / span, 1) : 0;
      return [0, 1].map((axis) => points[k][axis] + part * (points[k + 1][axis] - points[k][axis]));
    }
    rest -= span;
  }
  return points[0];
}

class Cell {
  constructor(root) {
    this.root = root;
    this.frame = root.querySelector(".cell");
    this.tabs = make("div", { class: "toolbar", role: "group", "aria-label": "cell" });
    this.player = new Player("timestep", {
      slider: "timestep in the cell",
      go: (position) => this.go(position - 1),
      toggle: () => (this.player.playing ? this.pause(true) : this.start()),
      settled: () => this.tell(this.name),
      speeds: [0.5, 1, 2, 4],
    });
    this.svg = make("svg", { role: "group" });
    this.svg.onkeydown = (event) => this.key(event);
    this.sentence = make("p", { class: "sentence", "aria-live": "polite" });
    const controls = make("div", { class: "controls" }, this.tabs, this.player.bar);
    this.frame.append(controls, make("div", { class: "picture" }, this.svg), this.sentence);
    this.resize = new ResizeObserver(() => this.table && this.look !== this.fitting && this.draw());
    this.resize.observe(this.frame);
    // Once every figure has heard that the cursor is gone, whichever listened first.
    this.hovered = ({ detail: { group, x, own } }) =>
      group === this.group && x === null && !own && queueMicrotask(() => this.point());
    document.addEventListener(HOVER, this.hovered);
  }

  destroy() {
    this.resize.disconnect();
    this.player.destroy();
    document.removeEventListener(HOVER, this.hovered);
  }

  update({ selected: { kind, name, timestep, unit, asked }, group }) {
    this.group = group;
    if (!this.player.settling && !this.player.playing) Object.assign(this, { kind, name, timestep, unit, asked });
  }

  follow() {
    if (this.kind === this.drawn) this.show();
    else this.draw();
  }

  adopt(table) {
    this.table = table;
    this.timestep = Math.min(this.timestep, table.captions.length - 1);
    this.draw();
  }

  get cell() {
    return this.table.kinds[this.kind] ?? Object.values(this.table.kinds)[0];
  }

  get fitting() {
    return this.frame.clientWidth < NARROWER ? NARROW : WIDE;
  }

  at([column, row]) {
    const [start, step] = this.look.columns;
    return this.look.point(start + step * column, this.look.rows(row));
  }

  // ---- choosing -------------------------------------------------------------------------------------------

  go(timestep) {
    this.pause();
    const bounded = clamp(timestep, 0, this.table.captions.length - 1);
    if (bounded === this.timestep) return;
    this.timestep = bounded;
    this.show();
    this.player.settle();
  }

  tell(name, timestep = this.timestep, clicked = false) {
    this.send("select", { kind: this.kind, name, timestep, unit: this.cell.unit, clicked });
  }

  choose(wire) {
    const earlier = wire.carries.endsWith("_before");
    if (!wire.opens || wire.carries === "x" || (earlier && this.timestep === 0)) return;
    this.pause();
    Object.assign(this, { name: wire.opens, unit: this.cell.unit });
    this.tell(wire.opens, this.timestep - (earlier ? 1 : 0), true);
    tellOpened(this.svg);
  }

  choosesKind(kind) {
    this.pause();
    this.kind = kind;
    this.draw();
    this.tell(this.name);
  }

  key(event) {
    const chips = this.chips.map(({ node }) => node);
    const here = chips.indexOf(event.target);
    const moves = { ArrowUp: -1, ArrowDown: 1 };
    if (event.key === "ArrowLeft") this.go(this.timestep - 1);
    else if (event.key === "ArrowRight") this.go(this.timestep + 1);
    else if (event.key in moves) {
      const next = chips[(here + moves[event.key] + chips.length) % chips.length];
      chips.forEach((chip) => chip.setAttribute("tabindex", chip === next ? 0 : -1));
      next.focus();
    } else if (event.key === "Enter" || event.key === " ") this.choose(this.chips[here]?.wire ?? {});
    else return;
    event.preventDefault();
  }

  // ---- playing --------------------------------------------------------------------------------------------

  start() {
    this.frame.classList.add("playing");
    const last = this.table.captions.length - 1;
    let time = 0;
    if (this.timestep === last) this.timestep = 0;
    this.show();
    this.player.start((passed) => {
      time += passed / PHASE;
      if (time >= PHASES) {
        if (this.timestep === last) return this.pause(true);
        time = 0;
        this.timestep += 1;
        this.show();
      }
      if (!still()) this.move(time);
    });
  }

  pause(tell = false) {
    if (!this.player.playing) return;
    this.player.stop();
    this.frame.classList.remove("playing");
    this.show();
    if (tell) this.player.settle();
  }

  // Numbers of earlier phases stand where they belong, those of this phase are on their way, the others are to come.
  move(time) {
    const phase = Math.floor(time);
    const gone = Math.min(1, 1.25 * (time - phase));
    for (const { wire, node, points } of this.chips) {
      node.classList.toggle("ahead", wire.phase > phase);
      const [x, y] = along(points, wire.phase === phase ? wire.at * gone : wire.at);
      node.setAttribute("transform", `translate(${x} ${y})`);
    }
    for (const { wire, node } of this.wires) node.classList.toggle("now", wire.phase === phase);
  }

  // ---- drawing --------------------------------------------------------------------------------------------

  draw() {
    const { cell } = this;
    this.drawn = this.kind;
    this.look = this.fitting;
    const { parts, wires, columns } = cell.drawing;
    const style = `--text: ${this.look.text}px`;
    set(this.svg, { viewBox: `0 0 ${this.look.size(columns).join(" ")}`, class: this.kind, style });
    const tab = ([kind, { title }]) =>
      button(title, () => this.choosesKind(kind), { class: "tab", "aria-pressed": String(kind === this.kind) });
    this.tabs.replaceChildren(...Object.entries(this.table.kinds).map(tab));
    this.wires = wires.map((wire) => ({ wire, node: this.wire(wire) }));
    this.chips = wires
      .filter((wire) => wire.carries)
      .map((wire) => {
        const role = wire.carries.replace(/^pre_|_before$/g, "");
        const style = `--role: var(--${ROLE[role] ?? role})`;
        const looks = { class: "chip", role: "button", tabindex: -1, "data-name": wire.carries, style };
        const node = make("g", looks, make("rect", { rx: 7 }), make("text", {}));
        node.onclick = () => this.choose(wire);
        return { wire, node, points: wire.points.map((point) => this.at(point)) };
      });
    this.chips[0].node.setAttribute("tabindex", 0);
    this.belts = this.wires
      .filter(({ wire }) => wire.form === "belt")
      .map(({ wire, node }) => ({ wire, node: make("path", { class: "ticks", d: node.getAttribute("d") }) }));
    const drawn = [...this.wires, ...this.belts].map(({ node }) => node);
    const head = arrowHead(7, { markerUnits: "userSpaceOnUse", markerWidth: 11, markerHeight: 11 });
    this.svg.replaceChildren(
      head,
      make("g", { "aria-hidden": "true" }, ...drawn, ...parts.map((part) => this.part(part))),
      make("g", {}, ...this.chips.map(({ node }) => node)),
    );
    this.show();
  }

  // A wire, with a head where it enters a part.
  wire({ points, form }) {
    const [column, row] = points.at(-1);
    const end = this.cell.drawing.parts.find((part) => part.column === column && part.row === row);
    const room = { gate: this.look === NARROW ? this.look.gate : 19, op: 15, join: 15 }[end?.form];
    const isHeaded = form === "peephole" || (form === "wire" && room);
    const line = shortened(
      points.map((point) => this.at(point)),
      isHeaded ? (room ?? 0) : 0,
    );
    const looks = { class: `wire ${form}`, d: `M${line.map((point) => point.join(" ")).join("L")}` };
    return make("path", { ...looks, "marker-end": isHeaded && "url(#head)" });
  }

  part({ column, row, form, label, role }) {
    const [x, y] = this.at([column, row]);
    const style = `--role: var(--${role})`;
    const { gate } = this.look;
    if (form === "end") {
      const away = this.look.text + 9;
      const place = { x, y: y + (this.look.isAbove(column, row) ? -away : away) };
      return make("g", { class: "part end" }, make("text", place, label));
    }
    if (form === "word") return make("g", { class: "part word" }, make("text", { x, y }, label));
    if (form === "units") {
      const said = this.cell.units === 1 ? "its one unit" : `all ${this.cell.units} units of h, and x`;
      const place = this.look === NARROW ? { x, y: y + 26 } : { x: x + 14, y, class: "after" };
      return make("g", { class: "part word" }, make("text", place, said));
    }
    if (form !== "gate") {
      const half = label.length > 2 ? 0.24 * this.look.text * label.length + 4 : 15;
      const box = make("rect", { x: x - half, y: y - 15, width: 2 * half, height: 30, rx: form === "join" ? 4 : 15 });
      return make("g", { class: `part ${form}`, style }, box, make("text", { x, y }, label));
    }
    const wire = this.cell.drawing.wires.find((each) => each.carries === role);
    return make(
      "g",
      { class: "part gate", style, onclick: () => this.choose(wire) },
      make("rect", { x: x - gate, y: y - 19, width: 2 * gate, height: 38, rx: 6 }),
      make("text", { x: x - 0.42 * gate, y, class: "name" }, role),
      make("text", { x: x + 0.35 * gate, y, class: "function" }, label),
    );
  }

  show() {
    const { cell, timestep, table } = this;
    for (const { wire, node, points } of this.chips) {
      const value = cell.values[wire.carries][timestep];
      const said = short(value);
      const [box, text] = node.children;
      const [width, height] = [(0.56 * said.length + 0.6) * this.look.text, 0.6 * this.look.text + 17];
      set(box, { x: -width / 2, y: -height / 2, width, height });
      text.textContent = said;
      const earlier = wire.carries.endsWith("_before");
      const given = wire.carries === "x" || (earlier && timestep === 0);
      node.classList.toggle("given", given);
      node.classList.remove("ahead");
      node.classList.toggle("asked", Boolean(this.asked) && wire.carries === this.name && value === null);
      const pressed = !given && !earlier && wire.opens === this.name && wire.carries === this.name;
      const words = `${wire.spoken} at timestep ${timestep + 1}: ${value === null ? "hidden" : said}`;
      set(node, {
        "aria-pressed": String(pressed),
        "aria-label": given ? `${words}, given` : words,
        transform: `translate(${along(points, wire.at).join(" ")})`,
      });
    }
    for (const { wire, node } of [...this.wires, ...this.belts]) {
      const gate = wire.valve ? cell.values[wire.valve][timestep] : 1;
      const open = typeof gate === "number" ? clamp(gate, 0, 1) : 1;
      const width = wire.form === "belt" ? 2 + 14 * open : wire.form === "bus" ? 6 : wire.valve ? 1.5 + 8 * open : 2;
      node.style.strokeWidth = `${width}px`;
      node.classList.remove("now");
    }
    const keys = "arrow keys left and right change the timestep, up and down the number, Enter opens it";
    const label = `${cell.title}, unit ${cell.unit}, at timestep ${timestep + 1}: ${keys}`;
    this.svg.setAttribute("aria-label", label);
    const [caption, steps] = [table.captions[timestep], table.captions.length];
    const words = caption.startsWith("step") ? `${caption} of ${steps}` : `${caption}, ${timestep + 1} of ${steps}`;
    this.player.place(timestep + 1, 1, steps, words, `timestep ${timestep + 1}, ${caption}`);
    this.sentence.textContent = cell.sentences[timestep];
    this.frame.dataset.timestep = timestep;
    this.frame.dataset.kind = this.kind;
    this.point();
  }

  // The figures' cursor stands at the timestep that is shown here, and the selected number is framed in them.
  point() {
    const { kind, name, unit } = this;
    hoverAt(this.group, this.timestep + 1, { own: true, mark: { kind, name, unit } });
  }
}

const ROLE = { kept: "c", added: "i", reset: "r", act_c: "c", one_minus_z: "z", recurrent_n: "n" };

export default mount(Cell, { drawn: "table" });
