"""A Streamlit widget that shows a value of the view, and is asked only when it tells something new.

Browsers send the values of all widgets with every event, also of those that an answer on its way has moved. So a widget
that anything but itself moves is another one from then on, with another key; one that the reader moved to what is not
taken keeps its key, and with that the focus. And what a widget was given, or has told before, is not told again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:
    from rnnviz.ui.page_state import PageState

MISSING = object()

TELLING, MOVED = "telling", "moved_widget"
"""The session keys of the widget that is asked now, and of the one that the reader moved last."""


@dataclass(frozen=True, eq=False)
class Widget:
    """A widget of a page as it is now: it is drawn with ``key=widget.key, on_change=widget.then(take)``."""

    page: "PageState"
    name: str
    key: str

    def then(self, take: Callable[[Any], None]) -> Callable[[], None]:
        """Return the callback that hands on what the widget shows, if that is new."""

        def told() -> None:
            known, sent = self.page.recall("known", dict), st.session_state[self.key]
            if self.key != key_of(self.page, self.name) or known.get(self.name, MISSING) == sent:
                return self.page.redraw()
            known[self.name] = sent
            st.session_state[self.page.key(TELLING)] = self.name
            try:
                take(sent)
            finally:
                del st.session_state[self.page.key(TELLING)]

        return told


def showing(page: "PageState", name: str, value: Any) -> Widget:
    """Return a widget that shows ``value``."""
    key = key_of(page, name)
    shown = st.session_state.get(key, MISSING)
    if shown != value:
        if shown is not MISSING and st.session_state.get(page.key(MOVED)) != name:
            turns = page.recall("turns", dict)
            turns[name] = turns.get(name, 0) + 1
            key = key_of(page, name)
        st.session_state[key] = value
    page.recall("known", dict)[name] = value
    return Widget(page, name, key)


def note_moved(page: "PageState") -> None:
    """Remember which widget, if any, has made the change that is drawn next."""
    st.session_state[page.key(MOVED)] = st.session_state.get(page.key(TELLING))


def key_of(page: "PageState", name: str) -> str:
    """Return the key of a widget as it is now."""
    turn = page.recall("turns", dict).get(name, 0)
    return page.key(f"{name}_{turn}" if turn else name)
