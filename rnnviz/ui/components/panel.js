// The operands of one number: each a row of factors and their product; a factor that was computed opens in turn.

function factorNode(factor, open) {
  const value = make("span", { class: "value" }, factor.text);
  if (factor.constant) return make("span", { class: "factor plain" }, value);
  const label = make("span", { class: "label" }, symbolNode(factor.symbol));
  const light = () => askForLight(factor.light ?? null);
  const dark = () => askForLight(null);
  const events = { onmouseenter: light, onmouseleave: dark, onfocus: light, onblur: dark };
  if (factor.reference === null) return make("span", { class: "factor", ...events }, label, value);
  return make(
    "button",
    { type: "button", class: "factor open", "aria-label": `open ${factor.spoken}: ${factor.text}`, onclick: () => open(factor.reference), ...events },
    label,
    value,
  );
}

function termNode(term, largest, open) {
  const factors = term.factors.flatMap((factor, k) => (k ? [make("span", { class: "times", "aria-hidden": "true" }, "×"), factorNode(factor, open)] : [factorNode(factor, open)]));
  const share = largest > 0 && typeof term.value === "number" ? Math.abs(term.value) / largest : 0;
  const bar = make("span", { class: `share ${term.value < 0 ? "negative" : "positive"}`, style: `width:${(share * 100).toFixed(1)}%` });
  return make(
    "div",
    { class: "term", role: "listitem" },
    make("div", { class: "factors" }, ...factors),
    make("div", { class: "product" }, term.factors.length > 1 ? `= ${term.text}` : ""),
    make("div", { class: "track", "aria-hidden": "true" }, bar),
  );
}

export default function ({ data: [data], parentElement, setTriggerValue }) {
  drawIfChanged(parentElement, data, () => drawPanel(parentElement.querySelector(".panel"), parentElement, data, setTriggerValue));
}

function drawPanel(root, parentElement, data, setTriggerValue) {
  const focusInside = root.contains(parentElement.activeElement);
  askForLight(null);
  const open = (reference) => setTriggerValue("open", reference);
  const trail = data.trail.map((entry, k) => {
    const last = k === data.trail.length - 1;
    return last
      ? make("span", { class: "here", "aria-current": "true" }, symbolNode(entry), ` = ${data.value}`)
      : make("button", { type: "button", class: "crumb", "aria-label": `back to ${entry.text}`, onclick: () => setTriggerValue("back", k) }, symbolNode(entry));
  });
  const rows = data.terms.map((term) => termNode(term, data.largest, open));
  const total = data.function
    ? [
        make("div", { class: "line" }, make("span", {}, "sum"), make("output", {}, data.total)),
        make("div", { class: "line result" }, make("span", {}, `${data.function} of the sum`), make("output", { class: "result-value" }, data.value)),
      ]
    : [make("div", { class: "line result" }, make("span", {}, data.terms.length > 1 ? "sum" : "result"), make("output", { class: "result-value" }, data.value))];
  root.replaceChildren(
    make("nav", { class: "trail", "aria-label": "opened numbers" }, ...trail.flatMap((node, k) => (k ? [make("span", { class: "sep", "aria-hidden": "true" }, "›"), node] : [node]))),
    make("div", { class: "terms", role: "list", tabindex: rows.length > 6 ? 0 : null, "aria-label": "terms" }, ...rows),
    ...total,
    make("p", { class: "spoken" }, data.sentence),
  );
  root.dataset.symbol = data.trail.at(-1).text;
  if (focusInside) (root.querySelector("button.open") ?? root.querySelector("button"))?.focus();
}
