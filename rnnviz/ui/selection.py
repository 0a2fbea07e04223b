"""What is selected on a page, asked for and opened: one owner of all that follows from a click on a number."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from rnnviz.core.arithmetic import Reference, Source, explain
from rnnviz.core.numbers import written
from rnnviz.ui.components.panel import Editing, panel
from rnnviz.ui.page_state import PageState, Section
from rnnviz.ui.prediction import answers, ask_product, is_revealed, praised, question

MAX_DEPTH = 64
"""How many numbers may be opened one from another: h at the last step leads back over every step."""


@dataclass(frozen=True, eq=False)
class Selection:
    """The selected number of a page.

    Args:
        page: where the view is.
        source: the trace or the gradients that the number belongs to.
        reference: the number.
        network: what decides whose number it is, without where the reader looks: what was said of a number holds for
            no other network, and the trail of what was opened begins anew.
        asks: whether a reader who predicts is asked for the number.
        product_first: whether they are asked for one product of its sum before.
    """

    page: PageState
    source: Callable[[], Source]
    reference: Callable[[], Reference]
    network: Callable[[], Hashable]
    asks: bool = True
    product_first: bool = False

    @property
    def subject(self) -> tuple:
        """The number of this very network."""
        return self.network(), self.reference()

    @property
    def is_asked(self) -> bool:
        """Whether the number is hidden, because the reader is to predict it."""
        return self.asks and self.page.view.predict and not is_revealed(self.page, self.subject)

    @property
    def shown_by(self) -> Hashable:
        """What the arithmetic panel depends on."""
        return self.subject, self.is_asked, tuple(self.trail()), answers(self.page)

    def choose(self, component: str, event: str, select: Callable[[Any, Any], Any]) -> None:
        """Take a component's event: ``select(view, event)`` is the view with what it selects; for callbacks."""
        found = st.session_state[self.page.key(component)][event]
        if found:
            self.page.change(lambda view: select(view, found))

    def show(self, editing: Editing | None = None) -> None:
        """Draw the number's arithmetic, in which what was given may be changed, or the question for it."""
        page, source, opened = self.page, self.source(), self.trail()
        explanation = explain(source, *opened[-1])
        if self.is_asked:
            if self.product_first and ask_product(page, self.subject, explanation):
                return None
            return question(page, self.subject, explanation, source)
        answer = praised(page, self.subject, explain(source, *opened[0]).value)
        if answer is not None and page.view.predict:
            st.success(f"Right: you said {written(answer)}.")
        symbols = [explain(source, *reference).symbol for reference in opened]
        open_operand, go_back = (partial(each, page.drawing) for each in (self.open_operand, self.go_back))
        taken = {"on_open": open_operand, "on_back": go_back, "editing": editing}
        panel(explanation, symbols, key=page.key("panel"), **taken)

    def trail(self) -> list[Reference]:
        """The number and what was opened from it, one from another; begun anew for another subject."""
        key = self.page.key("trail")
        owner, opened = st.session_state.get(key, (None, []))
        is_kept = st.session_state.pop(self.page.key("keep_trail"), False) and opened
        if owner != self.subject:
            opened = opened if is_kept else [self.reference()]
            st.session_state[key] = (self.subject, opened)
        return opened

    def keep_trail(self) -> None:
        """Keep what was opened over the change that follows at once, of a number in the sum that is shown."""
        st.session_state[self.page.key("keep_trail")] = True

    def open_operand(self, acting: Section | None) -> None:
        """Take the panel's event in a section: a factor was opened."""
        reference = reference_in(self.source(), st.session_state[self.page.key("panel")].open)
        if reference and len(self.trail()) < MAX_DEPTH:
            self.trail().append(reference)
        self.page.redraw(acting)

    def go_back(self, acting: Section | None) -> None:
        """Take the panel's event in a section: an earlier number of the trail was chosen."""
        position = st.session_state[self.page.key("panel")].back
        if type(position) is int and 0 <= position < len(self.trail()):
            del self.trail()[position + 1 :]
        self.page.redraw(acting)


def reference_in(source: Source, event: Any) -> Reference | None:
    """Return the number of a source that an event from the browser names; None if it names none."""
    try:
        reference = Reference(*(tuple(each) if isinstance(each, list) else each for each in event))
        explain(source, *reference)
    except (TypeError, ValueError, AttributeError):
        return None
    return reference
