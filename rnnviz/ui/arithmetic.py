"""The arithmetic of a page's selected number, and the trail of what was opened from it; or the question for it."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from rnnviz.core.arithmetic import Reference, Source, explain
from rnnviz.core.numbers import written
from rnnviz.ui.components.panel import panel
from rnnviz.ui.page_state import PageState
from rnnviz.ui.prediction import praised, question

DEEPEST = 64
"""How many numbers may be opened one from another: h at the last step leads back over every step."""


@dataclass(frozen=True)
class Sums:
    """The arithmetic panel of one page.

    Args:
        page: where the page's view is.
        source: the trace or the gradients that the numbers on the page belong to.
        selected: the number that the reader has selected.
        subject: whose number that is, without where the reader looks: with another subject the trail begins anew.
        asked: whether the number is hidden, because the reader is to predict it.
    """

    page: PageState
    source: Callable[[], Source]
    selected: Callable[[], Reference]
    subject: Callable[[], tuple]
    asked: Callable[[], bool] = lambda: False

    def show(self) -> None:
        """The selected number's arithmetic, or the question for it."""
        page, source, opened = self.page, self.source(), self.trail()
        explanation = explain(source, *opened[-1])
        with st.container(key=page.key("arithmetic")):
            if self.asked():
                return question(page, self.subject(), explanation)
            answer = praised(page, self.subject())
            if answer is not None and page.view.predict:
                st.success(f"Right: you said {written(answer)}.")
            symbols = [explain(source, *reference).symbol for reference in opened]
            panel(explanation, symbols, key=page.key("panel"), on_open=self.open_operand, on_back=self.go_back)

    def trail(self) -> list[Reference]:
        """The selected number and what was opened from it, one from another; begun anew for another subject."""
        key = self.page.key("trail")
        owner, opened = st.session_state.get(key, (None, []))
        if owner != self.subject():
            opened = [self.selected()]
            st.session_state[key] = (self.subject(), opened)
        return opened

    def open_operand(self) -> None:
        """The panel's event: a factor was opened."""
        reference = reference_in(self.source(), st.session_state[self.page.key("panel")].open)
        if reference and len(self.trail()) < DEEPEST:
            self.trail().append(reference)

    def go_back(self) -> None:
        """The panel's event: an earlier number of the trail was chosen."""
        position = st.session_state[self.page.key("panel")].back
        if type(position) is int and 0 <= position < len(self.trail()):
            del self.trail()[position + 1 :]


def reference_in(source: Source, event) -> Reference | None:
    """The number of a source that an event from the browser names; None if it names none."""
    try:
        reference = Reference(*(tuple(each) if isinstance(each, list) else each for each in event))
        explain(source, *reference)
    except (TypeError, ValueError, AttributeError):
        return None
    return reference
