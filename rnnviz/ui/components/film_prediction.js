// The film's first picture: what was to be predicted, and what is predicted at this epoch. A long series is shown in
// part, with the whole of it below.

import { clamp, make, set } from "./common.js";
import { Panel, SMALL, swatch } from "./film_canvas.js";
import {
  boundedView,
  envelope,
  extent,
  firstView,
  frame,
  frameAt,
  number,
  predictionRange,
  saidSample,
  shortLabel,
  ticks,
} from "./film_numbers.js";

const NARROW = 520; // px

export class Prediction extends Panel {
  constructor(pick) {
    super("prediction", "Actual and predicted");
    this.pick = pick;
    set(this.canvas, { role: "slider", tabindex: 0, "aria-label": "prediction to read; Enter opens it" });
    this.canvas.onkeydown = (event) => this.key(event);
    this.canvas.onclick = (event) => this.open(event);
    this.canvas.onblur = () => this.unhover();
    const label = "the part of the series that is shown";
    this.overview = make("canvas", { class: "overview", tabindex: 0, role: "slider", "aria-label": label });
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
    const predictions = film.runs.map((run) => run.predictions.values);
    this.range = predictionRange(this.actual, predictions);
    const whole = this.figure.clientWidth < NARROW ? 120 : 400;
    if (!alike) this.view = firstView(samples, film.boundary, whole);
    this.overview.hidden = samples <= whole;
    set(this.canvas, { "aria-valuemin": 1, "aria-valuemax": samples });
    this.legend.replaceChildren(
      swatch(`color-mix(in srgb, ${ink.text} 55%, ${ink.ground})`, "actual"),
      ...film.runs.map((run, k) => swatch(ink.runs[k], film.runs.length > 1 ? run.name : "predicted")),
      make("span", { class: "hint" }, "click a point to open it"),
    );
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
    const place = (value) => (value - low) / (high - low);
    const y = (value) => area.bottom - place(value) * (area.bottom - area.top);
    const marks = ticks(low, high, 5).map((value) => [value, place(value)]);
    this.scale(marks, area);
    if (film.unit) this.note(film.unit, 2, 9, "left");
    this.dates(area);
    g.save();
    g.beginPath();
    g.rect(area.left, area.top, area.right - area.left, area.bottom - area.top);
    g.clip();
    this.curve(this.actual, y, { colour: ink.text, width: 1.5, alpha: 0.5 });
    this.predictions.forEach((values, which) => {
      if (values) this.curve(values, y, { colour: ink.runs[which], width: 2.2 });
    });
    g.restore();
    this.border(area);
    this.text(this.missing(), area.left + 6, area.top + 8, { size: SMALL, halo: true });
    this.mark(film.sample, y, false);
    if (this.read !== null) this.mark(this.read, y, true);
    if (!this.overview.hidden) this.paintOverview();
    this.speak();
  }

  // What each run predicts at this epoch; null before it began.
  get predictions() {
    const at = (run) => frameAt(run, this.shown.epoch);
    return this.film.runs.map((run) => (at(run) < 0 ? null : frame(run.predictions, at(run))));
  }

  // What cannot be drawn, in words.
  missing() {
    const seen = this.predictions.flatMap((values) => (values ? Array.from(values.subarray(...this.view)) : []));
    const [low, high] = this.range;
    const nan = seen.some((value) => !Number.isFinite(value)) ? "some predictions are no finite numbers" : "";
    const outside = seen.some((value) => value < low || value > high) ? "some predictions lie outside the picture" : "";
    return nan || outside;
  }

  // One line; where several samples share a pixel, from the lowest to the highest of them.
  curve(values, y, look) {
    const [start, end] = this.view;
    const pixels = Math.floor(this.area.right - this.area.left);
    if (end - start > 2 * pixels) return this.crowd(values, this.view, pixels, y, look);
    const place = (at) => (Number.isNaN(values[at]) ? null : [this.x(at), clamp(y(values[at]), -1e4, 1e4)]);
    const points = Array.from({ length: end - start }, (_, k) => place(start + k));
    this.stroke(points, look);
  }

  crowd(values, [start, end], pixels, y, look) {
    const points = (pair, column) => pair?.map((value) => [this.area.left + column + 0.5, y(value)]) ?? [null];
    this.stroke(envelope(values, start, end, pixels).flatMap(points), look);
  }

  dates({ left, right, bottom }) {
    const [start, end] = this.view;
    const count = Math.max(2, Math.floor((right - left) / 90));
    const { labels } = this.film;
    for (let k = 0; k < count; k++) {
      const sample = start + Math.floor(((k + 0.5) * (end - start)) / count);
      this.note(shortLabel(labels[sample], labels[start], labels[end - 1]), this.x(sample), bottom + 13);
    }
  }

  // The red line of the founding documents: what the network learnt from, and what it never saw.
  border({ left, right, top, bottom }) {
    const { boundary, trained } = this.film;
    const look = { weight: 600, colour: this.ink.red };
    const shown = (at) => at >= left && at <= right;
    const at = this.x(boundary - 0.5);
    if (shown(at)) {
      this.line(at, top - 16, at, bottom, { colour: this.ink.red, width: 2.5 });
      this.text("test", at + 8, 10, look);
    }
    const end = this.x(trained - 0.5);
    if (!shown(end)) return;
    this.text("training", end - 8, 10, { ...look, align: "right" });
    if (trained === boundary) return;
    this.line(end, top - 16, end, bottom, { colour: this.ink.red, width: 1.5, dash: [2, 3] });
    this.text("validation", end + 8, 10, look);
  }

