"""The wirings as small drawings."""

from dataclasses import asdict

from rnnviz.chapters.wirings import WIRINGS
from rnnviz.ui.components import register

_wirings = register("wirings", "<div class='wirings'></div>")


def wirings(*, key: str) -> None:
    """Draw all of ``WIRINGS``."""
    _wirings(key=key, data={"wirings": [asdict(wiring) for wiring in WIRINGS]})
