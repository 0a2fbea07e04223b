"""Networks that write: type a beginning, and read what comes next, with every probability's arithmetic."""

import streamlit as st

from rnnviz.ui.routes import ensure_routed

ensure_routed()

from rnnviz.chapters.generation import page  # noqa: E402  the guard must run before anything is drawn

page.open_view()
page.header()
page.choices()
page.PAGE.show_notices()
picture, arithmetic = st.columns([1.7, 1], gap="medium")
with picture:
    page.text()
with arithmetic:
    page.arithmetic()
page.told()
page.parts()
page.PAGE.watch()
