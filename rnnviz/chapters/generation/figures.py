"""What the chapter draws: what comes next, and the losses while it learned."""

import numpy as np

from rnnviz.chapters.generation import words
from rnnviz.chapters.generation.scene import distributions
from rnnviz.chapters.generation.view import View
from rnnviz.figures.drawing import Drawing
from rnnviz.figures.layout import LEGEND, figure, titled
from rnnviz.figures.marks import bars, horizontal, line, note
from rnnviz.figures.palette import BASELINES, DASHES, PREDICTION, VALUE_COLOURS
from rnnviz.figures.table import Table
from rnnviz.text.trained import Trained
from rnnviz.ui.cache import cached

LIKELIEST = 12
"""Letters in the figure of what comes next."""

SIGNS = {" ": "·", "\n": "↵", "\t": "→"}


@cached
def next_letters(view: View) -> Drawing:
    """Draw what the network says and what is drawn from, of the likeliest letters, as bars side by side."""
    says, drawn_from = distributions(view)
    characters = view.model.vocabulary.characters
    order = np.argsort(-says, kind="stable")
    names = [SIGNS.get(each, each) for each in characters]
    shown = order[:LIKELIEST]
    x = [names[k] for k in shown]
    hover = "%{x}: %{text}"
    traces = [
        bars(
            x, values[shown], texts=[words.share(each) for each in values[shown]], hover=f"{hover} {title}", name=title
        )
        | {"marker": {"color": colour}}
        for title, values, colour in (
            ("the network says", says, VALUE_COLOURS["y"]),
            ("drawn from", drawn_from, PREDICTION),
        )
    ]
    layout = {
        "xaxis": {"type": "category", "title": titled("next letter"), "fixedrange": True, "tickfont": {"size": 15}},
        "yaxis": {"title": titled("probability"), "rangemode": "tozero", "fixedrange": True, "tickformat": ".0%"},
        "legend": LEGEND,
        "barmode": "group",
    }
    table = Table.of(
        {
            "letter": [words.named(characters[k]) for k in order],
            "the network says": says[order],
            "drawn from": drawn_from[order],
        }
    )
    return Drawing(figure(traces, height=300, margin=(60, 10, 30, 50), **layout), table, words.next_letter(view))


@cached
def learning(name: str, model: Trained) -> Drawing:
    """Draw bits a letter over the iterations, on what was read and on what was held out, beside the tables'."""
    epochs = np.arange(1, len(model.losses) + 1)
    traces = [
        line(epochs, model.losses, VALUE_COLOURS["y"], hover="%{y:.3f} bits after %{x}", name="read in training"),
        line(epochs, model.held_out, PREDICTION, hover="%{y:.3f} bits after %{x}", name="held out", dots=6),
    ]
    lines, notes = [], []
    for (title, value), colour, dash in zip(model.tables.items(), BASELINES, DASHES, strict=False):
        lines.append(horizontal(value, colour, 1.5, dash))
        notes.append(note(f"a table of {title}", 1, value, xref="paper", xanchor="right", yanchor="bottom"))
    layout = {
        "xaxis": {"title": titled("iteration"), "fixedrange": True},
        "yaxis": {"title": titled("bits a letter"), "fixedrange": True, "rangemode": "tozero"},
        "legend": LEGEND,
        "shapes": lines,
        "annotations": notes,
    }
    table = Table.of(
        {"iteration": epochs, "read in training": np.asarray(model.losses), "held out": np.asarray(model.held_out)}
    )
    first, last = model.held_out[0], model.held_out[-1]
    alt = f"Bits a letter over {len(epochs)} iterations: held out from {first:.2f} to {last:.2f}."
    return Drawing(figure(traces, height=320, margin=(60, 10, 30, 50), **layout), table, alt)
