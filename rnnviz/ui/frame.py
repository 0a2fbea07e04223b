"""What is around every page: the page config, the navigation, the footer, and what the process does once."""

import base64
import gc
from functools import cache
from importlib import import_module
from pathlib import Path

import streamlit as st
import threadpoolctl
from streamlit import env_util

from rnnviz.training.kernels import ready
from rnnviz.ui.routes import CHAPTERS, pages
from rnnviz.ui.server import faults

ICON = Path(__file__).resolve().parents[2] / "static" / "icon.png"
STYLE = Path(__file__).with_name("style.css")
ICON_ADDRESS = "data:image/png;base64," + base64.b64encode(ICON.read_bytes()).decode()
"""In the address itself: Streamlit forgets a page icon that is a file as soon as only a fragment is run."""


TOLD = (
    "rnnviz computes every number on its pages in NumPy at float64. Its tests hold every cell that Keras has to Keras "
    "within 1e-10, and the two that it has not to finite differences."
)
LECTURES = " For lectures: P leaves the picture alone, with its step and sum where it has them."


@cache
def start_process() -> None:
    """Prepare the process, once: one BLAS thread, short faults, kernels in the background, imports never collected.

    Products of small matrices gain nothing from threads, and lose much where several sessions compute at once. What
    the imports made will live as long as the process does, so later collections need not visit it.
    """
    threadpoolctl.threadpool_limits(1, user_api="blas")
    faults.log_in_one_line()
    ready.begin()
    gc.collect()
    gc.freeze()


def prepare() -> None:
    """Import every page and prepare the process before anybody is let in, who would wait for it.

    Kernels that are compiled already are waited for: half a second. Compiling them goes on beside the first readers.
    With a process's first element Streamlit looks through the files of all modules, to know whether it is typed at: a
    sixth of a second, once they are many.
    """
    for chapter in CHAPTERS:
        import_module(f"rnnviz.chapters.{chapter.path}.page")
    start_process()
    ready.wait_if_compiled()
    env_util.is_repl()


def show() -> None:
    """Draw the frame, with the chosen page in it."""
    st.set_page_config(page_title="rnnviz", page_icon=ICON_ADDRESS, layout="wide", initial_sidebar_state="auto")
    st.session_state["_routed"] = True
    st.html(STYLE)
    page = st.navigation(pages(), position="top")
    start_process()
    page.run()
    st.caption(TOLD + (LECTURES if page.url_path else ""))
