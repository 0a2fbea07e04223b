// Inputs below, one lane of states for each direction of reading, outputs above in the order they are handed on.
// Every output is joined to the states it comes from, and so to the input that was read there. All open their sum.

import { arrowHead, clamp, keepFocus, make } from "./common.js";
import { mount } from "./mount.js";
import { short } from "./text.js";

const [OUT, LANE, STEP, TALL, GUTTER] = [22, 92, 50, 28, 74];

function readingDrawing({ steps, lanes, outputs, label }, available, choose) {
  const pitch = clamp((available - GUTTER - 4) / steps, 40, 92);
  const box = Math.min(52, pitch - 8);
  const width = GUTTER + pitch * steps + 2;
  const bottom = LANE + STEP * lanes.length + 14;
  const x = (step) => GUTTER + pitch * (step + 0.5);
  const laneY = (lane) => LANE + STEP * lane;
  const height = bottom + 18;
  const looks = { width, height, viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": label };
  const svg = make("svg", looks, arrowHead(7));
  const text = (at, y, content, name = "label", anchor = "middle") =>
    svg.append(make("text", { x: at, y, class: name, "text-anchor": anchor }, content));
  const line = (d, name) => {
    const path = make("path", { d, class: name, "marker-end": "url(#head)" });
    svg.append(path);
    return path;
  };

  text(4, OUT + 4, "outputs", "side", "start");
  text(4, bottom + 4, "inputs", "side", "start");
  lanes.forEach((lane, k) =>
    text(4, laneY(k) + 4, lane.backwards ? "← backward" : "forward →", `side lane${k}`, "start"),
  );

  for (let t = 0; t < steps; t++) {
    lanes.forEach((lane, k) => {
      const shift = lanes.length > 1 ? (k ? 8 : -8) : 0;
      line(`M${x(t) + shift},${bottom - 14}L${x(t) + shift},${laneY(k) + TALL / 2 + 1}`, `feed lane${k}`);
      const next = lane.backwards ? t - 1 : t + 1;
      const side = lane.backwards ? -1 : 1;
      if (next >= 0 && next < steps)
        line(`M${x(t) + (side * box) / 2},${laneY(k)}L${x(next) - side * (box / 2 + 1)},${laneY(k)}`, `carry lane${k}`);
    });
    text(x(t), bottom + 4, `${t + 1}`, "input");
  }

  const single = outputs.length === 1 && steps > 1;
  const place = (k) => (single ? x(outputs[0].from.length > 1 ? (steps - 1) / 2 : outputs[0].from[0][1]) : x(k));
  const joins = outputs.map(({ from }, k) =>
    from.map(([lane, t]) => {
      const shift = from.length > 1 ? (lane ? 8 : -8) : 0;
      const [x1, y1, x2, y2] = [x(t) + shift, laneY(lane) - TALL / 2, place(k) + shift, OUT + TALL / 2 + 2];
      const middle = (y1 + y2) / 2;
      return line(`M${x1},${y1}C${x1},${middle} ${x2},${middle} ${x2},${y2}`, `join lane${lane}`);
    }),
  );
  const tight = box < 46;
  svg.classList.toggle("tight", tight);
  const digits = (value) => {
    if (!tight || typeof value !== "number" || Math.abs(value) >= 10) return short(value);
    return value.toFixed(2).replace("-0.00", "0.00").replace("-", "−");
  };
  const number = (at, y, value, name, label, chosen) => {
    const onkeydown = (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      choose(chosen);
    };
    const said = { role: "button", tabindex: 0, "data-id": String(chosen), "aria-label": `${label}: ${short(value)}` };
    const node = make(
      "g",
      { class: `node ${name}`, ...said, onclick: () => choose(chosen), onkeydown },
      make("rect", { x: at - box / 2, y: y - TALL / 2, width: box, height: TALL, rx: 6 }),
      make("text", { x: at, y: y + 4, class: "number", "text-anchor": "middle" }, digits(value)),
    );
    svg.append(node);
    return node;
  };
  lanes.forEach((lane, k) => {
    for (let t = 0; t < steps; t++) {
      const used = outputs.some(({ from }) => from.some(([which, step]) => which === k && step === t));
      const said = `${lane.backwards ? "backward" : "forward"} state at input ${t + 1}`;
      number(x(t), laneY(k), lane.values[t], `cell lane${k}${used ? "" : " unused"}`, said, [k, t]);
    }
  });
  outputs.forEach(({ value, from }, k) => {
    const read = [...new Set(from.map(([, t]) => t + 1))].join(" and ");
    const node = number(place(k), OUT, value, "output", `output ${k + 1}, read at input ${read}`, [k]);
    const light = (on) => () => joins[k].forEach((path) => path.classList.toggle("lit", on));
    const [on, off] = [light(true), light(false)];
    Object.assign(node, { onmouseenter: on, onmouseleave: off, onfocus: on, onblur: off });
  });
  return svg;
}

class Reading {
  constructor(parent) {
    this.parent = parent;
    this.root = parent.querySelector(".reading");
    this.resize = new ResizeObserver(() => {
      if (this.root.clientWidth && this.root.clientWidth !== this.width) this.adopt(this.data);
    });
  }

  destroy() {
    this.resize.disconnect();
  }

  adopt(data) {
    const { root } = this;
    Object.assign(this, { data, width: root.clientWidth });
    const drawn = readingDrawing(data, this.width || 520, (chosen) => this.send("choose", chosen));
    keepFocus(this.parent, () => root.replaceChildren(drawn));
    const [first] = root.querySelectorAll(".output");
    if (data.outputs.length === 1) root.scrollLeft = Number(first.firstChild.getAttribute("x")) - root.clientWidth / 2;
    this.resize.observe(root);
  }
}

export default mount(Reading);
