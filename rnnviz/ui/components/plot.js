// A Plotly figure that is never torn down: Plotly.react on a node that stays, in the colours of the app's theme.

import { button, HOVER, hoverAt, make, palette, tableNode, tellOpened } from "./common.js";
import { mount } from "./mount.js";
import { Cursor } from "./plot_cursor.js";
import { csv, shown, tableOf } from "./text.js";

function plotly(url) {
  globalThis.rnnvizPlotly ??= new Promise((resolve, reject) => {
    if (globalThis.Plotly) return resolve(globalThis.Plotly);
    const script = make("script", { src: new URL(url, document.baseURI).href });
    script.onload = () => resolve(globalThis.Plotly);
    script.onerror = () => reject(new Error("the drawing library could not be loaded"));
    document.head.append(script);
  });
  return globalThis.rnnvizPlotly;
}

function themed(layout, element) {
  const style = getComputedStyle(element);
  const of = (name) => style.getPropertyValue(`--st-${name}`).trim();
  const colour = of("border-color");
  const axis = { gridcolor: colour, linecolor: colour, zerolinecolor: colour, automargin: true };
  const coloured = {};
  for (const [name, given] of Object.entries(layout)) {
    if (/^[xy]axis\d*$/.test(name)) coloured[name] = { ...axis, ...given };
    const scale = name.startsWith("coloraxis") && (layout.meta?.scales?.[name] ?? layout.meta?.scale);
    const stops = (each, k, all) => [k / (all.length - 1), each];
    if (scale) coloured[name] = { ...given, colorscale: palette(element, scale).map(stops) };
  }
  return {
    ...layout,
    ...coloured,
    template: undefined,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    colorway: palette(element, "categorical"),
    font: { family: of("font"), size: 14, color: of("text-color"), ...layout.font },
    hoverlabel: { bgcolor: of("background-color"), bordercolor: colour, font: { color: of("text-color") } },
    autosize: true,
  };
}

