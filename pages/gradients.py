"""Gradients through time: how much of the loss reaches each step, and why."""

import streamlit as st

from rnnviz.ui.routes import ensure_routed

ensure_routed()

from rnnviz.chapters.gradients import page  # noqa: E402  the guard must run before anything is drawn

view = page.PAGE.open()
page.header()
page.network()
page.PAGE.show_notices()
if view.predict:
    page.training()
    st.caption("The other figures would give the number away. They are here once prediction is off.")
else:
    page.flow()
    page.reach()
    page.opened()
    page.eigenvalues()
    page.training()
    page.contributions()
    page.clipping()
    page.check()
page.take_away()
