// Small pictures side by side, each with a title and a line below it; a click chooses one.

import { channels, keepFocus, make } from "./common.js";
import { mount } from "./mount.js";

class Gallery {
  constructor(parent) {
    this.parent = parent;
    this.root = parent.querySelector(".gallery");
  }

  adopt(drawn, { chosen }) {
    this.drawn = drawn;
    this.follow({ chosen });
  }

  follow({ chosen }) {
    const { pictures, label, side } = this.drawn;
    const style = getComputedStyle(this.parent.host ?? this.parent)
      .getPropertyValue("--st-text-color")
      .trim();
    const [red, green, blue] = /^#[0-9a-f]{6}$/i.test(style) ? channels(style) : [128, 128, 128];
    this.root.setAttribute("aria-label", label);
    const one = ({ id, levels, title, line, spoken }) => {
      const canvas = make("canvas", { width: side, height: side, "aria-hidden": "true" });
      const image = new ImageData(side, side);
      levels.forEach((level, k) => image.data.set([red, green, blue, level], 4 * k));
      canvas.getContext("2d").putImageData(image, 0, 0);
      const looks = { "data-id": `${id}`, "aria-pressed": String(id === chosen), "aria-label": spoken };
      const onclick = () => this.send("choose", [id]);
      return make(
        "button",
        { type: "button", onclick, ...looks },
        canvas,
        make("b", {}, title),
        make("small", {}, line),
      );
    };
    keepFocus(this.parent, () => this.root.replaceChildren(...pictures.map(one)));
  }
}

export default mount(Gallery, { drawn: "drawn" });
