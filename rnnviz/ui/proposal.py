"""One thing to try next."""

from collections.abc import Callable
from typing import Any, NamedTuple


class Proposal(NamedTuple):
    """What a button says, and the view that it makes of a view."""

    label: str
    make: Callable[[Any], Any]