function save(name, type, text) {
  const link = make("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  link.click();
  URL.revokeObjectURL(link.href);
}

const END = "end"; // what the names of lines at their ends are called (labels.py)
const NARROW = 420; // pixels

class Plot {
  constructor(parent) {
    this.root = parent.querySelector(".rnnviz-plot");
    this.node = make("div", { class: "figure", role: "img" });
    this.line = make("div", { class: "cursor", hidden: true });
    this.frame = make("div", { class: "frame", hidden: true });
    this.bars = make("div", { class: "bars", "aria-hidden": "true" });
    this.stage = make("div", { class: "stage" }, this.node, this.bars, this.line, this.frame);
    this.cursor = new Cursor(this.stage, this.node, {
      click: (point) => this.click(point),
      hover: (point) => this.hover(point),
      leave: () => this.leave(),
    });
    const item = (text, action) =>
      button(text, () => {
        this.menu.open = false;
        action();
      });
    const picture = (format) => () =>
      globalThis.Plotly?.downloadImage(this.node, { format, filename: this.data.name, scale: 2 });
    const items = [
      item("PNG", picture("png")),
      item("SVG", picture("svg")),
      item("CSV", () => save(`${this.data.name}.csv`, "text/csv", csv(tableOf(this.data.table)))),
    ];
    this.menu = make("details", { class: "menu" }, make("summary", {}, "Save"), make("div", {}, ...items));
    this.body = make("div", { class: "scroll", role: "group", tabindex: 0 });
    const looks = { class: "twin", ontoggle: () => this.tabulate() };
    this.twin = make("details", looks, make("summary", {}, "The same as a table"), this.body);
    this.words = make("p", { class: "words", "aria-hidden": "true" }); // the figure's own label says the same
    const foot = make("div", { class: "foot" }, this.twin, this.menu);
    this.root.replaceChildren(this.stage, this.cursor.said, this.words, foot);
    this.hovered = (event) => this.point(event.detail);
    document.addEventListener(HOVER, this.hovered);
    this.resize = new ResizeObserver(() => this.drawn && globalThis.Plotly.Plots.resize(this.node));
    this.resize.observe(this.node);
  }

  destroy() {
    this.gone = true;
    document.removeEventListener(HOVER, this.hovered);
    this.resize.disconnect();
    // Plotly fails on a figure that is purged while it is being drawn.
    Promise.resolve(this.drawing).then(() => this.drawn && globalThis.Plotly.purge(this.node));
  }

  // Figures that arrive while one is being drawn wait; of several only the last is drawn.
  adopt(data) {
    this.data = data;
    for (const node of [this.node, this.body]) node.setAttribute("aria-label", data.alt);
    this.words.textContent = data.told ? data.alt : "";
    this.node.style.minHeight = `${data.height}px`;
    this.tabulate();
    this.drawing ??= this.drawLatest().finally(() => {
      this.drawing = null;
    });
  }

  async drawLatest() {
    let library;
    this.stage.classList.toggle("coming", !this.drawn);
    try {
      library = await plotly(this.data.plotly);
    } catch (error) {
      this.node.textContent = `This figure is not drawn: ${error.message}. Its numbers are in the table below.`;
      return;
    } finally {
      this.stage.classList.remove("coming");
    }
    let data;
    while (data !== this.data && !this.gone) {
      data = this.data;
      await this.drawOne(library, data);
    }
  }

  async drawOne(library, data) {
    const figure = JSON.parse(data.figure);
    const looks = themed(this.labelled(figure.layout), this.root);
    await library.react(this.node, figure.data, looks, { displayModeBar: false, responsive: false });
    if (!this.drawn) this.listen();
    this.drawn = true;
    this.scale();
    this.cursor.adopt();
    if (data.group) hoverAt(data.group, null); // who keeps a cursor sets it again
    this.root.dataset.drawn = Number(this.root.dataset.drawn ?? 0) + 1;
  }

  // Lines are named at their ends where the figure is wide enough, else in a legend.
  labelled(layout) {
    const names = layout.annotations?.filter(({ name }) => name === END) ?? [];
    if (!names.length) return layout;
    if (this.root.clientWidth < NARROW) {
      return { ...layout, annotations: layout.annotations.filter(({ name }) => name !== END) };
    }
    const room = Math.max(...names.map(({ text }) => 7 * text.length)) + 20;
    return { ...layout, showlegend: false, margin: { ...layout.margin, r: Math.min(room, NARROW / 2) } };
  }

  // Beside each map of a figure that has several its colours, and where they end: lighter than Plotly's own bars.
  scale() {
    const { _fullLayout: layout } = this.node;
    const { scales = {}, bars = {} } = layout.meta ?? {};
    const nodes = Object.entries(bars).map(([name, ends]) => {
      const { _offset, _length } = layout[`yaxis${name.slice("coloraxis".length)}`];
      const colours = make("i", { style: `background: linear-gradient(0deg, ${palette(this.root, scales[name])})` });
      return make("span", { style: `top: ${_offset}px; height: ${_length}px` }, colours, ends);
    });
    this.bars.replaceChildren(...nodes);
  }

  listen() {
    this.node.on("plotly_hover", ({ points: [point] }) => this.hover(point));
    this.node.on("plotly_unhover", () => this.leave());
    this.node.on("plotly_click", ({ points: [point] }) => this.click(point));
  }

  hover({ x }) {
    hoverAt(this.data.group, x);
  }

  leave() {
    hoverAt(this.data.group, null);
  }

  click({ curveNumber: curve, pointNumber }) {
    const [row, column] = Array.isArray(pointNumber) ? pointNumber : [curve, pointNumber];
    this.send("click", { row, column, curve });
    tellOpened(this.node);
  }

  // The cursor that figures of one group share, and the frame about the number that is selected.
  point({ group, x, mark }) {
    const axis = this.node._fullLayout?.xaxis;
    const here = axis && group === this.data.group && group && x !== null;
    this.line.hidden = !here;
    if (!here) return;
    const { t, b } = this.node._fullLayout._size;
    Object.assign(this.line.style, { left: `${axis._offset + axis.d2p(x)}px`, top: `${t}px`, bottom: `${b}px` });
    if (mark) this.mark(x, mark);
  }

  // Frames a number of a map, where this figure is of its kind and has it.
  mark(x, { kind, name, unit }) {
    const { _fullLayout: layout, _fullData: traces } = this.node;
    const trace = kind === this.data.kind && traces.find(({ meta, type }) => meta === name && type === "heatmap");
    this.frame.hidden = !trace;
    if (!trace) return;
    const axes = [layout.xaxis, layout[`yaxis${trace.yaxis.slice(1)}`]];
    const [left, top] = [x, unit].map((at, k) => {
      const ends = [at - 0.5, at + 0.5].map((end) => axes[k]._offset + axes[k].d2p(end));
      return [Math.min(...ends), Math.abs(ends[1] - ends[0])];
    });
    Object.assign(this.frame.style, { left: `${left[0]}px`, width: `${left[1]}px` });
    Object.assign(this.frame.style, { top: `${top[0]}px`, height: `${top[1]}px` });
  }

  tabulate() {
    if (!this.twin.open) return;
    const { columns, rows } = tableOf(this.data.table);
    const texts = rows.map((row) => row.map(shown));
    this.body.replaceChildren(tableNode(columns, texts));
  }
}

export default mount(Plot, { drawn: "drawing" });
