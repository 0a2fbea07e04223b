"""How the kinds of cell are told apart on every page: by colour (Okabe and Ito's, and two more) and by symbol."""

from rnnviz.core.layers import NAMES

KIND_COLOURS = dict(zip(NAMES, ("#d55e00", "#7f6bc9", "#009e73", "#56b4e9", "#b5497b"), strict=True))
KIND_SYMBOLS = dict(zip(NAMES, ("circle", "square", "diamond", "cross", "triangle-up"), strict=True))
