// The film's pictures: prediction, history, weights, states, gradients, reach. Each draws one epoch on scales that fit
// all of them, so that what grows is seen to grow.

const NARROW = 520; // px

class Prediction extends Panel {
  constructor(pick) {
    super("prediction", "Actual and predicted");
    this.pick = pick;
    Object.assign(this.canvas, { tabIndex: 0 });
    for (const [name, value] of Object.entries({ role: "slider", "aria-label": "prediction to read; Enter opens it" })) this.canvas.setAttribute(name, value);
    this.canvas.onkeydown = (event) => this.key(event);
    this.canvas.onclick = () => this.read !== null && pick(this.read);
    this.canvas.onblur = () => ((this.read = null), this.unhover());
    this.overview = make("canvas", { class: "overview", tabindex: 0, role: "slider", "aria-label": "the part of the series that is shown" });
    this.stage.append(this.overview);
    this.overview.onkeydown = (event) => this.moveView(event);
    this.overview.onpointerdown = (event) => this.grab(event);
    this.overview.onpointermove = (event) => this.held && this.drag(event);
    this.overview.onpointerup = () => (this.held = null);
    this.read = null;
  }

  adopt(film, ink) {
    const samples = film.actual.length;
    const alike = this.film && this.film.actual.length === samples && this.film.boundary === film.boundary;
    super.adopt(film, ink);
    this.actual = Float64Array.from(film.actual, number);
    this.range = predictionRange(this.actual, film.runs.map((run) => run.predictions.values));
    const whole = this.figure.clientWidth < NARROW ? 120 : 400;
    if (!alike) this.view = firstView(samples, film.boundary, whole);
    this.overview.hidden = samples <= whole;
    this.canvas.setAttribute("aria-valuemin", 1);
    this.canvas.setAttribute("aria-valuemax", samples);
    this.legend.replaceChildren(swatch(`color-mix(in srgb, ${ink.text} 55%, ${ink.ground})`, "actual"), ...film.runs.map((run, k) => swatch(ink.runs[k], film.runs.length > 1 ? run.name : "predicted")), make("span", { class: "hint" }, "click a point to open it"));
  }

  get area() {
    return { left: 46, right: this.width - 8, top: 24, bottom: this.height - 24 };
  }

  x(sample) {
    const { left, right } = this.area;
    return left + ((sample - this.view[0] + 0.5) / (this.view[1] - this.view[0])) * (right - left);
  }

  paint() {
    const { area, film, ink, g } = this;
    const [low, high] = this.range;
    const y = (value) => area.bottom - ((value - low) / (high - low)) * (area.bottom - area.top);
    this.scale(ticks(low, high, 5).map((value) => [value, (value - low) / (high - low)]), area);
    if (film.unit) this.text(film.unit, 2, 9, { size: SMALL, alpha: 0.85 });
    this.dates(area);
    g.save();
    g.beginPath();
    g.rect(area.left, area.top, area.right - area.left, area.bottom - area.top);
    g.clip();
    this.curve(this.actual, y, { colour: ink.text, width: 1.5, alpha: 0.5 });
    film.runs.forEach((run, which) => {
      const k = frameAt(run, this.shown.epoch);
      if (k >= 0) this.curve(frame(run.predictions, k), y, { colour: ink.runs[which], width: 2.2 });
    });
    g.restore();
    this.border(area);
    this.mark(film.sample, y, false);
    if (this.read !== null) this.mark(this.read, y, true);
    if (!this.overview.hidden) this.paintOverview();
    this.speak();
  }

  // One line; where several samples share a pixel, from the lowest to the highest of them.
  curve(values, y, look) {
    const [start, end] = this.view;
    const pixels = Math.floor(this.area.right - this.area.left);
    const place = (at) => (values[at] === values[at] ? [this.x(at), Math.max(-1e4, Math.min(1e4, y(values[at])))] : null);
    if (end - start <= 2 * pixels) return this.stroke(Array.from({ length: end - start }, (_, k) => place(start + k)), look);
    const bounds = envelope(values, start, end, pixels);
    this.stroke(bounds.flatMap((pair, column) => (pair ? pair.map((value) => [this.area.left + column + 0.5, y(value)]) : [null])), look);
  }

