// A figure of Plotly's read with the keyboard: arrows move over the points of a curve or the cells of a map, page keys from
// one of them to the next, Enter is a click. Plotly's own label shows the point, and its words are said.

import { make, set } from "./common.js";

const HELP = "The figure's points: arrow keys read them, page keys lead to the next curve or map, Enter opens one.";

// Where a key leads from a place {curve, row, column}; null where the key means nothing. ``sizes`` has the rows and columns
// of each curve; ``upwards`` says that the first row of a map is its lowest.
export function moved(key, place, sizes, upwards = false) {
  const { curve, row, column } = place ?? { curve: 0, row: 0, column: -1 };
  const flat = sizes[curve][0] === 1;
  const jump = { PageUp: -1, PageDown: 1, ...(flat ? { ArrowUp: -1, ArrowDown: 1 } : {}) }[key];
  const up = upwards ? 1 : -1;
  const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [up, 0], ArrowDown: [-up, 0] };
  const step = { ...steps, Home: [0, -Infinity], End: [0, Infinity] }[key];
  if (!jump && !step) return null;
  const other = jump ? Math.max(0, Math.min(sizes.length - 1, curve + jump)) : curve;
  const [rows, columns] = sizes[other];
  const [down, across] = jump ? [0, 0] : step;
  const within = (value, count) => Math.max(0, Math.min(count - 1, value));
  return { curve: other, row: within(row + down, rows), column: within(column + across, columns) };
}

// Rows and columns of what Plotly has computed of a trace.
function sizeOf([first, ...rest]) {
  return Array.isArray(first.z) ? [first.z.length, first.z[0]?.length ?? 0] : [1, rest.length + 1];
}

export class Cursor {
  constructor(stage, node, click) {
    Object.assign(this, { stage, node, click, curves: [] });
    this.said = make("p", { class: "spoken", "aria-live": "polite" });
    stage.onkeydown = (event) => this.key(event);
    stage.onblur = () => this.place && globalThis.Plotly.Fx.unhover(this.node);
  }

  // Another figure: where the cursor stood may be no more.
  adopt() {
    const { calcdata, _fullData: traces } = this.node;
    const read = ({ visible, hoverinfo }, k) => visible === true && hoverinfo !== "skip" && calcdata[k]?.length;
    this.curves = traces.flatMap((trace, index) =>
      read(trace, index) ? [{ index, size: sizeOf(calcdata[index]) }] : [],
    );
    this.place = null;
    this.said.textContent = "";
    const focusable = this.curves.length > 0;
    set(this.stage, { role: focusable && "application", tabindex: focusable && 0, "aria-label": focusable && HELP });
  }

  get point() {
    const { curve, row, column } = this.place;
    const { index, size } = this.curves[curve];
    return { curveNumber: index, pointNumber: size[0] > 1 || this.node._fullData[index].z ? [row, column] : column };
  }

  key(event) {
    if (event.target !== this.stage || !this.curves.length) return;
    if (event.key === "Enter" && this.place) this.click(this.point);
    else {
      const trace = this.node._fullData[this.curves[this.place?.curve ?? 0].index];
      const [low, high] = this.node._fullLayout[`yaxis${(trace.yaxis ?? "y").slice(1)}`]?.range ?? [0, 1];
      const sizes = this.curves.map(({ size }) => size);
      const place = moved(event.key, this.place, sizes, low < high);
      if (!place) return;
      this.place = place;
      this.read();
    }
    event.preventDefault();
  }

  read() {
    const { xaxis = "x", yaxis = "y" } = this.node._fullData[this.point.curveNumber];
    globalThis.Plotly.Fx.hover(this.node, [this.point], xaxis + yaxis);
    const lines = [...this.node.querySelectorAll(".hoverlayer text")].flatMap((text) => {
      const parts = [...text.querySelectorAll("tspan.line")];
      return (parts.length ? parts : [text]).map((part) => part.textContent);
    });
    this.said.textContent = lines.filter(Boolean).join(", ") || "nothing here";
  }
}
