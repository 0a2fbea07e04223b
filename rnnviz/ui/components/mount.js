// How every component stands on a page: one instance for each place, drawn anew when its data or the theme are others.

const places = new WeakMap();
const decoder = new TextDecoder();

// The default export of a component. ``Kind`` is a class: new Kind(parent); ``adopt(picture, data)`` draws;
// ``update(data)``, where it exists, comes before that at every arrival, and ``follow(data)`` in its place when nothing
// that is drawn has changed; ``destroy()`` is the end. ``send(name, value)`` tells Python of an event. ``drawn`` names the
// part of the data that is drawn, where others only steer.
export function mount(Kind, { drawn } = {}) {
  return ({ data: bytes, parentElement, setTriggerValue }) => {
    const data = JSON.parse(decoder.decode(bytes));
    if (!places.has(parentElement)) places.set(parentElement, { instance: new Kind(parentElement) });
    const place = places.get(parentElement);
    const { instance } = place;
    const picture = drawn ? data[drawn] : data;
    const before = place.seen;
    place.seen = signature(parentElement, picture);
    instance.send = setTriggerValue;
    instance.update?.(data);
    if (place.seen !== before) instance.adopt(picture, data);
    else instance.follow?.(data);
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
