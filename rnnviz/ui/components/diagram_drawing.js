// How an unrolled network is laid out and drawn: a table of rows, values and edges → SVG.

import { make, paint, palette, symbolNode } from "./common.js";
import { short } from "./text.js";

const GAP = 30; // between groups of rows
const CAPTION = 28; // below the last row
const BELOW = 110; // the weights and the sentence, which should fit one screen with the picture
const EVERY_EDGE = 900; // draw single edges up to this many, one arrow a layer beyond

export class Drawing {
  // ---- geometry -------------------------------------------------------------------------------------------

  layout() {
    const { timesteps, initial } = this.data;
    this.first = initial ? 0 : 1;
    const columns = timesteps + 1 - this.first;
    const width = this.scroller.clientWidth || 600;
    this.pitch = Math.max(width < 420 ? 104 : 116, Math.min(176, (width - 8) / columns));
    this.nodeWidth = Math.min(96, this.pitch - 40);
    const groups = this.data.groups.length;
    const top =
      this.scroller.getBoundingClientRect().top +
      (this.frame.getRootNode().host?.closest("[data-testid=stMain]")?.scrollTop ?? 0);
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
    return all.filter(
      (t) => (edge.lag ? t > 1 || this.data.initial : true) && (edge.only ? edge.only.includes(t) : true),
    );
  }

  // ---- drawing --------------------------------------------------------------------------------------------

  draw() {
    const { data } = this;
    this.drawLabels();
    this.layout();
    this.colours = palette(this.root, "diverging");
    const label = `Unrolled network of ${data.timesteps} timesteps. Arrow keys move, Enter opens a number's arithmetic.`;
    for (const [name, value] of Object.entries({
      width: this.width,
      height: this.height,
      viewBox: `0 0 ${this.width} ${this.height}`,
      "aria-label": label,
    }))
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
      {
        class: `node ${row.name}`,
        "data-id": id,
        role: row.name === "x" || column === 0 ? "img" : "button",
        tabindex: -1,
        "aria-label": this.spoken(row, column, value),
        style: role,
      },
      make("rect", {
        x: x - width / 2,
        y: y - height / 2,
        width,
        height,
        rx: 7,
        style: colour ? `fill:${colour.fill}` : "",
      }),
      make(
        "text",
        { x, y: y + (tall ? 8 : 1), class: "number", style: colour ? `fill:${colour.ink}` : "" },
        short(value),
      ),
    );
    if (tall)
      node.append(
        make(
          "text",
          { x, y: y - 9, class: "name", style: colour ? `fill:${colour.ink}` : "" },
          `${row.name}${subscript(column)}[${row.k}]`,
        ),
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
            make("path", {
              d: this.path(edge, column, from, to),
              class: "edge",
              "data-column": column,
              "data-weight": `${edge.weight}.${from}.${to}`,
              style: `stroke-width:${0.8 + 1.8 * strength}`,
            }),
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
    const copies = (name) =>
      Math.max(...this.data.edges.filter((e) => e.weight === name && !e.quiet).map((e) => this.columnsOf(e).length));
    const text = names.length ? [make("span", {}, "The same at every step:")] : [];
    this.chips.replaceChildren(
      ...text,
      ...names.map((name) => {
        const light = () => this.lightWeight({ weight: name });
        const dark = () => this.lightWeight(null);
        return make(
          "button",
          {
            type: "button",
            class: "chip",
            onmouseenter: light,
            onmouseleave: dark,
            onfocus: light,
            onblur: dark,
            "aria-label": `light every copy of ${name}`,
          },
          symbolNode({ base: name.split("_")[0], subscript: name.split("_")[1] }),
          ` ×${copies(name)}`,
        );
      }),
      ...(this.data.scales
        ? [
            make(
              "span",
              { class: "scale" },
              make("span", { class: "bar", style: `background:linear-gradient(90deg,${this.colours.join(",")})` }),
              this.data.scales,
            ),
          ]
        : []),
    );
  }
}

function subscript(number) {
  return String(number).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]);
}

function arrowHead() {
  const marker = make("marker", {
    id: "head",
    viewBox: "0 0 8 8",
    refX: 6,
    refY: 4,
    markerWidth: 5,
    markerHeight: 5,
    orient: "auto-start-reverse",
  });
  marker.append(make("path", { d: "M0,0L8,4L0,8z", fill: "context-stroke" }));
  return make("defs", {}, marker);
}
