"""The clinic: find your question or error message, predict the answer, and see it live."""

import streamlit as st

from rnnviz.ui.routes import ensure_routed

ensure_routed()

from rnnviz.chapters.clinic import page  # noqa: E402  the guard must run before anything is drawn

page.PAGE.open()
page.header()
page.PAGE.show_notices()
page.results()
page.controls()
left, right = st.columns([1.15, 1], gap="medium")
with left:
    page.pictures()
with right:
    page.question()
    page.arithmetic()
page.program()
files, keras = st.columns([1.6, 1], gap="medium")
with files:
    page.take_away()
with keras:
    page.by_keras()
page.PAGE.watch()
