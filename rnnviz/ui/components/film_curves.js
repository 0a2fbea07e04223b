// The film's curves: loss and gradient norm over the epochs, and the gradient over the timesteps, on log axes that fit
// all epochs.

import { clamp } from "./common.js";
import { GridPanel, Panel, SMALL, swatch } from "./film_canvas.js";
import { CURVES, curveAt, digits, frame, frameAt, logAxis, ticks } from "./film_numbers.js";

// The loss of training and test and the gradient's norm over the epochs, under one cursor that can be dragged.
export class History extends Panel {
  constructor(go) {
    super("history", "Loss");
    const move = (event) => {
      this.hover(event);
      if (this.held) go(this.epochAt(this.pointer[0]), event.type === "pointerup");
    };
    this.canvas.onpointerdown = (event) => {
      this.canvas.setPointerCapture(event.pointerId);
      this.held = true;
      move(event);
    };
    this.canvas.onpointermove = move;
    this.canvas.onpointerup = (event) => {
      move(event);
      this.held = false;
    };
  }

  adopt(film, ink) {
    super.adopt(film, ink);
    this.end = Math.max(1, ...film.runs.map((run) => run.start + run.losses.length));
    this.lossAxis = logAxis(film.runs.flatMap((run) => [run.losses, run.test_losses]));
    this.normAxis = logAxis(film.runs.map((run) => run.gradient_norms));
    const [first, second] = ink.runs;
    const branch = film.runs[1] ? [swatch(second, "branch")] : [];
    this.legend.replaceChildren(swatch(first, "training"), swatch(first, film.watched, true), ...branch);
    const label = `Loss and gradient norm over ${this.end} epochs; the table below has the numbers`;
    this.canvas.setAttribute("aria-label", label);
  }

  x(epoch) {
    return 46 + (epoch / this.end) * (this.width - 58);
  }

  epochAt(x) {
    return clamp(Math.round(((x - 46) / (this.width - 58)) * this.end), 0, this.end);
  }

  paint() {
    const { ink, film, height, width } = this;
    const middle = 22 + (height - 46) * 0.62;
    const sides = { left: 46, right: width - 12 };
    const [upper, lower] = [
      { ...sides, top: 22, bottom: middle - 8 },
      { ...sides, top: middle + 14, bottom: height - 24 },
    ];
    const curves = [
      ["losses", upper, this.lossAxis, []],
      ["test_losses", upper, this.lossAxis, [6, 4]],
      ["gradient_norms", lower, this.normAxis, []],
    ];
    this.scale(spaced(this.lossAxis.ticks, upper.bottom - upper.top), upper);
    this.scale(spaced(this.normAxis.ticks, lower.bottom - lower.top), lower);
    for (const epoch of ticks(0, this.end, width / 80).filter(Number.isInteger))
      this.note(String(epoch), this.x(epoch), height - 11);
    const y = ({ top, bottom }, axis, value) => bottom - axis.place(value) * (bottom - top);
    film.runs.forEach((run, which) => {
      for (const [name, area, axis, dash] of curves) {
        const points = run[name].map((value, k) => [this.x(run.start + 1 + k), y(area, axis, value)]);
        this.stroke(points, { colour: ink.runs[which], dash });
      }
    });
    const { best } = film.runs[0];
    if (best !== null) {
      this.line(this.x(best), upper.top, this.x(best), upper.bottom, { width: 1, dash: [2, 3], alpha: 0.8 });
      const [by, align] = best > this.end * 0.6 ? [-5, "right"] : [5, "left"];
      this.note(`best ${film.watched}: ${best}`, this.x(best) + by, upper.top + 8, align);
    }
    const x = this.x(this.shown.epoch);
    this.line(x, 20, x, height - 24);
    this.dot(x, height - 24, ink.text, 6);
    this.text(`${film.loss}, of scaled numbers`, 46, 9, { size: SMALL });
    this.text("norm of the gradient", 46, middle + 3, { size: SMALL, halo: true });
    film.runs.forEach((run, which) => {
      for (const [name, area, axis, dash] of curves) {
        const value = curveAt(run, name, this.shown.epoch);
        if (value !== undefined) this.dot(x, y(area, axis, value), ink.runs[which], 4.5, !dash.length);
      }
    });
  }

