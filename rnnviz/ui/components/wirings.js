// The wirings as small drawings: inputs below, states in the middle, outputs above.

import { arrowHead, make } from "./common.js";
import { mount } from "./mount.js";

function drawing({ name, steps, reads, gives }) {
  const [pitch, size, top, middle, bottom] = [34, 18, 16, 52, 88];
  const x = (step) => 20 + step * pitch;
  const [inputs, outputs] = [reads, gives].map((each) => each.map((k) => k + 1).join(", "));
  const label = `${name}: ${steps} steps, inputs at ${inputs}, outputs at ${outputs}`;
  const looks = { viewBox: `0 0 ${6 * pitch + 6} 104`, role: "img", "aria-label": label };
  const svg = make("svg", looks, arrowHead(7));
  const line = (x1, y1, x2, y2) =>
    svg.append(make("path", { d: `M${x1},${y1}L${x2},${y2}`, class: "wire", "marker-end": "url(#head)" }));
  const box = (step, y, kind) =>
    svg.append(make("rect", { x: x(step) - size / 2, y: y - size / 2, width: size, height: size, rx: 4, class: kind }));
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

  adopt({ wirings, opens }) {
    const words = ({ name, use }) => make("figcaption", {}, make("b", {}, name), make("span", {}, use));
    const figure = (wiring) => {
      const parts = [drawing(wiring), words(wiring)];
      if (!opens) return make("figure", {}, ...parts);
      return make("button", { type: "button", onclick: () => this.send("open", wiring.name) }, ...parts);
    };
    this.root.replaceChildren(...wirings.map(figure));
  }
}

export default mount(Wirings);
