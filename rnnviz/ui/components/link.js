// The link to exactly this view. The address is read again when it is copied: it follows the reader's every step.

export default function ({ data: [data], parentElement }) {
  const root = parentElement.querySelector(".link");
  if (!root.firstChild) {
    const field = make("input", { type: "text", readonly: true, "aria-label": "link to this view", onfocus: () => { field.value = location.href; field.select(); } });
    const said = make("span", { role: "status" });
    const copy = async () => {
      field.value = location.href;
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
  root.querySelector("input").value = location.origin + location.pathname + (data.query ? `?${data.query}` : "");
  root.querySelector("[role=status]").textContent = "";
}
