// A table to read, words at the left and numbers at the right; larger than its place, it is scrolled.

import { set, tableNode } from "./common.js";
import { mount } from "./mount.js";

class Table {
  constructor(parent) {
    this.place = parent.querySelector(".table");
  }

  adopt({ name, columns, rows, texts, wraps }) {
    const table = tableNode(columns, rows, { texts, heads: true });
    set(this.place, { "aria-label": name, class: wraps ? "table wraps" : "table" });
    this.place.replaceChildren(table);
  }
}

export default mount(Table);
