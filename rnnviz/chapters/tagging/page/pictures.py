"""The sentence with its tags, the arithmetic of one probability, and what is to be noticed."""

import streamlit as st

from rnnviz.chapters.tagging.figures import sentence as figures
from rnnviz.chapters.tagging.page.predicting import CHOOSING, ask, covered, say_first
from rnnviz.chapters.tagging.page.state import PAGE, SELECTION, network
from rnnviz.chapters.tagging.scene import answer, beside, is_compared, truth
from rnnviz.chapters.tagging.view import View, look_at, open_tag, tagger_of
from rnnviz.chapters.tagging.words import sentence as words
from rnnviz.chapters.tagging.words.numbers import meaning, share
from rnnviz.figures.drawing import Drawing
from rnnviz.ui.components.plot import plot
from rnnviz.ui.components.words import Word
from rnnviz.ui.components.words import words as draw_words
from rnnviz.ui.page_state import PageState


@PAGE.section(first=True)
def sentence() -> None:
    """Draw the sentence word by word, each with its likeliest tag and how likely that is."""
    view = PAGE.view
    hidden = covered()
    shown = [
        Word(each.text, None, ("?",), "", f"{each.text}: covered") if k in hidden else each
        for k, each in enumerate(said(view))
    ]
    marks = " ".join(each.mark for each in shown)
    draw_words(
        shown,
        chosen=view.position,
        key=PAGE.key("words"),
        label="What the network says of each word",
        legend="Below each word: how likely its likeliest tag is, as a bar, and the tag. Click a word for the others."
        + (" Double underline: wrong; the right one is below." if "wrong" in marks else "")
        + (" Dashed frame: the other network says otherwise." if "differs" in marks else "")
        + (" Wave: a word that it does not know." if "unknown" in marks else ""),
        on_choose=lambda: SELECTION.choose("words", "choose", look_at),
    )


def said(view: View) -> list[Word]:
    """Return the words of the sentence with what is said of them."""
    found, known, tags = answer(view), truth(view), view.tagger.tags
    other = beside(view).best if is_compared(view) else ()
    made = []
    for k, text in enumerate(view.words):
        mark = ["unknown"] if found.unknown[k] else []
        if k >= len(found.best):
            made.append(Word(text, None, ("cut off",), "padding", f"{text}: cut off"))
            continue
        unit = found.best[k]
        tag, p = tags[unit], float(found.probabilities[k, unit])
        lines = [tag, share(p)]
        spoken = f"{text}: {meaning(tag)}, {share(p)}"
        if known is not None and known[k] != tag:
            mark.append("wrong")
            lines.append(f"right: {known[k]}")
            spoken += f"; wrong, it is {known[k]}"
        if k < len(other) and other[k] != unit:
            mark.append("differs")
            spoken += "; the other network says otherwise"
        if "unknown" in mark:
            spoken += "; the word is unknown"
        made.append(Word(text, p, tuple(lines), " ".join(mark), spoken))
    return made


@PAGE.section(lambda: (SELECTION.shown_by, PAGE.view.predict, CHOOSING.chosen), first=True)
def arithmetic() -> None:
    """Show the arithmetic of the probability that is looked at, or ask for the tag first."""
    if PAGE.view.predict and not ask():
        return
    st.markdown(words.asked(PAGE.view))
    SELECTION.show()


@PAGE.section(lambda: (network(), PAGE.view.beside, bool(covered())), height=110)
def told() -> None:
    """Tell what the network is, and what is to be noticed."""
    if covered():
        return
    st.markdown(words.story(PAGE.view))
    st.caption(words.source(PAGE.view))


def draw(drawing: Drawing, name: str, page: PageState = PAGE) -> None:
    """Draw a figure of the chapter."""
    plot(drawing, key=page.key(name), name=name)


@PAGE.section(lambda: (network(), PAGE.view.position, PAGE.view.beside, CHOOSING.is_asked), height=420)
def alternatives() -> None:
    """Draw how likely every tag is of the word that is looked at."""
    if CHOOSING.is_asked:
        return say_first()
    plot(
        figures.alternatives(PAGE.view),
        key=PAGE.key("the tags of a word"),
        name="the tags of a word",
        on_click=lambda: SELECTION.choose("the tags of a word", "click", open_bar),
    )
    st.caption("Click a bar for the arithmetic of that tag's probability. PAD is what is said where there is no word.")


def open_bar(view: View, event) -> View:
    """Return the view that opens the probability of the tag whose bar was clicked."""
    order = figures.likeliest(view)
    match event:
        case {"column": int(column)} if 0 <= column < min(len(order), figures.LIKELIEST):
            return open_tag(view, view.tagger.tags[order[column]])
    raise ValueError("There is no such tag.")


@PAGE.section(lambda: tagger_of(PAGE.view), height=420)
def learned() -> None:
    """Draw the losses and accuracies while the network learned."""
    st.subheader("How the network above learned")
    draw(figures.learning(PAGE.view.tagger), "accuracy while it learned")
