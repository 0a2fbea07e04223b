// Tables of numbers to edit. Text goes to Python as it was typed; Python checks it and names what is wrong.

import { askForLight, button, keepFocus, make, paint, palette, symbolNode } from "./common.js";
import { mount } from "./mount.js";
import { exact, pasted } from "./text.js";

const SMALL = 4; // cells that are shown without being asked for
const dark = () => askForLight(null);

class Tables {
  constructor(parent) {
    this.parent = parent;
    this.root = parent.querySelector(".tables");
  }

  adopt({ tables }) {
    this.colours = palette(this.parent, "diverging");
    this.open = new Map([...this.root.querySelectorAll("details")].map((each) => [each.dataset.name, each.open]));
    keepFocus(this.parent, () => this.root.replaceChildren(...tables.map((table) => this.box(table))));
  }

  edit({ key }, cells, words = null) {
    this.tell(key, words);
    history.rnnvizBurst = null; // a choice of its own, whatever was changed before
    this.send("edit", { key, cells });
  }

  // What became of the last paste, below its table.
  tell(key, words, refused = false) {
    this.told = { key, words, refused };
    for (const box of this.root.children) this.saySoIn(box);
  }

  saySoIn(box) {
    const { key, words, refused } = this.told ?? {};
    const mine = box.dataset.name === key && words;
    box.querySelector("[role=status]").textContent = mine && !refused ? words : "";
    box.querySelector("[role=alert]").textContent = mine && refused ? words : (box.dataset.mistake ?? "");
  }

  box(table) {
    const small = table.values.length * table.columns.length <= SMALL;
    const light = () => askForLight(table.weight ? { weight: table.weight } : null);
    const what = make("span", { class: "what" }, table.title);
    const summary = make("summary", { onmouseenter: light, onmouseleave: dark }, symbolNode(table.symbol), what);
    const large = small ? {} : { tabindex: 0, role: "group", "aria-label": table.title };
    const [mistake] = Object.values(table.errors ?? {});
    const box = make(
      "details",
      { "data-name": table.key, open: this.open.get(table.key) ?? small },
      summary,
      make("div", { class: "scroll", ...large }, this.grid(table)),
      make("p", { class: "mistake", role: "alert" }),
      make("p", { class: "pasted", role: "status" }),
      table.edited && button("undo the edit", () => this.edit(table, null), { class: "undo" }),
    );
    if (mistake) box.dataset.mistake = `${mistake} The last good numbers are still shown.`;
    this.saySoIn(box);
    return box;
  }

  grid(table) {
    const titles = table.columns.map((name) => make("th", { scope: "col" }, name));
    const head = table.columns.length > 1 || table.heads;
    const row = (values, r) => {
      const title = table.rows[r] ? make("th", { scope: "row" }, table.rows[r]) : make("td");
      return make("tr", {}, title, ...values.map((value, c) => make("td", {}, this.cell(table, r, c, value))));
    };
    return make(
      "table",
      { "aria-label": table.title },
      head && make("thead", {}, make("tr", {}, make("td"), ...titles)),
      make("tbody", {}, ...table.values.map(row)),
    );
  }

  cell(table, r, c, value) {
    const error = table.errors?.[`${r},${c}`];
    const typed = table.typed?.find(([row, column]) => row === r && column === c)?.[2];
    const colour = error ? null : paint(value, table.largest, this.colours);
    const light = () => askForLight(table.weight ? { weight: table.weight, row: r, column: c % table.units } : null);
    const input = make("input", {
      type: "text",
      inputmode: "decimal",
      autocomplete: "off",
      spellcheck: "false",
      size: 8,
      value: typed ?? exact(value),
      "data-id": `${table.key}.${r}.${c}`,
      "aria-label": [table.name, table.rows[r], table.columns[c]].filter(Boolean).join(", "),
      "aria-invalid": error && "true",
      title: error,
      style: colour ? `background:${colour.fill};color:${colour.ink}` : "",
      onblur: dark,
      onmouseenter: light,
      onmouseleave: dark,
      onchange: () => this.edit(table, [[r, c, input.value]]),
      onfocus: () => {
        light();
        input.select();
      },
      onpaste: (event) => {
        const size = [table.values.length, table.columns.length];
        const found = pasted(event.clipboardData.getData("text"), [r, c], size);
        if (!found) return;
        event.preventDefault();
        if (found.refusal) this.tell(table.key, found.refusal, true);
        else this.edit(table, found.cells, found.words);
      },
    });
    return input;
  }
}

export default mount(Tables);
