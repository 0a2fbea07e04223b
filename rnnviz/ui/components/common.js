// Shared by every component: elements, symbols, numbers, colours, and the light that one component asks of another.

const SVG = "http://www.w3.org/2000/svg";

// An element with attributes and children; text becomes text nodes, so nothing a reader typed is ever parsed.
export function make(tag, attributes = {}, ...children) {
  const svg = ["svg", "g", "path", "rect", "text", "title", "defs", "marker"].includes(tag);
  const node = svg ? document.createElementNS(SVG, tag) : document.createElement(tag);
  set(node, attributes);
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

// Attributes and listeners of an element; null, undefined and false are none.
export function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node[name] = value;
    else if (value === null || value === undefined || value === false) node.removeAttribute(name);
    else node.setAttribute(name, value === true ? "" : value);
  }
}

// h₃[0] from {base, subscript, index, mark, gradient}, and what stands before and after it.
export function symbolNode({ base, subscript, index, mark, gradient, before = "", after = "" }) {
  const node = make("span", { class: "symbol" }, before);
  if (gradient) node.append("∂L/∂");
  node.append(/^[\d.−-]+$/.test(base) ? base.replace("-", "−") : make("i", {}, base));
  if (mark) node.append(make("sup", {}, mark));
  if (subscript) node.append(make("sub", {}, subscript));
  node.append(index ? `[${index}]${after}` : after);
  return node;
}

// A button that does something; its label is what is on it, unless ``attributes`` say more.
export function button(text, onclick, attributes = {}) {
  return make("button", { type: "button", onclick, ...attributes }, text);
}

// A button whose text is a sign: ``label`` says what it does.
export function sign(text, label, onclick, attributes = {}) {
  return button(text, onclick, { "aria-label": label, title: label, ...attributes });
}

// A table of text: titles above, rows below, of which ``now`` marks one. The first so many columns, or those
// in a list, are ``texts``, which stand at the left, the first of them the ``heads`` of their rows.
export function tableNode(columns, rows, { caption = null, now = () => false, texts = 0, heads = false } = {}) {
  const side = (k) => ({ class: (Array.isArray(texts) ? texts.includes(k) : k < texts) && "words" });
  const title = (text, k) => make("th", { scope: "col", ...side(k) }, text);
  const cell = (text, k) => (heads && !k ? make("th", { scope: "row", ...side(k) }, text) : make("td", side(k), text));
  const body = rows.map((row) => make("tr", { class: now(row) && "now" }, ...row.map(cell)));
  const parts = [make("thead", {}, make("tr", {}, ...columns.map(title))), make("tbody", {}, ...body)];
  return make("table", {}, caption && make("caption", {}, caption), ...parts);
}

export const clamp = (value, low, high) => Math.max(low, Math.min(high, value));

// The head of an arrow, for paths with ``"marker-end": "url(#head)"``; it grows with them if nothing else is said.
export function arrowHead(refX, more = {}) {
  const size = { viewBox: "0 0 8 8", refX, refY: 4, markerWidth: 5, markerHeight: 5, orient: "auto", ...more };
  const tip = make("path", { d: "M0,0L8,4L0,8z", fill: "context-stroke" });
  return make("defs", {}, make("marker", { id: "head", ...size }, tip));
}

// Draws anew, and gives the focus back to what has the same ``data-id``.
export function keepFocus(root, draw) {
  const focused = root.activeElement?.dataset?.id;
  draw();
  if (focused) [...root.querySelectorAll("[data-id]")].find((each) => each.dataset.id === focused)?.focus();
}

export function palette(element, name) {
  const colours = getComputedStyle(element.host ?? element).getPropertyValue(`--st-chart-${name}-colors`);
  const found = colours.split(",").map((each) => each.trim());
  return found.length > 1 ? found : ["#888888", "#888888"]; // an element on its way out has no theme
}

export function channels(hex) {
  return [1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16));
}

// The colour of a value on a diverging palette about zero, and an ink that can be read on it: black and white contrast
// alike, 4.58 to one, with a luminance of 0.179, and one of them more with any other.
export function paint(value, largest, colours) {
  if (typeof value !== "number") return null;
  const share = largest > 0 ? clamp(value / largest, -1, 1) : 0;
  const position = ((share + 1) / 2) * (colours.length - 1);
  const low = Math.min(Math.floor(position), colours.length - 2);
  const [a, b] = [channels(colours[low]), channels(colours[low + 1])];
  const rgb = a.map((channel, k) => Math.round(channel + (b[k] - channel) * (position - low)));
  const linear = rgb.map((c) => (c / 255 <= 0.04045 ? c / 3294.6 : ((c / 255 + 0.055) / 1.055) ** 2.4));
  const luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  return { fill: `rgb(${rgb.join(",")})`, ink: luminance > 0.179 ? "#000000" : "#ffffff" };
}

// One component asks the diagrams of the page to light a weight or a number; null puts the light out.
export const LIGHT = "rnnviz:light";
export function askForLight(detail) {
  document.dispatchEvent(new CustomEvent(LIGHT, { detail }));
}

// The timestep that figures of one group share under the pointer.
export const HOVER = "rnnviz:hover";
export function hoverAt(group, x, detail = {}) {
  document.dispatchEvent(new CustomEvent(HOVER, { detail: { group, x, ...detail } }));
}

// A reader has opened a number: its arithmetic is about to be shown, on a narrow screen over the lower half of it.
export const OPENED = "rnnviz:opened";
export function tellOpened(node) {
  document.dispatchEvent(new CustomEvent(OPENED));
  const covered = innerWidth <= 640 ? node.getBoundingClientRect().bottom - innerHeight / 2 : 0;
  if (covered <= 0) return;
  const main = (node.getRootNode().host ?? node).closest("[data-testid=stMain]");
  main?.scrollBy({ top: covered, behavior: still() ? "auto" : "smooth" });
}

// Whether the reader has asked for less motion.
export const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
