"""Shapes and wiring: build a stack, read the shape on every edge, make the mistake and repair it."""

import streamlit as st

from rnnviz.ui.routes import ensure_routed

ensure_routed()

from rnnviz.chapters.shapes import page  # noqa: E402  the guard must run before anything is drawn

view = page.PAGE.open()
page.header()
page.PAGE.show_notices()
left, right = st.columns([1.15, 1], gap="medium")
with left:
    page.builder()
    page.told()
    page.choices()
    page.code()
with right:
    if view.predict:
        page.question()
    page.detail()
    page.arithmetic()
    page.order()
page.take_away()
page.PAGE.watch()
