"""The pages, and the guard that makes a deep link work on a fresh server."""

from typing import NamedTuple

import streamlit as st


class Chapter(NamedTuple):
    """A chapter: its group, its address, its name, the question it answers, and what it is for in one sentence.

    ``draws`` names the components that it opens with.
    """

    group: str
    path: str
    title: str
    question: str
    purpose: str
    draws: tuple[str, ...]

    @property
    def page(self) -> str:
        """Its file."""
        return f"pages/{self.path}.py"


CHAPTERS = (
    Chapter(
        "Understand",
        "hidden_state",
        "The hidden state",
        "What does a recurrent network remember, and where does each number come from?",
        "At each step the network reads **x**, remembers **h** (its state: a number for each unit) and says **y**. "
        "Click any number to see its sum.",
        ("diagram", "panel"),
    ),
    Chapter(
        "Understand",
        "shapes",
        "Shapes and wiring",
        "What shape flows on every edge of a stack, and what happens when one is wrong?",
        "Stack layers and read the shape on every edge; click an edge to see the numbers that flow there.",
        ("stack", "reading", "panel"),
    ),
    Chapter(
        "Understand",
        "gates",
        "What the gates do",
        "Who keeps what was read, who forgets it, and who decides?",
        "An LSTM has a second memory, **c**. A gate is a number from 0 (shut) to 1 (open): f says how much of c stays, "
        "i how much of the new g comes in, o how much of c shows as h. A GRU's z says how much of h stays.",
        ("cell", "panel"),
    ),
    Chapter(
        "Understand",
        "gradients",
        "Gradients through time",
        "How much of the loss reaches a step long ago, and why does it vanish or explode?",
        "Training needs the slope of the loss by every earlier state. Here is how much of it is left, step by step.",
        ("plot", "panel"),
    ),
    Chapter(
        "Train",
        "forecasters",
        "Forecasters",
        "What does a network learn from a series, and does it beat repeating the last value?",
        "Train a network on a series, and see whether it beats rules that need no network.",
        ("plot",),
    ),
    Chapter(
        "Train",
        "generation",
        "What is the next letter?",
        "How does a network write, when all it says is how likely each next letter is?",
        "It reads letter by letter and says how likely each next one is. One is drawn and read: so it writes.",
        ("writing", "panel"),
    ),
    Chapter(
        "Train",
        "sentiment",
        "One score for a sentence",
        "How do many words become one score, and which of them decided?",
        "An LSTM reads word by word, and its last state h becomes one number from 0 (warns) to 1 (recommends). Click a "
        "word to see the sum.",
        ("words", "panel"),
    ),
    Chapter(
        "Train",
        "tagging",
        "An answer for every word",
        "Noun or verb? How does a network tag every word of a sentence, and which words does it go by?",
        "It reads a sentence and gives every word a **tag**: noun (NN), verb in the past (VBD) … Many words can be "
        "several things: the words around decide.",
        ("words", "panel"),
    ),
    Chapter(
        "Train",
        "digits",
        "Digits, row by row",
        "An image is a sequence of rows: what does the network believe after each, and when does it change its mind?",
        "Draw a digit: the network reads it row by row and says after each how likely the ten digits are.",
        ("pad", "scan", "panel"),
    ),
    Chapter(
        "Train",
        "stateful",
        "Whose memory is this?",
        "A stateful layer keeps its states from batch to batch: whose state does a window receive, and is it worth it?",
        "With `stateful=True` a batch begins with the states that the one before ended with, **row by row**. Is what "
        "stands in that row really what came before?",
        ("lanes", "panel"),
    ),
    Chapter(
        "Look up",
        "clinic",
        "The clinic",
        "What does this error message mean, and what do people get wrong about Keras's recurrent layers?",
        "Paste the error message or name the symptom; **predict** the answer, and see it live, in numbers.",
        ("plot", "panel"),
    ),
)


def pages() -> dict[str, list]:
    """Return what st.navigation takes: the landing page and the chapters in groups, at addresses that last."""
    grouped = {"": [st.Page("pages/home.py", title="rnnviz", default=True)]}
    for chapter in CHAPTERS:
        page = st.Page(chapter.page, title=chapter.title, url_path=chapter.path)
        grouped.setdefault(chapter.group, []).append(page)
    return grouped


def ensure_routed() -> None:
    """Make a deep link work on a fresh server; the first line of every page.

    Until some session has run st.navigation, a deep link runs the page's file alone, without app.py (see
    Streamlit's multipage documentation, "pages directory"): then declare the navigation and start again.
    """
    if not st.session_state.get("_routed"):
        st.navigation(pages(), position="top")
        st.rerun()
