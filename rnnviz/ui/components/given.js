// A given number is changed where it stands: typed, dragged sideways, or with the arrow keys. It goes to Python as text,
// as from the tables, and Python says what is wrong with it.

import { make } from "./common.js";

const REPLY = 1500; // ms in which an answer of Python's is expected
const BURST = 1500; // ms in which the next change of the same number belongs to the last one
const MOVED = 4; // pixels from which on a press is a drag
const PER_PIXEL = 1 / 2; // steps

export const HOW_TO = "Type another, drag it sideways, or press ↑ ↓.";

// What a number is changed by at a time: a hundredth of its order of magnitude, and never less for one near 1 or 0.
export function stepOf(value) {
  const magnitude = Math.floor(Math.log10(Math.abs(value) || 1));
  return 10 ** (magnitude < -1 ? magnitude - 1 : Math.max(magnitude, 0) - 2);
}

// A number so many steps away, on the grid of its steps.
export function nudged(value, steps) {
  const step = stepOf(value);
  const at = Number((value / step).toPrecision(12)); // 0.3 / 0.01 is a little below 30
  const from = steps > 0 ? Math.floor(at) : Math.ceil(at);
  return steps ? String(Number(((from + steps) * step).toPrecision(12))) : String(value);
}

export const entryId = (place) => place.join(".");

// What a reader changes, told to Python one change after another: the next one when the last is answered.
export class Changes {
  constructor(tell) {
    this.tell = tell;
    this.fields = new Map();
  }

  // What stands in the field of a place: what it was changed to, until Python has answered.
  shown(place, text) {
    return this.text !== undefined && entryId(place) === entryId(this.place) ? this.text : text;
  }

  change(place, text) {
    const now = performance.now();
    const isSame = this.place && entryId(place) === entryId(this.place) && now - this.at < BURST;
    // All of them are one entry of the browser's history (watch.js).
    if (!isSame || !history.rnnvizBurst) history.rnnvizBurst = { parameter: place[0] };
    history.rnnvizBurst.at = now;
    Object.assign(this, { place, text, at: now });
    const field = this.fields.get(entryId(place));
    if (field) field.value = text;
    if (!this.waiting) this.send();
  }

  send() {
    const [table, row, column] = this.place;
    this.sent = this.text;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.answered(), REPLY);
    this.tell({ key: table, cells: [[row, column, this.text]] });
  }

  answered() {
    clearTimeout(this.waiting);
    this.waiting = null;
    if (this.text === undefined) return;
    if (this.text !== this.sent) this.send();
    else this.text = undefined;
  }
}

// The field of a given number {value, text, label, entry, mistake}, where ``mistake`` is what was refused here.
export function givenField({ value, text, label, entry, mistake }, changes) {
  const good = changes.shown(entry, text);
  const input = make("input", {
    class: "given",
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    spellcheck: "false",
    role: "spinbutton",
    value: mistake?.typed ?? good,
    "aria-label": label,
    "aria-valuenow": value,
    "aria-valuetext": text,
    "aria-invalid": mistake && "true",
    "aria-describedby": mistake && "refused",
    "data-id": entryId(entry),
  });
  const fit = () => (input.size = Math.max(3, input.value.length));
  const now = () => {
    const number = Number(input.value.replace("−", "-"));
    return Number.isFinite(number) && input.value.trim() ? number : value;
  };
  const change = (number) => changes.change(entry, number.replace("-", "−"));
  input.oninput = fit;
  const typed = () => {
    const isShown = changes.fields.get(entryId(entry)) === input; // a field that is taken away tells of a change again
    if (isShown && input.value !== changes.shown(entry, text)) changes.change(entry, input.value);
  };
  input.onchange = typed;
  input.onkeydown = (event) => {
    const steps = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (steps) change(nudged(now(), steps));
    else if (event.key === "Enter") typed();
    else if (event.key === "Escape") input.value = good;
    else return;
    event.preventDefault();
    fit();
  };
  input.onpointerdown = (event) => {
    if (input.matches(":focus") || event.button) return; // there a press places the cursor
    event.preventDefault();
    drag(event, now(), change, () => {
      input.focus();
      input.select();
    });
  };
  input.onmousedown = (event) => input.matches(":focus") || event.preventDefault();
  changes.fields.set(entryId(entry), input);
  fit();
  return input;
}

// Follows a pointer until it is let go, wherever it goes: fields may be drawn anew under it. ``press`` if it stayed.
function drag({ clientX: start, pointerId }, value, change, press) {
  let [moved, last] = [false, null];
  const move = (event) => {
    if (event.pointerId !== pointerId) return;
    moved ||= Math.abs(event.clientX - start) >= MOVED;
    const next = nudged(value, Math.round((event.clientX - start) * PER_PIXEL));
    if (moved && next !== last) change(next);
    last = next;
  };
  const end = (event) => {
    if (event.pointerId !== pointerId) return;
    document.removeEventListener("pointermove", move);
    for (const name of ["pointerup", "pointercancel"]) document.removeEventListener(name, end);
    if (!moved && event.type === "pointerup") press();
  };
  document.addEventListener("pointermove", move);
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, end);
}
