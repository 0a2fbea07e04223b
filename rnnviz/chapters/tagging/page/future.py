"""What Bidirectional adds: words whose tag the words behind them decide."""

from dataclasses import replace
from functools import partial

import streamlit as st

from rnnviz.chapters.tagging import view as parameters
from rnnviz.chapters.tagging.contest import BOTH_WAYS, ONE_WAY
from rnnviz.chapters.tagging.figures import accuracy as figures
from rnnviz.chapters.tagging.page.pictures import draw
from rnnviz.chapters.tagging.page.state import PAGE
from rnnviz.chapters.tagging.presets import LONG, PAIRS
from rnnviz.chapters.tagging.scene import of_pair
from rnnviz.chapters.tagging.view import View, say
from rnnviz.chapters.tagging.words import accuracy as of_accuracy
from rnnviz.chapters.tagging.words import future as words
from rnnviz.chapters.tagging.words.numbers import quoted, share
from rnnviz.ui.components.words import Word
from rnnviz.ui.components.words import words as draw_words
from rnnviz.ui.controls import control
from rnnviz.ui.link import verbatim


@PAGE.section(lambda: PAGE.view.pair, height=620)
def pairs() -> None:
    """Draw two sentences that are the same up to a word, and what one direction and both say of it."""
    view = PAGE.view
    pair = PAIRS[view.pair]
    st.header("What Bidirectional adds")
    st.markdown(
        "Two sentences, the same up to a word and with it. Whoever reads from left to right has read the same so far, "
        "and **must** answer the same."
    )
    control(PAGE, parameters.PAIR)
    for number, sentence in enumerate(pair.sentences):
        draw_words(
            said(view, number),
            chosen=pair.position,
            key=PAGE.key(f"pair_{number}"),
            label=f"Sentence {number + 1} of the pair: {' '.join(sentence.words)}",
            legend=f"Below {quoted(sentence.words[pair.position])}: what is true, then {LONG[ONE_WAY]}, then "
            f"{LONG[BOTH_WAYS]}."
            if number
            else "",
            on_choose=partial(open_sentence, number),
        )
    st.markdown(verbatim(words.pair_told(view.pair)))
    st.caption("Click a sentence to read it above.")


def said(view: View, number: int) -> list[Word]:
    """Return a sentence of the pair, with what is said of the word in question."""
    pair, made = PAIRS[view.pair], []
    sentence = pair.sentences[number]
    for k, text in enumerate(sentence.words):
        if k != pair.position:
            made.append(Word(text, None, ("same",) if k < pair.position else ()))
            continue
        lines = [f"is {sentence.tags[k]}"]
        for each in (ONE_WAY, BOTH_WAYS):
            found = of_pair(view.pair, each, number)
            lines.append(f"{'GRU' if each == ONE_WAY else 'both ways'}: {found.tag} {share(found.probability)}")
        made.append(Word(text, None, tuple(lines), spoken=f"{text}: {', '.join(lines)}"))
    return made


def open_sentence(number: int) -> None:
    """Read a sentence of the pair above, looking at the word in question; a callback."""
    pair = PAIRS[PAGE.view.pair]
    text = " ".join(pair.sentences[number].words)
    PAGE.change(lambda view: replace(say(view, text), position=pair.position))


@PAGE.section(lambda: None, height=800)
def ambiguous() -> None:
    """Draw how one direction and both do on words that have several tags, over all held-out sentences."""
    st.subheader("On all held-out sentences")
    st.markdown(verbatim(of_accuracy.future_told()))
    draw(figures.of_ambiguous(PAGE.view), "words with several tags")
    st.caption(
        "Words that had each of these tags at least five times among the sentences that were learned from. Whiskers: "
        "95 % intervals over sentences: of twenty rows, one would stand out by chance. Whether the two differ is asked "
        "of the same sentences, not read off them."
    )