  mark(sample, y, read) {
    const { area, ink, view } = this;
    if (sample < view[0] || sample >= view[1]) return;
    const x = this.x(sample);
    this.line(x, area.top, x, area.bottom, { width: 1, dash: read ? [] : [3, 3], alpha: read ? 0.8 : 0.55 });
    const inside = (value) => clamp(y(value), area.top, area.bottom);
    if (read) this.dot(x, inside(this.actual[sample]), ink.text, 3.5, false);
    this.predictions.forEach((values, which) => {
      const value = values?.[sample] ?? NaN;
      if (!Number.isNaN(value)) this.dot(x, inside(value), ink.runs[which], read ? 5 : 4, read);
    });
  }

  // ---- reading ----------------------------------------------------------------------------------------------

  at(x) {
    const { left, right } = this.area;
    const [start, end] = this.view;
    const sample = start + Math.floor(((x - left) / (right - left)) * (end - start));
    const read = x < left - 4 || x > right + 4 ? null : clamp(sample, start, end - 1);
    if (read !== this.read) {
      this.read = read;
      this.draw(this.shown); // comes back here with nothing left to change
    }
    return read === null ? null : saidSample(this.film, read, this.shown.epoch);
  }

  // A finger has no hover: its first tap reads a prediction, the second one opens it.
  open(event) {
    const again = this.tapped === this.read;
    this.tapped = this.read;
    if (this.read !== null && (event.pointerType !== "touch" || again)) this.pick(this.read);
  }

  unhover() {
    this.read = null;
    super.unhover();
  }

  speak() {
    const sample = this.read ?? this.film.sample;
    const words = saidSample(this.film, sample, this.shown.epoch);
    set(this.canvas, { "aria-valuenow": sample + 1, "aria-valuetext": words });
  }

  key(event) {
    const from = this.read ?? this.film.sample;
    if (event.key === "Enter") this.pick(from);
    else {
      const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1, PageUp: 12, PageDown: -12 };
      const step = { ...steps, Home: -Infinity, End: Infinity }[event.key];
      if (!step) return;
      this.read = clamp(from + step, 0, this.actual.length - 1);
      const [start, end] = this.view;
      if (this.read < start || this.read >= end) this.centre(this.read);
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
    this.crowd(this.actual, [0, samples], pixels, y, { colour: this.ink.text, width: 1, alpha: 0.5 });
    const border = x(this.film.boundary);
    this.line(border, 0, border, height, { colour: this.ink.red });
    const [from, to] = this.view.map(x);
    Object.assign(this.g, { fillStyle: this.ink.ground, globalAlpha: 0.62 });
    this.g.fillRect(left, 0, from - left, height);
    this.g.fillRect(to, 0, right - to, height);
    this.g.globalAlpha = 1;
    this.box([from + 1, 1.5, to - from - 2, height - 3], this.ink.text, 1.5);
    if (this.edged) for (const end of [from, to]) this.line(end, height / 2 - 6, end, height / 2 + 6, { width: 5 });
    this.g = detail;
    const [first, last] = [this.view[0], this.view[1] - 1].map((sample) => this.film.labels[sample]);
    const words = `${first} to ${last}; arrows move it, plus and minus change its length`;
    set(this.overview, { "aria-valuemin": 1, "aria-valuemax": samples, "aria-valuenow": this.view[0] + 1 });
    set(this.overview, { "aria-valuetext": words });
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
    if (!edge && (at < start || at > end)) this.centre(at);
    this.held = { edge, at, view: [...this.view] };
    this.overview.setPointerCapture(event.pointerId);
  }

  drag(event) {
    const by = this.sampleAt(event) - this.held.at;
    const [start, end] = this.held.view;
    if (this.held.edge === "start") this.show([Math.min(start + by, end - 12), end]);
    else if (this.held.edge === "end") this.show([start, Math.min(end + by, this.actual.length)]);
    else this.show([start + by, end + by]);
  }

  sampleAt(event) {
    const { left, right } = this.area;
    return ((event.clientX - this.overview.getBoundingClientRect().left - left) / (right - left)) * this.actual.length;
  }

  moveView(event) {
    const [start, end] = this.view;
    const step = (end - start) / 4;
    const to = {
      ArrowLeft: [start - step, end - step],
      ArrowRight: [start + step, end + step],
      Home: [0, end - start],
      End: [this.actual.length - (end - start), this.actual.length],
      "+": [start + step / 2, end - step / 2],
      "-": [start - step, end + step],
    }[event.key];
    if (!to) return;
    event.preventDefault();
    this.show(to);
  }

  centre(sample) {
    const half = (this.view[1] - this.view[0]) / 2;
    this.show([sample - half, sample + half]);
  }

  show(view) {
    this.view = boundedView(view, this.actual.length);
    this.draw(this.shown);
  }
}
