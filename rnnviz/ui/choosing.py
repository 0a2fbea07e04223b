"""Predict, then reveal, where the answer is one of a few: ask for it, grade it, and count."""

from collections.abc import Callable, Hashable, Mapping

import streamlit as st

from rnnviz.core.numbers import plural
from rnnviz.ui.link import verbatim
from rnnviz.ui.page_state import PageState


class Choosing:
    """What a reader chose of each question, as long as the session lasts.

    Args:
        page: of the chapter; ``predict`` of its view says whether anything is asked.
        subject: returns what is asked about now, which tells a question from every other.
        thing: what the questions are about, in the singular: "letter".
    """

    def __init__(self, page: PageState, subject: Callable[[], Hashable], thing: str):
        self.page, self.subject, self.thing = page, subject, thing

    @property
    def _said(self) -> dict[Hashable, tuple[Hashable, bool]]:
        """By question, what was chosen and whether that was right."""
        return self.page.recall("chosen", dict)

    @property
    def chosen(self) -> Hashable | None:
        """What the reader chose; None while they have not."""
        return self.chosen_of(self.subject())

    def chosen_of(self, subject: Hashable) -> Hashable | None:
        """Return what the reader chose of a question; None while they have not."""
        choice, _ = self._said.get(subject, (None, False))
        return choice

    @property
    def is_asked(self) -> bool:
        """Whether the answer is hidden."""
        return self.page.view.predict and self.chosen is None

    def ask(self, question: str, options: Mapping[Hashable, str], right: Hashable, note: str) -> None:
        """Draw the question, a button an option, and a note under the question."""
        st.markdown(f"**{question}**")
        st.caption(note)
        with st.container(horizontal=True, gap="small"):
            for option, label in options.items():
                key = self.page.key(f"guess_{option}")
                st.button(verbatim(label), key=key, on_click=self.take, args=(option, option == right))

    def take(self, option: Hashable, is_right: bool) -> None:
        """Take what was chosen; a callback."""
        self._said[self.subject()] = option, is_right
        self.page.redraw()

    def grade(self, said: str, further: Callable[[], None] | None = None) -> None:
        """Draw what is said of the choice, the way to the next question where there is one, and the count."""
        answers = self._said
        _, is_right = answers[self.subject()]
        (st.success if is_right else st.error)(said)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            if further:
                st.button(f"The next {self.thing}", key=self.page.key("ask_next"), on_click=further)
            hits = sum(right for _, right in answers.values())
            st.caption(f"{hits} of {plural(len(answers), self.thing)} right so far.")
