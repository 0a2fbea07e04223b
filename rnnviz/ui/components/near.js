// Tells Python whether its section of the page is near the screen, and how high the section is: {near, height} whenever
// nearness has changed and stayed so for a moment. A section in a closed tab is away, and as high as it was.

import { mount } from "./mount.js";

const MARGIN = "400px 0px"; // what is so far above or below the screen is near
const QUIET = 150; // ms: who scrolls past does not come near

class Near {
  constructor(parent) {
    this.host = parent.host ?? parent;
    this.height = 0;
    this.resize = new ResizeObserver(([{ target }]) => {
      this.height = target.offsetHeight || this.height;
    });
  }

  destroy() {
    this.observer?.disconnect();
    this.resize.disconnect();
    clearTimeout(this.timer);
  }

  // ``near`` is what Python knows at the beginning; afterwards it knows what was sent.
  update({ section, near }) {
    this.sent ??= near;
    const place = this.host.closest(`.st-key-${CSS.escape(section)}`);
    if (!place || place === this.place) return;
    this.destroy();
    this.place = place;
    const options = { root: scrollerOf(place), rootMargin: MARGIN };
    this.observer = new IntersectionObserver((entries) => this.see(entries.at(-1).isIntersecting), options);
    this.observer.observe(place);
    this.resize.observe(place);
  }

  adopt() {}

  see(near) {
    clearTimeout(this.timer);
    if (near === this.sent) return;
    this.timer = setTimeout(() => {
      this.sent = near;
      this.keep("near", { near, height: this.height });
    }, QUIET);
  }
}

// What scrolls the page: a margin counts for it alone, and not where the window is asked and an element inside it scrolls.
function scrollerOf(element) {
  let each = element.parentElement;
  while (each && !/auto|scroll/.test(getComputedStyle(each).overflowY)) each = each.parentElement;
  return each;
}

export default mount(Near);
