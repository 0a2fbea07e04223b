"""Our own components: one JavaScript, one CSS and one Python file each. Scripts never parse what a reader typed."""

from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent


def register(name: str, html: str, isolate_styles: bool = True, scripts: tuple[str, ...] = ()):
    """The component called ``name``, made of the files of that name, of more ``scripts``, and of what all share."""
    js = "\n".join((HERE / f"{part}.js").read_text("utf-8") for part in ("common", *scripts, name))
    css = "\n".join((HERE / f"{part}.css").read_text("utf-8") for part in ("common", name))
    mount = st.components.v2.component(f"rnnviz_{name}", html=html, css=css, js=js, isolate_styles=isolate_styles)

    def mounted(*, key: str, data: dict, **callbacks):
        # In a list: Streamlit looks through a dict for data frames, and imports pandas, 80 MB, to know one.
        return mount(key=key, data=[data], **callbacks)

    return mounted
