// A stack of layers, input first: cards with their controls in place, and the shape on every edge between them.

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
    const wrong = this.mistakes.find((each) => each.action === action && each.layer === String(layer) && each.field === field);
    const input = make("input", {
      type: "text", size, value: wrong ? wrong.value : value, "data-id": `${action}.${layer}.${field}`, "aria-label": label, autocomplete: "off", spellcheck: "false",
      "aria-invalid": wrong ? "true" : null, onfocus: () => input.select(), onchange: () => this.send({ action, layer, field, value: input.value }),
    });
    return input;
  }

  alert(action, layer) {
    const wrong = this.mistakes.find((each) => each.action === action && each.layer === String(layer));
    return wrong && make("p", { class: "refused", role: "alert" }, `${wrong.sentence} The last good stack is still shown.`);
  }

  select(layer, field, value, options, label) {
    const choice = make("select", { "data-id": `set.${layer}.${field}`, "aria-label": label }, ...options.map(([key, text]) => make("option", { value: key, selected: key === value }, text)));
    choice.onchange = () => this.edit(layer, field, choice.value);
    return choice;
  }

  labelled(text, control) {
    return make("label", { class: "labelled" }, make("span", {}, text), control);
  }

  // ---- cards ----------------------------------------------------------------------------------------------

  input() {
    const { shape, batch, timesteps, features } = this.table.input;
    const axis = (field, value, label) => this.labelled(field, this.field("input", 0, field, value, label, 4));
    const toggle = make("button", { type: "button", class: "flag", "data-id": "input.sequence", "aria-pressed": String(timesteps !== null), title: "With a timesteps axis, or one vector a sample.", onclick: () => this.send({ action: "input", field: "sequence", value: timesteps === null ? "on" : "off" }) }, "sequence");
    return make(
      "section", { class: "card source", "aria-label": `input ${shape}` },
      make("div", { class: "row" }, make("b", { class: "title" }, "Input"), axis("batch", batch, "batch of the input"), timesteps === null ? null : axis("timesteps", timesteps, "timesteps of the input"), axis("features", features, "features of the input"), toggle),
      this.alert("input", 0),
    );
  }

  layer(position) {
    const layer = this.table.layers[position];
    const { mistake } = this.table;
    const count = this.table.layers.length;
    const broken = mistake?.position === position;
    const button = (action, text, label, disabled) => make("button", { type: "button", class: "tool", "data-id": `${action}.${position}`, "aria-label": `${label} ${layer.name}`, title: label, disabled, onclick: () => this.send({ action, layer: position }) }, text);
    const name = make("button", { type: "button", class: "name", "data-id": `layer.${position}`, "aria-pressed": String(this.looks("layer", position)), disabled: !layer.weights, title: layer.weights ? "show its weights" : null, onclick: this.look("layer", position) }, layer.name);
    const tools = make("span", { class: "tools" }, button("up", "↑", "move up", position === 0), button("down", "↓", "move down", position === count - 1), button("remove", "✕", "remove", count === 1));
    const first = make("div", { class: "row" }, name, this.select(position, "kind", layer.kind, Object.entries(this.table.kinds), `kind of ${layer.name}`), this.labelled(layer.size_name, this.field("set", position, "size", layer.size, `${layer.size_name} of ${layer.name}`, 3)), tools);
    const flags = layer.flags.map(({ field, on, help }) => make("button", { type: "button", class: "flag", "data-id": `set.${position}.${field}`, "aria-pressed": String(on), title: help, "aria-label": `${field} of ${layer.name}`, onclick: () => this.edit(position, field, on ? "off" : "on") }, field));
    const options = make("div", { class: "row options" }, ...flags);
    if (layer.activation) options.append(this.labelled("activation", this.select(position, "activation", layer.activation, layer.activations.map((each) => [each, each]), `activation of ${layer.name}`)));
    if (layer.merge_mode) options.append(this.labelled("merge_mode", this.select(position, "merge_mode", layer.merge_mode, layer.merge_modes.map((each) => [each, each]), `merge_mode of ${layer.name}`)));
    if (layer.starts.length) options.append(this.labelled("begins with", this.select(position, "start", layer.start, [["0", "zeros"], ...layer.starts], `initial_state of ${layer.name}`)));
    return make(
      "section", { class: `card${broken ? " broken" : ""}${this.looks("layer", position) ? " looked" : ""}`, "aria-label": `layer ${position + 1}, ${layer.name}` },
      broken ? this.mistake(mistake) : null, first, options.childElementCount ? options : null, this.formula(layer, this.looks("layer", position) || layer.two_biases), this.alert("set", position),
    );
  }

  formula(layer, explain) {
    if (layer.hidden) return make("p", { class: "formula" }, make("b", {}, "? parameters"));
    if (!layer.formula) return make("p", { class: "formula" }, "not built");
    const { symbols, numbers, total, note } = layer.formula;
    const sum = numbers ? `${symbols} = ${numbers} = ` : `${symbols}: `;
    return make("p", { class: "formula", title: note }, sum, make("b", {}, `${total} parameters`), explain ? make("span", { class: "note" }, ` ${note}`) : null);
  }

  mistake({ message, words, repairs }) {
    return make(
      "div", { class: "mistake" },
      make("p", { class: "says" }, "Keras says"), make("code", {}, message), make("p", {}, words),
      make("div", { class: "row" }, ...repairs.map((label, choice) => make("button", { type: "button", class: choice ? "repair" : "repair first", "data-id": `repair.${choice}`, onclick: () => this.send({ action: "repair", choice }) }, label))),
    );
  }

  edge(position) {
    const { status, shape, states } = this.table.edges[position];
    const from = position ? this.table.layers[position - 1].name : "the input";
    const chip = (text, what, part, label, pressable) => make("button", { type: "button", class: "shape", "data-id": `${what}.${position}.${part}`, "aria-pressed": String(this.looks(what, position, part)), "aria-label": label, disabled: !pressable, onclick: this.look(what, position, part) }, text);
    const known = status === "known" || status === "broken";
    const beside = states.map(({ label, shape: size, to }, part) => chip(`${label} ${size}${to ? ` → ${to}` : ""}`, "state", part, `last ${label} of ${from}: ${size}`, true));
    return make("div", { class: `edge ${status}` }, make("span", { class: "wire", "aria-hidden": "true" }), chip(shape, "edge", 0, `output of ${from}: ${shape}`, known), ...beside);
  }

  add() {
    if (this.table.full) return make("p", { class: "formula" }, "That is as many layers as a stack here can have.");
    const choice = make("select", { "data-id": "add.kind", "aria-label": "kind of the new layer" }, ...Object.entries(this.table.kinds).map(([key, text]) => make("option", { value: key }, text)));
    return make("div", { class: "row add" }, make("button", { type: "button", "data-id": "add", onclick: () => this.send({ action: "add", value: choice.value }) }, "+ Add layer"), choice);
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

export default function ({ data: [data], parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".stack");
  drawIfChanged(parentElement, data, () => {
    const focused = parentElement.activeElement?.getAttribute?.("data-id");
    const adding = root.querySelector("[data-id='add.kind']")?.value;
    root.replaceChildren(...new Stack(data, (event) => setTriggerValue("edit", event)).nodes().filter(Boolean));
    say(parentElement.querySelector(".spoken"), data.table.mistake);
    const choice = root.querySelector("[data-id='add.kind']");
    if (choice && adding) choice.value = adding;
    if (focused) [...root.querySelectorAll("[data-id]")].find((each) => each.dataset.id === focused)?.focus();
  });
}
