// For lectures: P leaves picture, step and sum alone on the screen (style.css), where Space and arrows work from
// anywhere; P or Escape brings the page back.

const page = () => document.documentElement.classList;
export const isProjected = () => page().contains("projected");

// Whether a key belongs to what has the focus.
export function isTaken(event) {
  const { target = null, key, ctrlKey, metaKey, altKey } = event;
  const inner = event.composedPath?.()[0] ?? target;
  const also = { " ": ", button, summary", ArrowLeft: ", input", ArrowRight: ", input" }[key] ?? "";
  const own = `input:not([type=range]), textarea, select${also}`;
  return event.defaultPrevented || ctrlKey || metaKey || altKey || Boolean(inner?.matches?.(own));
}

export function project(event) {
  if (event.key === "Escape") page().remove("projected");
  else if (event.key.toLowerCase() === "p" && !isTaken(event)) page().toggle("projected");
}

export function endProjection() {
  page().remove("projected");
}