  dates({ left, right, bottom }) {
    const [start, end] = this.view;
    const count = Math.max(2, Math.floor((right - left) / 90));
    const { labels } = this.film;
    for (let k = 0; k < count; k++) {
      const sample = start + Math.floor(((k + 0.5) * (end - start)) / count);
      this.text(shortLabel(labels[sample], labels[start], labels[end - 1]), this.x(sample), bottom + 13, { align: "center", size: SMALL, alpha: 0.85 });
    }
  }

  // The red line of the founding documents: what the network learnt from, and what it never saw.
  border({ left, right, top, bottom }) {
    const at = this.x(this.film.boundary - 0.5);
    if (at < left || at > right) return;
    this.stroke([[at, top - 16], [at, bottom]], { colour: this.ink.red, width: 2.5 });
    this.text("training", at - 8, 10, { align: "right", weight: 600, colour: this.ink.red });
    this.text("test", at + 8, 10, { weight: 600, colour: this.ink.red });
  }

  mark(sample, y, read) {
    const { area, ink, film, view } = this;
    if (sample < view[0] || sample >= view[1]) return;
    const x = this.x(sample);
    this.stroke([[x, area.top], [x, area.bottom]], { colour: ink.text, width: 1, dash: read ? [] : [3, 3], alpha: read ? 0.8 : 0.55 });
    const inside = (value) => Math.max(area.top, Math.min(area.bottom, y(value)));
    if (read) this.dot(x, inside(this.actual[sample]), ink.text, 3.5, false);
    film.runs.forEach((run, which) => {
      const k = frameAt(run, this.shown.epoch);
      const value = k < 0 ? NaN : frame(run.predictions, k)[sample];
      if (value === value) this.dot(x, inside(value), ink.runs[which], read ? 5 : 4, read);
    });
  }

  // ---- reading ----------------------------------------------------------------------------------------------

  at(x) {
    const { left, right } = this.area;
    const [start, end] = this.view;
    const read = x < left - 4 || x > right + 4 ? null : Math.max(start, Math.min(end - 1, start + Math.floor(((x - left) / (right - left)) * (end - start))));
    if (read !== this.read) {
      this.read = read;
      this.draw(this.shown); // comes back here with nothing left to change
    }
    return read === null ? null : saidSample(this.film, read, this.shown.epoch);
  }

  unhover() {
    this.read = null;
    super.unhover();
  }

  speak() {
    const sample = this.read ?? this.film.sample;
    this.canvas.setAttribute("aria-valuenow", sample + 1);
    this.canvas.setAttribute("aria-valuetext", saidSample(this.film, sample, this.shown.epoch));
  }

  key(event) {
    const from = this.read ?? this.film.sample;
    if (event.key === "Enter") this.pick(from);
    else {
      const to = { ArrowLeft: from - 1, ArrowRight: from + 1, ArrowDown: from - 1, ArrowUp: from + 1, PageUp: from + 12, PageDown: from - 12, Home: 0, End: Infinity }[event.key];
      if (to === undefined) return;
      this.read = Math.max(0, Math.min(this.actual.length - 1, to));
      const [start, end] = this.view;
      if (this.read < start || this.read >= end) this.view = boundedView([this.read - (end - start) / 2, this.read + (end - start) / 2], this.actual.length);
      this.draw(this.shown);
      this.pointer = [this.x(this.read), this.height / 2];
      this.point();
    }
    event.preventDefault();
  }

  // ---- the whole of a long series, and the part of it that is shown ------------------------------------------

