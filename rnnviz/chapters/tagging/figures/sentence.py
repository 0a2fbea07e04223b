"""What is drawn of one word of a sentence, and of a tagger while it learned."""

import numpy as np

from rnnviz.chapters.tagging.presets import LONG
from rnnviz.chapters.tagging.scene import answer, beside, is_compared
from rnnviz.chapters.tagging.view import View
from rnnviz.chapters.tagging.words.numbers import meaning, quoted, share
from rnnviz.figures.drawing import Drawing
from rnnviz.figures.layout import LEGEND, figure, titled
from rnnviz.figures.learning import accuracy_figure
from rnnviz.figures.marks import bars
from rnnviz.figures.palette import PREDICTION, VALUE_COLOURS
from rnnviz.figures.table import Table
from rnnviz.text.taggers import Tagger
from rnnviz.ui.cache import cached

LIKELIEST = 10
"""Tags in the figure of the alternatives."""


def likeliest(view: View) -> np.ndarray:
    """Return the units of the tags of the word that is looked at, the likeliest first."""
    return np.argsort(-answer(view).probabilities[view.position], kind="stable")


@cached
def alternatives(view: View) -> Drawing:
    """Draw how likely each tag of the word is, beside what the other network says of it."""
    tags, order = np.array(view.tagger.tags), likeliest(view)
    says = {"this network": (answer(view).probabilities[view.position], VALUE_COLOURS["y"])}
    if is_compared(view) and view.position < len(beside(view).best):
        says[LONG[view.beside]] = (beside(view).probabilities[view.position], PREDICTION)
    shown = order[:LIKELIEST]
    traces = [
        bars(
            tags[shown].tolist(),
            values[shown],
            texts=[f"{meaning(tags[k])}: {share(values[k])}" for k in shown],
            hover="%{text}",
            name=title,
        )
        | {"marker": {"color": colour}}
        for title, (values, colour) in says.items()
    ]
    layout = {
        "xaxis": {"type": "category", "title": titled("tag"), "fixedrange": True, "tickfont": {"size": 14}},
        "yaxis": {"title": titled("probability"), "range": [0, 1], "fixedrange": True, "tickformat": ".0%"},
        "legend": LEGEND,
        "showlegend": len(says) > 1,
        "barmode": "group",
    }
    columns = {"tag": tags[order].tolist(), "meaning": [meaning(tags[k]) for k in order]}
    table = Table.of(columns | {title: values[order] for title, (values, _) in says.items()})
    word = quoted(view.words[view.position])
    alt = f"Of {word} the likeliest tag is {meaning(tags[order[0]])}, then {meaning(tags[order[1]])}."
    return Drawing(figure(traces, height=300, margin=(60, 10, 30, 50), **layout), table, alt)


@cached
def learning(tagger: Tagger) -> Drawing:
    """Draw Keras's accuracy over the epochs, on the sentences that were learned from and on those held out."""
    names = ("accuracy", "held_out_accuracy", "loss", "held_out_loss")
    counted = "padding is not counted" if tagger.wiring.in_step else "padding is counted"
    note = f"It is Keras's: {counted}. In training words and states are dropped, on held-out sentences none are."
    return accuracy_figure(*(tagger.saved.curves[name] for name in names), is_dropped=True, note=note)
