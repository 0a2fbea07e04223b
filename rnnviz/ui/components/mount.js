// How every component stands on a page: one instance for each place, drawn anew when its data or the theme are others.

const places = new WeakMap();

// Resolves when what was drawn just now is on the screen.
export const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

// The default export of a component. ``Kind`` is a class: new Kind(parent); ``adopt(picture, data)`` draws and may return
// a promise of the drawing; ``update(data)``, where it exists, comes before that at every arrival, and ``follow(data)``
// in its place when nothing that is drawn has changed; ``destroy()`` is the end. ``send(name, value)`` tells Python of an
// event, ``keep(name, value)`` of a state. ``drawn`` names the part of the data that is drawn where others only steer.
// With ``later`` all drawings but the first wait for the next frame, and of several only the last is made.
// Data with ``stale`` are answered with "painted" once they are on the screen.
export function mount(Kind, { drawn, later = false } = {}) {
  return ({ data: [{ stale, ...data }], parentElement, setTriggerValue, setStateValue }) => {
    const first = !places.has(parentElement);
    if (first) places.set(parentElement, { instance: new Kind(parentElement) });
    const place = places.get(parentElement);
    const { instance } = place;
    const picture = drawn ? data[drawn] : data;
    const seen = signature(parentElement, picture);
    const changed = seen !== place.seen;
    Object.assign(place, { seen, data });
    Object.assign(instance, { send: setTriggerValue, keep: setStateValue });
    instance.update?.(data);
    if (!changed) instance.follow?.(data);
    else if (first || !later) place.drawing = instance.adopt(picture, data);
    else place.drawing = painted().then(() => place.seen === seen && instance.adopt(picture, data));
    if (stale)
      Promise.resolve(place.drawing)
        .finally(painted)
        .finally(() => place.data === data && setTriggerValue("painted", true));
    return () => {
      instance.destroy?.();
      places.delete(parentElement);
    };
  };
}

function signature(element, picture) {
  const style = getComputedStyle(element.host ?? element);
  const theme = ["background", "text"].map((name) => style.getPropertyValue(`--st-${name}-color`));
  return JSON.stringify(picture) + theme;
}
