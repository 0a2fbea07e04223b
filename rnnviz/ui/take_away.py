"""What a reader takes with them: the link to the view, its numbers, and the code that reproduces them."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import streamlit as st

from rnnviz.ui.components.link import copy_link
from rnnviz.ui.page_state import PageState, Section


class Download(NamedTuple):
    """A file: the button's label, the file's name and type, and what makes it from a view."""

    label: str
    name: str
    mime: str
    make: Callable[[Any], bytes]


def take_away_section(
    page: PageState,
    downloads: tuple[Download, ...],
    caption: Callable[[Any], str],
    when: Callable = lambda view, each: True,
) -> Section:
    """Make the section of the link and the files, which are made when they are asked for.

    Args:
        page: the page.
        downloads: the files.
        caption: a view → what the files are.
        when: (view, download) → whether there is such a file of the view.
    """

    def take_away() -> None:
        view = page.view
        st.header("Take it with you")
        copy_link(page.link.write(view), key=page.key("link"))
        if getattr(view, "predict", False):
            st.caption(
                "The link keeps the number hidden. Files that would give it away are here once prediction is off."
            )
            return
        with st.container(horizontal=True):
            for each in downloads:
                if when(view, each):
                    make, key = partial(each.make, view), page.key(each.name)
                    st.download_button(each.label, make, each.name, each.mime, key=key, on_click="ignore")
        st.caption(caption(view))

    return Section(page, "take_away", take_away, lambda: page.view, height=200)
