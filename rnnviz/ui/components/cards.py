"""Chapters as cards, each with a small picture of real numbers; the whole card opens the chapter."""

from collections.abc import Callable

from rnnviz.ui.components import register

_cards = register("cards", "<div class='cards'></div>")


def cards(rows: list[dict], *, key: str, on_open: Callable[[], None]) -> None:
    """Draw the cards.

    Args:
        rows: {"path", "title", "question", "alt"} and one picture: "map" (rows of numbers from -1 to 1), "lines"
            (lists of numbers from 0 to 1, None where there is nothing) or "words" (one above another).
        key: of the component; ``st.session_state[key].open`` is the path of a card while ``on_open`` runs.
        on_open: called when a card was chosen.
    """
    _cards(key=key, data={"cards": rows}, on_open_change=on_open)
