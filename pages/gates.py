"""What the gates do: SimpleRNN, LSTM and GRU on the same input, opened, nudged and operated on."""

import streamlit as st

from rnnviz.ui.routes import ensure_routed

ensure_routed()

from rnnviz.chapters.gates import page  # noqa: E402  the guard must run before anything is drawn

view = page.PAGE.open()
page.header()
page.choices()
page.PAGE.show_notices()
with st.container(key=page.PAGE.key("pictures")):
    inside, beside = st.columns([2.1, 1], gap="medium")
    with inside:
        page.diagram()
        page.over_time()
    with beside:
        page.task()
        page.arithmetic()
        if not view.predict:
            page.what_to_notice()
if view.predict:
    st.caption("While you predict, the experiments and what to notice stay away: they would give numbers away.")
    page.take_away()
else:
    page.parts()
page.PAGE.watch()
