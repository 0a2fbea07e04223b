// A stack of layers, input first: cards with their controls in place, and the shape on every edge between them.

import { button, make } from "./common.js";
import { mount } from "./mount.js";

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

  field(action, layer, field, value, label, size = 4) {
    const wrong = this.mistakes.find(
      (each) => each.action === action && each.layer === String(layer) && each.field === field,
    );
    const input = make("input", {
      type: "text",
      size,
      value: wrong ? wrong.value : value,
      "data-id": `${action}.${layer}.${field}`,
      "aria-label": label,
      autocomplete: "off",
      spellcheck: "false",
      "aria-invalid": wrong ? "true" : null,
      onfocus: () => input.select(),
      onchange: () => this.send({ action, layer, field, value: input.value }),
    });
    return input;
  }

  alert(action, layer) {
    const wrong = this.mistakes.find((each) => each.action === action && each.layer === String(layer));
    return (
      wrong && make("p", { class: "refused", role: "alert" }, `${wrong.sentence} The last good stack is still shown.`)
    );
  }

  select(layer, field, value, options, label) {
    const choice = make(
      "select",
      { "data-id": `set.${layer}.${field}`, "aria-label": label },
      ...options.map(([key, text]) => make("option", { value: key, selected: key === value }, text)),
    );
    choice.onchange = () => this.edit(layer, field, choice.value);
    return choice;
  }

  // A button that keeps its focus when all is drawn anew.
  press(text, id, action, attributes) {
    return button(text, action, { "data-id": id, ...attributes });
  }

  labelled(text, control) {
    return make("label", { class: "labelled" }, make("span", {}, text), control);
  }

  // ---- cards ----------------------------------------------------------------------------------------------

  input() {
    const { shape, batch, timesteps, features } = this.table.input;
    const axis = (field, value, label) => this.labelled(field, this.field("input", 0, field, value, label, 4));
    const sequence = timesteps === null ? "on" : "off";
    const toggle = this.press(
      "sequence",
      "input.sequence",
      () => this.send({ action: "input", field: "sequence", value: sequence }),
      {
        class: "flag",
        "aria-pressed": String(timesteps !== null),
        title: "With a timesteps axis, or one vector a sample.",
      },
    );
    const fields = [
      make("b", { class: "title" }, "Input"),
      axis("batch", batch, "batch of the input"),
      timesteps === null ? null : axis("timesteps", timesteps, "timesteps of the input"),
      axis("features", features, "features of the input"),
      toggle,
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
    const tool = (action, text, label, disabled) =>
      this.press(text, `${action}.${position}`, () => this.send({ action, layer: position }), {
        class: "tool",
        "aria-label": `${label} ${layer.name}`,
        title: label,
        disabled,
      });
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
    const first = [
      name,
      this.select(position, "kind", layer.kind, Object.entries(this.table.kinds), `kind of ${layer.name}`),
      this.labelled(size, this.field("set", position, "size", layer.size, `${size} of ${layer.name}`, 3)),
      make("span", { class: "tools" }, ...tools),
    ];
    const flags = layer.flags.map(({ field, on, help }) =>
      this.press(field, `set.${position}.${field}`, () => this.edit(position, field, on ? "off" : "on"), {
        class: "flag",
        "aria-pressed": String(on),
        title: help,
        "aria-label": `${field} of ${layer.name}`,
      }),
    );
    const choice = (title, field, options, spoken = field) =>
      this.labelled(title, this.select(position, field, layer[field], options, `${spoken} of ${layer.name}`));
    const same = (each) => [each, each];
    const options = [
      ...flags,
      layer.activation && choice("activation", "activation", layer.activations.map(same)),
      layer.merge_mode && choice("merge_mode", "merge_mode", layer.merge_modes.map(same)),
      layer.starts.length && choice("begins with", "start", [["0", "zeros"], ...layer.starts], "initial_state"),
    ].filter(Boolean);
    const looks = `card${broken ? " broken" : ""}${looked ? " looked" : ""}`;
    return make(
      "section",
      { class: looks, "aria-label": `layer ${position + 1}, ${layer.name}` },
      broken && this.mistake(mistake),
      make("div", { class: "row" }, ...first),
      options.length > 0 && make("div", { class: "row options" }, ...options),
      this.formula(layer, looked || layer.two_biases),
      this.alert("set", position),
    );
  }

  formula(layer, explain) {
    if (layer.hidden) return make("p", { class: "formula" }, make("b", {}, "? parameters"));
    if (!layer.formula) return make("p", { class: "formula" }, "not built");
    const { symbols, numbers, total, note } = layer.formula;
    const sum = numbers ? `${symbols} = ${numbers} = ` : `${symbols}: `;
    return make(
      "p",
      { class: "formula", title: note },
      sum,
      make("b", {}, `${total} parameters`),
      explain ? make("span", { class: "note" }, ` ${note}`) : null,
    );
  }

  mistake({ message, words, repairs }) {
    const repair = (label, choice) =>
      this.press(label, `repair.${choice}`, () => this.send({ action: "repair", choice }), {
        class: choice ? "repair" : "repair first",
      });
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
    const { status, shape, states } = this.table.edges[position];
    const from = position ? this.table.layers[position - 1].name : "the input";
    const chip = (text, what, part, label, pressable) =>
      this.press(text, `${what}.${position}.${part}`, this.look(what, position, part), {
        class: "shape",
        "aria-pressed": String(this.looks(what, position, part)),
        "aria-label": label,
        disabled: !pressable,
      });
    const known = status === "known" || status === "broken";
    const beside = states.map(({ label, shape: size, to }, part) =>
      chip(`${label} ${size}${to ? ` → ${to}` : ""}`, "state", part, `last ${label} of ${from}: ${size}`, true),
    );
    return make(
      "div",
      { class: `edge ${status}` },
      make("span", { class: "wire", "aria-hidden": "true" }),
      chip(shape, "edge", 0, `output of ${from}: ${shape}`, known),
      ...beside,
    );
  }

  add() {
    if (this.table.full) return make("p", { class: "formula" }, "That is as many layers as a stack here can have.");
    const choice = make(
      "select",
      { "data-id": "add.kind", "aria-label": "kind of the new layer" },
      ...Object.entries(this.table.kinds).map(([key, text]) => make("option", { value: key }, text)),
    );
    const add = this.press("+ Add layer", "add", () => this.send({ action: "add", value: choice.value }));
    return make("div", { class: "row add" }, add, choice);
  }

  nodes() {
    const layers = this.table.layers.flatMap((_, position) => [this.layer(position), this.edge(position + 1)]);
    return [this.input(), this.edge(0), ...layers, this.add()];
  }
}

// Lets screen readers hear of a refusal when it comes, and not again when something else is drawn anew.
function say(region, mistake) {
  const text = mistake ? `Keras says: ${mistake.message} ${mistake.words}` : "";
  if (region.textContent !== text) region.textContent = text;
}

class Builder {
  constructor(parent) {
    this.parent = parent;
    this.root = parent.querySelector(".stack");
  }

  adopt(data) {
    const { root } = this;
    const focused = this.parent.activeElement?.getAttribute?.("data-id");
    const adding = root.querySelector("[data-id='add.kind']")?.value;
    root.replaceChildren(...new Stack(data, (event) => this.send("edit", event)).nodes().filter(Boolean));
    say(this.parent.querySelector(".spoken"), data.table.mistake);
    const choice = root.querySelector("[data-id='add.kind']");
    if (choice && adding) choice.value = adding;
    if (focused) [...root.querySelectorAll("[data-id]")].find((each) => each.dataset.id === focused)?.focus();
  }
}

export default mount(Builder);
