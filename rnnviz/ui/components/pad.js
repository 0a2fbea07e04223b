// A field to draw a digit on, what the network reads of it, and the ten probabilities while the pen moves.
//
// While the pen moves, "draft" asks for the answers of what is there so far, the next one when the last was answered;
// once it is lifted and that is answered, "drawn" hands it over. Pixels are also turned with the keyboard.

import { button, channels, make, set } from "./common.js";
import { mount } from "./mount.js";
import { read, SIDE, stroke, toggle, written } from "./pad_drawing.js";

const CELL = 4; // pixels of a side of what a key turns
const CELLS = SIDE / CELL;
const PATIENCE = 600; // milliseconds after which an answer is given up
const UNDO = 50;
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

// Levels from 0 to 1, row by row, as ink of the text's colour on a canvas of as many pixels.
function paintLevels(canvas, side, levels, colour) {
  if (canvas.width !== side) Object.assign(canvas, { width: side, height: side });
  const image = new ImageData(side, side);
  const [red, green, blue] = colour;
  levels.forEach((level, k) => image.data.set([red, green, blue, Math.round(255 * level)], 4 * k));
  canvas.getContext("2d").putImageData(image, 0, 0);
}

class Pad {
  constructor(parent) {
    this.root = parent.querySelector(".pad");
    this.host = parent.host ?? parent;
    this.ink = new Uint8Array(SIDE * SIDE);
    Object.assign(this, {
      given: null,
      undone: [],
      pen: null,
      place: [CELLS / 2, CELLS / 2],
      asked: 0,
      waits: false,
      finished: false,
    });
    const label =
      "A field to draw a digit on. With the keyboard: arrow keys move over its 16 by 16 squares, space or Enter turns one.";
    this.canvas = make("canvas", { width: SIDE, height: SIDE, tabindex: 0, role: "application", "aria-label": label });
    this.hint = make("div", { class: "hint" }, "Draw a digit here");
    this.cursor = make("div", { class: "cursor", hidden: true });
    this.spoken = make("div", { class: "spoken", "aria-live": "polite" });
    this.reads = make("canvas", { role: "img" });
    this.readsTitle = make("figcaption");
    this.undo = button("Undo", () => this.takeBack(), { "data-id": "undo" });
    this.clear = button("Clear", () => this.wipe(), { "data-id": "clear" });
    this.answers = make("ol", { class: "answers" });
    this.told = make("div", { class: "told", role: "status" });
    this.root.append(
      make(
        "figure",
        {},
        make("figcaption", {}, "Your drawing"),
        make("div", { class: "field" }, this.canvas, this.hint, this.cursor),
        make("div", { class: "buttons" }, this.undo, this.clear),
      ),
      make("figure", {}, this.readsTitle, this.reads),
      this.answers,
      this.told,
      this.spoken,
    );
    this.listen();
  }

  listen() {
    const at = (event) => {
      const box = this.canvas.getBoundingClientRect();
      return [((event.clientX - box.left) / box.width) * SIDE, ((event.clientY - box.top) / box.height) * SIDE];
    };
    set(this.canvas, {
      onpointerdown: (event) => {
        if (event.button || this.pen) return;
        this.canvas.setPointerCapture(event.pointerId);
        this.remember();
        this.pen = { id: event.pointerId, at: at(event) };
        this.draw(this.pen.at);
      },
      onpointermove: (event) => {
        if (this.pen?.id !== event.pointerId) return;
        const moves = event.getCoalescedEvents?.() ?? [];
        for (const each of moves.length ? moves : [event]) this.draw(at(each));
      },
      onpointerup: (event) => this.lift(event),
      onpointercancel: (event) => this.lift(event),
      onkeydown: (event) => this.key(event),
      onfocus: () => this.point(this.canvas.matches(":focus-visible")),
      onblur: () => this.point(false),
    });
  }

  // A pen may be lifted outside of the window.
  lift(event) {
    if (this.pen?.id !== event.pointerId) return;
    this.pen = null;
    this.finish();
  }

  draw(to) {
    stroke(this.ink, this.pen.at, to);
    this.pen.at = to;
    this.show();
    this.ask();
  }

  remember() {
    this.undone.push(this.ink.slice());
    if (this.undone.length > UNDO) this.undone.shift();
  }

