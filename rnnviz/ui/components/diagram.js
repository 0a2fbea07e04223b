// An unrolled network, drawn from a table of rows, values and edges. All timesteps are here from the start:
// stepping and playing never leave the browser; Python hears of a selection, and of a step when it has settled.

const SETTLED = 200; // ms without another step
const PLAY = 900; // ms a timestep at speed 1

class Diagram extends Drawing {
  constructor(root) {
    super();
    this.root = root;
    this.step = null;
    this.speed = 1;
    this.frame = root.querySelector(".diagram");
    this.build();
    this.onLight = (event) => this.lightWeight(event.detail);
    document.addEventListener(LIGHT, this.onLight);
    this.resize = new ResizeObserver(() => this.data && this.scroller.clientWidth && this.draw());
    this.resize.observe(this.scroller);
  }

  destroy() {
    this.pause();
    clearTimeout(this.settling);
    document.removeEventListener(LIGHT, this.onLight);
    this.resize.disconnect();
  }

  build() {
    const button = (label, text, action) =>
      make("button", { type: "button", "aria-label": label, title: label, onclick: () => action() }, text);
    this.previous = button("previous step", "◀", () => this.go(this.step - 1));
    this.play = button("play", "▶ play", () => (this.timer ? this.pause(true) : this.start()));
    this.next = button("next step", "▶", () => this.go(this.step + 1));
    this.play.className = "play";
    this.scrubber = make("input", { type: "range", min: 0, "aria-label": "step" });
    this.scrubber.oninput = () => this.go(Number(this.scrubber.value));
    this.readout = make("span", { class: "readout" });
    this.speedChoice = make("select", { "aria-label": "speed" });
    for (const speed of [0.5, 1, 2, 4]) this.speedChoice.append(make("option", { value: speed }, `${speed}×`));
    this.speedChoice.value = 1;
    this.speedChoice.onchange = () => {
      this.speed = Number(this.speedChoice.value);
      if (this.timer) this.start();
    };
    this.toolbar = make("div", { class: "toolbar" }, this.previous, this.play, this.next, this.scrubber, this.readout, this.speedChoice);
    this.chips = make("div", { class: "chips" });
    this.labels = make("div", { class: "labels", "aria-hidden": "true" });
    this.svg = make("svg", { role: "group" });
    this.scroller = make("div", { class: "scroller" }, this.svg);
    this.sentence = make("p", { class: "sentence", "aria-live": "polite" });
    this.frame.append(this.toolbar, make("div", { class: "picture" }, this.labels, this.scroller), this.chips, this.sentence);
    this.svg.onkeydown = (event) => this.key(event);
    this.svg.onclick = (event) => this.choose(event.target.closest(".node")?.dataset.id);
    const hovered = (event) => this.light(event.target.closest?.(".node")?.dataset.id);
    this.svg.onmouseover = hovered;
    this.svg.onfocusin = hovered;
    this.svg.onmouseleave = () => this.light(null);
    this.svg.onfocusout = () => this.light(null);
  }

  update({ table, step, selected, stale }, notify) {
    this.notify = notify;
    if (stale) requestAnimationFrame(() => setTimeout(() => notify("painted", stale)));
    if (!this.settling && !this.timer) [this.step, this.selected] = [step, selected];
    if (!drawIfChanged(this.root, table, () => this.adopt(table), { later: true }) && this.data) this.show();
  }

  adopt(data) {
    const first = !this.data;
    this.data = data;
    this.rows = data.groups.flatMap((group) => group.units.map((unit, k) => ({ ...group, unit, k })));
    this.step = Math.min(this.step, data.timesteps);
    this.draw();
    if (first && data.autoplay && !this.touched && !matchMedia("(prefers-reduced-motion: reduce)").matches) this.start(true);
  }

  // ---- stepping -------------------------------------------------------------------------------------------

  go(step, { tell = true, focus = false } = {}) {
    this.touched = true;
    const bounded = Math.max(this.first, Math.min(this.data.timesteps, step));
    if (bounded === this.step) return;
    this.step = bounded;
    if (this.selected && bounded >= 1) this.selected = { ...this.selected, timestep: bounded - 1 };
    this.show(focus);
    if (tell) this.tellWhenSettled();
  }

  tellWhenSettled() {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      this.settling = null;
      this.tell();
    }, SETTLED);
  }

  tell(clicked = false) {
    this.notify("select", { ...this.selected, step: this.step, clicked });
  }

  start(quiet = false) {
    clearInterval(this.timer);
    if (!quiet) this.touched = true;
    if (this.step >= this.data.timesteps) this.jump(this.first);
    this.timer = setInterval(() => {
      if (this.step < this.data.timesteps) this.advance();
      else if (this.data.autoplay) this.jump(this.first);
      else this.pause(true);
    }, PLAY / this.speed);
    this.play.textContent = "❚❚ pause";
    this.play.setAttribute("aria-label", "pause");
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
    clearInterval(this.timer);
    this.timer = null;
    this.play.textContent = "▶ play";
    this.play.setAttribute("aria-label", "play");
    if (tell) this.tellWhenSettled();
  }

  show(focus = false) {
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
    if (focus) entry?.focus();
    this.scrubber.min = this.first;
    this.scrubber.max = data.timesteps;
    this.scrubber.value = step;
    this.previous.disabled = step <= this.first;
    this.next.disabled = step >= data.timesteps;
    this.readout.textContent = step === 0 ? "before the first step" : `step ${step} of ${data.timesteps}`;
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
        const value = (column - edge.lag === 0 ? this.data.initial[edge.from] : this.data.values[edge.from]?.[column - edge.lag - 1])?.[from];
        const sign = edge.values && typeof value === "number" ? Math.sign(edge.values[from][to] * value) : 0;
        this.litLayer.append(make("path", { d: this.path(edge, column, from, to), class: `arrow ${edge.values ? ["negative", "zero", "positive"][sign + 1] : ""}`, "marker-end": "url(#head)" }));
      }
    }
  }

  lightWeight(detail) {
    if (!this.nodes) return; // the panel may be drawn first
    for (const path of this.edgeLayer.children) {
      const [weight, row, column] = path.dataset.weight.split(".");
      const here = detail && detail.weight === weight && (detail.row === undefined || !this.single || (detail.row === Number(row) && detail.column === Number(column)));
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
      if (this.nodes.has(there)) {
        this.selected = { name, timestep: column - 1, unit: Number(unitText) };
        this.go(column + move, { focus: true });
        this.nodes.get(there).focus();
      }
    } else if (climb) {
      const names = this.rows.map((row) => `${row.name}.${column}.${row.k}`).filter((each) => this.nodes.has(each));
      this.nodes.get(names[names.indexOf(id) + climb])?.focus();
    } else return;
    event.preventDefault();
  }

  choose(id) {
    if (!id) return;
    const [name, column, unit] = id.split(".");
    if (this.timer) this.pause();
    if (name === "x" || column === "0") return this.go(Number(column)); // given numbers: nothing to open
    this.touched = true;
    clearTimeout(this.settling);
    this.settling = null;
    this.selected = { name, timestep: Number(column) - 1, unit: Number(unit) };
    this.step = Math.max(this.step, Number(column));
    this.show();
    this.tell(true);
  }
}

const diagrams = new WeakMap();

export default function ({ data: [data], parentElement, setTriggerValue }) {
  let diagram = diagrams.get(parentElement);
  if (!diagram) diagrams.set(parentElement, (diagram = new Diagram(parentElement)));
  diagram.update(data, setTriggerValue);
  return () => {
    diagram.destroy();
    diagrams.delete(parentElement);
  };
}
