"""A fault of ours: a sentence for the reader, and one line in the log without anything that a reader typed."""

import logging
import os
import traceback
from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

ROOT = Path(__file__).resolve().parents[3]


def show_sentence(_: Exception) -> bool:
    """Say on the page that it met a fault; True, because Streamlit need not.

    A value that no widget can have, once it was sent, would be a fault at every run: what was sent last is forgotten,
    and the widgets show the view again. Streamlit's own ways to forget it read it first.
    """
    get_script_run_ctx().session_state._state._new_widget_state.states.clear()
    st.error("This page met a fault of ours and stopped here. Reload it to go on; the fault is noted in the log.")
    return True


def log_in_one_line() -> None:
    """Have Streamlit log a fault as one line. The fault's own words stay out: they may quote what was typed.

    With RNNVIZ_TRACEBACKS in the environment, as in ``make dev``, the log holds everything.
    """
    if not os.environ.get("RNNVIZ_TRACEBACKS"):
        logging.getLogger("streamlit.error_util").addFilter(shorten)


def shorten(record: logging.LogRecord) -> bool:
    """Replace a traceback by the page, the type of the exception and its place; True: the record is kept."""
    if record.exc_info and record.exc_info[1]:
        record.msg, record.args = f"Fault on page {page_path()}: {describe(record.exc_info[1])}", ()
        record.exc_info = record.exc_text = None
    return True


def describe(fault: BaseException) -> str:
    """Return the type of an exception and the innermost place of our code that it came through."""
    frames = traceback.extract_tb(fault.__traceback__)
    ours = [frame for frame in frames if is_ours(Path(frame.filename))] or frames
    if not ours:
        return type(fault).__name__
    file = Path(ours[-1].filename)
    place = file.relative_to(ROOT).as_posix() if is_ours(file) else file.name
    return f"{type(fault).__name__} at {place}:{ours[-1].lineno} in {ours[-1].name}"


def is_ours(file: Path) -> bool:
    """Tell whether a file is a part of this program, and not of a library, which may be installed below it."""
    return file.is_relative_to(ROOT) and "site-packages" not in file.parts


def page_path() -> str:
    """Return the path of the page that this thread runs, "/" for the landing page or where no page is run."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return "/"
    pages = context.pages_manager
    return "/" + pages.get_pages().get(pages.current_page_script_hash, {}).get("url_pathname", "")
