// An unrolled network, drawn from a table of rows, values and edges. All timesteps are here from the start:
// stepping and playing never leave the browser; Python hears of a selection, and of a step when it has settled.

const SETTLED = 200; // ms without another step
const PLAY = 900; // ms a timestep at speed 1
const GAP = 30; // between groups of rows
const CAPTION = 28; // below the last row
const BELOW = 110; // the weights and the sentence, which should fit one screen with the picture
const EVERY_EDGE = 900; // draw single edges up to this many, one arrow a layer beyond

class Diagram {
  constructor(root) {
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

  // ---- geometry -------------------------------------------------------------------------------------------

  layout() {
    const { timesteps, initial } = this.data;
    this.first = initial ? 0 : 1;
    const columns = timesteps + 1 - this.first;
    const width = this.scroller.clientWidth || 600;
    this.pitch = Math.max(width < 420 ? 104 : 116, Math.min(176, (width - 8) / columns));
    this.nodeWidth = Math.min(96, this.pitch - 40);
    const groups = this.data.groups.length;
    const top = this.scroller.getBoundingClientRect().top + (this.frame.getRootNode().host?.closest("[data-testid=stMain]")?.scrollTop ?? 0);
    const room = innerHeight - Math.min(top, 400) - CAPTION - BELOW;
    const gap = this.rows.length > 6 ? GAP / 2 : GAP;
    this.rowHeight = Math.max(25, Math.min(46, Math.floor((room - gap * (groups - 1)) / this.rows.length)));
    let y = 8;
    let name = null;
    this.y = {};
    for (const row of this.rows) {
      if (name && name !== row.name) y += gap;
      name = row.name;
      this.y[`${row.name}.${row.k}`] = y + this.rowHeight / 2;
      y += this.rowHeight;
    }
    this.height = y + CAPTION;
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
    return all.filter((t) => (edge.lag ? t > 1 || this.data.initial : true) && (edge.only ? edge.only.includes(t) : true));
  }

  // ---- drawing --------------------------------------------------------------------------------------------

  draw() {
    const { data } = this;
    this.drawLabels();
    this.layout();
    this.colours = palette(this.root, "diverging");
    const label = `Unrolled network of ${data.timesteps} timesteps. Arrow keys move, Enter opens a number's arithmetic.`;
    for (const [name, value] of Object.entries({ width: this.width, height: this.height, viewBox: `0 0 ${this.width} ${this.height}`, "aria-label": label }))
      this.svg.setAttribute(name, value);
    const focused = this.root.activeElement?.dataset?.id;
    this.edgeLayer = make("g", { class: "edges" });
    this.litLayer = make("g", { class: "lit" });
    this.nodeLayer = make("g", { class: "nodes" });
    this.drawEdges();
    this.nodes = new Map();
    for (let column = this.first; column <= data.timesteps; column++) this.drawColumn(column);
    this.svg.replaceChildren(arrowHead(), this.edgeLayer, this.litLayer, this.nodeLayer);
    this.placeLabels();
    this.drawChips();
    this.show();
    if (focused) this.nodes.get(focused)?.focus();
  }

  drawColumn(column) {
    const { data } = this;
    const group = make("g", { class: "column", "data-column": column });
    const caption = column === 0 ? "start" : (data.captions?.[column - 1] ?? `step ${column}`);
    const text = make("text", { x: this.x(column), y: this.height - 8, class: "caption" }, caption);
    group.append(text);
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
    const tall = height > 32;
    const role = `--role: var(--${row.name})`;
    const node = make(
      "g",
      { class: `node ${row.name}`, "data-id": id, role: row.name === "x" || column === 0 ? "img" : "button", tabindex: -1, "aria-label": this.spoken(row, column, value), style: role },
      make("rect", { x: x - width / 2, y: y - height / 2, width, height, rx: 7, style: colour ? `fill:${colour.fill}` : "" }),
      make("text", { x, y: y + (tall ? 8 : 1), class: "number", style: colour ? `fill:${colour.ink}` : "" }, short(value)),
    );
    if (tall) node.append(make("text", { x, y: y - 9, class: "name", style: colour ? `fill:${colour.ink}` : "" }, `${row.name}${subscript(column)}[${row.k}]`));
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
    this.single = count <= EVERY_EDGE;
    this.edgeLayer.classList.toggle("dense", count / this.data.timesteps > 12);
    for (const edge of this.data.edges) {
      if (edge.quiet) continue;
      const all = this.pairs(edge);
      const some = this.single ? all : all.filter(([from, to]) => from === to || from === 0).slice(0, 1);
      for (const column of this.columnsOf(edge))
        for (const [from, to] of some) {
          const strength = this.single && edge.values ? Math.abs(edge.values[from][to]) / (edge.largest || 1) : 0.5;
          this.edgeLayer.append(
            make("path", { d: this.path(edge, column, from, to), class: "edge", "data-column": column, "data-weight": `${edge.weight}.${from}.${to}`, style: `stroke-width:${0.8 + 1.8 * strength}` }),
          );
        }
    }
  }

  drawLabels() {
    const longest = Math.max(...this.rows.map((row) => (row.unit === String(row.k) ? 3 : row.unit.length + 2)));
    this.labels.style.width = `${Math.max(3.4, 1.4 + 0.5 * longest)}rem`;
    this.labels.replaceChildren(
      ...this.rows.map((row) => {
        const label = make("div", { class: "label", style: `--role: var(--${row.name})` });
        label.append(make("b", {}, row.name), row.unit === String(row.k) ? `[${row.k}]` : ` ${row.unit}`);
        return label;
      }),
    );
  }

  placeLabels() {
    this.labels.style.height = `${this.height}px`;
    this.rows.forEach((row, k) => (this.labels.children[k].style.top = `${this.y[`${row.name}.${row.k}`]}px`));
  }

  // The weights, once each: hovering one lights every copy of it, because every copy is the same object.
  drawChips() {
    const names = [...new Set(this.data.edges.filter((edge) => !edge.quiet && edge.weight).map((edge) => edge.weight))];
    const copies = (name) => Math.max(...this.data.edges.filter((e) => e.weight === name && !e.quiet).map((e) => this.columnsOf(e).length));
    const text = names.length ? [make("span", {}, "The same at every step:")] : [];
    this.chips.replaceChildren(
      ...text,
      ...names.map((name) => {
        const light = () => this.lightWeight({ weight: name });
        const dark = () => this.lightWeight(null);
        return make(
          "button",
          { type: "button", class: "chip", onmouseenter: light, onmouseleave: dark, onfocus: light, onblur: dark, "aria-label": `light every copy of ${name}` },
          symbolNode({ base: name.split("_")[0], subscript: name.split("_")[1] }),
          ` ×${copies(name)}`,
        );
      }),
      ...(this.data.scales ? [make("span", { class: "scale" }, make("span", { class: "bar", style: `background:linear-gradient(90deg,${this.colours.join(",")})` }), this.data.scales)] : []),
    );
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

function subscript(number) {
  return String(number).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]);
}

function arrowHead() {
  const marker = make("marker", { id: "head", viewBox: "0 0 8 8", refX: 6, refY: 4, markerWidth: 5, markerHeight: 5, orient: "auto-start-reverse" });
  marker.append(make("path", { d: "M0,0L8,4L0,8z", fill: "context-stroke" }));
  return make("defs", {}, marker);
}

const diagrams = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let diagram = diagrams.get(parentElement);
  if (!diagram) diagrams.set(parentElement, (diagram = new Diagram(parentElement)));
  diagram.update(data, setTriggerValue);
  return () => {
    diagram.destroy();
    diagrams.delete(parentElement);
  };
}
