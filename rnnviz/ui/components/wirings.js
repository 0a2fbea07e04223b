// The wirings as small drawings: inputs below, states in the middle, outputs above.

import { arrowHead, make } from "./common.js";
import { mount } from "./mount.js";

const count = (steps) => steps.map((k) => k + 1).join(", ");

function drawing({ name, steps, reads, gives, repeats, feeds }) {
  const [pitch, size, top, middle, bottom] = [34, 20, 16, 52, 88];
  const x = (step) => 20 + step * pitch;
  const parts = [
    `${steps} step${steps === 1 ? "" : "s"}`,
    reads.length && `inputs at ${count(reads)}`,
    repeats.length && `the same vector read at ${count(repeats)}`,
    feeds.length && `the output before is the input at ${count(feeds)}`,
    `outputs at ${count(gives)}`,
  ];
  const label = `${name}: ${parts.filter(Boolean).join(", ")}`;
  const looks = { viewBox: `0 0 ${6 * pitch + 6} 104`, role: "img", "aria-label": label };
  const svg = make("svg", looks, arrowHead(7));
  const path = (d, kind = "wire", head = true) =>
    svg.append(make("path", { d, class: kind, "marker-end": head && "url(#head)" }));
  const line = (x1, y1, x2, y2) => path(`M${x1},${y1}L${x2},${y2}`);
  const box = (step, y, kind, letter) => {
    const place = { x: x(step) - size / 2, y: y - size / 2, width: size, height: size, rx: 4 };
    const text = make("text", { x: x(step), y: y + 4, "text-anchor": "middle" }, letter);
    svg.append(make("g", { class: kind }, make("rect", place), text));
  };
  if (repeats.length) {
    const [from, to] = [repeats[0], x(repeats.at(-1))];
    // The one vector is the input, or the last state of an encoder.
    const [start, below] = [x(from - 1) + size / 2 - 2, middle + size / 2];
    const bus = from
      ? `M${start},${below}C${start},${bottom} ${start},${bottom} ${start + 14},${bottom}`
      : `M${x(0)},${bottom}`;
    path(`${bus}L${to},${bottom}`, "wire", false);
  }
  for (const step of feeds) {
    const [left, right] = [x(step - 1) + size / 2, x(step)];
    path(`M${left},${top}C${right - 4},${top} ${right - 6},${top + 4} ${right - 6},${middle - size / 2}`, "wire feed");
  }
  for (let step = 0; step < steps; step++) {
    const own = reads.includes(step);
    if (step) line(x(step - 1) + size / 2, middle, x(step) - size / 2, middle);
    if (own || repeats.includes(step)) line(x(step), own ? bottom - size / 2 : bottom, x(step), middle + size / 2);
    if (gives.includes(step)) line(x(step), middle - size / 2, x(step), top + size / 2);
    box(step, middle, "state", "h");
    if (own || (!step && repeats.includes(step))) box(step, bottom, "input", "x");
    if (gives.includes(step)) box(step, top, "output", "y");
  }
  return svg;
}

class Wirings {
  constructor(parent) {
    this.root = parent.querySelector(".wirings");
  }

  adopt({ wirings, opens, monochrome }) {
    this.root.classList.toggle("monochrome", monochrome);
    const words = ({ name, use }) => make("figcaption", {}, make("b", {}, name), make("span", {}, use));
    const figure = (wiring) => {
      if (monochrome) return drawing(wiring);
      const parts = [drawing(wiring), words(wiring)];
      if (!opens) return make("figure", {}, ...parts);
      return make("button", { type: "button", onclick: () => this.send("open", wiring.name) }, ...parts);
    };
    this.root.replaceChildren(...wirings.map(figure));
  }
}

export default mount(Wirings);
