"""The sentence word by word, the arithmetic of one number, and what is to be noticed."""

from typing import Any

import numpy as np
import streamlit as st

from rnnviz.chapters.sentiment import figures, words
from rnnviz.chapters.sentiment.page.predicting import CHOOSING, ask, covered_from, is_covered, say_first
from rnnviz.chapters.sentiment.page.state import PAGE, SELECTION, reading
from rnnviz.chapters.sentiment.scene import columns_of, read, squares_of, timestep_of
from rnnviz.chapters.sentiment.view import View, look_at
from rnnviz.figures.drawing import Drawing
from rnnviz.figures.table import hiding
from rnnviz.ui.components.plot import plot
from rnnviz.ui.components.words import Word
from rnnviz.ui.components.words import words as word_strip
from rnnviz.ui.link import verbatim


@PAGE.section(
    lambda: (reading(), timestep_of(PAGE.view), PAGE.view.unfold, PAGE.view.squares, PAGE.view.unit, covered_from()),
    first=True,
)
def strip() -> None:
    """Draw the sentence word by word, with a score under each, and gates under that."""
    view, shown = PAGE.view, read(PAGE.view)
    columns, timestep = columns_of(view), timestep_of(view)
    steps = [each.timestep for each in columns]
    chosen = next(k for k, each in enumerate(steps) if timestep <= each)
    covered = covered_from()
    sentence = [
        Word(each.text, float(shown.scores[each.timestep]), (f"{shown.scores[each.timestep]:.2f}",), each.mark)
        if each.timestep < covered
        else Word(each.text, None, ("?",), each.mark)
        for each in columns
    ]
    squares = {
        name: hiding(np.where(np.less(steps, covered), values[steps], np.nan))
        for name, values in squares_of(view).items()
    }
    gates = "the gates i (input), f (forget), o (output)"
    of = f"means of {gates} over all units" if view.squares == "mean" else f"unit {view.unit}, {gates} and candidate g"
    word_strip(
        sentence,
        chosen=chosen,
        key=PAGE.key("strip"),
        label="The sentence, with the score after each word",
        legend="Bars: what the last layer would say if the sentence ended there, from the dashed ½ up to 1 "
        f"(recommends) or down to 0 (warns). Squares: {of}.",
        scale=(0.0, 0.5, 1.0),
        rows=squares,
        on_choose=lambda: SELECTION.choose("strip", "choose", choose),
    )


def choose(view: View, event: Any) -> View:
    """Return the view that looks at what was clicked: [column], or [column, name of a row]."""
    columns = columns_of(view)
    match event:
        case [position] | [position, str()] if type(position) is int and 0 <= position < len(columns):
            timestep, row = columns[position].timestep, event[1] if len(event) > 1 else ""
            acts = row in (squares := squares_of(view)) and squares[row][timestep] == squares[row][timestep]
            return look_at(view, timestep, row if acts else "")
    raise ValueError("There is no such word.")


@PAGE.section(lambda: (SELECTION.shown_by, PAGE.view.predict, CHOOSING.chosen), first=True)
def arithmetic() -> None:
    """Show the arithmetic of the number that is looked at, or ask where the word takes the score."""
    if PAGE.view.predict and not ask():
        return
    st.markdown(verbatim(words.asked(PAGE.view)))
    SELECTION.show()


@PAGE.section(lambda: (reading(), PAGE.view.preset, is_covered()), height=110)
def told() -> None:
    """Tell what the network makes of the sentence, and how good it is."""
    view = PAGE.view
    if is_covered():
        return
    score, *others = words.told(view)
    story = words.story(view)
    st.markdown(f"{score} {verbatim(' '.join(others))}" + (f" *{verbatim(story)}*" if story else ""))
    st.caption(verbatim(f"{words.reached(view)} {words.HONEST}"))


def draw(drawing: Drawing, name: str) -> None:
    """Draw a figure of the chapter."""
    plot(drawing, key=PAGE.key(name), name=name)


@PAGE.section(lambda: (reading(), timestep_of(PAGE.view), PAGE.view.number, PAGE.view.unit, is_covered()), height=650)
def steps() -> None:
    """Draw the score after every step, PAD as well, and every unit."""
    view = PAGE.view
    if is_covered():
        return say_first()
    draw(figures.scores(view), "score after every step")
    draw(figures.units(view), "every unit")