  at(x) {
    const epoch = this.epochAt(x);
    const parts = this.film.runs.flatMap((run, which) => {
      const [loss, test, norm] = CURVES.map((name) => curveAt(run, name, epoch));
      const words = `training ${digits(loss)}, ${this.film.watched} ${digits(test)}, gradient norm ${digits(norm)}`;
      return loss === undefined ? [] : [which ? `branch: ${words}` : words];
    });
    return `epoch ${epoch}: ${parts.join("; ") || "before training"}`;
  }
}

// Of a list of marks no more than fit into ``height``: those of the lanes stay, and others keep away from them.
function spaced(marks, height) {
  const lane = ([value]) => !Number.isFinite(value) || value === 0;
  const [lanes, others] = [marks.filter(lane), marks.filter((mark) => !lane(mark))];
  const free = others.filter(([, place]) => lanes.every(([, taken]) => Math.abs(place - taken) * height >= 13));
  const every = Math.ceil(free.length / Math.max(2, height / 18));
  return [...free.filter((_, k) => k % every === 0), ...lanes];
}

// How large the gradient is at each timestep, on a log axis that fits all epochs.
export class Gradients extends GridPanel {
  adopt(film, ink) {
    super.adopt(film, ink);
    this.axis = logAxis(film.runs.flatMap((run) => this.arrays(run)));
    const shown = film.runs.find((run) => run.gradients.length)?.gradients ?? [];
    const names = shown.map(({ name }) => name);
    this.timesteps = shown[0]?.values.shape[1];
    this.title.textContent = names.length ? `‖${names.join("‖, ‖")}‖ by step` : "";
    this.legend.replaceChildren(...(names.length > 1 ? names.map((name, k) => swatch(ink.runs[0], name, k > 0)) : []));
  }

  get grids() {
    return [{ x: 46, y: 10, width: this.width - 54, height: this.height - 32, rows: 1, columns: this.timesteps }];
  }

  paint() {
    const [{ x: left, y: top, width, height }] = this.grids;
    const [right, bottom] = [left + width, top + height];
    this.scale(spaced(this.axis.ticks, height), { left, right, top, bottom });
    this.film.runs.forEach((run, which) => {
      const k = frameAt(run, this.shown.epoch);
      if (k < 0) return;
      const place = (value, t) => [
        left + ((t + 0.5) / this.timesteps) * width,
        bottom - this.axis.place(value) * height,
      ];
      run.gradients.forEach(({ values }, line) => {
        const points = Array.from(frame(values, k), place);
        this.stroke(points, { colour: this.ink.runs[which], dash: line ? [6, 4] : [] });
        if (points.length <= 60) for (const point of points) this.dot(...point, this.ink.runs[which], 3.5, !line);
      });
    });
    this.steps(this.timesteps, left, right, this.height - 9);
  }

  said() {
    const ends = ({ name, values }) => {
      const norms = frame(values, this.shown.k);
      return `‖${name}‖ is ${digits(norms[0])} at step 1 and ${digits(norms.at(-1))} at step ${norms.length}`;
    };
    return `Epoch ${this.shown.epoch}: ${this.shown.run.gradients.map(ends).join(", ")}`;
  }

  at(x) {
    const [{ x: left, width, columns }] = this.grids;
    const t = clamp(Math.floor(((x - left) / width) * columns), 0, columns - 1);
    const words = this.film.runs.flatMap((run, which) => {
      const k = frameAt(run, this.shown.epoch);
      const whose = this.film.runs.length > 1 ? ["first run: ", "branch: "][which] : "";
      const norm = ({ name, values }) => `${whose}‖${name}‖ at step ${t + 1} is ${digits(frame(values, k)[t])}`;
      return k < 0 ? [] : run.gradients.map(norm);
    });
    return `epoch ${this.shown.epoch}: ${words.join("; ")}`;
  }
}
