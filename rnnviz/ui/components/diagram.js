// An unrolled network, drawn from a table of rows, values and edges. All timesteps are here from the start:
// stepping and playing never leave the browser; Python hears of a selection, and of a step when it has settled.

import { askForLight, clamp, LIGHT, make, sign, still, symbolNode, tellOpened } from "./common.js";
import { Drawing } from "./diagram_drawing.js";
import { Motion } from "./diagram_motion.js";
import { Changes, entryId, givenField, HOW_TO } from "./given.js";
import { mount } from "./mount.js";
import { Player } from "./player.js";
import { exact } from "./text.js";

const PLAY = 900; // ms a timestep at speed 1
const FOLDED = 1200; // ms for which the cell is seen as one, before it unrolls by itself
let unrolled = false; // it does so once

class Diagram extends Drawing {
  constructor(root) {
    super();
    this.root = root;
    this.step = null;
    this.motion = new Motion();
    this.frame = root.querySelector(".diagram");
    this.build();
    this.onLight = (event) => this.lightWeight(event.detail);
    document.addEventListener(LIGHT, this.onLight);
    this.resize = new ResizeObserver(() => this.data && this.scroller.clientWidth && this.draw());
    this.resize.observe(this.scroller);
  }

  destroy() {
    this.motion.stop();
    this.player.destroy();
    clearTimeout(this.unrolling);
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
    this.changes = new Changes((event) => this.send("edit", event));
    this.editor = make("div", { class: "editor", role: "group", hidden: true });
    const picture = make("div", { class: "picture" }, this.labels, this.scroller, this.editor);
    this.frame.append(this.player.bar, picture, this.chips, this.sentence);
    this.svg.onkeydown = (event) => this.key(event);
    this.svg.onclick = (event) => {
      const weight = event.target.closest(".grip")?.dataset.weight;
      if (weight) this.openEditor(weight, event);
      else this.closeEditor();
      this.choose(event.target.closest("[data-id]")?.dataset.id);
    };
    const hovered = (event) => this.light(event.target.closest?.("[data-id]")?.dataset.id);
    this.svg.onmouseover = hovered;
    this.svg.onfocusin = hovered;
    this.svg.onmouseleave = () => this.light(null);
    this.svg.onfocusout = () => this.light(null);
  }

  update({ step, selected, mistake }) {
    this.changes.answered();
    this.mistake = mistake;
    if (!this.player.settling && !this.player.playing) Object.assign(this, { step, selected });
  }

  follow() {
    if (!this.motion.at || this.motion.at !== this.chosen) this.show(); // what moves ends as it would be shown
    this.showEditor();
  }

  adopt(data) {
    const first = !this.data;
    this.data = data;
    this.rows = data.groups.flatMap((group) => group.units.map((unit, k) => ({ ...group, unit, k })));
    this.step = Math.min(this.step, data.timesteps);
    this.draw();
    this.showEditor();
    if (first && data.autoplay && !this.touched && !still()) this.start(true);
    if (!data.folds || unrolled || still()) return;
    unrolled = true;
    this.fold(true);
    this.unrolling = setTimeout(() => this.fold(false), FOLDED);
  }

  // ---- folding --------------------------------------------------------------------------------------------

  // One cell that hands its state to itself, of the step that is shown; or the same cell once for each timestep.
  fold(folded) {
    clearTimeout(this.unrolling);
    this.folded = folded;
    this.placeColumns();
    this.show();
  }

  placeColumns() {
    const { folded } = this;
    const middle = this.scroller.scrollLeft + this.scroller.clientWidth / 2;
    this.frame.classList.toggle("folded", Boolean(folded));
    for (const node of this.nodeLayer.children) {
      const away = middle - this.x(Number(node.dataset.column));
      node.style.transform = folded ? `translateX(${away}px)` : "";
    }
    this.loopLayer.replaceChildren(...(folded ? this.loop(middle) : []));
    if (this.folder) this.folder.textContent = folded ? "unroll ⟶" : "⟲ fold";
  }

  // ---- changing a weight on its edge ----------------------------------------------------------------------

  openEditor(weight, { clientX, clientY }) {
    const box = this.editor.parentNode.getBoundingClientRect();
    this.editor.style.left = `${clamp(clientX - box.left - 80, 4, Math.max(4, box.width - 244))}px`;
    this.editor.style.top = `${clamp(clientY - box.top + 10, 4, box.height - 90)}px`;
    this.edited = weight;
    this.showEditor();
    this.editor.querySelector("input")?.focus();
  }

