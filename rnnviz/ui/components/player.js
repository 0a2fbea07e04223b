// The controls of what goes on in steps: back, play, on, a slider, where it stands; its clock, and the quiet after which
// Python hears of a step.

import { make, sign } from "./common.js";
import { isProjected, isTaken } from "./projector.js";

const SETTLED = 200; // ms without another step

export class Player {
  // ``step`` names one in the labels. ``go(position)`` and ``toggle()`` are what a reader asks for, ``settled()`` comes
  // when a reader has stayed; with ``speeds`` there is a choice of them.
  constructor(step, { go, toggle, settled, slider = step, speeds = [] }) {
    this.settled = settled;
    this.previous = sign("◀", `previous ${step}`, () => go(this.position - 1));
    this.play = sign("▶ play", "play", toggle, { class: "play" });
    this.next = sign("▶", `next ${step}`, () => go(this.position + 1));
    this.slider = make("input", { type: "range", "aria-label": slider });
    this.slider.oninput = () => go(Number(this.slider.value));
    this.readout = make("span", { class: "readout" });
    const options = speeds.map((each) => make("option", { value: each, selected: each === 1 }, `${each}×`));
    this.choice = speeds.length ? make("select", { "aria-label": "speed" }, ...options) : null;
    const parts = [this.previous, this.play, this.next, this.slider, this.readout, this.choice];
    this.bar = make("div", { class: "toolbar" }, ...parts);
    this.keys = { " ": toggle, ArrowLeft: () => go(this.position - 1), ArrowRight: () => go(this.position + 1) };
    this.onKey = (event) => this.key(event);
    document.addEventListener("keydown", this.onKey);
  }

  // On the view for lectures a key reaches it from anywhere.
  key(event) {
    const act = this.keys[event.key];
    if (!act || !isProjected() || isTaken(event)) return;
    event.preventDefault();
    act();
  }

  destroy() {
    document.removeEventListener("keydown", this.onKey);
    this.stop();
    this.hurry();
  }

  // Shows where it stands.
  place(position, first, last, words, spoken = words) {
    this.position = position;
    Object.assign(this.slider, { min: first, max: last, value: position });
    this.slider.setAttribute("aria-valuetext", spoken);
    this.previous.disabled = position <= first;
    this.next.disabled = position >= last;
    this.readout.textContent = words;
  }

  get speed() {
    return Number(this.choice?.value ?? 1);
  }

  // Calls ``tick`` at every frame with the ms since the last one, at the chosen speed, until ``stop``.
  start(tick) {
    this.stop();
    let last = null;
    const frame = (now) => {
      this.playing = requestAnimationFrame(frame);
      tick((now - (last ?? now)) * this.speed);
      last = now;
    };
    this.playing = requestAnimationFrame(frame);
    this.label("❚❚ pause", "pause");
  }

  stop() {
    cancelAnimationFrame(this.playing);
    this.playing = null;
    this.label("▶ play", "play");
  }

  label(text, words) {
    this.play.textContent = text;
    this.play.setAttribute("aria-label", words);
    this.play.title = words;
  }

  // Python hears when the reader has stayed.
  settle() {
    this.hurry();
    this.settling = setTimeout(() => {
      this.settling = null;
      this.settled();
    }, SETTLED);
  }

  // What was to settle is told otherwise, or no more.
  hurry() {
    clearTimeout(this.settling);
    this.settling = null;
  }
}