  takeBack() {
    if (!this.undone.length) return;
    this.ink = this.undone.pop();
    this.show();
    this.finish();
  }

  wipe() {
    if (!this.ink.some(Boolean)) return;
    this.remember();
    this.ink.fill(0);
    this.show();
    this.finish();
  }

  key(event) {
    const step = STEPS[event.key];
    if (step) {
      this.place = this.place.map((each, k) => Math.max(0, Math.min(CELLS - 1, each + step[k])));
      this.point(true);
    } else if (event.key === " " || event.key === "Enter") {
      this.remember();
      toggle(this.ink, ...this.place, CELL);
      this.show();
      this.finish();
    } else return;
    event.preventDefault();
    const [row, column] = this.place;
    const inked = this.ink[(row * CELL + 2) * SIDE + column * CELL + 2];
    this.spoken.textContent = `row ${row + 1}, column ${column + 1}, ${inked ? "ink" : "no ink"}`;
  }

  point(visible) {
    const [row, column] = this.place.map((each) => `${(100 * each) / CELLS}%`);
    const size = `${100 / CELLS}%`;
    this.cursor.hidden = !visible;
    Object.assign(this.cursor.style, { top: row, left: column, width: size, height: size });
  }

  // Asks for the answers of what is there so far, unless the last ones are still on their way.
  ask() {
    if (this.waits && performance.now() - this.since < PATIENCE) {
      this.again = true;
      return;
    }
    Object.assign(this, { waits: true, again: false, since: performance.now() });
    this.tell("draft");
  }

  // The answers first, which this component alone waits for, and then the page.
  finish() {
    Object.assign(this, { again: false, waits: false, finished: true });
    this.tell("draft");
    clearTimeout(this.late);
    this.late = setTimeout(() => this.hand(), PATIENCE);
  }

  hand() {
    if (!this.finished || this.pen) return;
    this.finished = false;
    this.tell("drawn");
  }

  tell(event) {
    this.root.dataset.asked = ++this.asked;
    this.send(event, [this.asked, written(this.ink)]);
  }

  update(data) {
    if (data.answered === this.asked) this.waits = false;
    if (this.again && !this.waits) this.ask();
    if (data.ink !== this.given && data.ink !== written(this.ink) && !this.pen) {
      this.ink = data.ink ? read(data.ink) : new Uint8Array(SIDE * SIDE);
      this.undone = [];
    }
    this.given = data.ink;
    this.data = data;
    this.show();
    this.showSaid();
    this.root.dataset.answered = data.answered;
    if (data.answered === this.asked) this.hand();
  }

  destroy() {
    clearTimeout(this.late);
  }

  // The theme may be another.
  adopt() {
    this.show();
    this.showSaid();
  }

  get colour() {
    const style = getComputedStyle(this.host).getPropertyValue("--st-text-color").trim();
    return /^#[0-9a-f]{6}$/i.test(style) ? channels(style) : [128, 128, 128];
  }

  show() {
    paintLevels(this.canvas, SIDE, this.ink, this.colour);
    const blank = !this.ink.some(Boolean);
    this.hint.hidden = !blank;
    this.undo.disabled = !this.undone.length;
    this.clear.disabled = blank;
  }

  showSaid() {
    const { data } = this;
    paintLevels(this.reads, data.reads.side, data.reads.levels, this.colour);
    set(this.reads, { "aria-label": data.reads.label });
    this.readsTitle.textContent = data.reads.title;
    this.told.textContent = data.told;
    set(this.answers, { "aria-label": data.label });
    this.answers.replaceChildren(...data.answers.map((each, digit) => this.tower(each, data.beside[digit], digit)));
  }

  tower(share, beside, digit) {
    const { best } = this.data;
    const percent = (value) => `${Math.round(100 * value)}`;
    const style = `--says: ${(100 * share).toFixed(1)}%; --beside: ${(100 * beside).toFixed(1)}%`;
    return make(
      "li",
      {
        class: digit === best && "best",
        title: `${digit}: network ${percent(share)} %, logistic regression ${percent(beside)} %`,
      },
      make("b", {}, `${digit}`),
      make("span", { class: "tower", style, "aria-hidden": "true" }),
      make("span", {}, percent(share)),
      make("span", { class: "spoken" }, ` percent; logistic regression ${percent(beside)}`),
    );
  }
}

export default mount(Pad);
