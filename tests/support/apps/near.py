"""Ten tall sections that are drawn only while they are near the screen, and what Python has heard of them."""

import streamlit as st

from rnnviz.ui.components.near import near, nearness

HIGH = 900

heard = st.session_state.setdefault("heard", [])
for k in range(10):
    name = f"section_{k}"
    sensor = f"near_{k}"
    with st.container(key=name):
        near(name, key=sensor, on_change=lambda k=k, sensor=sensor: heard.append((k, *nearness(sensor))))
        state = nearness(sensor)
        if state.near:
            st.html(f"<div class='drawn' style='height:{HIGH}px'>section {k} is drawn</div>")
        else:
            st.html(f"<div class='reserved' style='height:{state.height or HIGH}px'></div>")
with st.sidebar:
    st.button("Again")
    st.text(f"heard {heard}")
