// The link to exactly this view. The address is read again when it is copied: it follows the reader's every step.

import { button, make } from "./common.js";
import { mount } from "./mount.js";

class Link {
  constructor(parent) {
    this.field = make("input", { type: "text", readonly: true, "aria-label": "link to this view" });
    this.field.onfocus = () => this.select();
    this.said = make("span", { role: "status" });
    const copy = button("Copy link", () => this.copy(), { class: "copy" });
    parent.querySelector(".link").append(copy, this.field, this.said);
  }

  select() {
    this.field.value = location.href;
    this.field.select();
  }

  async copy() {
    this.select();
    try {
      await navigator.clipboard.writeText(this.field.value);
      this.said.textContent = "Copied.";
    } catch {
      this.said.textContent = document.execCommand("copy") ? "Copied." : "Press Ctrl+C to copy.";
    }
  }

  adopt({ query }) {
    this.field.value = location.origin + location.pathname + (query ? `?${query}` : "");
    this.said.textContent = "";
  }
}

export default mount(Link);