  paintOverview() {
    const [width, height, scale] = [this.overview.clientWidth, this.overview.clientHeight, devicePixelRatio || 1];
    Object.assign(this.overview, { width: Math.round(width * scale), height: Math.round(height * scale) });
    const detail = this.g;
    this.g = this.overview.getContext("2d");
    this.g.setTransform(scale, 0, 0, scale, 0, 0);
    const samples = this.actual.length;
    const { left, right } = this.area;
    const [low, high] = extent([this.actual]);
    const x = (sample) => left + (sample / samples) * (right - left);
    const y = (value) => height - 3 - ((value - low) / (high - low)) * (height - 6);
    this.g.fillStyle = this.ink.second;
    this.g.fillRect(left, 0, right - left, height);
    const pixels = Math.max(1, Math.floor(right - left));
    this.stroke(envelope(this.actual, 0, samples, pixels).flatMap((pair, column) => (pair ? pair.map((value) => [left + column + 0.5, y(value)]) : [null])), { colour: this.ink.text, width: 1, alpha: 0.5 });
    this.stroke([[x(this.film.boundary), 0], [x(this.film.boundary), height]], { colour: this.ink.red, width: 2 });
    const [from, to] = this.view.map(x);
    Object.assign(this.g, { fillStyle: this.ink.ground, globalAlpha: 0.62 });
    this.g.fillRect(left, 0, from - left, height);
    this.g.fillRect(to, 0, right - to, height);
    this.g.globalAlpha = 1;
    this.box([from + 1, 1.5, to - from - 2, height - 3], this.ink.text, 1.5);
    if (this.edged) for (const end of [from, to]) this.stroke([[end, height / 2 - 6], [end, height / 2 + 6]], { colour: this.ink.text, width: 5 });
    this.g = detail;
    const { labels } = this.film;
    for (const [name, value] of Object.entries({ min: 1, max: samples, now: this.view[0] + 1, text: `${labels[this.view[0]]} to ${labels[this.view[1] - 1]}; arrows move it, plus and minus change its length` })) this.overview.setAttribute(`aria-value${name}`, value);
  }

  // Whether the part that is shown is wide enough in the overview to be taken by its edges.
  get edged() {
    return ((this.view[1] - this.view[0]) / this.actual.length) * (this.area.right - this.area.left) > 36;
  }

  grab(event) {
    const at = this.sampleAt(event);
    const [start, end] = this.view;
    const near = this.edged ? (8 / (this.area.right - this.area.left)) * this.actual.length : 0;
    const edge = Math.abs(at - start) < near ? "start" : Math.abs(at - end) < near ? "end" : null;
    if (!edge && (at < start || at > end)) this.show([at - (end - start) / 2, at + (end - start) / 2]);
    this.held = { edge, at, view: [...this.view] };
    this.overview.setPointerCapture(event.pointerId);
  }

  drag(event) {
    const by = this.sampleAt(event) - this.held.at;
    const [start, end] = this.held.view;
    this.show(this.held.edge === "start" ? [Math.min(start + by, end - 12), end] : this.held.edge === "end" ? [start, Math.min(end + by, this.actual.length)] : [start + by, end + by]);
  }

  sampleAt(event) {
    const { left, right } = this.area;
    return ((event.clientX - this.overview.getBoundingClientRect().left - left) / (right - left)) * this.actual.length;
  }

  moveView(event) {
    const [start, end] = this.view;
    const step = (end - start) / 4;
    const to = { ArrowLeft: [start - step, end - step], ArrowRight: [start + step, end + step], Home: [0, end - start], End: [this.actual.length - (end - start), this.actual.length], "+": [start + step / 2, end - step / 2], "-": [start - step, end + step] }[event.key];
    if (!to) return;
    event.preventDefault();
    this.show(to);
  }

  show(view) {
    this.view = boundedView(view, this.actual.length);
    this.draw(this.shown);
  }
}

// The loss of training and test and the gradient's norm over the epochs, under one cursor that can be dragged.
class History extends Panel {
  constructor(go) {
    super("history", "Loss");
    const move = (event) => go(this.epochAt(event), event.type === "pointerup");
    this.canvas.onpointerdown = (event) => {
      this.canvas.setPointerCapture(event.pointerId);
      this.held = true;
      this.hover(event);
      move(event);
    };
    this.canvas.onpointermove = (event) => {
      this.hover(event);
      if (this.held) move(event);
    };
    this.canvas.onpointerup = (event) => {
      this.held = false;
      move(event);
    };
  }

