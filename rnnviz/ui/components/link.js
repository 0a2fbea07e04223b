// The address of exactly this view, to copy. Python keeps the address up to date; this only reads it.

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".link");
  const address = () => location.origin + location.pathname + (data.query ? `?${data.query}` : "");
  if (!root.firstChild) {
    const field = make("input", { type: "text", readonly: true, "aria-label": "link to this view", onfocus: () => field.select() });
    const said = make("span", { role: "status" });
    const copy = async () => {
      field.value = address();
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
        said.textContent = "Copied.";
      } catch {
        said.textContent = document.execCommand("copy") ? "Copied." : "Press Ctrl+C to copy.";
      }
    };
    root.append(make("button", { type: "button", class: "copy", onclick: copy }, "Copy link"), field, said);
  }
  root.querySelector("input").value = address();
  root.querySelector("[role=status]").textContent = "";
}
