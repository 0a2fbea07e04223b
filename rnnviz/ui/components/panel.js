// One number as a sum: in symbols, then each product with its factors; a factor that was computed opens in turn.

import { askForLight, button, keepFocus, make, OPENED, set, symbolNode } from "./common.js";
import { Changes, entryId, givenField, HOW_TO } from "./given.js";
import { mount } from "./mount.js";
import { exact } from "./text.js";

const ANSWER = 3000; // ms in which an answer of Python's is expected
const between = (nodes, sign) => nodes.flatMap((node, k) => (k ? [sign(), node] : [node]));

// h₃[0] = tanh(Σ … + …): the sum in symbols.
function formulaNode(symbol, formula, { text }) {
  const addends = formula.map(({ factors, sum }) => {
    const product = between(factors.map(symbolNode), () => " ");
    if (!sum) return make("span", { class: "addend" }, ...product);
    const [letter, first, last] = sum;
    const limits = [make("small", {}, last), "Σ", make("small", {}, `${letter}=${first}`)];
    return make("span", { class: "addend" }, make("span", { class: "sigma" }, ...limits), ...product);
  });
  const sum = between(addends.length ? addends : ["0"], () => " + ");
  const inside = text ? [`${text} (`, ...sum, ")"] : sum;
  return make("div", { class: "formula", "aria-hidden": "true" }, symbolNode(symbol), " = ", ...inside);
}

function lineNode(words, value, result = false) {
  const number = make("output", { class: result && "result-value" }, value);
  return make("div", { class: result ? "line result" : "line" }, make("span", {}, words), number);
}

const size = (term) => (typeof term.value === "number" ? Math.abs(term.value) : Infinity);

class Panel {
  constructor(parent) {
    this.parent = parent;
    this.root = parent.querySelector(".panel");
    this.opened = () => {
      this.asked = performance.now();
    };
    document.addEventListener(OPENED, this.opened);
    this.changes = new Changes((event) => this.send("edit", event));
    this.resize = new ResizeObserver(() => this.count());
  }

  destroy() {
    document.removeEventListener(OPENED, this.opened);
    this.resize.disconnect();
  }

  update() {
    this.waiting = -Infinity;
    this.changes.answered();
  }

  // A factor is opened once: another click would open it again from where the first one leads.
  open(reference) {
    if (performance.now() - this.waiting < ANSWER) return;
    this.waiting = performance.now();
    this.send("open", reference);
  }

  adopt(data) {
    const { root } = this;
    const focused = root.contains(this.parent.activeElement) && (this.parent.activeElement.dataset.id ?? "open");
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
    this.data = data;
    const looks = { class: "terms", role: "list", "aria-label": "terms", onscroll: () => this.count() };
    this.terms = make("div", looks);
    this.more = make("div", { class: "more", "aria-hidden": "true" });
    this.choices = make("div", { class: "choices" });
    this.meaning = make("p", { class: "meaning" });
    this.changes.fields.clear();
    const refused = make("p", { class: "refused", id: "refused", role: "alert" }, data.mistake?.sentence ?? "");
    const { spoken } = data.function;
    const total = spoken
      ? [lineNode("sum", data.total), lineNode(`${spoken} of the sum`, data.value, true)]
      : [lineNode(data.terms.length > 1 ? "sum" : "result", data.value, true)];
    this.handle = button("", () => this.raise(!this.raised), { class: "handle" });
    root.replaceChildren(
      this.handle,
      make("nav", { class: "trail", "aria-label": "opened numbers" }, ...between(crumbs, next)),
      formulaNode(data.trail[here], data.formula, data.function),
      make("div", { class: "list" }, this.terms, this.more),
      refused,
      this.choices,
      ...total,
      this.meaning,
      make("p", { class: "spoken" }, data.sentence),
    );
    this.list();
    root.dataset.symbol = data.trail[here].text;
    this.resize.disconnect();
    this.resize.observe(this.terms);
    if (focused) {
      const same = [...root.querySelectorAll("[data-id]")].find((each) => each.dataset.id === focused);
      (same ?? root.querySelector("button.open") ?? root.querySelector("button"))?.focus();
    }
    this.raise(this.raised || performance.now() - this.asked < ANSWER);
    this.asked = -Infinity;
  }

