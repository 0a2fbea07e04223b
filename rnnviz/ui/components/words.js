// A sentence word by word: each with a bar, what stands under it, and squares of numbers from -1 to 1.

import { clamp, keepFocus, make, paint, palette, set } from "./common.js";
import { mount } from "./mount.js";

// Where the bar of a value begins and how long it is, as shares of its place, and which sign it has.
export function bar(value, [low, middle, high]) {
  const share = (each) => clamp((each - low) / (high - low), 0, 1);
  const [from, to] = [share(Math.min(value, middle)), share(Math.max(value, middle))];
  return { from, size: to - from, side: middle === low || middle === high ? "one" : value < middle ? "low" : "high" };
}

const percent = (share) => `${(100 * share).toFixed(1)}%`;

class Words {
  constructor(parent) {
    this.parent = parent;
    this.root = parent.querySelector(".sentence");
    this.words = make("div", { class: "words", role: "group" });
    this.legend = make("div", { class: "legend" });
    this.root.append(this.words, this.legend);
  }

  adopt(drawn, { chosen }) {
    this.drawn = drawn;
    this.legend.textContent = drawn.legend;
    set(this.words, { "aria-label": drawn.label });
    this.follow({ chosen });
  }

  follow({ chosen }) {
    const { words, rows, scale } = this.drawn;
    const colours = palette(this.parent, "diverging");
    const named = rows.length > 0 && words.length > 0;
    const column = (word, k) =>
      make("div", { class: "column" }, this.word(word, k, k === chosen, scale), ...squares(k));
    const squares = (k) => rows.map(([name, values]) => this.square(name, values[k], k, colours));
    const names = () =>
      make("div", { class: "column names", "aria-hidden": "true" }, ...rows.map(([name]) => make("i", {}, name)));
    keepFocus(this.parent, () => this.words.replaceChildren(...(named ? [names()] : []), ...words.map(column)));
  }

  word({ text, value, lines, mark, spoken }, k, isChosen, scale) {
    const parts = [make("span", { class: "text" }, text)];
    if (typeof value === "number") {
      const { from, size, side } = bar(value, scale);
      const begins = percent((scale[1] - scale[0]) / (scale[2] - scale[0]));
      const style = `--from: ${percent(from)}; --size: ${percent(size)}; --begins: ${begins}`;
      parts.push(make("span", { class: `bar ${side}`, style }));
    }
    parts.push(...lines.map((line, number) => make("span", { class: number ? "more" : "line" }, line)));
    return make(
      "button",
      {
        type: "button",
        class: `word ${mark}`,
        "data-id": `${k}`,
        "aria-pressed": String(isChosen),
        "aria-label": spoken || [text, ...lines, mark].filter(Boolean).join(", "),
        onclick: () => this.send("choose", [k]),
      },
      ...parts,
    );
  }

  square(name, value, k, colours) {
    const painted = paint(value, 1, colours);
    const said = `${name} at word ${k + 1}: ${typeof value === "number" ? value.toFixed(3) : (value ?? "none")}`;
    return make("button", {
      type: "button",
      class: "square",
      tabindex: -1,
      style: painted && `--paint: ${painted.fill}`,
      "data-id": `${k}.${name}`,
      title: said,
      "aria-label": said,
      onclick: () => this.send("choose", [k, name]),
    });
  }
}

export default mount(Words, { drawn: "drawn" });