  adopt(film, ink) {
    super.adopt(film, ink);
    this.end = Math.max(1, ...film.runs.map((run) => run.start + run.losses.length));
    this.lossAxis = logAxis(film.runs.flatMap((run) => [run.losses, run.test_losses]));
    this.normAxis = logAxis(film.runs.map((run) => run.gradient_norms));
    this.legend.replaceChildren(swatch(ink.runs[0], "training"), swatch(ink.runs[0], "test", true), ...(film.runs[1] ? [swatch(ink.runs[1], "branch")] : []));
    this.canvas.setAttribute("aria-label", `Loss and gradient norm over ${this.end} epochs; the table below has the numbers`);
  }

  x(epoch) {
    return 46 + (epoch / this.end) * (this.width - 58);
  }

  epochAt(event) {
    const box = this.canvas.getBoundingClientRect();
    return Math.max(0, Math.min(this.end, Math.round(((event.clientX - box.left - 46) / (this.width - 58)) * this.end)));
  }

  paint() {
    const { ink, film, height, width } = this;
    const middle = 22 + (height - 46) * 0.62;
    const areas = [{ left: 46, right: width - 12, top: 22, bottom: middle - 8 }, { left: 46, right: width - 12, top: middle + 14, bottom: height - 24 }];
    const curves = [["losses", 0, this.lossAxis, []], ["test_losses", 0, this.lossAxis, [6, 4]], ["gradient_norms", 1, this.normAxis, []]];
    this.scale(spaced(this.lossAxis.ticks, (areas[0].bottom - areas[0].top) / 17), areas[0]);
    this.scale(spaced(this.normAxis.ticks, (areas[1].bottom - areas[1].top) / 17), areas[1]);
    for (const epoch of ticks(0, this.end, width / 80).filter(Number.isInteger)) this.text(String(epoch), this.x(epoch), height - 11, { align: "center", size: SMALL, alpha: 0.85 });
    const y = (part, axis, value) => areas[part].bottom - axis.place(value) * (areas[part].bottom - areas[part].top);
    const { epoch } = this.shown;
    film.runs.forEach((run, which) => {
      for (const [name, part, axis, dash] of curves) this.stroke(run[name].map((value, k) => [this.x(run.start + 1 + k), y(part, axis, value)]), { colour: ink.runs[which], width: 2, dash });
    });
    const best = film.runs[0].best;
    if (best !== null) {
      this.stroke([[this.x(best), areas[0].top], [this.x(best), areas[0].bottom]], { colour: ink.text, width: 1, dash: [2, 3], alpha: 0.8 });
      const right = best > this.end * 0.6;
      this.text(`best test: ${best}`, this.x(best) + (right ? -5 : 5), areas[0].top + 8, { align: right ? "right" : "left", size: SMALL, alpha: 0.9 });
    }
    this.stroke([[this.x(epoch), 20], [this.x(epoch), height - 24]], { colour: ink.text, width: 2 });
    this.dot(this.x(epoch), height - 24, ink.text, 6);
    this.text(`${film.loss}, of scaled numbers`, 46, 9, { size: SMALL });
    this.text("norm of the gradient", 46, middle + 3, { size: SMALL, halo: true });
    film.runs.forEach((run, which) => {
      for (const [name, part, axis, dash] of curves) {
        const value = curveAt(run, name, epoch);
        if (value !== undefined) this.dot(this.x(epoch), y(part, axis, value), ink.runs[which], 4.5, !dash.length);
      }
    });
  }

  at(x) {
    const epoch = Math.max(0, Math.min(this.end, Math.round(((x - 46) / (this.width - 58)) * this.end)));
    const parts = this.film.runs.map((run, which) => {
      const loss = curveAt(run, "losses", epoch);
      return loss === undefined ? null : `${which ? "branch: " : ""}training ${digits(loss)}, test ${digits(curveAt(run, "test_losses", epoch))}, gradient norm ${digits(curveAt(run, "gradient_norms", epoch))}`;
    });
    return `epoch ${epoch}: ${parts.filter(Boolean).join("; ") || "before training"}`;
  }
}

// Of a list of marks no more than fit; the lanes at its ends stay.
function spaced(marks, most) {
  const every = Math.ceil(marks.length / Math.max(2, most));
  return marks.filter(([value], k) => !Number.isFinite(value) || value === 0 || k % every === 0);
}

