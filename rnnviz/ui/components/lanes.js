// Windows as tickets: batches are columns in the order of time, rows are lanes along which states are handed on.
// Above them the series, with the window that is looked at and the last one that its state has read.

import { arrowHead, clamp, keepFocus, make, paint, palette } from "./common.js";
import { mount } from "./mount.js";
import { short } from "./text.js";

const [SIDE, TOP, TALL, BETWEEN, STRIP, CHART] = [44, 40, 46, 20, 12, 58];

// The position of the window that a key leads to; null where it leads nowhere.
export function neighbour(key, at, stops) {
  const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  if (!step) return null;
  const { column, row } = stops[at];
  const found = stops.findIndex((each) => each.column === column + step[0] && each.row === row + step[1]);
  return found < 0 ? null : found;
}

// How wide tickets and the ways between them are, of so many columns in so much room.
export function widths(columns, available) {
  const pitch = clamp((available - SIDE - 6) / columns, 112, 190);
  const way = clamp(pitch * 0.36, 44, 60);
  return { pitch, way, box: pitch - way };
}

class Lanes {
  constructor(parent) {
    this.parent = parent;
    this.root = parent.querySelector(".lanes");
    this.chart = make("div", { class: "chart" });
    this.board = make("div", { class: "board sideways" });
    this.legend = make("div", { class: "legend" });
    this.root.append(this.chart, this.board, this.legend);
    this.resize = new ResizeObserver(() => {
      if (this.root.clientWidth && this.root.clientWidth !== this.width) this.draw();
    });
  }

  destroy() {
    this.resize.disconnect();
  }

  adopt(drawn, { chosen }) {
    Object.assign(this, { drawn, chosen });
    this.legend.textContent = drawn.legend;
    this.draw();
    this.resize.observe(this.root);
  }

  follow({ chosen }) {
    this.chosen = chosen;
    this.draw();
  }

  draw() {
    this.width = this.root.clientWidth;
    this.colours = palette(this.parent, "diverging");
    this.place = widths(this.drawn.columns.length, this.width || 640);
    keepFocus(this.parent, () => {
      this.chart.replaceChildren(this.seriesDrawing());
      this.board.replaceChildren(this.boardDrawing());
    });
    this.bringIntoSight();
  }

  bringIntoSight() {
    const { pitch } = this.place;
    const left = SIDE + pitch * this.drawn.stops[this.chosen[0]].column;
    const { scrollLeft, clientWidth } = this.board;
    if (left - pitch < scrollLeft || left + pitch > scrollLeft + clientWidth) this.board.scrollLeft = left - pitch;
  }

  // The series with the window that is looked at, and what its state has read.
  seriesDrawing() {
    const { series, stops, window, asked } = this.drawn;
    const width = Math.max(this.width || 640, 200);
    const x = (position) => 4 + ((width - 8) * position) / (series.length - 1 || 1);
    const [low, high] = [Math.min(...series), Math.max(...series)];
    const y = (value) => CHART - 16 - ((CHART - 22) * (value - low)) / (high - low || 1);
    const svg = make("svg", { width, height: CHART, viewBox: `0 0 ${width} ${CHART}`, role: "img" });
    const now = stops[this.chosen[0]];
    const span = (stop, name) => {
      const [from, to] = [x(stop.start - 0.4), x(stop.start + window - 0.6)];
      svg.append(make("rect", { x: from, y: 2, width: Math.max(3, to - from), height: CHART - 16, class: name }));
      return (from + to) / 2;
    };
    const before = [];
    if (!asked) for (let at = now.source; at >= 0; at = stops[at].source) before.push(stops[at]);
    before.slice(1).forEach((each) => span(each, "earlier"));
    const said = before.length ? `Its state has last read the values from ${before[0].start + 1} on.` : "";
    svg.setAttribute("aria-label", `The series; the window that is looked at reads ${now.text}. ${said}`);
    const words = [[span(now, "reading"), "reads now"]];
    if (before.length) words.push([span(before[0], "read"), "its state has read"]);
    svg.append(make("path", { d: `M${series.map((value, k) => `${x(k)},${y(value)}`).join("L")}`, class: "curve" }));
    const apart = words.length < 2 || Math.abs(words[0][0] - words[1][0]) > 130;
    for (const [at, text] of apart ? words : [[(words[0][0] + words[1][0]) / 2, "its state has read, reads now"]]) {
      svg.append(make("text", { x: clamp(at, 60, width - 90), y: CHART - 3, class: "note" }, text));
    }
    return svg;
  }

