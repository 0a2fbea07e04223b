// Tables of numbers to edit. Text goes to Python as it was typed; Python checks it and names what is wrong.

function tableNode(table, colours, send) {
  const errors = table.errors ?? {};
  const grid = make("table", { "aria-label": table.title });
  if (table.columns.length > 1 || table.heads) grid.append(make("thead", {}, make("tr", {}, make("td"), ...table.columns.map((name) => make("th", { scope: "col" }, name)))));
  const body = make("tbody");
  table.values.forEach((row, r) => {
    const line = make("tr", {}, table.rows[r] ? make("th", { scope: "row" }, table.rows[r]) : make("td"));
    row.forEach((value, c) => line.append(make("td", {}, cellNode(table, r, c, value, errors[`${r},${c}`], colours, send))));
    body.append(line);
  });
  grid.append(body);
  return grid;
}

function cellNode(table, r, c, value, error, colours, send) {
  const typed = table.typed?.find(([row, column]) => row === r && column === c)?.[2];
  const colour = error ? null : paint(value, table.largest, colours);
  const text = typed ?? exact(value);
  const light = () => askForLight(table.weight ? { weight: table.weight, row: r, column: c % table.units } : null);
  const dark = () => askForLight(null);
  const input = make("input", {
    type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false", size: 8, value: text,
    "aria-label": [table.name, table.rows[r], table.columns[c]].filter(Boolean).join(", "), "aria-invalid": error ? "true" : null,
    title: error ?? null, style: colour ? `background:${colour.fill};color:${colour.ink}` : "",
    onfocus: () => { light(); input.select(); }, onblur: dark, onmouseenter: light, onmouseleave: dark,
    onchange: () => send([[r, c, input.value]]),
    onpaste: (event) => {
      const lines = event.clipboardData.getData("text").trim().split(/\r?\n/).map((line) => line.split(/[\t;]|,\s*/));
      if (lines.length === 1 && lines[0].length === 1) return;
      event.preventDefault();
      const inside = lines.flatMap((line, i) => line.map((each, j) => [r + i, c + j, each]));
      send(inside.filter(([row, column]) => row < table.values.length && column < table.columns.length));
    },
  });
  return input;
}

// As many decimals as are worth reading; Python keeps the number itself.
function exact(value) {
  const text = Math.abs(value) < 1e-6 ? String(value) : String(Number(value.toFixed(8)));
  return text.replace(/-/g, "−");
}

export default function ({ data: [data], parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".tables");
  drawIfChanged(parentElement, data, () => drawTables(root, parentElement, data, setTriggerValue), { later: true });
}

function drawTables(root, parentElement, data, setTriggerValue) {
  const colours = palette(parentElement, "diverging");
  const open = new Map([...root.querySelectorAll("details")].map((each) => [each.dataset.name, each.open]));
  const active = parentElement.activeElement?.getAttribute?.("aria-label");
  root.replaceChildren(
    ...data.tables.map((table) => {
      const send = (cells) => setTriggerValue("edit", { key: table.key, cells });
      const mistakes = Object.values(table.errors ?? {});
      const small = table.values.length * table.columns.length <= 24;
      const light = () => askForLight(table.weight ? { weight: table.weight } : null);
      const summary = make("summary", { onmouseenter: light, onmouseleave: () => askForLight(null) }, symbolNode(table.symbol), make("span", { class: "what" }, table.title));
      const box = make("details", { "data-name": table.key, open: open.get(table.key) ?? small }, summary, make("div", { class: "scroll", tabindex: small ? null : 0, role: small ? null : "group", "aria-label": small ? null : table.title }, tableNode(table, colours, send)));
      if (mistakes.length) box.append(make("p", { class: "mistake", role: "alert" }, `${mistakes[0]} The last good numbers are still shown.`));
      if (table.edited) box.append(make("button", { type: "button", class: "undo", onclick: () => setTriggerValue("edit", { key: table.key, cells: null }) }, "undo the edit"));
      return box;
    }),
  );
  if (active) [...root.querySelectorAll("input")].find((each) => each.getAttribute("aria-label") === active)?.focus();
}
