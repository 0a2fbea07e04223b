"""A field to draw a digit on, with what a network reads of it and says: see pad.js."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from rnnviz.figures.drawing import to_json
from rnnviz.ui.components import register

_pad = register("pad", "<div class='pad'></div>")


class Said(NamedTuple):
    """What stands beside the drawing.

    Args:
        levels: (side, side), from 0 to 1, what the network reads.
        title: of that picture.
        alt: of it, for those who do not see it.
        answers: (10,), what the network says; () where it is hidden.
        beside: (10,), what logistic regression says.
        told: a sentence below.
    """

    levels: np.ndarray
    title: str
    alt: str
    answers: Sequence[float]
    beside: Sequence[float]
    told: str


def pad(
    ink: str,
    said: Said,
    *,
    answered: int,
    key: str,
    label: str,
    on_draft: Callable[[], None],
    on_drawn: Callable[[], None],
) -> None:
    """Draw the field.

    Args:
        ink: what is drawn on it, as ``images.ink.written`` has it; "" for nothing.
        said: what stands beside it.
        answered: number of the draft that this answers.
        key: of the component: ``st.session_state[key].draft`` is [number, ink] while the pen moves, ``.drawn``
            the same when it is lifted; the ink is a text from the browser, to be parsed.
        label: what the answers are, for those who do not see them.
        on_draft: called with a draft; only what draws this component should be drawn again.
        on_drawn: called with a drawing.
    """
    answers = to_json(list(said.answers))
    reads = {"side": len(said.levels), "levels": np.round(said.levels.ravel(), 4).tolist()}
    data = {
        "ink": ink,
        "answered": answered,
        "reads": reads | {"title": said.title, "label": said.alt},
        "answers": answers,
        "beside": to_json(list(said.beside)),
        "best": int(np.argmax(said.answers)) if len(said.answers) else -1,
        "told": said.told,
        "label": label,
    }
    _pad(key=key, data=data, on_draft_change=on_draft, on_drawn_change=on_drawn)
