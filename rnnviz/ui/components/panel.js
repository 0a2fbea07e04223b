// The operands of one number: each a row of factors and their product; a factor that was computed opens in turn.

import { askForLight, button, make, OPENED, set, still, symbolNode } from "./common.js";
import { mount } from "./mount.js";

const ANSWER = 3000; // ms in which an answer of Python's is expected
const between = (nodes, sign) => nodes.flatMap((node, k) => (k ? [sign(), node] : [node]));

function factorNode(factor, open) {
  const value = make("span", { class: "value" }, factor.text);
  if (factor.constant) return make("span", { class: "factor plain" }, value);
  const label = make("span", { class: "label" }, symbolNode(factor.symbol));
  const light = () => askForLight(factor.light ?? null);
  const dark = () => askForLight(null);
  const opens = factor.reference !== null;
  const node = opens ? button("", () => open(factor.reference)) : make("span");
  const spoken = opens && `open ${factor.spoken}: ${factor.text}`;
  const events = { onmouseenter: light, onmouseleave: dark, onfocus: light, onblur: dark };
  set(node, { class: opens ? "factor open" : "factor", "aria-label": spoken, ...events });
  node.append(label, value);
  return node;
}

function termNode(term, largest, open) {
  const factors = term.factors.map((factor) => factorNode(factor, open));
  const times = () => make("span", { class: "times", "aria-hidden": "true" }, "×");
  const share = largest > 0 && typeof term.value === "number" ? Math.abs(term.value) / largest : 0;
  const style = `width:${(share * 100).toFixed(1)}%`;
  const bar = make("span", { class: `share ${term.value < 0 ? "negative" : "positive"}`, style });
  return make(
    "div",
    { class: "term", role: "listitem" },
    make("div", { class: "factors" }, ...between(factors, times)),
    make("div", { class: "product" }, term.factors.length > 1 ? `= ${term.text}` : ""),
    make("div", { class: "track", "aria-hidden": "true" }, bar),
  );
}

function lineNode(words, value, result = false) {
  const number = make("output", { class: result && "result-value" }, value);
  return make("div", { class: result ? "line result" : "line" }, make("span", {}, words), number);
}

class Panel {
  constructor(parent) {
    this.parent = parent;
    this.root = parent.querySelector(".panel");
    this.opened = () => {
      this.asked = performance.now();
    };
    document.addEventListener(OPENED, this.opened);
    this.resize = new ResizeObserver(() => this.count());
  }

  destroy() {
    document.removeEventListener(OPENED, this.opened);
    this.resize.disconnect();
  }

  update() {
    this.waiting = -Infinity;
  }

  // A factor is opened once: another click would open it again from where the first one leads.
  open(reference) {
    if (performance.now() - this.waiting < ANSWER) return;
    this.waiting = performance.now();
    this.send("open", reference);
  }

  adopt(data) {
    const { root } = this;
    const focusInside = root.contains(this.parent.activeElement);
    askForLight(null);
    const here = data.trail.length - 1;
    const crumbs = data.trail.map((entry, k) => {
      if (k === here)
        return make("span", { class: "here", "aria-current": "true" }, symbolNode(entry), ` = ${data.value}`);
      const crumb = button("", () => this.send("back", k), { class: "crumb", "aria-label": `back to ${entry.text}` });
      crumb.append(symbolNode(entry));
      return crumb;
    });
    const next = () => make("span", { class: "sep", "aria-hidden": "true" }, "›");
    const rows = data.terms.map((term) => termNode(term, data.largest, (reference) => this.open(reference)));
    const looks = { class: "terms", role: "list", tabindex: rows.length > 6 && 0, onscroll: () => this.count() };
    this.terms = make("div", { ...looks, "aria-label": "terms" }, ...rows);
    this.more = make("div", { class: "more", "aria-hidden": "true" });
    const total = data.function
      ? [lineNode("sum", data.total), lineNode(`${data.function} of the sum`, data.value, true)]
      : [lineNode(data.terms.length > 1 ? "sum" : "result", data.value, true)];
    root.replaceChildren(
      make("nav", { class: "trail", "aria-label": "opened numbers" }, ...between(crumbs, next)),
      make("div", { class: "list" }, this.terms, this.more),
      ...total,
      make("p", { class: "spoken" }, data.sentence),
    );
    root.dataset.symbol = data.trail[here].text;
    this.resize.disconnect();
    this.resize.observe(this.terms);
    if (focusInside) (root.querySelector("button.open") ?? root.querySelector("button"))?.focus();
    if (performance.now() - this.asked < ANSWER) this.reveal();
    this.asked = -Infinity;
  }

  // How many terms the list hides below: what is seen would not add up to the sum.
  count() {
    const bottom = this.terms.getBoundingClientRect().bottom + 4;
    const hidden = [...this.terms.children].filter((row) => row.getBoundingClientRect().bottom > bottom).length;
    const words = `${hidden} more term${hidden === 1 ? "" : "s"} below`;
    if (this.more.textContent !== words) this.more.textContent = words;
    this.more.hidden = hidden === 0;
  }

  // On a narrow screen the number that was opened stands far above its arithmetic.
  reveal() {
    const { top, bottom } = this.root.getBoundingClientRect();
    const outside = top > innerHeight - 120 || bottom < 60;
    if (innerWidth <= 640 && outside)
      this.root.scrollIntoView({ block: "center", behavior: still() ? "auto" : "smooth" });
  }
}

export default mount(Panel);
