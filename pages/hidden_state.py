"""The hidden state: step through it, click a number, read the sum it came from."""

import streamlit as st

from rnnviz.ui.routes import ensure_routed

ensure_routed()

from rnnviz.chapters.hidden_state import page  # noqa: E402  the guard must run before anything is drawn

view = page.PAGE.open()
page.header()
page.choices()
page.PAGE.show_notices()
picture, arithmetic = st.columns([1.6, 1], gap="medium")
with picture:
    page.unrolled()
    page.told()
    if not view.predict:
        page.what_to_notice()
with arithmetic:
    page.arithmetic()
page.numbers()
files, keras = st.columns([1.6, 1], gap="medium")
with files:
    page.take_away()
if not view.predict:
    with keras:
        page.by_keras()
page.PAGE.watch()
