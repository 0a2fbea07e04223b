"""Forecasters: networks that train as fast as a control moves, beside rules that need none."""

import streamlit as st

from rnnviz.ui.routes import ensure_routed

ensure_routed()

from rnnviz.chapters.forecasters import page  # noqa: E402  the guard must run before anything is drawn

page.PAGE.open()
page.header()
if not page.waiting():
    with st.container(key="forecasters_first"):  # on a phone its controls come below the forecast (style.css)
        page.network()
        page.PAGE.show_notices()
        page.training()
        page.targets()
        told, picture = st.columns([1, 3], gap="medium")
        with told:
            page.verdict()
        with picture:
            page.forecast()
        page.opened()
    errors, luck = st.columns([1.7, 1], gap="large")
    with errors:
        page.scores()
    with luck:
        page.seeds()
    page.parts()
    page.PAGE.watch()