// Every matrix of the network, each on one scale over all epochs of all runs.
class Matrices extends Panel {
  adopt(film, ink) {
    super.adopt(film, ink);
    this.most = new Map();
    for (const run of film.runs) for (const each of run.weights) this.most.set(each.name, Math.max(this.most.get(each.name) ?? 0, largest([each.values.values])));
    this.legend.replaceChildren(bar(ink.colours, "−", "+"));
  }

  wanted() {
    return this.film.runs.some((run) => run.weights.length);
  }

  paint() {
    if (this.absent()) return;
    const { weights } = this.shown.run;
    this.boxes = packing(weights.map((each) => ({ ...lying(each), head: lettered(each) ? 30 : 17 })), this.width, this.height);
    weights.forEach((each, k) => {
      const { rows, columns, turned } = lying(each);
      const { x, y, width, height, head } = this.boxes[k];
      const most = this.most.get(each.name);
      const name = each.name + (turned ? "ᵀ" : "");
      this.text(name, x, y - head + 7, { weight: 650 });
      this.text(`±${digits(most, 2)}`, x + this.g.measureText(name).width + 5, y - head + 7, { size: SMALL, alpha: 0.85 });
      this.heat(frame(each.values, this.shown.k), rows, columns, diverging(most), [x, y, width, height]);
      each.blocks.forEach((gate, b) => {
        const share = width / each.blocks.length;
        if (lettered(each)) this.text(gate, x + share * (b + 0.5), y - 7, { align: "center", size: SMALL, weight: 600 });
        if (b) this.stroke([[x + share * b, y - 3], [x + share * b, y + height]], { colour: this.ink.text, width: 1.5 });
      });
    });
  }

  at(x, y) {
    if (this.shown.k < 0) return null;
    const found = this.boxes.findIndex((box) => x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height);
    if (found < 0) return null;
    const [box, each] = [this.boxes[found], this.shown.run.weights[found]];
    const { rows, columns, turned } = lying(each);
    const cell = [Math.floor(((y - box.y) / box.height) * rows), Math.floor(((x - box.x) / box.width) * columns)];
    return saidCell(each, ...(turned ? cell.reverse() : cell), this.shown.epoch, this.shown.k);
  }
}

// A matrix as it is drawn: a single column lies on its side, where it takes less room.
function lying({ values: { shape } }) {
  const turned = shape[2] === 1 && shape[1] > 1;
  return { rows: turned ? 1 : shape[1], columns: turned ? shape[1] : shape[2], turned };
}

// Whether the gates are named above it: above the tall ones; the short ones stand over or under these.
function lettered({ blocks, values: { shape } }) {
  return blocks.length > 0 && shape[1] > 1;
}

const LARGEST = 36; // px of a cell

// Where matrices stand, in lines from left to right, with cells as large as fit and not much taller than wide.
function packing(matrices, width, height) {
  for (let across = LARGEST; across > 0.3; across *= 0.93) {
    for (const stretch of [1, 0.75, 0.5]) {
      const boxes = inLines(matrices, across, across * stretch, width);
      if (boxes.bottom > height || boxes.right > width) continue;
      const filled = [4, 3, 2, 1.5].map((more) => inLines(matrices, across, Math.min(LARGEST, across * stretch * more), width)).find(({ bottom }) => bottom <= height);
      return (across < 8 && filled ? filled : boxes).boxes;
    }
  }
  return inLines(matrices, 0.3, 0.3, width).boxes;
}

function inLines(matrices, across, down, available) {
  let [x, y, line, right] = [0, 0, 0, 0];
  const boxes = matrices.map(({ rows, columns, head }) => {
    const [width, height] = [Math.max(3, columns * across), Math.max(3, rows * down)];
    const room = Math.max(width, 62); // for its name and its scale
    if (x > 0 && x + room > available) [x, y, line] = [0, y + line + 8, 0];
    const box = { x: x + 1, y: y + head, width: width - 2, height, head };
    [x, line, right] = [x + room + 14, Math.max(line, head + height), Math.max(right, x + width)];
    return box;
  });
  return { boxes, right, bottom: y + line + 2 };
}

