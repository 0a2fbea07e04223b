"""The clinic: find your question or error message, predict the answer, and see it live."""

import streamlit as st

from rnnviz.ui.routes import ensure_routed

ensure_routed()

from rnnviz.chapters.clinic import page  # noqa: E402  the guard must run before anything is drawn

page.open_view()
page.header()
page.PAGE.show_notices()
page.results()
page.choices()
is_file = page.PAGE.view.scene == "passport"  # then the file comes first, else the question
first, second = st.columns([1.15, 1] if is_file else [1, 1.15], gap="medium")
with first if is_file else second:
    if is_file:
        page.own_file()
    page.pictures()
    if is_file:
        page.elsewhere()
with second if is_file else first:
    page.question()
    page.arithmetic()
page.program()
files, keras = st.columns([1.6, 1], gap="medium")
with files:
    page.take_away()
with keras:
    page.by_keras()
page.PAGE.watch()
