// An unrolled network, drawn from a table of rows, values and edges. All timesteps are here from the start:
// stepping and playing never leave the browser; Python hears of a selection, and of a step when it has settled.

import { LIGHT, make, still, tellOpened } from "./common.js";
import { Drawing } from "./diagram_drawing.js";
import { mount } from "./mount.js";
import { Player } from "./player.js";

const PLAY = 900; // ms a timestep at speed 1

class Diagram extends Drawing {
  constructor(root) {
    super();
    this.root = root;
    this.step = null;
    this.frame = root.querySelector(".diagram");
    this.build();
    this.onLight = (event) => this.lightWeight(event.detail);
    document.addEventListener(LIGHT, this.onLight);
    this.resize = new ResizeObserver(() => this.data && this.scroller.clientWidth && this.draw());
    this.resize.observe(this.scroller);
  }

  destroy() {
    this.player.destroy();
    document.removeEventListener(LIGHT, this.onLight);
    this.resize.disconnect();
  }

  build() {
    this.player = new Player("step", {
      go: (step) => this.go(step),
      toggle: () => (this.player.playing ? this.pause(true) : this.start()),
      settled: () => this.tell(),
      speeds: [0.5, 1, 2, 4],
    });
    this.chips = make("div", { class: "chips" });
    this.labels = make("div", { class: "labels", "aria-hidden": "true" });
    this.svg = make("svg", { role: "group" });
    this.scroller = make("div", { class: "scroller sideways" }, this.svg);
    this.sentence = make("p", { class: "sentence", "aria-live": "polite" });
    const picture = make("div", { class: "picture" }, this.labels, this.scroller);
    this.frame.append(this.player.bar, picture, this.chips, this.sentence);
    this.svg.onkeydown = (event) => this.key(event);
    this.svg.onclick = (event) => this.choose(event.target.closest(".node")?.dataset.id);
    const hovered = (event) => this.light(event.target.closest?.(".node")?.dataset.id);
    this.svg.onmouseover = hovered;
    this.svg.onfocusin = hovered;
    this.svg.onmouseleave = () => this.light(null);
    this.svg.onfocusout = () => this.light(null);
  }

  update({ step, selected }) {
    if (!this.player.settling && !this.player.playing) Object.assign(this, { step, selected });
  }

  follow() {
    this.show();
  }

  adopt(data) {
    const first = !this.data;
    this.data = data;
    this.rows = data.groups.flatMap((group) => group.units.map((unit, k) => ({ ...group, unit, k })));
    this.step = Math.min(this.step, data.timesteps);
    this.draw();
    if (first && data.autoplay && !this.touched && !still()) this.start(true);
  }

  // ---- stepping -------------------------------------------------------------------------------------------

  go(step, { tell = true, selected = this.selected } = {}) {
    this.touched = true;
    const bounded = Math.max(this.first, Math.min(this.data.timesteps, step));
    if (bounded === this.step && selected === this.selected) return;
    this.step = bounded;
    this.selected = selected && bounded >= 1 ? { ...selected, timestep: bounded - 1 } : selected;
    this.show();
    if (tell) this.player.settle();
  }

  tell(clicked = false) {
    this.send("select", { ...this.selected, step: this.step, clicked });
  }

  start(quiet = false) {
    if (!quiet) this.touched = true;
    if (this.step >= this.data.timesteps) this.jump(this.first);
    let time = 0;
    this.player.start((passed) => {
      time += passed;
      if (time < PLAY) return;
      time = 0;
      if (this.step < this.data.timesteps) this.advance();
      else if (this.data.autoplay) this.jump(this.first);
      else this.pause(true);
    });
  }

  advance() {
    const touched = this.touched;
    this.go(this.step + 1, { tell: false });
    this.touched = touched;
  }

  jump(step) {
    this.step = step;
    this.show();
  }

  pause(tell = false) {
    this.player.stop();
    if (tell) this.player.settle();
  }

