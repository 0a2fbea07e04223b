"""Our own components: one JavaScript, one CSS and one Python file each. Scripts never parse what a reader typed."""

import re
from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent


IMPORT = re.compile(r'^import \{[^}]*\} from "\./(\w+)\.js";\n', re.MULTILINE)


def register(name: str, html: str, isolate_styles: bool = True):
    """Register the component called ``name``: the module of that name and the style sheets of all that it imports."""
    modules = with_imports(name)
    css = "\n".join(sheet.read_text("utf-8") for part in modules if (sheet := HERE / f"{part}.css").exists())
    js = "\n".join(modules.values())
    mount = st.components.v2.component(f"rnnviz_{name}", html=html, css=css, js=js, isolate_styles=isolate_styles)

    def mounted(*, key: str, data: dict, **callbacks):
        # In a list: Streamlit looks through a dict for data frames, and imports pandas, 80 MB, to know one.
        return mount(key=key, data=[data], **callbacks)

    return mounted


def with_imports(name: str, found: dict[str, str] | None = None) -> dict[str, str]:
    """Return modules by name, each after those it imports, as parts of one script: Streamlit takes no more than one."""
    found = {} if found is None else found
    text = (HERE / f"{name}.js").read_text("utf-8")
    for each in IMPORT.findall(text):
        if each not in found:
            with_imports(each, found)
    found[name] = re.sub(r"^export (?!default)", "", IMPORT.sub("", text), flags=re.MULTILINE)
    return found
