"""A text that a network writes, letter by letter, with what it thought came next: see writing.js."""

from collections.abc import Callable, Sequence

import numpy as np

from rnnviz.figures.drawing import to_json
from rnnviz.ui.components import register

_writing = register("writing", "<div class='writing'></div>")


def writing(
    texts: list[str],
    guesses: list[tuple[list[str], list[list[int]]]],
    *,
    marked: Sequence[bool],
    temperatures: Sequence[float],
    chosen: int,
    position: int,
    letter: str,
    colours: np.ndarray | None,
    key: str,
    label: str,
    words: str,
    covered: bool = False,
    asked: bool = False,
    on_choose: Callable[[], None] = lambda: None,
    on_temperature: Callable[[], None] = lambda: None,
) -> None:
    """Draw a text, written with the same draws at each temperature, through which the reader slides.

    Args:
        texts: one a temperature, all equally long.
        guesses: for each of them and each of its letters, the likeliest next letters and their shares of 1000.
        marked: (n,), which letters are underlined.
        temperatures: in order; with one alone there is no slider.
        chosen: position of the one that is shown first.
        position: of the letter that is looked at; -1 for none.
        letter: whose probability there is opened.
        colours: (n,) of the text at the chosen temperature; None for none. Zero is in the middle of the palette.
        key: of the component: ``st.session_state[key].choose`` is [position] or [position, letter],
            ``.temperature`` [position of a temperature].
        label: what it is, for those who do not see it.
        words: what is to be known to read it.
        covered: whether the text after the letter that is looked at is hidden.
        asked: whether what the network says there is hidden: the reader is to say it.
        on_choose: called when a letter is chosen.
        on_temperature: called when the slider rests.
    """
    drawn = {
        "texts": [list(each) for each in texts],
        "guesses": [[list(map(list, rows)), shares] for rows, shares in guesses],
        "marked": list(map(bool, marked)),
        "temperatures": list(temperatures),
        "label": label,
        "key": words,
    }
    looked = {
        "chosen": chosen,
        "position": position,
        "letter": letter,
        "covered": covered,
        "asked": asked,
        "colours": None if colours is None else to_json(colours),
        "largest": 1.0 if colours is None else max(1.0, float(np.abs(colours).max())),
    }
    _writing(key=key, data={"drawn": drawn, **looked}, on_choose_change=on_choose, on_temperature_change=on_temperature)
