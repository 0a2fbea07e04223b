"""The view of a page in the session: the one place where it is kept, changed and written to the address.

Widgets never own a value. Each is drawn from the view and, when touched, changes it through ``change``; what does
not fit is refused with a sentence, and the view stays as it was.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

from rnnviz.ui.link import verbatim

MISSING = object()

WRITTEN = "written"
"""The session key of what each page last wrote to the address."""


class PageState:
    """The view of one page in this session.

    Args:
        page: the page's name, which keeps its keys apart from other pages'.
        read: query parameters → (view, sentences about what was ignored).
        write: view → query parameters.
        fit: a view as it was changed → (the view within its bounds, sentences about what had to give way).
    """

    def __init__(
        self,
        page: str,
        read: Callable[[dict], tuple[Any, list[str]]],
        write: Callable[[Any], dict],
        fit: Callable[[Any], tuple[Any, list[str]]],
    ):
        self.page, self._read, self._write, self._fit = page, read, write, fit

    def key(self, name: str) -> str:
        """The session key of something of this page."""
        return f"{self.page}_{name}"

    def open(self) -> Any:
        """The view to show now: from the link where one was just opened, else as it was left."""
        query = st.query_params.to_dict()
        came_from_here = st.session_state.get(self.key("moved"), False)
        # The browser's Back brings a page the query of the page that was left.
        written = st.session_state.setdefault(WRITTEN, {}).values()
        opened = query and query not in written and not came_from_here
        if self.key("view") not in st.session_state or opened:
            view, ignored = self._read(query)
            st.session_state[self.key("view")] = view
            for sentence in ignored:
                self.notify(sentence)
        st.session_state[self.key("stale")] = False
        self.write_address()
        return self.view

    def write_address(self) -> None:
        """Let the browser's address be the link of the view."""
        written = self._write(self.view)
        st.session_state[WRITTEN][self.page] = written
        st.session_state[self.key("moved")] = False
        if written != st.query_params.to_dict():
            st.query_params.from_dict(written)

    @property
    def view(self) -> Any:
        """The view as it is."""
        return st.session_state[self.key("view")]

    def change(self, make: Callable[[Any], Any]) -> None:
        """Replace the view by ``make(view)``, fitted; if that raises ValueError, tell why and keep the view."""
        self.moved()
        try:
            view, notes = self._fit(make(self.view))
        except ValueError as error:
            return self.notify(str(error))
        st.session_state[self.key("view")] = view
        for sentence in notes:
            self.notify(sentence)

    def show_first(self, fragment: str) -> None:
        """At the end of a callback: draw one fragment now, and more of the page when the browser has painted it.

        A run of the whole page keeps the browser busy for twice as long as one figure does. The fragment must hold
        a component that is told of ``stale`` and answers with an event, for ``show_first`` or ``draw_rest``.
        """
        self.moved()
        st.session_state[self.key("stale")] = True
        st.rerun([self.key(fragment)])

    @property
    def stale(self) -> bool:
        """Whether only some fragments show the view, and the rest of the page is still to be drawn."""
        return st.session_state[self.key("stale")]

    def draw_rest(self) -> None:
        """The event of a component that has drawn its part of a stale page."""
        self.moved()
        st.rerun()

    def moved(self) -> None:
        """A reader's event on the page: the address that came with it may be older than the view."""
        st.session_state[self.key("moved")] = True

    def sync_widget(self, name: str, value: Any) -> str:
        """Let a widget show ``value``; its key. Writing what it has already would undo a choice still on its way."""
        key = self.key(name)
        if st.session_state.get(key, MISSING) != value:
            st.session_state[key] = value
        return key

    def notify(self, sentence: str) -> None:
        """Something the reader should know, at the next drawing of the page."""
        st.session_state.setdefault(self.key("notices"), []).append(sentence)

    def show_notices(self) -> None:
        """What there is to tell, once: what was refused or left out since the last drawing."""
        sentences = [verbatim(sentence) for sentence in st.session_state.pop(self.key("notices"), [])]
        if sentences:
            st.warning(sentences[0] if len(sentences) == 1 else "\n".join(f"- {each}" for each in sentences))
