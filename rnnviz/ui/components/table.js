// A table to read, words at the left and numbers at the right; larger than its place, it is scrolled.

export default function ({ data: [data], parentElement }) {
  const place = parentElement.querySelector(".table");
  drawIfChanged(parentElement, data, () => {
    const side = (k) => (k < data.texts ? { class: "words" } : {});
    const head = data.columns.map((title, k) => make("th", { scope: "col", ...side(k) }, title));
    const cell = (text, k) => (k ? make("td", side(k), text) : make("th", { scope: "row", ...side(k) }, text));
    place.setAttribute("aria-label", data.name);
    place.replaceChildren(make("table", {}, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...data.rows.map((row) => make("tr", {}, ...row.map(cell))))));
  });
}
