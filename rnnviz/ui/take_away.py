"""What a reader takes with them: the link to the view, its numbers, and the code that reproduces them."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import streamlit as st

from rnnviz.ui.components.link import copy_link
from rnnviz.ui.page_state import PageState


class Download(NamedTuple):
    """A file: the button's label, the file's name and type, and what makes it from a view."""

    label: str
    name: str
    mime: str
    make: Callable[[Any], bytes]


def take_away(page: PageState, query: dict[str, str], downloads: tuple[Download, ...], caption: str) -> None:
    """The link and the files, which are made when they are asked for."""
    st.header("Take it with you")
    copy_link(query, key=page.key("link"))
    if page.view.predict:
        st.caption("The link keeps the number hidden. Files that would give it away are here once prediction is off.")
        return
    with st.container(horizontal=True):
        for label, name, mime, make in downloads:
            make_now = partial(make, page.view)
            st.download_button(label, make_now, name, mime, key=page.key(name), on_click="ignore")
    st.caption(caption)
