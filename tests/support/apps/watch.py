"""Ten tall sections that are drawn when the browser says that they are near the screen, and what it has said."""

import streamlit as st

from rnnviz.ui.components.watch import watch

NAMES = [f"part{k}" for k in range(10)]

heard = st.session_state.setdefault("heard", [])
drawn = {name for near in heard for name in near}
for name in NAMES:
    with st.container(key=f"app_{name}_section"):
        st.html(f"<div class='{'drawn' if name in drawn else 'reserved'}' style='height:900px'>{name}</div>")
watch(
    [name for name in NAMES if name not in drawn],
    len(heard),
    page="app",
    query="",
    steps=[],
    key="watch",
    on_near=lambda: heard.append(st.session_state.watch.near["near"]),
)
with st.sidebar:
    st.button("Again")
    st.text(f"heard {heard}")
