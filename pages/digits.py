"""An image is a sequence of rows: draw a digit, and read what the network would say after each row."""

import streamlit as st

from rnnviz.ui.routes import ensure_routed

ensure_routed()

from rnnviz.chapters.digits import page  # noqa: E402  the guard must run before anything is drawn

page.open_view()
page.header()
page.choices()
page.PAGE.show_notices()
drawing, picture, arithmetic = st.columns([0.8, 1.75, 1.05], gap="medium")
with drawing:
    page.pad()
    page.preparation()
with picture:
    page.steps()
    page.told()
with arithmetic:
    page.arithmetic()
page.parts()
page.PAGE.watch()
