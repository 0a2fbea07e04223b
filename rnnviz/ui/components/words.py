"""A sentence word by word, with what a network says at each of them: see words.js."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from rnnviz.figures.drawing import to_json
from rnnviz.ui.components import register

_words = register("words", "<div class='sentence'></div>")


class Word(NamedTuple):
    """A word with what stands under it.

    Args:
        text: the word.
        value: what its bar shows; None for no bar.
        lines: texts under the bar, the first in bold: a tag, a score.
        mark: how it is marked, by words apart by spaces: "unknown" to the network, "padding" and no word at all,
            "differs" from what is said elsewhere, "wrong".
        spoken: what is said of it to those who do not see it; "" for word and lines.
    """

    text: str
    value: float | None = None
    lines: tuple[str, ...] = ()
    mark: str = ""
    spoken: str = ""


def words(
    sentence: Sequence[Word],
    *,
    chosen: int,
    key: str,
    label: str,
    legend: str,
    scale: tuple[float, float, float] = (0.0, 0.0, 1.0),
    rows: Mapping[str, Sequence[float | None]] | None = None,
    on_choose: Callable[[], None] = lambda: None,
) -> None:
    """Draw a sentence.

    Args:
        sentence: its words.
        chosen: position of the one that is framed; -1 for none.
        key: of the component: ``st.session_state[key].choose`` is [position], or [position, name of a row].
        label: what it is, for those who do not see it.
        legend: what is to be known to read it.
        scale: of the bars: the lowest value, the one that they begin at, the highest. Bars above and below the one they
            begin at have the two colours of signs where there is room on both sides.
        rows: numbers from -1 to 1 for each word, painted in squares under it, by the row's name;
            None for an empty square.
        on_choose: called when a word or a square is chosen.
    """
    drawn = {
        "words": [each._asdict() | {"value": to_json(each.value)} for each in sentence],
        "scale": scale,
        "rows": [[name, to_json(list(values))] for name, values in (rows or {}).items()],
        "label": label,
        "legend": legend,
    }
    _words(key=key, data={"drawn": drawn, "chosen": chosen}, on_choose_change=on_choose)
