"""The wirings as small drawings."""

from collections.abc import Callable
from dataclasses import asdict

from rnnviz.figures.wirings import WIRINGS
from rnnviz.ui.components import register

_wirings = register("wirings", "<div class='wirings'></div>")


def wirings(*, key: str, only: str = "", monochrome: bool = False, on_open: Callable[[], None] | None = None) -> None:
    """Draw all of ``WIRINGS``, or the one called ``only``; ``monochrome`` without words and colours of x, h, y.

    With ``on_open`` they can be chosen; ``st.session_state[key].open`` is the name of one while it runs.
    """
    found = [asdict(wiring) for wiring in WIRINGS if only in ("", wiring.name)]
    data = {"wirings": found, "opens": on_open is not None, "monochrome": monochrome}
    _wirings(key=key, data=data, on_open_change=on_open or (lambda: None))
