"""Sizes that make a comparison fair: equal units, or equal parameters."""

from functools import cache

from rnnviz.core.weights import Cell

MAX_UNITS = 40
"""Units beyond which no cell is made to have as many parameters as another."""


@cache
def equal_sizes(kinds: tuple[str, ...], units: int, by: str, features: int) -> dict[str, int]:
    """Return the units of each kind: as many as asked, or as give it the parameters nearest to an LSTM of that many.

    >>> equal_sizes(("simple_rnn", "lstm", "gru"), 6, "parameters", features=1)
    {'simple_rnn': 13, 'lstm': 6, 'gru': 7}
    """
    if by == "units":
        return dict.fromkeys(kinds, units)
    target = Cell("lstm", units).parameters(features)
    return {
        kind: min(range(1, MAX_UNITS + 1), key=lambda size: abs(Cell(kind, size).parameters(features) - target))
        for kind in kinds
    }
