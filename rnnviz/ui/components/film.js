// A run of training as a film: every kept epoch is here from the start; the slider, the play button and the cursor on
// the loss move all pictures together. Python hears of an epoch when a reader has let go, and of a picked prediction.

import { button, clamp, make, still, tableNode } from "./common.js";
import { inks } from "./film_canvas.js";
import { Gradients, History } from "./film_curves.js";
import { Matrices, Sensitivities, States } from "./film_maps.js";
import {
  CURVES,
  digits,
  epochsOf,
  frame,
  frameAt,
  number,
  partOf,
  playedIndex,
  said,
  settledIndex,
  unpackRun,
} from "./film_numbers.js";
import { Prediction } from "./film_prediction.js";
import { mount } from "./mount.js";
import { Player } from "./player.js";

const RUNS = ["first run", "branch"];

class Film {
  constructor(root) {
    this.root = root;
    this.frame = root.querySelector(".film");
    this.index = null;
    this.inside = 0;
    this.echoes = [];
    this.build();
    this.resize = new ResizeObserver(() => this.film && this.draw());
    for (const panel of this.panels) this.resize.observe(panel.stage);
  }

  destroy() {
    this.gone = true;
    this.player.destroy();
    cancelAnimationFrame(this.drawing);
    this.resize.disconnect();
  }

  build() {
    this.player = new Player("epoch", {
      go: (index) => this.go(index),
      toggle: () => this.toggle(),
      settled: () => this.tell(),
    });
    const { slider } = this.player;
    slider.oninput = () => this.go(Number(slider.value), { tell: false });
    slider.onchange = () => this.player.settle();
    slider.onkeydown = (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      this.toggle();
    };
    this.choice = make("span", { class: "choice", role: "group", "aria-label": "whose weights and states are shown" });
    this.said = make("p", { class: "said", "aria-live": "polite" });
    const pick = (sample) => this.send("pick", { sample, epoch: this.epoch, run: this.inside });
    const toEpoch = (epoch, tell) => this.go(nearest(this.epochs, epoch), { tell });
    this.panels = [
      new Prediction(pick),
      new History(toEpoch),
      new Matrices("weights", "Weights"),
      new States("states", "States"),
      new Gradients("gradients", "Gradients"),
      new Sensitivities("reach", "Reach"),
    ];
    this.tables = make("div", { class: "scroll", role: "group", tabindex: 0, "aria-label": "the same as a table" });
    const looks = { class: "twin", ontoggle: () => this.tabulate() };
    this.twin = make("details", looks, make("summary", {}, "The same as a table"), this.tables);
    this.player.bar.append(this.choice);
    const panels = make("div", { class: "panels" }, ...this.panels.map((panel) => panel.figure));
    this.frame.append(this.player.bar, this.said, panels, this.twin);
  }

  // A new film, once it is unpacked; of several only the latest.
  async adopt(data, { epoch }) {
    this.coming = data;
    const runs = await Promise.all(data.runs.map(unpackRun));
    if (this.coming !== data || this.gone) return;
    this.pause();
    const [before, atEnd] = [this.film ? this.epoch : epoch, this.film && this.index === this.epochs.length - 1];
    this.film = { ...data, runs };
    this.epochs = epochsOf(runs);
    this.index = settledIndex(this.epochs, before, atEnd);
    this.inside = Math.min(this.inside, runs.length - 1);
    const ink = inks(this.frame);
    const choose = (name, which) => {
      const looks = { style: `--run:${ink.runs[which]}`, title: runs[which].name };
      return button(name, () => this.look(which), looks);
    };
    this.choice.replaceChildren(...(runs.length > 1 ? RUNS.map(choose) : []));
    for (const panel of this.panels) panel.adopt(this.film, ink);
    this.asked ??= epoch;
    this.follow({ epoch });
    this.show();
    this.draw();
    this.frame.dataset.drawn = Number(this.frame.dataset.drawn ?? 0) + 1;
  }

