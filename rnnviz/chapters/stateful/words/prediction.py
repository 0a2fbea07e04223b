"""Predict, then reveal: whose state does this window receive? Mistakes are told apart."""

from typing import NamedTuple

from rnnviz.chapters.stateful.scene import tickets_of
from rnnviz.chapters.stateful.view import View
from rnnviz.chapters.stateful.words.board import how_far, place, span, why_empty

ZEROS = -1
"""The answer that the state is empty."""


class Grade(NamedTuple):
    """Whether an answer is right, and why."""

    right: bool
    sentence: str


def question(view: View) -> str:
    """Ask for the source of the ticket that is looked at."""
    each = tickets_of(view)[view.ticket]
    return (
        f"{place(view, view.ticket).capitalize()} reads {span(view, each.sample)}. **Whose last state is its h₀?** "
        "Click that window on the board, or say that it begins with zeros."
    )


def grade(view: View, answer: int) -> Grade:
    """Grade an answer: a ticket, or ``ZEROS``."""
    tickets = tickets_of(view)
    asked = tickets[view.ticket]
    if answer == asked.source:
        if answer == ZEROS:
            return Grade(True, f"Right: it begins with zeros, because {why_empty(view, asked)}.")
        return Grade(True, f"Right: the state stays in its row, from batch to batch; {how_far(asked)}.")
    return Grade(False, mistake(view, answer))


def mistake(view: View, answer: int) -> str:
    """Say which mistake a wrong answer is; not what is right."""
    tickets, asked = tickets_of(view), tickets_of(view)[view.ticket]
    if answer == ZEROS:
        return "No: this layer is stateful, and nothing has emptied the state since a batch was read before this one."
    said = tickets[answer]
    same_row, before = said.row == asked.row, said.batch == asked.batch - 1
    follows = said.sample == asked.sample - 1
    in_series = " It is the window before it in the series, but Keras knows of no series: only of rows." * follows
    if answer == view.ticket:
        return "No: that is the window itself. h₀ is what it begins with, before it has read anything."
    if said.batch == asked.batch:
        return f"No: rows of one batch are read side by side, and none sees another's state.{in_series}"
    if said.batch > asked.batch:
        return "No: that batch is read later."
    if same_row and before:
        empty = why_empty(view, asked) if view.stateful else "without stateful=True every batch begins with zeros"
        return f"No: right if nothing emptied the state, but {empty}."
    if before:
        return f"No: that is the batch before, but another row. States stay in their rows.{in_series}"
    if same_row and asked.source >= 0:
        kind = view.schedule.batches[asked.batch - 1].kind
        moved = f" The {kind} in between has moved the state as well." if kind != "training" else ""
        return f"No: the row is right, but another batch has gone through it since.{moved}"
    if asked.source < 0:
        return f"No: whatever that window left, it is gone.{in_series}"
    return f"No: another row, and not the batch before.{in_series}"


def next_ticket(view: View) -> int:
    """Return the ticket that is asked about next: in the next batch and row; the same where there is but one."""
    count = len(tickets_of(view))
    found = (view.ticket + view.batch + 1) % count
    return found if found != view.ticket else (found + 1) % count
