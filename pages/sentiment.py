"""Networks that score sentences: type one, and read the score after every word, with its arithmetic."""

import streamlit as st

from rnnviz.ui.routes import ensure_routed

ensure_routed()

from rnnviz.chapters.sentiment import page  # noqa: E402  the guard must run before anything is drawn

page.open_view()
page.header()
page.choices()
page.PAGE.show_notices()
picture, arithmetic = st.columns([1.7, 1], gap="medium")
with picture:
    page.strip()
    page.told()
with arithmetic:
    page.arithmetic()
page.parts()
page.PAGE.watch()
