"""A stateful layer: whose state each window receives, where the gradient stops, and what carrying states is worth."""

import streamlit as st

from rnnviz.ui.routes import ensure_routed

ensure_routed()

from rnnviz.chapters.stateful import page  # noqa: E402  the guard must run before anything is drawn

page.open_view()
page.header()
page.choices()
page.PAGE.show_notices()
picture, arithmetic = st.columns([1.9, 1], gap="medium")
with picture:
    page.board()
    page.told()
with arithmetic:
    page.arithmetic()
page.parts()
page.PAGE.watch()
