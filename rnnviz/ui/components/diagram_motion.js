// A step as it comes about: the products of the selected sum travel along their edges, add up in its node, and the
// activation takes the sum to the value, which is what the still picture shows.

import { make } from "./common.js";
import { short } from "./text.js";

const [SHORTEST, LONGEST] = [350, 1000]; // ms; what is shorter cannot be followed
const [TRAVEL, SUM] = [0.6, 0.9]; // the shares at which the products have come, and at which the sum becomes the value

// What is to be seen at a share of the time: how far the products are, and what the node says.
export function phase(share, { total, value, squashed }) {
  if (share < TRAVEL) return { along: share / TRAVEL, text: "…" };
  if (share < SUM && squashed) return { along: null, text: `Σ ${short(total)}` };
  return { along: null, text: short(value), done: share >= SUM || !squashed };
}

export class Motion {
  // ``products`` are {path, value}; ``node`` is where they go, ``at`` which number it is. It takes so many ms.
  start({ layer, products, node, at, duration, ...numbers }) {
    this.stop();
    if (duration < SHORTEST || !products.length) return;
    Object.assign(this, { at, number: node.querySelector(".number"), layer });
    const labels = products.map(({ path, value }) => {
      const [from, length] = [path.getPointAtLength(0), path.getTotalLength()];
      const label = make("text", { x: from.x, y: from.y }, short(value));
      layer.append(label);
      return { label, path, length };
    });
    this.still = this.number.textContent;
    let began = null;
    const frame = (now) => {
      began ??= now;
      const { along, text, done } = phase((now - began) / Math.min(duration, LONGEST), numbers);
      if (done) return this.stop();
      this.number.textContent = text;
      for (const { label, path, length } of labels) {
        const { x, y } = path.getPointAtLength((along ?? 1) * length);
        Object.entries({ x, y: y - 6, opacity: along === null ? 0 : 1 }).forEach(([k, v]) => label.setAttribute(k, v));
      }
      this.running = requestAnimationFrame(frame);
    };
    this.running = requestAnimationFrame(frame);
  }

  // The still picture, at once.
  stop() {
    if (this.at === undefined) return;
    cancelAnimationFrame(this.running);
    this.number.textContent = this.still;
    this.layer.replaceChildren();
    this.at = undefined;
  }
}