  boardDrawing() {
    const { columns, stops, label } = this.drawn;
    const { pitch, way, box } = this.place;
    const rows = Math.max(...stops.map((each) => each.row)) + 1;
    const strip = stops.some((each) => each.cells) ? STRIP : 0;
    const pace = TALL + BETWEEN + strip;
    const [width, height] = [SIDE + pitch * columns.length + 6, TOP + pace * rows];
    const svg = make(
      "svg",
      { width, height, viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": label },
      arrowHead(6),
    );
    const put = (tag, attributes, ...children) => svg.append(make(tag, attributes, ...children));
    const left = (column) => SIDE + pitch * column + way - 8;
    columns.forEach((each, k) => {
      const cut = left(k) - way / 2;
      if (each.kind !== "training") {
        put("rect", { x: left(k) - 8, y: 16, width: box + 16, height: height - 18, rx: 8, class: "other" });
      }
      if (!k || columns[k - 1].group !== each.group) put("text", { x: left(k), y: 12, class: "group" }, each.group);
      put("text", { x: left(k) + box / 2, y: 32, class: "title" }, each.title);
      if (k) {
        put("path", { d: `M${cut},22V${height}`, class: "cut" });
        put("text", { x: cut, y: 19, class: "scissors" }, "✂");
      }
      if (each.is_reset && k) {
        put("rect", { x: cut + 5, y: 24, width: 5, height: height - 24, class: "reset" });
        put("text", { x: cut + 8, y: height - 1, class: "reset" }, "reset");
      }
    });
    for (let row = 0; row < rows; row++) {
      put("text", { x: 2, y: TOP + pace * row + TALL / 2 + 4, class: "side" }, `row ${row}`);
    }
    const source = this.drawn.asked ? -1 : stops[this.chosen[0]].source;
    stops.forEach((stop, at) => {
      const [x, y] = [left(stop.column), TOP + pace * stop.row];
      this.way(put, stop, x, y + TALL / 2, way, at);
      svg.append(this.ticket(stop, at, x, y, box, at === source));
    });
    return svg;
  }

  // The way from the ticket to the left, whole or broken, or the zeros that a ticket begins with.
  way(put, { relation, gap, column }, x, y, way, at) {
    const lit = at === this.chosen[0] && !this.drawn.asked ? " lit" : "";
    if (relation === "zeros") put("text", { x: x - 9, y: y + 4, class: "zeros" }, "0");
    else if (relation === "hidden") {
      if (column) put("text", { x: x - way / 2, y: y + 4, class: "unknown" }, "?");
    } else if (relation === "continues") {
      put("path", { d: `M${x - way},${y}H${x - 3}`, class: `whole${lit}`, "marker-end": "url(#head)" });
    } else {
      const middle = x - way / 2;
      put("path", { d: `M${x - way},${y}H${middle - 5}M${middle + 5},${y}H${x - 3}`, class: `broken${lit}` });
      put("path", { d: `M${middle - 8},${y + 6}l5,-12M${middle + 3},${y + 6}l5,-12`, class: "break" });
      put("text", { x: middle, y: y - 9, class: "gap" }, gap);
    }
  }

  ticket(stop, at, x, y, box, isSource) {
    const { asked, largest } = this.drawn;
    const isChosen = at === this.chosen[0];
    const painted = paint(stop.value, largest, this.colours);
    const shown = asked && isChosen ? "whose state?" : stop.value === null ? "" : `${short(stop.value)}`;
    const group = make(
      "g",
      {
        class: `node ticket${isChosen ? " chosen" : ""}${isSource ? " source" : ""}`,
        role: "button",
        tabindex: isChosen ? 0 : -1,
        "data-id": `${at}`,
        "aria-pressed": String(isChosen),
        "aria-label": stop.spoken,
        onclick: () => this.send("choose", [at]),
        onkeydown: (event) => this.pressed(event, at),
      },
      make("rect", { x, y, width: box, height: TALL, rx: 7 }),
      make("text", { x: x + box / 2, y: y + 16, class: "range" }, stop.text),
      painted &&
        make("rect", {
          x: x + 5,
          y: y + 22,
          width: box - 10,
          height: 19,
          rx: 4,
          style: `fill: ${painted.fill}`,
          class: "value",
        }),
      make("text", { x: x + box / 2, y: y + 36, class: "number", style: painted && `fill: ${painted.ink}` }, shown),
    );
    (stop.cells ?? []).forEach((value, t) => {
      const size = (box - 4) / stop.cells.length;
      const now = isChosen && t === this.chosen[1] && !asked;
      group.append(
        make(
          "rect",
          {
            x: x + 2 + size * t,
            y: y + TALL + 2,
            width: size - 1,
            height: STRIP - 3,
            class: `cell${now ? " now" : ""}`,
            style: `fill: ${paint(value, largest, this.colours).fill}`,
            onclick: (event) => {
              event.stopPropagation();
              this.send("choose", [at, t]);
            },
          },
          make("title", {}, `after step ${t + 1}: ${short(value)}`),
        ),
      );
    });
    return group;
  }

  // Arrows go from ticket to ticket, Enter looks at one; with Shift, arrows go from step to step of its window.
  pressed(event, at) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.shiftKey && step && !this.drawn.asked) {
      event.preventDefault();
      return this.send("choose", [at, clamp(this.chosen[1] + step, 0, this.drawn.window - 1)]);
    }
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      return this.send("choose", [at]);
    }
    const found = neighbour(event.key, at, this.drawn.stops);
    if (found === null) return undefined;
    event.preventDefault();
    return this.board.querySelector(`[data-id="${found}"]`).focus();
  }
}

export default mount(Lanes, { drawn: "drawn" });
