// Numbers as text, tables as text, and text that was pasted. Pure functions, tested in Node.

// A number in few digits, for places where the exact one is a click away; strings (∞, NaN) pass through.
export function short(value) {
  if (value === null || value === undefined) return "?";
  if (typeof value === "string") return value;
  const size = Math.abs(value);
  const text =
    size !== 0 && (size < 0.0005 || size >= 1e5)
      ? value.toExponential(1)
      : value.toFixed(size < 10 ? 3 : size < 100 ? 2 : size < 1000 ? 1 : 0);
  return (Number(text) === 0 ? text.replace("-", "") : text).replaceAll("-", "−");
}

// A number with as many decimals as are worth reading; Python keeps the number itself.
export function exact(value) {
  return shown(Math.abs(value) < 1e-6 ? value : Number(value.toFixed(8)));
}

// A cell of a table: every digit of a number, with a true minus; words stay as they are.
export function shown(value) {
  return typeof value === "number" ? String(value).replaceAll("-", "−") : String(value ?? "hidden");
}

// A table from its text: its columns, those of floats as the bytes of them in base64; ``rows`` of them.
export function tableOf(text) {
  const { columns, values } = JSON.parse(text);
  const floats = ({ bdata }) => new Float64Array(Uint8Array.from(atob(bdata), (byte) => byte.charCodeAt(0)).buffer);
  const lists = values.map((column) => (column.bdata ? floats(column) : column));
  return { columns, rows: Array.from(lists[0] ?? [], (_, row) => lists.map((list) => list[row])) };
}

export function csv({ columns, rows }) {
  const cell = (value) =>
    /[",\n]/.test(String(value ?? "")) ? `"${String(value).replaceAll('"', '""')}"` : (value ?? "");
  return [columns, ...rows].map((row) => `${row.map(cell).join(",")}\n`).join("");
}

const count = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;

// What was pasted at a cell of a table of so many rows and columns. Tabs, semicolons, new lines and commas with a blank
// after them part cells. {cells: [[row, column, text], …], words}, or {refusal}, or null: an ordinary text for one cell.
export function pasted(text, [row, column], [rows, columns]) {
  const lines = text.replace(/[\r\n]+$/, "").split(/\r?\n/);
  const cells = lines.map((line) => line.split(/[\t;]|,[ \u00a0]+/).map((each) => each.trim()));
  const unclear = cells.flat().find((each) => each.includes(","));
  if (unclear !== undefined) {
    const advice = "Write 1.5 with a point, and part numbers by tabs, semicolons or new lines.";
    return { refusal: `“${unclear}” may be one number or several, so nothing was taken. ${advice}` };
  }
  const [tall, wide] = [cells.length, Math.max(...cells.map((line) => line.length))];
  if (tall === 1 && wide === 1) return null;
  const size = `${count(tall, "row")} of ${count(wide, "column")}`;
  if (row + tall > rows || column + wide > columns) {
    const room = `${count(rows - row, "row")} of ${count(columns - column, "column")}`;
    const were = tall === 1 ? "was" : "were";
    return { refusal: `${size} ${were} pasted, but from this cell on there is room for ${room}. Nothing was taken.` };
  }
  return {
    cells: cells.flatMap((line, down) => line.map((each, across) => [row + down, column + across, each])),
    words: `Pasted ${size}, from row ${row + 1}, column ${column + 1}.`,
  };
}
