"""Forecasters: networks that train as fast as a control moves, beside rules that need none."""

import streamlit as st

from rnnviz.ui.routes import ensure_routed

ensure_routed()

from rnnviz.chapters.forecasters import page  # noqa: E402  the guard must run before anything is drawn

page.PAGE.open()
page.header()
if not page.waiting():
    page.network()
    page.PAGE.show_notices()
    page.training()
    picture, told = st.columns([2.4, 1], gap="medium")
    with told:
        page.errors()
        page.verdict()
    with picture:
        page.forecast()
    page.scores()
    page.intervals()
    page.seeds()
    page.rolling()
    page.false_improvements()
    page.branch()
    page.time_machine()
    page.losses()
    page.opened()
    page.ahead()
    page.race()
    page.by_keras()
    page.windows()
    page.take_away()
    page.PAGE.watch()
