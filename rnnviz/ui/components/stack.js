// A stack of layers, input first: cards with their controls in place, and the shape on every edge between them.

import { button, clamp, keepFocus, make } from "./common.js";
import { mount } from "./mount.js";

// What tells a reader what something means: shown where they point at it, spoken where they come to it.
const explained = (meaning) => meaning && { "data-meaning": meaning, "aria-description": meaning };

class Stack {
  constructor(data, send) {
    Object.assign(this, data);
    this.send = send;
  }

  edit(layer, field, value) {
    this.send({ action: "set", layer, field, value });
  }

  looks(what, position, part = 0) {
    const [kind, where, which] = this.table.look;
    return kind === what && where === position && which === part;
  }

  look(what, position, part = 0) {
    return () => this.send({ action: "look", look: [what, position, part] });
  }

  // ---- fields ---------------------------------------------------------------------------------------------

  wrong(action, layer) {
    return this.mistakes.filter((each) => each.action === action && each.layer === String(layer));
  }

  field(action, layer, field, value, label, size = 4) {
    const wrong = this.wrong(action, layer).find((each) => each.field === field);
    const input = make("input", {
      type: "text",
      size,
      value: wrong ? wrong.value : value,
      "data-id": `${action}.${layer}.${field}`,
      "aria-label": label,
      autocomplete: "off",
      spellcheck: "false",
      "aria-invalid": wrong && "true",
      onfocus: () => input.select(),
      onchange: () => this.send({ action, layer, field, value: input.value }),
    });
    return input;
  }

  alert(action, layer) {
    const [wrong] = this.wrong(action, layer);
    const words = wrong && `${wrong.sentence} The last good stack is still shown.`;
    return wrong && make("p", { class: "refused", role: "alert" }, words);
  }

  select(id, label, options, value, onchange) {
    const option = ([key, text]) => make("option", { value: key, selected: key === value }, text);
    const looks = { "data-id": id, "aria-label": label, onchange: () => onchange?.(choice.value) };
    const choice = make("select", looks, ...options.map(option));
    return choice;
  }

  // A button that keeps its focus when all is drawn anew.
  press(text, id, action, attributes) {
    return button(text, action, { "data-id": id, ...attributes });
  }

  labelled(text, control, meaning = this.table.meanings[text]) {
    return make("label", { class: "labelled", ...explained(meaning) }, make("span", {}, text), control);
  }

  // ---- cards ----------------------------------------------------------------------------------------------

  input() {
    const { shape, batch, timesteps, features } = this.table.input;
    const isSequence = timesteps !== null;
    const axis = (name, value) => this.labelled(name, this.field("input", 0, name, value, `${name} of the input`));
    const toggle = () => this.send({ action: "input", field: "sequence", value: isSequence ? "off" : "on" });
    const flag = { class: "flag", "aria-pressed": String(isSequence), ...explained(this.table.meanings.sequence) };
    const { loop } = this.table;
    const fields = [
      make("b", { class: "title" }, "Input"),
      axis("batch", batch),
      isSequence && axis("timesteps", timesteps),
      features !== null && axis("features", features),
      features !== null && !loop && this.press("sequence", "input.sequence", toggle, flag),
    ];
    const looks = { class: "card source", "aria-label": `input ${shape}` };
    return make("section", looks, make("div", { class: "row" }, ...fields), this.alert("input", 0));
  }

  layer(position) {
    const layer = this.table.layers[position];
    const { mistake } = this.table;
    const count = this.table.layers.length;
    const broken = mistake?.position === position;
    const looked = this.looks("layer", position);
    const tool = (action, text, title, disabled) => {
      const looks = { class: "tool", "aria-label": `${title} ${layer.name}`, title, disabled };
      return this.press(text, `${action}.${position}`, () => this.send({ action, layer: position }), looks);
    };
    const name = this.press(layer.name, `layer.${position}`, this.look("layer", position), {
      class: "name",
      "aria-pressed": String(looked),
      disabled: !layer.weights,
      title: layer.weights ? "show its weights" : null,
    });
    const tools = [
      tool("up", "↑", "move up", position === 0),
      tool("down", "↓", "move down", position === count - 1),
      tool("remove", "✕", "remove", count === 1),
    ];
    const { size_name: size } = layer;
    const select = (field, options, spoken = field) => {
      const edit = (value) => this.edit(position, field, value);
      return this.select(`set.${position}.${field}`, `${spoken} of ${layer.name}`, options, layer[field], edit);
    };
    const first = [
      name,
      select("kind", Object.entries(this.table.kinds)),
      this.labelled(
        size,
        this.field("set", position, "size", layer.size, `${size} of ${layer.name}`, 4),
        layer.size_meaning,
      ),
      make("span", { class: "tools" }, ...tools),
    ];
    const flags = layer.flags.map(({ field, on }) => {
      const said = { "aria-label": `${field} of ${layer.name}`, ...explained(this.table.meanings[field]) };
      const looks = { class: "flag", "aria-pressed": String(on), ...said };
      return this.press(field, `set.${position}.${field}`, () => this.edit(position, field, on ? "off" : "on"), looks);
    });
    const choice = (field, options) =>
      this.labelled(
        field,
        select(
          field,
          options.map((each) => [each, each]),
        ),
      );
    const { meanings } = this.table;
    const starts = [["0", "zeros"], ...layer.starts];
    const options = [
      layer.words &&
        this.labelled(
          "input_dim",
          this.field("set", position, "input_dim", layer.words.value, `input_dim of ${layer.name}`, 5),
          layer.words.meaning,
        ),
      ...flags,
      layer.activation && choice("activation", layer.activations),
      layer.merge_mode && choice("merge_mode", layer.merge_modes),
      layer.starts.length &&
        this.labelled("begins with", select("start", starts, "initial_state"), meanings.initial_state),
    ].filter(Boolean);
    const looks = `card${broken ? " broken" : ""}${looked ? " looked" : ""}`;
    return make(
      "section",
      { class: looks, "aria-label": `layer ${position + 1}, ${layer.name}` },
      broken && this.mistake(mistake),
      make("div", { class: "row" }, ...first),
      options.length > 0 && make("div", { class: "row options" }, ...options),
      this.formula(layer, looked || layer.noted),
      this.alert("set", position),
    );
  }

