"""Networks that give a tag to every word: type a sentence, and open the probability of any tag of any word."""

import streamlit as st

from rnnviz.ui.routes import ensure_routed

ensure_routed()

from rnnviz.chapters.tagging import page  # noqa: E402  the guard must run before anything is drawn

page.open_view()
page.header()
page.choices()
page.PAGE.show_notices()
picture, arithmetic = st.columns([1.7, 1], gap="medium")
with picture:
    page.sentence()
    page.told()
with arithmetic:
    page.arithmetic()
page.parts()
page.PAGE.watch()