  closeEditor() {
    this.edited = null;
    this.showEditor();
  }

  // The weight as it is, or as it was refused.
  showEditor() {
    const [weight, from, to] = (this.edited ?? "").split(".");
    const value = this.data.edges.find((edge) => edge.weight === weight)?.values?.[from]?.[to];
    const wasOpen = !this.editor.hidden;
    this.editor.hidden = value === undefined;
    if (this.editor.hidden) {
      if (wasOpen) askForLight(null); // the light that others have asked for stays
      return;
    }
    askForLight({ weight, row: Number(from), column: Number(to) });
    const [base, subscript] = weight.split("_");
    const name = symbolNode({ base, subscript, index: `${from},${to}` });
    const entry = [base + subscript, Number(from), Number(to)];
    const mistake = this.mistake && entryId(this.mistake.entry) === entryId(entry) ? this.mistake : null;
    const label = `${weight}[${from},${to}], the same at every step`;
    const focused = this.editor.contains(this.root.activeElement);
    const field = givenField({ value, text: exact(value), label, entry, mistake }, this.changes);
    const words = mistake?.sentence ?? HOW_TO;
    const close = sign("✕", "close", () => this.closeEditor(), { class: "close" });
    const head = make("div", { class: "line" }, make("span", {}, name, " = ", field), close);
    this.editor.replaceChildren(head, make("p", { id: "refused", class: mistake && "refused", role: "status" }, words));
    this.editor.setAttribute("aria-label", label);
    this.editor.onkeydown = (event) => event.key === "Escape" && this.closeEditor();
    if (focused) field.focus();
  }

  // ---- stepping -------------------------------------------------------------------------------------------

  go(step, selected = this.selected) {
    this.touched = true;
    const bounded = clamp(step, this.first, this.data.timesteps);
    if (bounded === this.step && selected === this.selected) return;
    this.move(bounded, selected);
    this.player.settle();
  }

  move(step, selected = this.selected) {
    const isNext = step === this.step + 1;
    this.step = step;
    this.selected = selected && step >= 1 ? { ...selected, timestep: step - 1 } : selected;
    this.show();
    if (isNext && !still() && !this.folded) this.setInMotion();
  }

  // The selected sum comes about, where its edges have weights and it is not to be predicted.
  setInMotion() {
    const { name, timestep, unit } = this.selected ?? {};
    const [value, total] = [this.data.values[name], this.data.totals[name]].map((rows) => rows?.[timestep]?.[unit]);
    if (typeof value !== "number" || typeof total !== "number") return;
    const products = this.products.filter((each) => each.value !== 0);
    const numbers = { value, total, squashed: total !== value };
    const [layer, node] = [this.motionLayer, this.nodes.get(this.chosen)];
    this.motion.start({ layer, products, node, at: this.chosen, duration: PLAY / this.player.speed, ...numbers });
  }

  // What is selected, as a node's id.
  get chosen() {
    return this.selected && idOf(this.selected);
  }

  tell(clicked = false) {
    this.send("select", { ...this.selected, step: this.step, clicked });
  }

  start(quiet = false) {
    if (!quiet) this.touched = true;
    if (this.step >= this.data.timesteps) this.move(this.first);
    let time = 0;
    this.player.start((passed) => {
      time += passed;
      if (time < PLAY) return;
      time = 0;
      if (this.step < this.data.timesteps) this.move(this.step + 1);
      else if (this.data.autoplay) this.move(this.first);
      else this.pause(true);
    });
  }

  pause(tell = false) {
    this.player.stop();
    if (tell) this.player.settle();
  }

