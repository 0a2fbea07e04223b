// The wirings as small drawings: inputs below, states in the middle, outputs above.

import { make } from "./common.js";
import { mount } from "./mount.js";

function drawing({ name, steps, reads, gives }) {
  const [pitch, size, top, middle, bottom] = [34, 18, 16, 52, 88];
  const x = (step) => 20 + step * pitch;
  const svg = make("svg", {
    viewBox: `0 0 ${6 * pitch + 6} 104`,
    role: "img",
    "aria-label": `${name}: ${steps} steps, inputs at ${reads.map((k) => k + 1).join(", ")}, outputs at ${gives.map((k) => k + 1).join(", ")}`,
  });
  const line = (x1, y1, x2, y2) =>
    svg.append(make("path", { d: `M${x1},${y1}L${x2},${y2}`, class: "wire", "marker-end": "url(#tip)" }));
  const box = (step, y, kind) =>
    svg.append(make("rect", { x: x(step) - size / 2, y: y - size / 2, width: size, height: size, rx: 4, class: kind }));
  const tip = make("marker", {
    id: "tip",
    viewBox: "0 0 8 8",
    refX: 7,
    refY: 4,
    markerWidth: 5,
    markerHeight: 5,
    orient: "auto",
  });
  tip.append(make("path", { d: "M0,0L8,4L0,8z", class: "tip" }));
  svg.append(make("defs", {}, tip));
  for (let step = 0; step < steps; step++) {
    if (step) line(x(step - 1) + size / 2, middle, x(step) - size / 2, middle);
    if (reads.includes(step)) line(x(step), bottom - size / 2, x(step), middle + size / 2);
    if (gives.includes(step)) line(x(step), middle - size / 2, x(step), top + size / 2);
    box(step, middle, "state");
    if (reads.includes(step)) box(step, bottom, "input");
    if (gives.includes(step)) box(step, top, "output");
  }
  return svg;
}

class Wirings {
  constructor(parent) {
    this.root = parent.querySelector(".wirings");
  }

  adopt({ wirings }) {
    const words = ({ name, use }) => make("figcaption", {}, make("b", {}, name), make("span", {}, use));
    this.root.replaceChildren(...wirings.map((wiring) => make("figure", {}, drawing(wiring), words(wiring))));
  }
}

export default mount(Wirings);
