"""Shapes and wiring: build a stack, read the shape on every edge, make the mistake and repair it."""

import streamlit as st

from rnnviz.ui.routes import ensure_routed

ensure_routed()

from rnnviz.chapters.shapes import page  # noqa: E402  the guard must run before anything is drawn

view = page.PAGE.open()
page.header()
page.PAGE.show_notices()
builder, detail = st.columns([1.15, 1], gap="medium")
with builder:
    page.stack()
    page.code()
with detail:
    page.question()
    page.detail()
page.take_away()