  show() {
    this.motion.stop();
    const { data, step } = this;
    for (const node of this.svg.querySelectorAll("[data-column]")) {
      const column = Number(node.dataset.column);
      node.classList.toggle("ahead", column > step);
      node.classList.toggle("now", column === step);
    }
    const { chosen } = this;
    for (const [id, node] of this.nodes) {
      if (node.getAttribute("role") === "button") node.setAttribute("aria-pressed", id === chosen);
      node.setAttribute("tabindex", -1);
    }
    this.markInMap(chosen);
    const entry = this.nodes.get(chosen) ?? this.nodes.values().next().value;
    entry?.setAttribute("tabindex", 0);
    const words = step === 0 ? "before the first step" : `step ${step} of ${data.timesteps}`;
    this.player.place(step, this.first, data.timesteps, words);
    this.sentence.textContent = data.sentences?.[step] ?? "";
    this.light(null);
    const left = this.x(step) - this.scroller.clientWidth / 2;
    if (!this.folded && this.scroller.scrollWidth > this.scroller.clientWidth) this.scroller.scrollLeft = left;
  }

  // ---- light ----------------------------------------------------------------------------------------------

  // The operands of a number as arrows; without a number, those of the selected one.
  light(id) {
    const draws = this.numbers;
    const target = id ?? (this.step > 0 ? this.chosen : null);
    this.litLayer.replaceChildren();
    this.products = [];
    for (const node of this.nodes.values()) node.classList.remove("operand");
    if (!target || !this.nodes.has(target)) return;
    const { name, column, unit } = placeOf(target);
    for (const edge of this.data.edges) {
      if (edge.to !== name || !this.columnsOf(edge).includes(column)) continue;
      const at = column - edge.lag;
      const values = at === 0 ? this.data.initial[edge.from] : this.data.values[edge.from]?.[at - 1];
      for (const [from, to] of this.pairs(edge)) {
        const source = this.nodes.get(`${edge.from}.${at}.${from}`);
        if (to !== unit || !source) continue;
        source.classList.add("operand");
        if (!draws) continue;
        const value = values?.[from];
        const sign = edge.values && typeof value === "number" ? Math.sign(edge.values[from][to] * value) : 0;
        const looks = edge.values ? ["negative", "zero", "positive"][sign + 1] : "";
        const arrow = { class: `arrow ${looks}`, "marker-end": "url(#head)" };
        const path = make("path", { d: this.path(edge, column, from, to), ...arrow });
        this.litLayer.append(path);
        if (looks) this.products.push({ path, value: edge.values[from][to] * value });
      }
    }
  }

  lightWeight(detail) {
    if (!this.nodes) return; // the panel may be drawn first
    const every = detail?.row === undefined || !this.single;
    const asked = detail?.weight && (every ? `${detail.weight}.` : `${detail.weight}.${detail.row}.${detail.column}`);
    for (const { classList, dataset } of this.edgeLayer.children) {
      const here = every ? dataset.weight.startsWith(asked) : dataset.weight === asked;
      classList.toggle("shared", Boolean(asked) && here);
    }
    const number = detail?.name && idOf(detail);
    for (const [id, node] of this.nodes) node.classList.toggle("asked", id === number);
  }

  // ---- keyboard and clicks --------------------------------------------------------------------------------

  key(event) {
    const id = event.target.closest?.(".node")?.dataset.id;
    if (!id) return;
    const { name, column, unit } = placeOf(id);
    const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const climb = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.key === "Enter" || event.key === " ") this.choose(id);
    else if (move) {
      const there = `${name}.${column + move}.${unit}`;
      event.preventDefault();
      if (!this.nodes.has(there)) return;
      const selected = name === "x" ? this.selected : { name, unit, timestep: column - 1 };
      this.go(column + move, selected);
      this.nodes.get(there).focus();
    } else if (climb) {
      const names = this.rows.map((row) => `${row.name}.${column}.${row.k}`).filter((each) => this.nodes.has(each));
      this.nodes.get(names[names.indexOf(id) + climb])?.focus();
    } else return;
    event.preventDefault();
  }

  choose(id) {
    if (!id) return;
    const { name, column, unit } = placeOf(id);
    if (this.player.playing) this.pause();
    if (name === "x" || column === 0) return this.go(column); // given numbers: nothing to open
    this.touched = true;
    this.player.hurry();
    this.selected = { name, timestep: column - 1, unit };
    this.step = column;
    this.show();
    this.tell(true);
    tellOpened(this.nodes.get(id));
  }
}

// A number's node, by the column that it stands in; column 0 is the start.
const idOf = ({ name, timestep, unit }) => `${name}.${timestep + 1}.${unit}`;

function placeOf(id) {
  const [name, column, unit] = id.split(".");
  return { name, column: Number(column), unit: Number(unit) };
}

export default mount(Diagram, { drawn: "table" });
