"""The text as it is written, the arithmetic of one probability, and what is to be noticed."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from rnnviz.chapters.generation import figures, words
from rnnviz.chapters.generation.page.predicting import CHOOSING, ask, say_first
from rnnviz.chapters.generation.page.state import PAGE, SELECTION, network
from rnnviz.chapters.generation.presets import PRESETS
from rnnviz.chapters.generation.scene import colours, guesses, letter_of, position_of, texts
from rnnviz.chapters.generation.view import TEMPERATURES, View, look_at
from rnnviz.figures.drawing import Drawing
from rnnviz.ui.components.plot import plot
from rnnviz.ui.components.table import table
from rnnviz.ui.components.writing import writing
from rnnviz.ui.link import verbatim


@PAGE.section(first=True)
def text() -> None:
    """Draw the text that is written, letter by letter, at the temperature that the reader slides to."""
    view, vocabulary = PAGE.view, PAGE.view.model.vocabulary
    writing(
        [vocabulary.decode(each) for each in texts(view).tokens],
        guesses(view),
        marked=[k < len(view.beginning) for k in range(len(view.beginning) + view.letters)],
        temperatures=TEMPERATURES,
        chosen=TEMPERATURES.index(view.temperature),
        position=position_of(view),
        letter=vocabulary.characters[letter_of(view)],
        colours=colours(view),
        covered=view.predict,
        asked=CHOOSING.is_asked,
        key=PAGE.key("text"),
        label=f"What the network writes after “{view.beginning}”",
        words=words.legend(view),
        on_choose=lambda: SELECTION.choose("text", "choose", look_at),
        on_temperature=lambda: SELECTION.choose("text", "temperature", slide),
    )


def slide(view: View, event) -> View:
    """Return the view at the temperature that the slider came to rest on."""
    match event:
        case [position] if type(position) is int and 0 <= position < len(TEMPERATURES):
            return replace(view, temperature=TEMPERATURES[position], letter="")
    raise ValueError("There is no such temperature.")


@PAGE.section(lambda: (SELECTION.shown_by, PAGE.view.predict, CHOOSING.chosen), first=True)
def arithmetic() -> None:
    """Show the arithmetic of the probability that is looked at, or ask for the letter first."""
    if PAGE.view.predict and not ask():
        return
    st.markdown(words.asked(PAGE.view))
    SELECTION.show()


@PAGE.section(lambda: (network(), PAGE.view.position), height=110)
def told() -> None:
    """Tell what the network is, and what is to be noticed."""
    view = PAGE.view
    st.markdown(f"{PRESETS[view.preset].story} {verbatim(words.learned_from(view.model))} {words.beaten(view.model)}")
    st.markdown(words.temperature(view))
    if note := words.greedy(view):
        st.markdown(f"**Greedy.** {verbatim(note)}")


@PAGE.section(lambda: (network(), PAGE.view.position, CHOOSING.is_asked), height=420)
def next_letters() -> None:
    """Draw what comes next after the letter that is looked at, before and after the temperature."""
    if CHOOSING.is_asked:
        return say_first()
    draw(figures.next_letters(PAGE.view), "next letter")


def draw(drawing: Drawing, name: str) -> None:
    """Draw a figure of the chapter."""
    plot(drawing, key=PAGE.key(name), name=name)


@PAGE.section(lambda: PAGE.view.model, height=700)
def learned() -> None:
    """Draw the losses while the network learned, and what it wrote after every iteration."""
    model = PAGE.view.model
    draw(figures.learning(model), "bits a letter")
    st.caption(
        "“Read in training” is the mean over an iteration, in which the network still learned; “held out” is measured "
        "after it. So the second may be the lower one at first."
    )
    st.markdown("What it wrote after every iteration, from the same beginning with the same draws:")
    samples(model.settings.beginning, model.samples, "samples")


def samples(beginning: str, texts: Sequence[str], name: str) -> None:
    """Draw what was written after every iteration, one a row; ``name`` is the table's on the page."""
    rows = [(str(number), (beginning + each).replace("\n", "↵")) for number, each in enumerate(texts, start=1)]
    table(("iteration", "text"), rows, key=PAGE.key(name), name="what it wrote after every iteration", texts=2)
