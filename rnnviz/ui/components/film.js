// A run of training as a film: every kept epoch is here from the start; the slider, the play button and the cursor on
// the loss move all pictures together. Python hears of an epoch when a reader has let go, and of a picked prediction.

const SETTLED = 200; // ms without another step

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
    this.pause();
    clearTimeout(this.settling);
    cancelAnimationFrame(this.drawing);
    this.resize.disconnect();
  }

  build() {
    const button = (label, text, action) => make("button", { type: "button", "aria-label": label, title: label, onclick: action }, text);
    this.previous = button("previous epoch", "◀", () => this.go(this.index - 1));
    this.play = make("button", { type: "button", class: "play", onclick: () => this.toggle() }, "▶ play");
    this.next = button("next epoch", "▶", () => this.go(this.index + 1));
    this.slider = make("input", { type: "range", min: 0, max: 0, step: 1, "aria-label": "epoch" });
    this.slider.oninput = () => this.go(Number(this.slider.value), { tell: false });
    this.slider.onchange = () => this.tellWhenSettled();
    this.slider.onkeydown = (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      this.toggle();
    };
    this.readout = make("span", { class: "readout" });
    this.choice = make("span", { class: "choice", role: "group", "aria-label": "whose weights and states are shown" });
    this.said = make("p", { class: "said", "aria-live": "polite" });
    const pick = (sample) => this.notify("pick", { sample, epoch: this.epoch, run: this.inside });
    const toEpoch = (epoch, tell) => this.go(nearest(this.epochs, epoch), { tell });
    this.panels = [new Prediction(pick), new History(toEpoch), new Matrices("weights", "Weights"), new States("states", "States"), new Gradients("gradients", "Gradients"), new Reach("reach", "Reach")];
    this.tables = make("div", { class: "scroll", role: "group", tabindex: 0, "aria-label": "the same as a table" });
    this.twin = make("details", { class: "twin", ontoggle: () => this.tabulate() }, make("summary", {}, "The same as a table"), this.tables);
    this.frame.append(make("div", { class: "toolbar" }, this.previous, this.play, this.next, this.slider, this.readout, this.choice), this.said, make("div", { class: "panels" }, ...this.panels.map((panel) => panel.figure)), this.twin);
  }

  update({ film, epoch }, notify) {
    this.notify = notify;
    if (!drawIfChanged(this.root, film, () => this.adopt(film, epoch))) this.follow(epoch);
  }

  // A new film, once it is unpacked; of several only the latest.
  async adopt(data, epoch) {
    this.coming = data;
    const runs = await Promise.all(data.runs.map(unpackRun));
    if (this.coming !== data || this.gone) return;
    this.pause();
    const [before, atEnd] = [this.film ? this.epoch : epoch, this.film && this.index === this.epochs.length - 1];
    this.film = { ...data, runs };
    this.epochs = epochsOf(runs);
    this.index = settledIndex(this.epochs, before, atEnd);
    this.inside = Math.min(this.inside, runs.length - 1);
    this.slider.max = this.epochs.length - 1;
    const ink = inks(this.frame);
    const choose = (name, which) => make("button", { type: "button", style: `--run:${ink.runs[which]}`, title: runs[which].name, onclick: () => this.look(which) }, name);
    this.choice.replaceChildren(...(runs.length > 1 ? ["first run", "branch"].map(choose) : []));
    for (const panel of this.panels) panel.adopt(this.film, ink);
    this.asked ??= epoch;
    this.follow(epoch);
    this.show();
    this.draw();
    this.frame.dataset.drawn = Number(this.frame.dataset.drawn ?? 0) + 1;
  }

  // Goes where Python asks; what the reader has told it, it only repeats.
  follow(epoch) {
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
    if (tell) this.tellWhenSettled();
  }

  move(index) {
    const bounded = Math.max(0, Math.min(this.epochs.length - 1, index));
    if (bounded === this.index) return;
    this.index = bounded;
    this.show();
    cancelAnimationFrame(this.drawing);
    this.drawing = requestAnimationFrame(() => this.draw());
  }

  tellWhenSettled() {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      if (this.told === this.epoch) return;
      this.told = this.epoch;
      this.echoes = [...this.echoes.slice(-7), this.epoch];
      this.notify("epoch", this.epoch);
    }, SETTLED);
  }

  toggle() {
    if (!this.film) return;
    if (!this.playing) return this.start();
    this.pause();
    this.tellWhenSettled();
  }

  start() {
    const last = this.epochs.length - 1;
    if (this.index === last) this.move(0);
    const [from, still] = [this.index, matchMedia("(prefers-reduced-motion: reduce)").matches];
    let began;
    const tick = (now) => {
      began ??= now;
      this.move(playedIndex(now - began, from, last, still));
      if (this.index < last) return (this.playing = requestAnimationFrame(tick));
      this.pause();
      this.tellWhenSettled();
    };
    this.playing = requestAnimationFrame(tick);
    this.said.setAttribute("aria-live", "off"); // sixty sentences a second are none
    this.play.textContent = "❚❚ pause";
  }

  pause() {
    cancelAnimationFrame(this.playing);
    this.playing = null;
    this.said.setAttribute("aria-live", "polite");
    this.play.textContent = "▶ play";
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
    this.slider.value = this.index;
    this.slider.setAttribute("aria-valuetext", `epoch ${this.epoch} of ${end}`);
    this.readout.textContent = `epoch ${this.epoch} of ${end}`;
    this.previous.disabled = this.index === 0;
    this.next.disabled = this.index === this.epochs.length - 1;
    [...this.choice.children].forEach((button, which) => button.setAttribute("aria-pressed", which === this.inside));
    this.said.textContent = said(this.film, this.epoch);
    this.frame.dataset.epoch = this.epoch;
  }

  draw() {
    const run = this.film.runs[this.inside];
    const shown = { epoch: this.epoch, run, k: frameAt(run, this.epoch) };
    for (const panel of this.panels) panel.draw(shown);
    if (!this.playing) this.tabulate();
  }

  tabulate() {
    if (!this.twin.open || !this.film) return;
    const { film, epoch } = this;
    const named = (which) => (film.runs.length > 1 ? `, ${["first run", "branch"][which]}` : "");
    const table = (caption, head, rows, now) =>
      make("table", {}, make("caption", {}, caption), make("thead", {}, make("tr", {}, ...head.map((name) => make("th", { scope: "col" }, name)))), make("tbody", {}, ...rows.map((row) => make("tr", { class: row[0] === now ? "now" : null }, ...row.map((cell) => make("td", {}, cell))))));
    const history = film.runs.map((run, which) => table(`Every epoch${named(which)}`, ["epoch", "training loss", "test loss", "gradient norm"], run.losses.map((loss, k) => [String(run.start + 1 + k), digits(loss, 6), digits(run.test_losses[k], 6), digits(run.gradient_norms[k], 6)]), String(epoch)));
    const frames = film.runs.map((run) => [run, frameAt(run, epoch)]);
    const predicted = film.actual.map((actual, sample) => [film.labels[sample], sample < film.boundary ? "training" : "test", digits(number(actual), 4), ...frames.map(([run, k]) => (k < 0 ? "none" : digits(frame(run.predictions, k)[sample], 4)))]);
    this.tables.replaceChildren(...history, table(`Predictions at epoch ${epoch}${film.unit ? `, in ${film.unit}` : ""}`, ["target", "part", "actual", ...film.runs.map((_, which) => `predicted${named(which)}`)], predicted));
  }
}

function nearest(epochs, epoch) {
  return epochs.reduce((best, each, k) => (Math.abs(each - epoch) < Math.abs(epochs[best] - epoch) ? k : best), 0);
}

const films = new WeakMap();

export default function ({ data: [data], parentElement, setTriggerValue }) {
  let film = films.get(parentElement);
  if (!film) films.set(parentElement, (film = new Film(parentElement)));
  film.update(data, setTriggerValue);
  return () => {
    film.destroy();
    films.delete(parentElement);
  };
}
