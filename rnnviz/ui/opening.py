"""How a chapter opens: its title, and what it is for."""

import streamlit as st

from rnnviz.ui.first_path import lead_on
from rnnviz.ui.page_state import PageState
from rnnviz.ui.routes import CHAPTERS


def opening(page: PageState) -> None:
    """Draw the title and, beside it, the chapter's purpose, and what follows on the first path."""
    chapter = next(each for each in CHAPTERS if each.path == page.name)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key=page.key("opening")):
        st.title(chapter.title, width="content")
        st.markdown(chapter.purpose, width="stretch")
        lead_on(page)
