// One step of training: forward fills the rows from left to right, backward from right to left, update moves on.

import { button, make, paint, palette, still, symbolNode } from "./common.js";
import { mount } from "./mount.js";
import { short } from "./text.js";

const PHASES = ["forward", "loss", "backward", "update"];
const TITLES = { forward: "1 forward", loss: "2 loss", backward: "3 backward", update: "4 update" };
const WAVE = 1400; // ms for a pass over all timesteps

class Passes {
  constructor(parent) {
    this.parent = parent;
    this.frame = parent.querySelector(".passes");
    const phaseButton = (phase) => button(TITLES[phase], () => this.press(phase), { class: "phase" });
    this.buttons = new Map(PHASES.map((phase) => [phase, phaseButton(phase)]));
    this.reset = button("initial weights", () => this.send("event", { reset: true }));
    const choose = () => this.send("event", { unit: Number(this.unit.value) });
    this.unit = make("select", { "aria-label": "unit", onchange: choose });
    this.said = make("p", { class: "said", "aria-live": "polite" });
    this.table = make("table", { role: "grid" });
    this.scroller = make("div", { class: "scroller" }, this.table);
    const parts = [...this.buttons.values(), this.reset, make("label", {}, "unit ", this.unit)];
    this.toolbar = make("div", { class: "toolbar" }, ...parts);
    this.frame.append(this.toolbar, this.said, this.scroller);
    this.table.onclick = (event) => this.choose(event.target.closest("button"));
    this.table.onkeydown = (event) => this.key(event);
  }

  destroy() {
    clearInterval(this.timer);
  }

  adopt(data) {
    const other = !this.data || this.data.updates !== data.updates;
    this.data = data;
    if (!this.timer || other) this.phase = data.phase;
    this.draw();
  }

  get timesteps() {
    return this.data.rows[0].values.length;
  }

  // ---- the four buttons -------------------------------------------------------------------------------------

  press(phase) {
    clearInterval(this.timer);
    this.timer = null;
    if (phase === "update" || (phase === "forward" && this.phase === "update")) {
      this.phase = phase;
      return this.send("event", { phase, next: phase === "forward" });
    }
    this.phase = phase;
    this.wave(phase);
    this.send("event", { phase });
  }

  wave(phase) {
    const atOnce = still() || phase === "loss";
    const [start, end, way] = phase === "backward" ? [this.timesteps - 1, -1, -1] : [0, this.timesteps, 1];
    let column = atOnce ? end : start;
    const step = Math.max(1, Math.ceil((this.timesteps * 16) / WAVE));
    const show = () => {
      this.reached = column === end ? null : column;
      this.mark();
      if (column === end) {
        clearInterval(this.timer);
        this.timer = null;
      } else {
        this.centre(this.cells.get(`${this.data.rows[0].name}.${column}`));
        column = way * Math.min(way * end, way * column + step);
      }
    };
    show();
    if (!atOnce) this.timer = setInterval(show, Math.max(16, WAVE / this.timesteps));
  }

  // ---- drawing ----------------------------------------------------------------------------------------------

  draw() {
    const { rows, units, unit } = this.data;
    const colours = palette(this.parent, "diverging");
    const focused = this.parent.activeElement?.dataset?.id;
    this.cells = new Map();
    const titles = ["step", ...rows[0].values.map((_, t) => t + 1)];
    const head = titles.map((title) => make("th", { scope: "col" }, String(title)));
    const body = rows.map((row) => {
      const cells = row.values.map((value, t) => this.cell(row, t, value, colours));
      const title = make("th", { scope: "row", title: row.title }, symbolNode(row.symbol));
      return make("tr", { class: row.phase }, title, ...cells);
    });
    this.table.replaceChildren(make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body));
    const option = (_, k) => make("option", { value: k, selected: k === unit }, String(k));
    this.unit.replaceChildren(...Array.from({ length: units }, option));
    this.mark();
    if (!this.seen) this.centre(this.cells.get(this.data.selected?.join(".")));
    this.seen = true;
    if (focused) this.cells.get(focused)?.focus({ preventScroll: true });
  }

  cell({ name, title, phase, given, largest }, t, value, colours) {
    if (value === null) return make("td", { class: "none" });
    const [text, spoken] = value === "hidden" ? ["?", "hidden"] : [short(value), short(value)];
    const colour = paint(value, largest, colours);
    const [tag, looks] = given ? ["span", { role: "img" }] : ["button", { type: "button" }];
    const place = { "data-id": `${name}.${t}`, "data-phase": phase, "data-column": t };
    const style = colour && `--fill:${colour.fill};--ink:${colour.ink}`;
    const label = `${title}, step ${t + 1}: ${spoken}`;
    const cell = make(tag, { ...looks, class: "cell", tabindex: -1, ...place, "aria-label": label, style }, text);
    this.cells.set(`${name}.${t}`, cell);
    return make("td", {}, cell);
  }

  // Scrolls sideways alone: the page stays where it is.
  centre(cell) {
    if (!cell) return;
    const [frame, box] = [this.scroller.getBoundingClientRect(), cell.getBoundingClientRect()];
    this.scroller.scrollLeft += box.left + box.width / 2 - frame.left - frame.width / 2;
  }

  // What is shown, what is selected, and what the buttons say.
  mark() {
    const { selected, loss, after, updates, locked } = this.data;
    const at = PHASES.indexOf(this.phase);
    for (const cell of this.cells.values()) {
      const phase = PHASES.indexOf(cell.dataset.phase);
      const distance = (Number(cell.dataset.column) - this.reached) * (this.phase === "backward" ? -1 : 1);
      const isPlayed = phase === at && typeof this.reached === "number";
      cell.classList.toggle("ahead", phase > at || (isPlayed && distance > 0));
      cell.classList.toggle("now", isPlayed && distance === 0);
      if (cell.localName === "button")
        cell.setAttribute("aria-pressed", Boolean(selected) && cell.dataset.id === selected.join("."));
      cell.tabIndex = -1;
    }
    const entry =
      (selected && this.cells.get(selected.join("."))) ??
      [...this.cells.values()].find((cell) => cell.localName === "button");
    if (entry) entry.tabIndex = 0;
    PHASES.forEach((phase, k) => {
      const button = this.buttons.get(phase);
      button.setAttribute("aria-pressed", phase === this.phase);
      button.disabled = locked || k > at + 1;
    });
    this.reset.disabled = locked || updates === 0;
    const begun = updates ? `After ${updates} update${updates === 1 ? "" : "s"}. ` : "";
    const words = {
      forward: "Forward: each step reads x and the state before it.",
      loss: `The loss is L = ${loss}.`,
      backward: `L = ${loss}. Backward: each ∂L/∂h is what the loss asks of it directly, plus what returns from the next step.`,
      update: `Update: every weight moved against its gradient. L = ${loss} became L = ${after}. Forward goes on from the new weights.`,
    };
    this.said.textContent = begun + words[this.phase];
  }

  // ---- keyboard and clicks ----------------------------------------------------------------------------------

  choose(button) {
    if (!button) return;
    const [name, column] = button.dataset.id.split(".");
    this.send("event", { select: [name, Number(column)] });
  }

  key(event) {
    const id = event.target.closest?.(".cell")?.dataset.id;
    const move = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!id || !move) return;
    const [name, column] = id.split(".");
    const names = this.data.rows.map((row) => row.name).filter((each) => this.cells.has(`${each}.${column}`));
    const there = move[0] ? `${names[names.indexOf(name) + move[0]]}.${column}` : `${name}.${Number(column) + move[1]}`;
    const next = this.cells.get(there);
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}

export default mount(Passes);