  // The terms as they are ordered and as many as are wanted: zeros add nothing, so several fold into one line.
  list() {
    const { terms } = this.data;
    const zeros = terms.filter((term) => size(term) === 0);
    const folds = zeros.length > 1 && zeros.length < terms.length;
    const shown = terms.filter((term) => !folds || this.unfolded || size(term) > 0);
    if (this.sorted) shown.sort((a, b) => size(b) - size(a));
    this.terms.replaceChildren(...shown.map((term) => this.termNode(term)));
    set(this.terms, { tabindex: shown.length > 6 && 0 });
    const choice = (name, words) => {
      const choose = () => {
        this[name] = !this[name];
        this.list();
      };
      const id = { "data-id": name, "aria-pressed": String(Boolean(this[name])) };
      return button(words, choose, { class: "choice", ...id });
    };
    const largest = terms.length > 3 && choice("sorted", "largest first");
    const unfold =
      folds && choice("unfolded", this.unfolded ? `hide ${zeros.length} zeros` : `${zeros.length} terms are 0`);
    keepFocus(this.root, () => this.choices.replaceChildren(...[largest, unfold].filter(Boolean)));
    this.count();
  }

  termNode(term) {
    const factors = term.factors.map((factor) => this.factorNode(factor));
    const times = () => make("span", { class: "times", "aria-hidden": "true" }, "×");
    const { largest } = this.data;
    const share = largest > 0 ? Math.min(1, size(term) / largest) : 0;
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

  // A factor: pointing at it lights it in the diagram and says what it means; one that was computed opens.
  factorNode(factor) {
    const value = make("span", { class: "value" }, factor.text);
    if (factor.constant) return make("span", { class: "factor plain" }, value);
    const label = make("span", { class: "label" }, symbolNode(factor.symbol));
    const light = () => {
      askForLight(factor.light ?? null);
      this.meaning.textContent = factor.entry ? `${factor.meaning} ${HOW_TO}` : factor.meaning;
    };
    const dark = () => askForLight(null);
    const events = { onmouseenter: light, onmouseleave: dark, onfocus: light, onblur: dark };
    if (factor.entry) return this.givenNode(factor, label, events);
    const opens = factor.reference !== null;
    const node = opens ? button("", () => this.open(factor.reference)) : make("span", { tabindex: 0, role: "note" });
    const spoken = opens ? `open ${factor.spoken}: ${factor.text}` : `${factor.meaning} ${factor.text}`;
    set(node, { class: opens ? "factor open" : "factor", "aria-label": spoken, ...events });
    node.append(label, value);
    return node;
  }

  // A factor that a reader may change.
  givenNode(factor, label, events) {
    const { mistake } = this.data;
    const here = mistake && entryId(mistake.entry) === entryId(factor.entry) && mistake;
    const field = givenField(
      { ...factor, text: exact(factor.value), label: factor.spoken, mistake: here },
      this.changes,
    );
    set(field, { onfocus: events.onfocus, onblur: events.onblur });
    const { onmouseenter, onmouseleave } = events;
    return make("span", { class: "factor", onmouseenter, onmouseleave }, label, field);
  }

  // How many terms the list hides below: what is seen would not add up to the sum.
  count() {
    const bottom = this.terms.getBoundingClientRect().bottom + 4;
    const hidden = [...this.terms.children].filter((row) => row.getBoundingClientRect().bottom > bottom).length;
    const words = `${hidden} more term${hidden === 1 ? "" : "s"} below`;
    if (this.more.textContent !== words) this.more.textContent = words;
    this.more.hidden = hidden === 0;
  }

  // On a narrow screen the arithmetic is a sheet at the bottom, of which only the number is seen until one is opened.
  raise(up) {
    this.raised = up;
    this.root.classList.toggle("raised", up);
    set(this.handle, { "aria-expanded": String(up) });
    this.handle.textContent = up ? "▾ close" : "▴ its sum";
    this.count();
  }
}

export default mount(Panel);