  show() {
    const { data, step } = this;
    for (const node of this.svg.querySelectorAll("[data-column]")) {
      const column = Number(node.dataset.column);
      node.classList.toggle("ahead", column > step);
      node.classList.toggle("now", column === step);
    }
    const chosen = this.selected && `${this.selected.name}.${this.selected.timestep + 1}.${this.selected.unit}`;
    for (const [id, node] of this.nodes) {
      if (node.getAttribute("role") === "button") node.setAttribute("aria-pressed", id === chosen);
      node.setAttribute("tabindex", -1);
    }
    const entry = this.nodes.get(chosen) ?? this.nodes.values().next().value;
    entry?.setAttribute("tabindex", 0);
    const words = step === 0 ? "before the first step" : `step ${step} of ${data.timesteps}`;
    this.player.place(step, this.first, data.timesteps, words);
    this.sentence.textContent = data.sentences?.[step] ?? "";
    this.light(null);
    const left = this.x(step) - this.scroller.clientWidth / 2;
    if (this.scroller.scrollWidth > this.scroller.clientWidth) this.scroller.scrollLeft = left;
  }

  // ---- light ----------------------------------------------------------------------------------------------

  // The operands of a number as arrows; without a number, those of the selected one.
  light(id) {
    const chosen = this.selected && `${this.selected.name}.${this.selected.timestep + 1}.${this.selected.unit}`;
    const target = id ?? (this.step > 0 ? chosen : null);
    this.litLayer.replaceChildren();
    for (const node of this.nodes.values()) node.classList.remove("operand");
    if (!target || !this.nodes.has(target)) return;
    const [name, columnText, unitText] = target.split(".");
    const [column, unit] = [Number(columnText), Number(unitText)];
    for (const edge of this.data.edges) {
      if (edge.to !== name || !this.columnsOf(edge).includes(column)) continue;
      for (const [from, to] of this.pairs(edge)) {
        const source = `${edge.from}.${column - edge.lag}.${from}`;
        if (to !== unit || !this.nodes.has(source)) continue;
        this.nodes.get(source).classList.add("operand");
        const value = (
          column - edge.lag === 0 ? this.data.initial[edge.from] : this.data.values[edge.from]?.[column - edge.lag - 1]
        )?.[from];
        const sign = edge.values && typeof value === "number" ? Math.sign(edge.values[from][to] * value) : 0;
        this.litLayer.append(
          make("path", {
            d: this.path(edge, column, from, to),
            class: `arrow ${edge.values ? ["negative", "zero", "positive"][sign + 1] : ""}`,
            "marker-end": "url(#head)",
          }),
        );
      }
    }
  }

  lightWeight(detail) {
    if (!this.nodes) return; // the panel may be drawn first
    for (const path of this.edgeLayer.children) {
      const [weight, row, column] = path.dataset.weight.split(".");
      const here =
        detail &&
        detail.weight === weight &&
        (detail.row === undefined || !this.single || (detail.row === Number(row) && detail.column === Number(column)));
      path.classList.toggle("shared", Boolean(here));
    }
    const number = detail?.name && `${detail.name}.${detail.timestep + 1}.${detail.unit}`;
    for (const [id, node] of this.nodes) node.classList.toggle("asked", id === number);
  }

  // ---- keyboard and clicks --------------------------------------------------------------------------------

  key(event) {
    const id = event.target.closest?.(".node")?.dataset.id;
    if (!id) return;
    const [name, columnText, unitText] = id.split(".");
    const column = Number(columnText);
    const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const climb = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.key === "Enter" || event.key === " ") this.choose(id);
    else if (move) {
      const there = `${name}.${column + move}.${unitText}`;
      event.preventDefault();
      if (!this.nodes.has(there)) return;
      const selected = name === "x" ? this.selected : { name, unit: Number(unitText), timestep: column - 1 };
      this.go(column + move, { selected });
      this.nodes.get(there).focus();
    } else if (climb) {
      const names = this.rows.map((row) => `${row.name}.${column}.${row.k}`).filter((each) => this.nodes.has(each));
      this.nodes.get(names[names.indexOf(id) + climb])?.focus();
    } else return;
    event.preventDefault();
  }

  choose(id) {
    if (!id) return;
    const [name, column, unit] = id.split(".");
    if (this.player.playing) this.pause();
    if (name === "x" || column === "0") return this.go(Number(column)); // given numbers: nothing to open
    this.touched = true;
    this.player.hurry();
    this.selected = { name, timestep: Number(column) - 1, unit: Number(unit) };
    this.step = Math.max(this.step, Number(column));
    this.show();
    this.tell(true);
    tellOpened();
  }
}

export default mount(Diagram, { drawn: "table" });
