"""Our own components: one JavaScript, one CSS and one Python file each. Scripts never parse what a reader typed."""

import hashlib
import json
import re
from functools import cache
from pathlib import Path

import orjson
import streamlit as st

HERE = Path(__file__).parent


SCRIPTS: dict[str, bytes] = {}
"""The scripts of our components by their files' names, which tell their content, for the server to send."""

has_server = False
"""Whether there is such a server. Streamlit would send a component's script, 5 to 70 kB, again at every drawing."""

LOADER = """const script = await import(new URL("{address}", document.baseURI));
export default (...given) => script.default(...given);
"""

IMPORT = re.compile(r'^import \{[^}]*\} from "\./(\w+)\.js";\n', re.MULTILINE)


def register(name: str, html: str, isolate_styles: bool = True):
    """Register the component called ``name``: the module of that name and the style sheets of all that it imports."""

    @cache  # not before its first drawing: by then it is known who sends scripts
    def mount():
        modules = with_imports(name)
        css = "\n".join(sheet.read_text("utf-8") for part in modules if (sheet := HERE / f"{part}.css").exists())
        js = LOADER.format(address=address(name)) if has_server else "\n".join(modules.values())
        return st.components.v2.component(f"rnnviz_{name}", html=html, css=css, js=js, isolate_styles=isolate_styles)

    def mounted(*, key: str, data: dict, **callbacks):
        return mount()(key=key, data=encoded(data), **callbacks)

    return mounted


def encoded(data: dict) -> bytes:
    """Return what a component is sent, as JSON in bytes.

    Streamlit would write anything else as JSON twice, and look through a dict for data frames, importing pandas, 80 MB,
    to know one.
    """
    try:
        return orjson.dumps(data, default=list, option=orjson.OPT_NON_STR_KEYS)
    except TypeError:  # half a surrogate pair, which only a made-up event can hold, is no UTF-8
        return json.dumps(data).encode()


@cache
def address(name: str) -> str:
    """Return where a component's script is, for a server that sends what is in ``SCRIPTS``."""
    js = "\n".join(with_imports(name).values()).encode()
    file = f"{name}-{hashlib.sha256(js).hexdigest()[:12]}.js"
    SCRIPTS[file] = js
    return f"app/static/{file}"


def with_imports(name: str, found: dict[str, str] | None = None) -> dict[str, str]:
    """Return modules by name, each after those it imports, as parts of one script: Streamlit takes no more than one."""
    found = {} if found is None else found
    text = (HERE / f"{name}.js").read_text("utf-8")
    for each in IMPORT.findall(text):
        if each not in found:
            with_imports(each, found)
    found[name] = re.sub(r"^export (?!default)", "", IMPORT.sub("", text), flags=re.MULTILINE)
    return found
