// A figure of Plotly's read with the keyboard: arrows move over the points of a curve or the cells of a map, page keys from
// one of them to the next, Enter is a click. Plotly's own label shows the point, and its words are said.

import { make, set } from "./common.js";
import { moved } from "./grid.js";

const SHOWN = 60; // ms
const HELP = "The figure's points: arrow keys read them, page keys lead to the next curve or map, Enter opens one.";

// What Plotly has computed of a trace: its rows and columns, and its cells where it is a map.
function read(points, index) {
  const [map] = points;
  if (!Array.isArray(map.z)) return { index, size: [1, points.length] };
  return { index, map, size: [map.z.length, map.z[0]?.length ?? 0] };
}

export class Cursor {
  // ``on`` is {click(point), hover(point), leave()}, with points as in Plotly's events, which it does not send for a key.
  constructor(stage, node, on) {
    Object.assign(this, { stage, node, on, curves: [] });
    this.said = make("p", { class: "spoken", "aria-live": "polite" });
    stage.onkeydown = (event) => this.key(event);
    stage.onblur = () => this.leave();
  }

  leave() {
    if (!this.place) return;
    globalThis.Plotly.Fx.unhover(this.node);
    this.on.leave();
    this.place = null;
  }

  // Another figure: the cursor stays where it stood, if there is such a point.
  adopt() {
    const { calcdata, _fullData: traces } = this.node;
    const known = ({ visible, hoverinfo }, k) => visible === true && hoverinfo !== "skip" && calcdata[k]?.length;
    this.curves = traces.flatMap((trace, k) => (known(trace, k) ? [read(calcdata[k], k)] : []));
    const { curve, row, column } = this.place ?? {};
    const [rows, columns] = this.curves[curve]?.size ?? [0, 0];
    if (row >= rows || column >= columns) this.place = null;
    const focusable = this.curves.length > 0;
    set(this.stage, { role: focusable && "application", tabindex: focusable && 0, "aria-label": focusable && HELP });
    if (this.place) this.show();
  }

  // The point as Plotly's events name it.
  get point() {
    const { curve, row, column } = this.place;
    const { index, map } = this.curves[curve];
    const { x } = this.node._fullData[index];
    return { curveNumber: index, pointNumber: map ? [row, column] : column, x: x?.[column] ?? column };
  }

  key(event) {
    if (event.target !== this.stage || !this.curves.length) return;
    if (event.key === "Enter" && this.place) this.on.click(this.point);
    else {
      const trace = this.node._fullData[this.curves[this.place?.curve ?? 0].index];
      const [low, high] = this.node._fullLayout[`yaxis${(trace.yaxis ?? "y").slice(1)}`]?.range ?? [0, 1];
      const sizes = this.curves.map(({ size }) => size);
      const place = moved(event.key, this.place, sizes, low < high);
      if (!place) return;
      this.place = place;
      this.show();
    }
    event.preventDefault();
  }

  // Lets Plotly show the point, which it does within ``SHOWN``, and says what is shown.
  show() {
    const { curve, row, column } = this.place;
    const { index, map } = this.curves[curve];
    const { xaxis = "x", yaxis = "y" } = this.node._fullData[index];
    const middle = (edges, k) => (edges[k] + edges[k + 1]) / 2;
    const where = map ? { xval: middle(map.x, column), yval: middle(map.y, row) } : { pointNumber: column };
    clearTimeout(this.timer);
    this.on.hover(this.point);
    if (map && !Number.isFinite(map.z[row][column] ?? Number.NaN)) {
      globalThis.Plotly.Fx.unhover(this.node);
      this.said.textContent = "nothing here";
      return;
    }
    globalThis.Plotly.Fx.hover(this.node, [{ curveNumber: index, ...where }], xaxis + yaxis);
    this.timer = setTimeout(() => this.say(), SHOWN);
  }

  say() {
    if (!this.place) return;
    const lines = [...this.node.querySelectorAll(".hoverlayer text")].flatMap((text) => {
      const parts = [...text.querySelectorAll("tspan.line")];
      return (parts.length ? parts : [text]).map((part) => part.textContent);
    });
    this.said.textContent = lines.filter(Boolean).join(", ");
  }
}
