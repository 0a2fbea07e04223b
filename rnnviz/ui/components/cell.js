// One cell at one timestep, drawn from a table of parts and wires, with the number on every wire. All timesteps are
// here from the start: stepping and playing never leave the browser; Python hears of a number that is opened, of
// another cell, and of a step when it has settled.

import { button, clamp, HOVER, hoverAt, make, set, still, tellOpened } from "./common.js";
import { mount } from "./mount.js";
import { Player } from "./player.js";
import { short } from "./text.js";

const PHASE = 420; // ms for each of a timestep's four phases at speed 1
const PHASES = 4;
const CELL = { x: 84, y: 68, left: 58, top: 34 };

const at = ([column, row]) => [CELL.left + column * CELL.x, CELL.top + row * CELL.y];

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
    this.frame.append(this.tabs, this.player.bar, make("div", { class: "picture sideways" }, this.svg), this.sentence);
    // Once every figure has heard that the cursor is gone, whichever listened first.
    this.hovered = ({ detail: { group, x, own } }) =>
      group === this.group && x === null && !own && queueMicrotask(() => this.point());
    document.addEventListener(HOVER, this.hovered);
  }

  destroy() {
    this.player.destroy();
    document.removeEventListener(HOVER, this.hovered);
  }

  update({ selected: { kind, name, timestep, asked }, group }) {
    this.group = group;
    if (!this.player.settling && !this.player.playing) Object.assign(this, { kind, name, timestep, asked });
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
    this.send("select", { kind: this.kind, name, timestep, clicked });
  }

  choose(wire) {
    const earlier = wire.carries.endsWith("_before");
    if (!wire.opens || wire.carries === "x" || (earlier && this.timestep === 0)) return;
    this.pause();
    this.name = wire.opens;
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
    const { parts, wires, columns, rows } = cell.drawing;
    const width = CELL.left * 2 + columns * CELL.x;
    const height = CELL.top * 2 + rows * CELL.y;
    set(this.svg, { viewBox: `0 0 ${width} ${height}`, class: this.kind });
    const tab = ([kind, { title }]) =>
      button(title, () => this.choosesKind(kind), { class: "tab", "aria-pressed": String(kind === this.kind) });
    this.tabs.replaceChildren(...Object.entries(this.table.kinds).map(tab));
    const line = ({ points }) => `M${points.map((point) => at(point).join(" ")).join("L")}`;
    this.wires = wires.map((wire) => ({ wire, node: make("path", { class: `wire ${wire.form}`, d: line(wire) }) }));
    this.chips = wires
      .filter((wire) => wire.carries)
      .map((wire) => {
        const role = wire.carries.replace(/^pre_|_before$/g, "");
        const style = `--role: var(--${ROLE[role] ?? role})`;
        const looks = { class: "chip", role: "button", tabindex: -1, "data-name": wire.carries, style };
        const node = make("g", looks, make("rect", { rx: 7 }), make("text", {}));
        node.onclick = () => this.choose(wire);
        return { wire, node, points: wire.points.map(at) };
      });
    this.chips[0].node.setAttribute("tabindex", 0);
    this.belts = this.wires
      .filter(({ wire }) => wire.form === "belt")
      .map(({ wire }) => ({ wire, node: make("path", { class: "ticks", d: line(wire) }) }));
    const drawn = [...this.wires, ...this.belts].map(({ node }) => node);
    this.svg.replaceChildren(
      make("g", { "aria-hidden": "true" }, ...drawn, ...parts.map((part) => this.part(part))),
      make("g", {}, ...this.chips.map(({ node }) => node)),
    );
    this.show();
  }

  part({ column, row, form, label, role }) {
    const [x, y] = at([column, row]);
    const style = `--role: var(--${role})`;
    if (form === "end")
      return make("g", { class: "part end" }, make("text", { x, y: y + (row === 5 || row === 4 ? 26 : -26) }, label));
    if (form === "op") {
      const wide = label.length > 2;
      const box = make("rect", { x: x - (wide ? 24 : 15), y: y - 15, width: wide ? 48 : 30, height: 30, rx: 15 });
      return make("g", { class: "part op", style }, box, make("text", { x, y }, label));
    }
    const wire = this.cell.drawing.wires.find((each) => each.carries === role);
    return make(
      "g",
      { class: "part gate", style, onclick: () => this.choose(wire) },
      make("rect", { x: x - 36, y: y - 19, width: 72, height: 38, rx: 6 }),
      make("text", { x: x - 16, y, class: "name" }, role),
      make("text", { x: x + 10, y, style: "font-size: 13px" }, label),
    );
  }

  show() {
    const { cell, timestep, table } = this;
    for (const { wire, node, points } of this.chips) {
      const value = cell.values[wire.carries][timestep];
      const said = short(value);
      const [box, text] = node.children;
      const size = said.length * 8.2 + 12;
      set(box, { x: -size / 2, y: -12, width: size, height: 24 });
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
      const width = wire.form === "belt" ? 2 + 14 * open : wire.valve ? 1.5 + 8 * open : 2;
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

  // The figures' cursor stands at the timestep that is shown here.
  point() {
    hoverAt(this.group, this.timestep + 1, { own: true });
  }
}

const ROLE = { kept: "c", added: "i", reset: "r", act_c: "c", one_minus_z: "z", recurrent_n: "n" };

export default mount(Cell, { drawn: "table" });
