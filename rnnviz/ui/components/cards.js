// Chapters as cards, each with a small picture of real numbers: a map, lines or words.

import { make, paint, palette } from "./common.js";
import { mount } from "./mount.js";

const [WIDTH, HEIGHT] = [240, 84];

// Of numbers within ±1, or on the sequential scale within 0 and 1.
function map(rows, scale, root) {
  const colours = palette(root, scale);
  const [width, height] = [WIDTH / rows[0].length, HEIGHT / rows.length];
  const cell = (value, row, column) => {
    const place = { x: column * width, y: row * height, width: width - 1, height: height - 1 };
    return make("rect", {
      ...place,
      style: `fill:${paint(scale === "sequential" ? 2 * value - 1 : value, 1, colours).fill}`,
    });
  };
  return rows.flatMap((values, row) => values.map((value, column) => cell(value, row, column)));
}

function lines(series) {
  const x = (k, values) => ((k + 0.5) * WIDTH) / values.length;
  const y = (value) => 4 + (1 - value) * (HEIGHT - 8);
  const path = (values) => values.map((value, k) => (value === null ? "" : `L${x(k, values)},${y(value)}`)).join("");
  return series.map((values, k) => make("path", { d: path(values).replace("L", "M"), class: `line line${k}` }));
}

function words(texts) {
  const y = (k) => ((k + 0.5) * HEIGHT) / texts.length;
  return texts.map((text, k) => make("text", { x: WIDTH / 2, y: y(k) }, text));
}

class Cards {
  constructor(parent) {
    this.root = parent.querySelector(".cards");
  }

  adopt({ cards }) {
    this.root.replaceChildren(...cards.map((card) => this.card(card)));
  }

  card({ path, title, question, alt, ...picture }) {
    const open = (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return; // in a tab of its own
      event.preventDefault();
      this.send("open", path);
    };
    const marks = picture.map
      ? map(picture.map, picture.scale, this.root.getRootNode())
      : picture.lines
        ? lines(picture.lines)
        : words(picture.words);
    const looks = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": alt };
    const text = [make("b", {}, title), make("span", {}, question)];
    return make("a", { href: path, class: "card", onclick: open }, make("svg", looks, ...marks), ...text);
  }
}

export default mount(Cards);
