// Tells Python which sections that are outdated are near the screen, after the browser has painted what has come; and
// keeps the browser's history short: steps replace, choices push.

import { mount } from "./mount.js";
import { endProjection, project } from "./projector.js";

const NEAR = 400; // pixels above and below the screen
const LATE = 60000; // ms after which an address is no answer to a change of a number, on a machine however busy

// Whether two addresses differ in nothing but the parameters called ``steps``.
export function onlySteps(before, after, steps) {
  const [a, b] = [before, after].map((each) => new URL(each, "http://local"));
  for (const each of [a, b]) for (const name of steps) each.searchParams.delete(name);
  return a.pathname === b.pathname && a.searchParams.toString() === b.searchParams.toString();
}

// Takes an address into the browser's entry, if it differs in steps alone, or goes on with a burst of changes of one
// number (given.js), which begins with an entry of its own.
function joinsEntry(url, steps) {
  const burst = history.rnnvizBurst;
  if (onlySteps(location.href, url, steps)) return true;
  if (!burst || !onlySteps(location.href, url, [...steps, burst.parameter])) return false;
  const goesOn = Boolean(burst.began) && performance.now() - burst.at < LATE;
  burst.began = true;
  return goesOn;
}

// Streamlit pushes an entry for every address that Python writes.
function replaceSteps(steps) {
  history.rnnvizPush ??= history.pushState.bind(history);
  history.pushState = (state, title, url) =>
    url && location.search && new URL(url, location.href).search && joinsEntry(new URL(url, location.href).href, steps)
      ? history.replaceState(state, title, url)
      : history.rnnvizPush(state, title, url);
}

// What scrolls the page: a margin about the window would be cut off by what scrolls inside it.
function scrollerOf(element) {
  let each = element;
  while (each && !/auto|scroll/.test(getComputedStyle(each).overflowY)) each = each.parentElement;
  return each;
}

// Resolves when what was drawn just now is on the screen.
const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

// On a narrow screen Streamlit leaves its menu of pages open over the page that was chosen in it.
function closeMenu({ target }) {
  const menu = target.closest("[data-testid=stSidebarNavLink]")?.closest("[data-testid=stSidebar]");
  if (menu && innerWidth < 768) menu.querySelector("[data-testid=stSidebarCollapseButton] button").click();
}

// Whether two queries say the same, but for what tells Streamlit how it is embedded.
export function sameQuery(one, other) {
  const [a, b] = [one, other].map((each) => {
    const found = new URLSearchParams(each);
    for (const name of ["embed", "embed_options"]) found.delete(name);
    found.sort();
    return found.toString();
  });
  return a === b;
}

// The answers between two, as [first, last]. Streamlit sends nothing of a run that ended just before it read another
// event, and what was drawn in it is not on the screen.
export function missedBeats(before, now) {
  return before !== undefined && now > before + 1 ? [before + 1, now - 1] : null;
}

// Whether a click opens another page of the app in the place of this one.
function leads({ target, button, ctrlKey, metaKey, shiftKey }) {
  const link = target.closest?.("a[href]");
  if (!link || link.target || button || ctrlKey || metaKey || shiftKey) return false;
  const to = new URL(link.href, location.href);
  return to.origin === location.origin && to.pathname !== location.pathname;
}

class Watch {
  constructor(parent) {
    document.addEventListener("click", closeMenu);
    document.addEventListener("keydown", project);
    // Streamlit mixes what is asked meanwhile with the run of the page that is on its way, and may lose the page.
    this.leave = (event) => {
      this.left ||= event.type === "popstate" ? !location.hash : leads(event);
    };
    addEventListener("popstate", this.leave, true);
    addEventListener("click", this.leave, true);
    this.root = parent.querySelector(".watch");
    const root = scrollerOf(parent.host ?? parent);
    this.observer = new IntersectionObserver(() => this.look(), { root, rootMargin: `${NEAR}px 0px` });
    this.observed = new Set();
  }

  destroy() {
    this.gone = true;
    document.removeEventListener("click", closeMenu);
    document.removeEventListener("keydown", project);
    endProjection();
    removeEventListener("popstate", this.leave, true);
    removeEventListener("click", this.leave, true);
    this.observer.disconnect();
  }

  update(data) {
    this.missed = missedBeats(this.data?.beat, data.beat) ?? this.missed;
    this.data = data;
    this.asked = false;
    if (sameQuery(location.search, data.query)) this.left = false;
    replaceSteps(data.steps);
    for (const node of this.observed) if (!node.isConnected) this.observed.delete(node);
    for (const name of data.outdated) {
      const node = this.section(name);
      if (node && !this.observed.has(node)) this.observer.observe(node);
      if (node) this.observed.add(node);
    }
    this.look();
  }

  adopt() {} // nothing of it is seen

  section(name) {
    return document.querySelector(`.st-key-${this.data.page}_${name}_section`);
  }

  // Once what has come is painted, and only once until Python has answered.
  async look() {
    this.root.dataset.waiting = true;
    if (this.asked || this.looking) return;
    this.looking = true;
    await painted();
    this.looking = false;
    if (!this.gone && !this.asked && !this.left) this.ask();
  }

  ask() {
    const all = [...document.querySelectorAll(`[class*="st-key-${this.data.page}_"][class*="_section"]`)];
    const boxes = all.map((node) => [this.name(node), node.getBoundingClientRect()]);
    const near = boxes.filter(([, box]) => isNear(box, innerHeight)).map(([name]) => name);
    const outdated = new Set(this.data.outdated);
    const { missed = null } = this;
    this.asked = missed !== null || near.some((name) => outdated.has(name));
    this.root.dataset.waiting = this.asked;
    if (!this.asked) return;
    const known = boxes.filter(([name, { width }]) => width > 0 && !outdated.has(name));
    const heights = Object.fromEntries(known.map(([name, { height }]) => [name, Math.round(height)]));
    this.missed = null;
    this.send("near", { near, heights, missed });
  }

  name(node) {
    return [...node.classList]
      .find((each) => each.endsWith("_section"))
      .slice(`st-key-${this.data.page}_`.length, -"_section".length);
  }
}

// What has no size is in a tab that is not open.
export function isNear({ top, bottom, width }, height) {
  return width > 0 && bottom > -NEAR && top < height + NEAR;
}

export default mount(Watch);
