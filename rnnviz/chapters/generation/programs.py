"""Files to take away."""

import numpy as np

from rnnviz.chapters.generation.scene import written
from rnnviz.chapters.generation.view import View
from rnnviz.figures.table import Table
from rnnviz.text.drawing import decoded


def letters_csv(view: View) -> bytes:
    """Return the text, a row a letter: how likely the network and the draw had it, and the draw."""
    shown = written(view)
    characters = view.model.vocabulary.characters
    read, came = shown.tokens[:-1], shown.tokens[1:]
    rows = np.arange(len(came))
    first = shown.given - 1
    table = Table.of(
        {
            "letter": rows + 2,
            "character": [characters[k] for k in came],
            "after": [characters[k] for k in read],
            "given": [int(k < first) for k in rows],
            "network": shown.probabilities[rows, came],
            "drawn from": decoded(shown.sums, view.way)[rows, came],
            "draw": ["" if k < first else float(shown.draws[k - first]) for k in rows],
        }
    )
    return table.csv()
