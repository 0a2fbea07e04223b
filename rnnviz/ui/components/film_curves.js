// The film's curves: loss and gradient norm over the epochs, and the gradient over the timesteps, on log axes that fit
// all epochs.

import { Panel, SMALL, swatch } from "./film_canvas.js";
import { curveAt, digits, frame, frameAt, logAxis, ticks } from "./film_numbers.js";

// The loss of training and test and the gradient's norm over the epochs, under one cursor that can be dragged.
export class History extends Panel {
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
    this.legend.replaceChildren(
      swatch(ink.runs[0], "training"),
      swatch(ink.runs[0], "test", true),
      ...(film.runs[1] ? [swatch(ink.runs[1], "branch")] : []),
    );
    this.canvas.setAttribute(
      "aria-label",
      `Loss and gradient norm over ${this.end} epochs; the table below has the numbers`,
    );
  }

  x(epoch) {
    return 46 + (epoch / this.end) * (this.width - 58);
  }

  epochAt(event) {
    const box = this.canvas.getBoundingClientRect();
    return Math.max(
      0,
      Math.min(this.end, Math.round(((event.clientX - box.left - 46) / (this.width - 58)) * this.end)),
    );
  }

  paint() {
    const { ink, film, height, width } = this;
    const middle = 22 + (height - 46) * 0.62;
    const areas = [
      { left: 46, right: width - 12, top: 22, bottom: middle - 8 },
      { left: 46, right: width - 12, top: middle + 14, bottom: height - 24 },
    ];
    const curves = [
      ["losses", 0, this.lossAxis, []],
      ["test_losses", 0, this.lossAxis, [6, 4]],
      ["gradient_norms", 1, this.normAxis, []],
    ];
    this.scale(spaced(this.lossAxis.ticks, areas[0].bottom - areas[0].top), areas[0]);
    this.scale(spaced(this.normAxis.ticks, areas[1].bottom - areas[1].top), areas[1]);
    for (const epoch of ticks(0, this.end, width / 80).filter(Number.isInteger))
      this.text(String(epoch), this.x(epoch), height - 11, { align: "center", size: SMALL, alpha: 0.85 });
    const y = (part, axis, value) => areas[part].bottom - axis.place(value) * (areas[part].bottom - areas[part].top);
    const { epoch } = this.shown;
    film.runs.forEach((run, which) => {
      for (const [name, part, axis, dash] of curves)
        this.stroke(
          run[name].map((value, k) => [this.x(run.start + 1 + k), y(part, axis, value)]),
          { colour: ink.runs[which], width: 2, dash },
        );
    });
    const best = film.runs[0].best;
    if (best !== null) {
      this.stroke(
        [
          [this.x(best), areas[0].top],
          [this.x(best), areas[0].bottom],
        ],
        { colour: ink.text, width: 1, dash: [2, 3], alpha: 0.8 },
      );
      const right = best > this.end * 0.6;
      this.text(`best test: ${best}`, this.x(best) + (right ? -5 : 5), areas[0].top + 8, {
        align: right ? "right" : "left",
        size: SMALL,
        alpha: 0.9,
      });
    }
    this.stroke(
      [
        [this.x(epoch), 20],
        [this.x(epoch), height - 24],
      ],
      { colour: ink.text, width: 2 },
    );
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
      return loss === undefined
        ? null
        : `${which ? "branch: " : ""}training ${digits(loss)}, test ${digits(curveAt(run, "test_losses", epoch))}, gradient norm ${digits(curveAt(run, "gradient_norms", epoch))}`;
    });
    return `epoch ${epoch}: ${parts.filter(Boolean).join("; ") || "before training"}`;
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
export class Gradients extends Panel {
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
    this.scale(spaced(axis.ticks, area.bottom - area.top), area);
    this.film.runs.forEach((run, which) => {
      const k = frameAt(run, this.shown.epoch);
      if (k < 0) return;
      run.gradients.forEach(({ values }, line) => {
        const points = Array.from(frame(values, k), (value, t) => [
          this.x(t, values.shape[1]),
          area.bottom - axis.place(value) * (area.bottom - area.top),
        ]);
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

  said() {
    const ends = ({ name, values }) =>
      `‖${name}‖ is ${digits(frame(values, this.shown.k)[0])} at step 1 and ${digits(frame(values, this.shown.k).at(-1))} at step ${values.shape[1]}`;
    return `Epoch ${this.shown.epoch}: ${this.shown.run.gradients.map(ends).join(", ")}`;
  }

  at(x) {
    const words = this.film.runs.flatMap((run, which) => {
      const k = frameAt(run, this.shown.epoch);
      return k < 0
        ? []
        : run.gradients.map(({ name, values }) => {
            const t = this.step(x, values.shape[1]);
            return `${this.film.runs.length > 1 ? ["first run: ", "branch: "][which] : ""}‖${name}‖ at step ${t + 1} is ${digits(frame(values, k)[t])}`;
          });
    });
    return `epoch ${this.shown.epoch}: ${words.join("; ")}`;
  }

  step(x, timesteps) {
    return Math.max(
      0,
      Math.min(timesteps - 1, Math.floor(((x - this.area.left) / (this.area.right - this.area.left)) * timesteps)),
    );
  }
}

// Timesteps counted from 1 below a picture.
export function steps(panel, count, left, right, y) {
  const every = Math.ceil((count * 26) / (right - left));
  for (let t = 0; t < count; t += every)
    panel.text(String(t + 1), left + ((t + 0.5) / count) * (right - left), y, {
      align: "center",
      size: SMALL,
      alpha: 0.85,
    });
}