// h and c over the timesteps of one window.
class States extends Panel {
  adopt(film, ink) {
    super.adopt(film, ink);
    this.most = new Map();
    for (const run of film.runs) for (const { name, values } of run.states) this.most.set(name, Math.max(this.most.get(name) ?? 0, largest([values.values])));
    for (const [name, most] of this.most) if (name.startsWith("h") && most <= 1) this.most.set(name, 1);
    this.title.textContent = `States, window of ${film.labels[film.sample]}`;
    this.legend.replaceChildren(bar(ink.colours, "−", "+"));
  }

  wanted() {
    return this.film.runs.some((run) => run.states.length);
  }

  paint() {
    if (this.absent()) return;
    const { states } = this.shown.run;
    const tall = (this.height - 22 - 19 * states.length) / states.length;
    this.boxes = states.map(({ name, values }, at) => {
      const [, timesteps, units] = values.shape;
      const top = 19 + at * (tall + 19);
      const box = [22, top, this.width - 24, Math.min(tall, units * 60)];
      this.text(name, 22, top - 9, { weight: 650 });
      this.text(`−${digits(this.most.get(name), 2)} … ${digits(this.most.get(name), 2)}`.replace("1.0 … 1.0", "1 … 1"), 44, top - 9, { size: SMALL, alpha: 0.85 });
      this.heat(across(frame(values, this.shown.k), timesteps, units), units, timesteps, diverging(this.most.get(name)), box);
      for (let unit = 0; unit < units; unit += Math.ceil((14 * units) / box[3])) this.text(String(unit), 16, top + ((unit + 0.5) / units) * box[3], { align: "right", size: SMALL, alpha: 0.8 });
      return box;
    });
    this.text("unit ↓  step →", this.width - 2, 10, { align: "right", size: SMALL, alpha: 0.85 });
    steps(this, states[0].values.shape[1], 22, this.width - 2, this.boxes.at(-1)[1] + this.boxes.at(-1)[3] + 12);
  }

  at(x, y) {
    const found = this.shown.k < 0 ? -1 : this.boxes.findIndex(([left, top, width, height]) => x >= left && x < left + width && y >= top && y < top + height);
    if (found < 0) return null;
    const { name, values } = this.shown.run.states[found];
    const [, timesteps, units] = values.shape;
    const [left, top, width, height] = this.boxes[found];
    const [t, unit] = [Math.floor(((x - left) / width) * timesteps), Math.floor(((y - top) / height) * units)];
    return `${name} after step ${t + 1}, unit ${unit}, epoch ${this.shown.epoch}: ${digits(frame(values, this.shown.k)[t * units + unit])}`;
  }
}

// (rows, columns) numbers with the columns first.
function across(values, rows, columns) {
  return Float32Array.from(values, (_, at) => values[(at % rows) * columns + Math.floor(at / rows)]);
}

// Timesteps counted from 1 below a picture.
function steps(panel, count, left, right, y) {
  const every = Math.ceil((count * 26) / (right - left));
  for (let t = 0; t < count; t += every) panel.text(String(t + 1), left + ((t + 0.5) / count) * (right - left), y, { align: "center", size: SMALL, alpha: 0.85 });
}

// How large the gradient is at each timestep, on a log axis that fits all epochs.
class Gradients extends Panel {
  adopt(film, ink) {
    super.adopt(film, ink);
    this.axis = logAxis(film.runs.flatMap((run) => run.gradients.map(({ values }) => values.values)));
    const names = film.runs[0].gradients.map(({ name }) => name);
    this.title.textContent = names.length ? `‖${names.join("‖, ‖")}‖ by step` : "";
    this.legend.replaceChildren(...(names.length > 1 ? names.map((name, k) => swatch(ink.runs[0], name, k > 0)) : []));
  }

  wanted() {
    return this.film.runs.some((run) => run.gradients.length);
  }

  get area() {
    return { left: 46, right: this.width - 8, top: 10, bottom: this.height - 22 };
  }

