// A Plotly figure that is never torn down: Plotly.react on a node that stays, in the colours of the app's theme.

const HOVER = "rnnviz:hover";

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

function scaleOf(colours) {
  return colours.map((colour, k) => [k / (colours.length - 1), colour]);
}

function themed(layout, element) {
  const style = getComputedStyle(element);
  const of = (name) => style.getPropertyValue(`--st-${name}`).trim();
  const axis = { gridcolor: of("border-color"), linecolor: of("border-color"), zerolinecolor: of("border-color"), automargin: true };
  const axes = Object.fromEntries(Object.keys(layout).filter((name) => /^[xy]axis\d*$/.test(name)).map((name) => [name, { ...axis, ...layout[name] }]));
  const scaleFor = (name) => layout.meta?.scales?.[name] ?? layout.meta?.scale;
  const coloraxes = Object.fromEntries(Object.keys(layout).filter((name) => name.startsWith("coloraxis") && scaleFor(name)).map((name) => [name, { ...layout[name], colorscale: scaleOf(palette(element, scaleFor(name))) }]));
  return {
    ...layout, ...axes, ...coloraxes,
    template: undefined, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", colorway: palette(element, "categorical"),
    font: { family: of("font"), size: 14, color: of("text-color"), ...layout.font },
    hoverlabel: { bgcolor: of("background-color"), bordercolor: of("border-color"), font: { color: of("text-color") } },
    autosize: true,
  };
}

function save(name, type, text) {
  const link = make("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  link.click();
  URL.revokeObjectURL(link.href);
}

// A table from its text: its columns, those of floats as the bytes of them in base64; ``rows`` of them.
function tableOf(text) {
  const { columns, values } = JSON.parse(text);
  const floats = ({ bdata }) => new Float64Array(Uint8Array.from(atob(bdata), (byte) => byte.charCodeAt(0)).buffer);
  const lists = values.map((column) => (column.bdata ? floats(column) : column));
  return { columns, rows: Array.from(lists[0] ?? [], (_, row) => lists.map((list) => list[row])) };
}

function csv({ columns, rows }) {
  const cell = (value) => (/[",\n]/.test(String(value ?? "")) ? `"${String(value).replaceAll('"', '""')}"` : (value ?? ""));
  return [columns, ...rows].map((row) => row.map(cell).join(",")).join("\n") + "\n";
}

class Plot {
  constructor(root) {
    this.root = root;
    this.node = make("div", { class: "figure", role: "img" });
    this.cursor = make("div", { class: "cursor", hidden: true });
    const item = (text, action) => make("button", { type: "button", onclick: () => { this.menu.open = false; action(); } }, text);
    const picture = (format) => () => globalThis.Plotly.downloadImage(this.node, { format, filename: this.data.name, scale: 2 });
    this.menu = make("details", { class: "menu" }, make("summary", {}, "Save"),
      make("div", {}, item("PNG", picture("png")), item("SVG", picture("svg")), item("CSV", () => save(`${this.data.name}.csv`, "text/csv", csv(tableOf(this.data.table))))));
    this.body = make("div", { class: "scroll", role: "group", tabindex: 0 });
    this.twin = make("details", { class: "twin", ontoggle: () => this.tabulate() }, make("summary", {}, "The same as a table"), this.body);
    this.words = make("p", { class: "words", "aria-hidden": "true" }); // the figure's own label says the same
    root.replaceChildren(make("div", { class: "stage" }, this.node, this.cursor), this.words, make("div", { class: "foot" }, this.twin, this.menu));
    this.hovered = (event) => this.point(event.detail);
    document.addEventListener(HOVER, this.hovered);
    this.resize = new ResizeObserver(() => this.drawn && globalThis.Plotly.Plots.resize(this.node));
    this.resize.observe(this.node);
  }

  destroy() {
    document.removeEventListener(HOVER, this.hovered);
    this.resize.disconnect();
    // Plotly fails on a figure that is purged while it is being drawn.
    Promise.resolve(this.drawing).then(() => this.drawn && globalThis.Plotly.purge(this.node));
  }

  // Figures that arrive while one is being drawn wait; of several only the last is drawn. Resolves when that is done.
  update(data, notify) {
    this.notify = notify;
    this.data = data;
    this.drawing ??= this.drawLatest().finally(() => (this.drawing = null));
    return this.drawing;
  }

  async drawLatest() {
    let data;
    do await this.drawOne((data = this.data));
    while (data !== this.data);
  }

  async drawOne(data) {
    this.node.setAttribute("aria-label", data.alt);
    this.words.textContent = data.alt;
    this.body.setAttribute("aria-label", data.alt);
    this.node.style.minHeight = `${data.height}px`;
    this.tabulate();
    let library;
    try {
      library = await plotly(data.plotly);
    } catch (error) {
      this.node.textContent = `This figure is not drawn: ${error.message}. Its numbers are in the table below.`;
      return;
    }
    const figure = JSON.parse(data.figure);
    await library.react(this.node, figure.data, themed(figure.layout, this.root), { displayModeBar: false, responsive: false });
    if (!this.drawn) this.listen();
    this.drawn = true;
    if (this.data.group) document.dispatchEvent(new CustomEvent(HOVER, { detail: { group: this.data.group, x: null } })); // who keeps a cursor sets it again
    this.root.dataset.drawn = Number(this.root.dataset.drawn ?? 0) + 1;
  }

  listen() {
    this.node.on("plotly_hover", ({ points: [point] }) => {
      document.dispatchEvent(new CustomEvent(HOVER, { detail: { group: this.data.group, x: point.x } }));
      if (this.data.light && Array.isArray(point.pointNumber)) askForLight({ name: this.data.light, timestep: point.pointNumber[1], unit: point.pointNumber[0] });
    });
    this.node.on("plotly_unhover", () => {
      document.dispatchEvent(new CustomEvent(HOVER, { detail: { group: this.data.group, x: null } }));
      askForLight(null);
    });
    this.node.on("plotly_click", ({ points: [point] }) => {
      const [row, column] = Array.isArray(point.pointNumber) ? point.pointNumber : [point.curveNumber, point.pointNumber];
      this.notify("click", { row, column, curve: point.curveNumber });
    });
  }

  // The cursor that figures of one group share.
  point({ group, x }) {
    const axis = this.node._fullLayout?.xaxis;
    const here = axis && group === this.data.group && group && x !== null;
    this.cursor.hidden = !here;
    if (here) this.cursor.style.left = `${axis._offset + axis.d2p(x)}px`;
  }

  tabulate() {
    if (!this.twin.open) return;
    const { columns, rows } = tableOf(this.data.table);
    const head = make("tr", {}, ...columns.map((name) => make("th", { scope: "col" }, name)));
    this.body.replaceChildren(make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map((value) => make("td", {}, String(value ?? "hidden").replace("-", "−"))))))));
  }
}

const plots = new WeakMap();

export default function ({ data: [data], parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".rnnviz-plot");
  let plot = plots.get(root);
  if (!plot) plots.set(root, (plot = new Plot(root)));
  const painted = () => data.stale && requestAnimationFrame(() => setTimeout(() => setTriggerValue("painted", true)));
  const draw = () => plot.update(data.drawing, setTriggerValue).finally(painted);
  if (!drawIfChanged(root, data.drawing, draw)) painted();
  return () => {
    plot.destroy();
    plots.delete(root);
  };
}
