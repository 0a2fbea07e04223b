// A picture as a network reads it, a line a step: the pixels of the step, the ten probabilities after it, the likeliest
// digit, and every unit of the state. A probability, a step or a unit is chosen with a click or with arrow keys.

import { channels, clamp, make, paint, palette, set } from "./common.js";
import { mount } from "./mount.js";
import { DIGITS, walked } from "./scan_keys.js";

const FIT = 12; // pixels of a line that has room for every number

class Scan {
  constructor(parent) {
    this.parent = parent;
    this.root = parent.querySelector(".scan");
    this.grid = make("div", { class: "grid" });
    this.legend = make("div", { class: "legend" });
    this.spoken = make("div", { class: "spoken", "aria-live": "polite" });
    this.root.append(this.grid, this.legend, this.spoken);
    set(this.root, { tabindex: 0, role: "group", onkeydown: (event) => this.key(event) });
  }

  adopt(drawn, { chosen }) {
    this.drawn = drawn;
    const { lines, tall, names } = drawn;
    const style = getComputedStyle(this.parent.host ?? this.parent)
      .getPropertyValue("--st-text-color")
      .trim();
    this.ink = /^#[0-9a-f]{6}$/i.test(style) ? channels(style) : [128, 128, 128];
    this.colours = palette(this.parent, "diverging");
    set(this.root, { "aria-label": drawn.label });
    const [pixels, states] = [lines[0].pixels.length, lines[0].states.length];
    set(this.grid, {
      style: `--tall: ${tall}px; --pixels: ${clamp(pixels * tall, 32, 128)}px; --states: ${clamp(states * 5, 60, 112)}px`,
    });
    const digits = Array.from({ length: DIGITS }, (_, digit) => make("span", {}, `${digit}`));
    const heads = [
      make("div", { class: "head" }, "step"),
      make("div", { class: "head" }, "reads"),
      make("div", { class: "head digits" }, ...digits),
      make("div", { class: "head" }, "would say"),
      make("div", { class: "head states-head" }, names),
    ];
    this.grid.replaceChildren(...heads, ...lines.flatMap((line, k) => this.line(line, k)));
    this.legend.textContent = drawn.legend;
    this.follow({ chosen });
  }

  line({ step, pixels, chances, says, turn, states }, k) {
    const choose =
      (...event) =>
      () =>
        this.send("choose", [step, ...event]);
    const chance = (share, digit) =>
      make(
        "button",
        {
          type: "button",
          tabindex: -1,
          class: `chance ${digit === says ? "best" : ""}`,
          style: `--share: ${share ?? 0}`,
          title: share === null ? "hidden" : `${digit} after step ${step + 1}: ${(100 * share).toFixed(1)} %`,
          "data-id": `${k}.${digit}`,
          onclick: choose(digit),
        },
        share === null ? "?" : share >= 0.005 && this.drawn.tall >= 14 ? `${Math.round(100 * share)}` : "",
      );
    const said = says === null ? "?" : turn || `${says}`;
    const strip = make("div", { class: "states", onclick: (event) => this.unit(event, step, states.length) });
    strip.append(this.canvas(states.map((value) => paint(value, this.drawn.largest, this.colours)?.fill ?? null)));
    return [
      make(
        "button",
        {
          type: "button",
          tabindex: -1,
          class: "step",
          "aria-label": `step ${step + 1}`,
          "data-id": `${k}`,
          onclick: choose(),
        },
        this.drawn.tall >= FIT || (step + 1) % 8 === 0 ? `${step + 1}` : "",
      ),
      make("div", { class: "pixels", onclick: choose() }, this.canvas(pixels)),
      make("div", { class: "chances" }, ...chances.map(chance)),
      make("div", { class: `said ${turn ? "turn" : ""}` }, said),
      strip,
    ];
  }

  // A row of pixels: ink from 0 to 1, or colours.
  canvas(values) {
    const canvas = make("canvas", { width: values.length, height: 1, "aria-hidden": "true" });
    const context = canvas.getContext("2d");
    values.forEach((value, k) => {
      context.fillStyle = typeof value === "number" ? `rgba(${this.ink.join(",")},${value})` : (value ?? "transparent");
      context.fillRect(k, 0, 1, 1);
    });
    return canvas;
  }

  unit(event, step, count) {
    const box = event.currentTarget.getBoundingClientRect();
    const unit = clamp(Math.floor(((event.clientX - box.left) / box.width) * count), 0, count - 1);
    this.send("choose", [step, "unit", unit]);
  }

  follow({ chosen }) {
    const { lines } = this.drawn;
    this.place = [
      Math.max(
        0,
        lines.findIndex((each) => each.step === chosen.step),
      ),
      chosen.digit ?? 0,
    ];
    const rows = [...this.grid.children].slice(5);
    lines.forEach((line, k) => {
      const [step, pixels, chances, , states] = rows.slice(5 * k, 5 * k + 5);
      const now = line.step === chosen.step;
      for (const each of [step, pixels]) each.classList.toggle("now", now);
      [...chances.children].forEach((each, digit) => {
        set(each, { "aria-pressed": String(now && digit === chosen.digit) });
      });
      states.querySelector("i")?.remove();
      if (now && chosen.unit !== null) {
        const share = 100 / line.states.length;
        states.append(make("i", { style: `left: ${share * chosen.unit}%; width: ${share}%` }));
      }
    });
  }

  key(event) {
    const { lines } = this.drawn;
    const place = walked(event.key, this.place, lines.length);
    if (!place) return;
    event.preventDefault();
    this.place = place;
    const [line, digit] = place;
    const share = lines[line].chances[digit];
    this.spoken.textContent = `step ${lines[line].step + 1}, digit ${digit}: ${share === null ? "hidden" : `${(100 * share).toFixed(1)} percent`}`;
    this.send("choose", [lines[line].step, digit]);
  }
}

export default mount(Scan, { drawn: "drawn" });
