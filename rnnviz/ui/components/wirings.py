"""The wirings as small drawings."""

from dataclasses import asdict

from rnnviz.figures.wirings import WIRINGS
from rnnviz.ui.components import register

_wirings = register("wirings", "<div class='wirings'></div>")


def wirings(*, key: str, only: str = "") -> None:
    """Draw all of ``WIRINGS``, or the one called ``only``."""
    _wirings(key=key, data={"wirings": [asdict(wiring) for wiring in WIRINGS if only in ("", wiring.name)]})
