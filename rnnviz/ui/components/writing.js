// A text that a network writes: each letter, and below it what the network thought would come next. One text for each
// temperature, all from the same draws, so that the slider rewrites without asking anybody.

import { keepFocus, make, paint, palette, set, sign } from "./common.js";
import { mount } from "./mount.js";

const RESTED = 250; // ms without another step of the slider
const PACE = 45; // ms a letter, while it is written

const SIGNS = { " ": "␣", "\n": "↵", "\t": "→" };
const NAMES = { " ": "space", "\n": "line break", "\t": "tab" };
export const seen = (letter) => SIGNS[letter] ?? letter;
export const spoken = (letter) => NAMES[letter] ?? letter;
const percent = (share) => (share >= 995 ? ">99" : share < 5 ? "<1" : String(Math.round(share / 10)));

class Writing {
  constructor(parent) {
    this.parent = parent;
    this.root = parent.querySelector(".writing");
    this.slider = make("input", { type: "range", min: 0, step: 1, "aria-label": "temperature" });
    this.slider.oninput = () => this.slide(Number(this.slider.value));
    this.readout = make("output", { class: "temperature" });
    this.again = sign("▶ replay", "write the same text again, letter by letter", () => this.play());
    this.letters = make("div", { class: "letters", role: "group", onkeydown: (event) => this.step(event) });
    const slide = make("label", {}, "Temperature", this.slider, this.readout);
    this.bar = make("div", { class: "bar" }, slide, this.again);
    this.key = make("div", { class: "key" });
    this.root.append(this.bar, this.letters, this.key);
  }

  destroy() {
    clearTimeout(this.rest);
    clearInterval(this.clock);
  }

  adopt(drawn, data) {
    const isFirst = !this.drawn;
    this.drawn = drawn;
    this.slider.max = drawn.temperatures.length - 1;
    this.bar.hidden = drawn.temperatures.length === 1;
    this.key.textContent = drawn.key;
    set(this.letters, { "aria-label": drawn.label });
    this.follow(data);
    if (isFirst && !this.bar.hidden && !matchMedia("(prefers-reduced-motion: reduce)").matches) this.play();
  }

  follow({ chosen, position, letter, colours, largest, covered, asked }) {
    clearTimeout(this.rest);
    Object.assign(this, { chosen, position, letter, colours, largest, covered, asked });
    this.draw(chosen);
  }

  slide(at) {
    this.draw(at);
    clearTimeout(this.rest);
    this.rest = setTimeout(() => at !== this.chosen && this.send("temperature", [at]), RESTED);
  }

  draw(at) {
    const { temperatures, texts, guesses, marked } = this.drawn;
    const temperature = temperatures[at];
    const words = temperature ? String(temperature) : "0, greedy";
    this.slider.value = at;
    this.slider.setAttribute("aria-valuetext", words);
    this.readout.textContent = words;
    const text = texts[at];
    const [followers, shares] = guesses[at];
    const scale = palette(this.parent, "diverging");
    const colours = at === this.chosen ? this.colours : null;
    const cell = (letter, k) => {
      const painted = colours && paint(colours[k], this.largest, scale);
      const style = painted && `--paint: ${painted.fill}; --ink: ${painted.ink}`;
      const came = text[k + 1];
      const isHere = k === this.position;
      const read = make(
        "button",
        {
          type: "button",
          tabindex: k === Math.max(this.position, 0) ? 0 : -1,
          class: `read${letter.trim() ? "" : " blank"}`,
          style,
          "data-id": `${k}`,
          "aria-pressed": String(isHere),
          "aria-label": `letter ${k + 1}: ${spoken(letter)}`,
          onclick: () => this.send("choose", [k]),
        },
        seen(letter),
      );
      const next = followers[k].map((each, rank) =>
        make(
          "button",
          {
            type: "button",
            tabindex: isHere ? 0 : -1,
            class: `guess${each.trim() ? "" : " blank"}${each === came ? " came" : ""}`,
            style: `--share: ${shares[k][rank] / 1000}`,
            "data-id": `${k}.${rank}`,
            title: `${spoken(each)}: ${percent(shares[k][rank])} %`,
            "aria-label": `then ${spoken(each)}, ${percent(shares[k][rank])} percent`,
            "aria-pressed": String(isHere && each === this.letter),
            onclick: () => this.send("choose", [k, each]),
          },
          seen(each),
        ),
      );
      const hidden = this.covered && k > this.position ? " covered" : this.asked && isHere ? " asked" : "";
      return make("div", { class: `cell${marked[k] ? " marked" : ""}${hidden}` }, read, ...next);
    };
    keepFocus(this.parent, () => this.letters.replaceChildren(...text.map(cell)));
    this.letters.dataset.temperature = words;
  }

  // Left and right go from letter to letter; Enter then looks at one.
  step(event) {
    const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const cell = event.target.closest?.(".cell");
    if (!way || !cell) return;
    const next = (way > 0 ? cell.nextElementSibling : cell.previousElementSibling)?.querySelector(".read");
    next?.focus();
    event.preventDefault();
    event.stopPropagation();
  }

  play() {
    clearInterval(this.clock);
    const cells = () => [...this.letters.children];
    let written = this.drawn.marked.filter(Boolean).length;
    const show = () => cells().forEach((each, k) => each.classList.toggle("unwritten", k >= written));
    show();
    this.clock = setInterval(() => {
      written += 1;
      show();
      if (written >= cells().length) clearInterval(this.clock);
    }, PACE);
  }
}

export default mount(Writing, { drawn: "drawn" });