  // Goes where Python asks; what the reader has told it, it only repeats.
  follow({ epoch }) {
    const echo = this.echoes.lastIndexOf(epoch);
    if (echo >= 0) this.echoes.splice(0, echo + 1);
    const asks = this.film && epoch !== this.asked && echo < 0;
    this.asked = epoch;
    if (!asks) return;
    this.go(settledIndex(this.epochs, epoch, false), { tell: false });
    this.told = this.epoch;
  }

  get epoch() {
    return this.epochs[this.index];
  }

  // ---- moving through the epochs ----------------------------------------------------------------------------

  go(index, { tell = true } = {}) {
    if (!this.film) return;
    this.pause();
    this.move(index);
    if (tell) this.player.settle();
  }

  move(index) {
    const bounded = clamp(index, 0, this.epochs.length - 1);
    if (bounded === this.index) return;
    this.index = bounded;
    this.show();
    cancelAnimationFrame(this.drawing);
    this.drawing = requestAnimationFrame(() => this.draw());
  }

  tell() {
    if (this.told === this.epoch) return;
    this.told = this.epoch;
    this.echoes = [...this.echoes.slice(-7), this.epoch];
    this.send("epoch", this.epoch);
  }

  toggle() {
    if (!this.film) return;
    if (!this.player.playing) return this.start();
    this.pause();
    this.player.settle();
  }

  start() {
    const last = this.epochs.length - 1;
    if (this.index === last) this.move(0);
    const from = this.index;
    let time = 0;
    this.player.start((passed) => {
      time += passed;
      this.move(playedIndex(time, from, last, still()));
      if (this.index < last) return;
      this.pause();
      this.player.settle();
    });
    this.said.setAttribute("aria-live", "off"); // sixty sentences a second are none
  }

  pause() {
    this.player.stop();
    this.said.setAttribute("aria-live", "polite");
  }

  look(which) {
    this.inside = which;
    this.show();
    this.draw();
  }

  // ---- showing ----------------------------------------------------------------------------------------------

  // Controls and words.
  show() {
    const end = this.epochs.at(-1);
    const words = `epoch ${this.epoch} of ${end}`;
    this.player.place(this.index, 0, this.epochs.length - 1, words);
    [...this.choice.children].forEach((button, which) => button.setAttribute("aria-pressed", which === this.inside));
    this.said.textContent = said(this.film, this.epoch);
    this.frame.dataset.epoch = this.epoch;
  }

  draw() {
    const run = this.film.runs[this.inside];
    const shown = { epoch: this.epoch, run, k: frameAt(run, this.epoch) };
    for (const panel of this.panels) panel.draw(shown);
    if (!this.player.playing) this.tabulate();
  }

  tabulate() {
    if (!this.twin.open || !this.film) return;
    const { film, epoch } = this;
    const named = (which) => (film.runs.length > 1 ? `, ${RUNS[which]}` : "");
    const titles = ["epoch", "training loss", `${film.watched} loss`, "gradient norm"];
    const history = film.runs.map((run, which) => {
      const row = (_, k) => [`${run.start + 1 + k}`, ...CURVES.map((name) => digits(run[name][k], 6))];
      const rows = run.losses.map(row);
      return tableNode(titles, rows, { caption: `Every epoch${named(which)}`, now: ([each]) => each === `${epoch}` });
    });
    const frames = film.runs.map((run) => [run, frameAt(run, epoch)]);
    const predicted = film.actual.map((actual, sample) => [
      film.labels[sample],
      partOf(film, sample),
      digits(number(actual), 4),
      ...frames.map(([run, k]) => (k < 0 ? "none" : digits(frame(run.predictions, k)[sample], 4))),
    ]);
    const heads = ["target", "part", "actual", ...film.runs.map((_, which) => `predicted${named(which)}`)];
    const caption = `Predictions at epoch ${epoch}${film.unit ? `, in ${film.unit}` : ""}`;
    this.tables.replaceChildren(...history, tableNode(heads, predicted, { caption }));
  }
}

function nearest(epochs, epoch) {
  return epochs.reduce((best, each, k) => (Math.abs(each - epoch) < Math.abs(epochs[best] - epoch) ? k : best), 0);
}

export default mount(Film, { drawn: "film" });
