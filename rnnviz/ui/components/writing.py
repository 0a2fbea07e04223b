"""A text that a network writes, letter by letter, with what it thought came next: see writing.js."""

from collections.abc import Callable

from rnnviz.figures.drawing import to_json
from rnnviz.ui.components import register

_writing = register("writing", "<div class='writing'></div>")


def writing(
    texts: list[str],
    guesses: list[tuple[list[str], list[list[int]]]],
    *,
    given: int,
    temperatures: tuple[float, ...],
    chosen: int,
    position: int,
    letter: str,
    colours,
    key: str,
    label: str,
    on_choose: Callable[[], None],
    on_temperature: Callable[[], None],
) -> None:
    """Draw a text, written with the same draws at each temperature, of which the reader slides through.

    Args:
        texts: one a temperature, all equally long.
        guesses: for each of them and each of its letters, the likeliest next letters and their shares of 1000.
        given: how many letters were given and not written.
        temperatures: in order.
        chosen: position of the one that is shown first.
        position: of the letter that is looked at.
        letter: whose probability there is opened.
        colours: (n,) from -1 to 1, of the text at the chosen temperature; None for none.
        key: of the component: ``st.session_state[key].choose`` is [position] or [position, letter],
            ``.temperature`` [position of a temperature].
        label: what it is, for those who do not see it.
        on_choose: called when a letter is chosen.
        on_temperature: called when the slider rests.
    """
    drawn = {
        "texts": [list(each) for each in texts],
        "guesses": [[list(map(list, rows)), shares] for rows, shares in guesses],
        "given": given,
        "temperatures": temperatures,
        "label": label,
    }
    looked = {
        "chosen": chosen,
        "position": position,
        "letter": letter,
        "colours": None if colours is None else to_json(colours),
    }
    _writing(key=key, data={"drawn": drawn, **looked}, on_choose_change=on_choose, on_temperature_change=on_temperature)
