// Shared by every component: elements, symbols, numbers, colours, and the light that one component asks of another.

const SVG = "http://www.w3.org/2000/svg";

// An element with attributes and children; text becomes text nodes, so nothing a reader typed is ever parsed.
function make(tag, attributes = {}, ...children) {
  const svg = ["svg", "g", "path", "rect", "text", "defs", "marker", "title", "circle"].includes(tag);
  const node = svg ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node[name] = value;
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

// h₃[0] from {base, subscript, index, mark, gradient}.
function symbolNode({ base, subscript, index, mark, gradient }) {
  const node = make("span", { class: "symbol" });
  if (gradient) node.append("∂L/∂");
  node.append(/^[\d.−-]+$/.test(base) ? base.replace("-", "−") : make("i", {}, base));
  if (mark) node.append(make("sup", {}, mark));
  if (subscript) node.append(make("sub", {}, subscript));
  if (index) node.append(`[${index}]`);
  return node;
}

// A number in few digits, for places where the exact one is a click away; strings (∞, NaN) pass through.
function short(value) {
  if (value === null || value === undefined) return "?";
  if (typeof value === "string") return value;
  const size = Math.abs(value);
  const text =
    size !== 0 && (size < 0.0005 || size >= 1e5)
      ? value.toExponential(1)
      : value.toFixed(size < 10 ? 3 : size < 100 ? 2 : size < 1000 ? 1 : 0);
  return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", "−");
}

function palette(element, name) {
  const host = element.host ?? element;
  const colours = getComputedStyle(host).getPropertyValue(`--st-chart-${name}-colors`).split(",").map((c) => c.trim());
  return colours.length > 1 ? colours : ["#888888", "#888888"]; // an element on its way out has no theme
}

function channels(hex) {
  return [1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16));
}

// The colour of a value on a diverging palette about zero, and an ink that can be read on it.
function paint(value, largest, colours) {
  if (typeof value !== "number") return null;
  const share = largest > 0 ? Math.max(-1, Math.min(1, value / largest)) : 0;
  const position = ((share + 1) / 2) * (colours.length - 1);
  const low = Math.min(Math.floor(position), colours.length - 2);
  const [a, b] = [channels(colours[low]), channels(colours[low + 1])];
  const rgb = a.map((channel, k) => Math.round(channel + (b[k] - channel) * (position - low)));
  const linear = rgb.map((c) => (c / 255 <= 0.04045 ? c / 3294.6 : ((c / 255 + 0.055) / 1.055) ** 2.4));
  const luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  return { fill: `rgb(${rgb.join(",")})`, ink: luminance > 0.19 ? "#0b1017" : "#ffffff" };
}

// Runs ``draw``, now or soon, and says so, unless ``data`` and the theme are what they were at this element's last drawing. Work that can wait
// for the figures is done after the next frame, and only the latest of it.
const drawings = new WeakMap();
function drawIfChanged(element, data, draw, { later = false } = {}) {
  const style = getComputedStyle(element.host ?? element);
  const seen = JSON.stringify(data) + style.getPropertyValue("--st-background-color") + style.getPropertyValue("--st-text-color");
  const last = drawings.get(element);
  if (last?.seen === seen) return false;
  cancelAnimationFrame(last?.frame);
  clearTimeout(last?.timer);
  const now = { seen };
  drawings.set(element, now);
  if (!later || !last) draw();
  else now.frame = requestAnimationFrame(() => (now.timer = setTimeout(draw)));
  return true;
}

// One component asks the diagrams of the page to light a weight or a number; null puts the light out.
const LIGHT = "rnnviz:light";
function askForLight(detail) {
  document.dispatchEvent(new CustomEvent(LIGHT, { detail }));
}
