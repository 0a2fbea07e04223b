"""The parts of a chapter that go deeper, as tabs: only what is open is computed and sent."""

from collections.abc import Mapping, Sequence

import streamlit as st

from rnnviz.ui.link import Choice
from rnnviz.ui.page_state import PageState, Section


def tabs(page: PageState, parameter: Choice, parts: Mapping[str, Sequence[Section]]) -> None:
    """Place sections in tabs, of which the view names the open one.

    Args:
        page: the page.
        parameter: of the view, whose options are the parts and whose names are the tabs' titles.
        parts: by option, the sections in it.
    """
    titles = dict(zip(parameter.options, parameter.names, strict=True))
    shown = page.widget(parameter.field, titles[parameter.value(page.view)])

    def opened(chosen: str) -> None:
        part = next((each for each, title in titles.items() if title == chosen), None)
        if part is not None:
            page.near.update(section.name for section in parts[part])
            page.change(lambda view: parameter.apply(view, part))

    places = st.tabs(list(titles.values()), key=shown.key, on_change=shown.then(opened))
    for place, part in zip(places, titles, strict=True):
        with place:
            for section in parts[part]:
                section()
