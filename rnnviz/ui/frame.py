"""What is around every page: the page config, the navigation, the footer, and what the process does once."""

import gc
from pathlib import Path

import streamlit as st

from rnnviz.ui.routes import pages

ICON = Path(__file__).resolve().parents[2] / "static" / "icon.png"


@st.cache_resource(max_entries=1)
def start_process() -> None:
    """Once a process: what the imports made will live as long as it does, so later collections need not visit it."""
    gc.collect()
    gc.freeze()


def show() -> None:
    """The frame, with the chosen page in it."""
    st.set_page_config(page_title="rnnviz", page_icon=str(ICON), layout="wide", initial_sidebar_state="auto")
    st.session_state["_routed"] = True
    page = st.navigation(pages(), position="top")
    start_process()
    page.run()
    st.caption(
        "rnnviz computes every number on its pages in NumPy at float64, and its tests hold them to Keras within 1e-10."
    )
