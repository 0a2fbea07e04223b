"""The landing page."""

import streamlit as st

from rnnviz.ui.routes import CHAPTERS, ensure_routed

ensure_routed()
st.title("rnnviz")
for chapter in CHAPTERS:
    st.page_link(chapter.page, label=chapter.title)
