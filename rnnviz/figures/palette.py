"""The colours of every figure, by role: one thing has one colour on every page. Most are Okabe and Ito's."""

from rnnviz.core.layers import NAMES

VALUE_COLOURS = {"x": "#009e73", "h": "#0072b2", "c": "#7f6bc9", "y": "#6b7a8c", "o": "#6b7a8c"}
VALUE_COLOURS |= dict.fromkeys(("f", "z"), "#c2609a") | dict.fromkeys(("i", "r"), "#b87400")
VALUE_COLOURS |= dict.fromkeys(("g", "n"), "#2a93a8")
"""The values of a cell, as in common.css: what keeps, what lets in, what is proposed, what is shown of it.

Blue and orange are left to signs."""

KIND_COLOURS = dict(zip(NAMES, ("#6f7a88", "#7f6bc9", "#009e73", "#56b4e9", "#b5497b"), strict=True))
KIND_SYMBOLS = dict(zip(NAMES, ("circle", "square", "diamond", "cross", "triangle-up"), strict=True))
"""The kinds of cell, told apart by colour and by symbol."""

ACTUAL, READ, PREDICTION, BRANCH, BOUNDARY = "#8a94a3", "#009e73", "#b5307a", "#7f6bc9", "#e0263c"
"""What was measured, what a network reads, what it says, what its branch says, where the test part begins.

Blue and orange are left to signs here as well: they are the colours of weights and states."""

BASELINES = ("#2a93a8", "#a07d38", "#5f8f2f", "#8c564b", "#5b7083")
DASHES = ("dash", "dot", "dashdot", "longdash", "longdashdot")
"""Forecasters that are no networks, told apart by colour and by dash."""

REFERENCE = "#8a94a3"
"""Lines that numbers are compared with."""

FRAME, PAIR = "#e69f00", "#cc2f7b"
"""What is marked in a heat map: a cell or the border between gates; a pair of timesteps."""

ZERO, INFINITE, NOT_A_NUMBER = "#5f6b7a", "#cc79a7", "#e69f00"
"""Cells of a logarithmic map that have no place on its scale."""


def faint(colour: str, opacity: float) -> str:
    """Return a colour that lets through what is behind it.

    >>> faint("#d55e00", 0.2)
    'rgba(213, 94, 0, 0.2)'
    """
    red, green, blue = bytes.fromhex(colour[1:])
    return f"rgba({red}, {green}, {blue}, {opacity})"
