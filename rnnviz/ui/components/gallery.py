"""Small pictures side by side, of which one is chosen: see gallery.js."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from rnnviz.ui.components import register

_gallery = register("gallery", "<div class='gallery' role='group'></div>")


class Shown(NamedTuple):
    """A picture.

    Args:
        id: by which it is chosen.
        levels: (side, side), ink from 0 to 1.
        title: below it, in a few signs.
        line: below that.
        spoken: all of it in words, for those who do not see it.
    """

    id: int
    levels: np.ndarray
    title: str
    line: str
    spoken: str


def gallery(pictures: Sequence[Shown], *, chosen: int, key: str, label: str, on_choose: Callable[[], None]) -> None:
    """Draw pictures of one side.

    Args:
        pictures: at least one.
        chosen: id of the one that is framed; -1 for none.
        key: of the component: ``st.session_state[key].choose`` is [id].
        label: what they are, for those who do not see them.
        on_choose: called when one is chosen.
    """
    drawn = {
        "pictures": [
            each._asdict() | {"levels": np.round(255 * each.levels).astype(int).ravel().tolist()} for each in pictures
        ],
        "side": len(pictures[0].levels),
        "label": label,
    }
    _gallery(key=key, data={"drawn": drawn, "chosen": chosen}, on_choose_change=on_choose)