  formula(layer, explain) {
    if (layer.hidden) return make("p", { class: "formula" }, make("b", {}, "? parameters"));
    if (!layer.formula) return make("p", { class: "formula" }, "not built");
    const { symbols, numbers, total, note } = layer.formula;
    const sum = numbers ? `${symbols} = ${numbers} = ` : `${symbols}: `;
    const [count, words] = [make("b", {}, `${total} parameters`), make("span", { class: "note" }, ` ${note}`)];
    return make("p", { class: "formula", title: note }, sum, count, explain && words);
  }

  mistake({ message, words, repairs }) {
    const repair = (label, choice) => {
      const looks = { class: choice ? "repair" : "repair first" };
      return this.press(label, `repair.${choice}`, () => this.send({ action: "repair", choice }), looks);
    };
    return make(
      "div",
      { class: "mistake" },
      make("p", { class: "says" }, "Keras says"),
      make("code", {}, message),
      make("p", {}, words),
      make("div", { class: "row" }, ...repairs.map(repair)),
    );
  }

  edge(position) {
    const { status, shape, states, meaning } = this.table.edges[position];
    const from = position ? this.table.layers[position - 1].name : "the input";
    const chip = (text, what, part, label, means, disabled = false) => {
      const looks = { class: "shape", "aria-pressed": String(this.looks(what, position, part)), ...explained(means) };
      const look = this.look(what, position, part);
      return this.press(text, `${what}.${position}.${part}`, look, { ...looks, "aria-label": label, disabled });
    };
    const wire = make("span", { class: "wire", "aria-hidden": "true" });
    const unknown = status !== "known" && status !== "broken";
    const output = chip(shape, "edge", 0, `output of ${from}: ${shape}`, meaning, unknown);
    const beside = states.map(({ label, shape: size, to, meaning: means }, part) =>
      chip(`${label} ${size}${to ? ` → ${to}` : ""}`, "state", part, `last ${label} of ${from}: ${size}`, means),
    );
    return make("div", { class: `edge ${status}` }, wire, output, ...beside);
  }

  add() {
    if (this.table.full) return make("p", { class: "formula" }, "That is as many layers as a stack here can have.");
    const choice = this.select("add.kind", "kind of the new layer", Object.entries(this.table.kinds));
    const add = this.press("+ Add layer", "add", () => this.send({ action: "add", value: choice.value }));
    return make("div", { class: "row add" }, add, choice);
  }

  // A loop around layers: its head, the layers and the edges between them, and the way back.
  looped(inside) {
    const turns = this.labelled("turns", this.field("input", 0, "turns", this.table.loop.turns, "turns of the loop"));
    const words = "not a Keras layer: each turn reads the output of the one before";
    const head = [make("b", { class: "title" }, "Loop"), turns, make("span", { class: "note" }, words)];
    const back = make("span", { class: "back", "aria-hidden": "true" });
    return make(
      "section",
      { class: "loop", "aria-label": "loop" },
      back,
      make("div", { class: "row" }, ...head),
      ...inside,
    );
  }

  nodes() {
    const layers = this.table.layers.flatMap((_, position) => [this.layer(position), this.edge(position + 1)]);
    const start = [this.input(), this.edge(0)];
    if (!this.table.loop) return [...start, ...layers, this.add()];
    return [...start, this.looped([...layers.slice(0, -1), this.add()]), layers.at(-1)];
  }
}

class Builder {
  constructor(parent) {
    this.parent = parent;
    this.root = parent.querySelector(".stack");
    this.meaning = parent.querySelector(".meaning");
    const place = parent.querySelector(".place");
    const told = ({ target }) => target.closest("[data-meaning]");
    place.addEventListener("mouseover", (event) => this.tell(told(event)));
    place.addEventListener("mouseleave", () => this.tell(null));
    place.addEventListener("focusin", (event) => event.target.matches(":focus-visible") && this.tell(told(event)));
    place.addEventListener("focusout", () => this.tell(null));
    place.addEventListener("keydown", (event) => event.key === "Escape" && this.tell(null));
  }

  // Says what something means, below it.
  tell(node) {
    const { meaning } = this;
    meaning.hidden = !node;
    if (!node) return;
    meaning.textContent = node.dataset.meaning;
    const [at, all] = [node, this.root].map((each) => each.getBoundingClientRect());
    meaning.style.top = `${at.bottom - all.top + 4}px`;
    meaning.style.left = `${clamp(at.left - all.left, 0, Math.max(0, all.width - meaning.offsetWidth))}px`;
  }

  adopt(data) {
    const added = () => this.root.querySelector("[data-id='add.kind']");
    const adding = added()?.value;
    const nodes = new Stack(data, (event) => this.send("edit", event)).nodes();
    keepFocus(this.parent, () => this.root.replaceChildren(...nodes));
    if (added() && adding) added().value = adding;
    this.say(data.table.mistake);
  }

  // Lets screen readers hear of a refusal when it comes, and not again when something else is drawn anew.
  say(mistake) {
    const region = this.parent.querySelector(".spoken");
    const text = mistake ? `Keras says: ${mistake.message} ${mistake.words}` : "";
    if (region.textContent !== text) region.textContent = text;
  }
}

export default mount(Builder);