  paint() {
    const { area, axis } = this;
    this.scale(spaced(axis.ticks, (area.bottom - area.top) / 20), area);
    this.film.runs.forEach((run, which) => {
      const k = frameAt(run, this.shown.epoch);
      if (k < 0) return;
      run.gradients.forEach(({ values }, line) => {
        const points = Array.from(frame(values, k), (value, t) => [this.x(t, values.shape[1]), area.bottom - axis.place(value) * (area.bottom - area.top)]);
        this.stroke(points, { colour: this.ink.runs[which], width: 2, dash: line ? [6, 4] : [] });
        if (points.length <= 60) for (const point of points) this.dot(...point, this.ink.runs[which], 3.5, !line);
      });
    });
    const first = this.film.runs.find((run) => run.gradients.length);
    steps(this, first.gradients[0].values.shape[1], area.left, area.right, this.height - 9);
  }

  x(t, timesteps) {
    return this.area.left + ((t + 0.5) / timesteps) * (this.area.right - this.area.left);
  }

  at(x) {
    const words = this.film.runs.flatMap((run, which) => {
      const k = frameAt(run, this.shown.epoch);
      return k < 0 ? [] : run.gradients.map(({ name, values }) => {
        const t = this.step(x, values.shape[1]);
        return `${this.film.runs.length > 1 ? ["first run: ", "branch: "][which] : ""}‖${name}‖ at step ${t + 1} is ${digits(frame(values, k)[t])}`;
      });
    });
    return `epoch ${this.shown.epoch}: ${words.join("; ")}`;
  }

  step(x, timesteps) {
    return Math.max(0, Math.min(timesteps - 1, Math.floor(((x - this.area.left) / (this.area.right - this.area.left)) * timesteps)));
  }
}

// How much each state depends on each earlier one: log₁₀ about 0, where a length is kept.
class Reach extends Panel {
  adopt(film, ink) {
    super.adopt(film, ink);
    let most = 0;
    for (const { reach } of film.runs) for (const value of reach?.values ?? []) if (value > 0 && value < Infinity) most = Math.max(most, Math.abs(Math.log10(value)));
    this.most = Math.min(12, Math.max(1, Math.ceil(most)));
    this.legend.replaceChildren(bar(ink.colours, `${most > 12 ? "≤ " : ""}10${raised(-this.most)}`, `10${raised(this.most)}`));
    this.title.textContent = "‖∂h_t / ∂h_k‖";
  }

  wanted() {
    return this.film.runs.some((run) => run.reach);
  }

  get square() {
    const side = Math.min(this.width - 34, this.height - 30);
    return [26 + Math.max(0, (this.width - 34 - side) / 2), 4, side, side];
  }

  paint() {
    if (!this.shown.run.reach || this.absent()) return;
    const { square, most } = this;
    const [left, top, side] = square;
    const size = this.shown.run.reach.shape[1];
    const share = (value, at) => (at % size > Math.floor(at / size) ? null : value === 0 ? "zero" : value !== value ? "nan" : value === Infinity ? "infinite" : Math.log10(value) / most);
    this.heat(frame(this.shown.run.reach, this.shown.k), size, size, share, square);
    const every = Math.ceil((size * 20) / side);
    for (let t = 0; t < size; t += every) {
      this.text(String(t + 1), left - 6, top + ((t + 0.5) / size) * side, { align: "right", size: SMALL, alpha: 0.85 });
      this.text(String(t + 1), left + ((t + 0.5) / size) * side, top + side + 12, { align: "center", size: SMALL, alpha: 0.85 });
    }
    this.text("t ↓  k →", left + side - 4, top + 14, { align: "right", size: SMALL, alpha: 0.85 });
    this.text("blue grows, orange fades", left + side - 4, top + 30, { align: "right", size: SMALL, alpha: 0.85 });
  }

  at(x, y) {
    const [left, top, side] = this.square;
    if (!this.shown.run.reach || this.shown.k < 0 || x < left || x >= left + side || y < top || y >= top + side) return null;
    const size = this.shown.run.reach.shape[1];
    const [t, k] = [Math.floor(((y - top) / side) * size), Math.floor(((x - left) / side) * size)];
    if (k > t) return `state ${t + 1} does not depend on the later state ${k + 1}`;
    return `state ${t + 1} by state ${k + 1}, epoch ${this.shown.epoch}: ${digits(frame(this.shown.run.reach, this.shown.k)[t * size + k])}`;
  }
}
