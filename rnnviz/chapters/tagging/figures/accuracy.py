"""How well taggers do: by the length of the sentence, and on words that have several tags."""

import numpy as np

from rnnviz.chapters.tagging.contest import BOTH_WAYS, FREQUENT, ONE_WAY, ambiguous_words, lengths, title_of
from rnnviz.chapters.tagging.view import View, tagger_of
from rnnviz.chapters.tagging.words import accuracy as words
from rnnviz.chapters.tagging.words.numbers import interval, stretch
from rnnviz.figures.drawing import Drawing
from rnnviz.figures.layout import LEGEND, figure, titled
from rnnviz.figures.marks import band, line, points
from rnnviz.figures.palette import BASELINES, BRANCH, PREDICTION, VALUE_COLOURS, faint
from rnnviz.figures.table import Table
from rnnviz.text.tag_scores import Interval
from rnnviz.ui.cache import cached


def colour_of(name: str) -> str:
    """Return the colour of who answers: in step, through one vector, or the rule."""
    if name == FREQUENT:
        return BASELINES[1]
    return PREDICTION if name.startswith("document") else VALUE_COLOURS["h"]


def columns_of(title: str, shares: list[Interval]) -> dict:
    """Return the columns of a table: accuracies, and the ends of their intervals."""
    return {
        title: np.array([each.value for each in shares]),
        f"{title}, low": np.array([each.low for each in shares]),
        f"{title}, high": np.array([each.high for each in shares]),
    }


@cached(by=tagger_of)
def by_length(view: View) -> Drawing:
    """Draw the accuracy by the length of the sentence, each with its interval over sentences."""
    stretches = lengths(view)
    x = np.array([np.mean([each.first, each.last]) for each in stretches])
    names = [stretch(each.first, each.last) for each in stretches]
    traces, columns = [], {"words in the sentence": names, "sentences": [each.sentences for each in stretches]}
    for name in stretches[0].shares:
        shares, colour = [each.shares[name] for each in stretches], colour_of(name)
        low, high = (np.array([getattr(each, end) for each in shares]) for end in ("low", "high"))
        title = title_of(view, name)
        hover = [f"{title}: {interval(each)}, sentences of {of} words" for each, of in zip(shares, names, strict=True)]
        traces.append(band(x, low, high, faint(colour, 0.15), showlegend=False))
        y = np.array([each.value for each in shares])
        dash = "dash" if name == FREQUENT else None
        traces.append(line(x, y, colour, dots=6, dash=dash, name=title, text=hover, hover="%{text}"))
        columns |= columns_of(title, shares)
    layout = {
        "xaxis": {"title": titled("words in the sentence"), "fixedrange": True, "tickvals": x, "ticktext": names},
        "yaxis": {"title": titled("tags that are right, padding aside"), "fixedrange": True, "tickformat": ".0%"},
        "legend": LEGEND,
    }
    return Drawing(
        figure(traces, height=340, margin=(60, 10, 30, 50), **layout), Table.of(columns), words.by_length(view)
    )


AMBIGUOUS_COLOURS = {FREQUENT: BASELINES[1], ONE_WAY: VALUE_COLOURS["h"], BOTH_WAYS: BRANCH}
AMBIGUOUS_SYMBOLS = {FREQUENT: "diamond", ONE_WAY: "circle", BOTH_WAYS: "square"}


@cached(by=lambda view: View())
def of_ambiguous(view: View) -> Drawing:
    """Draw how often words with several tags get the right one: of one direction, of both, and of the table."""
    rows = ambiguous_words(view)
    y = np.arange(len(rows))
    names = [" or ".join(each.tags) for each in rows]
    traces = []
    columns = {
        "tags": names,
        "words": [", ".join(each.words) for each in rows],
        "how many": [each.count for each in rows],
    }
    for number, (name, colour) in enumerate(AMBIGUOUS_COLOURS.items()):
        shares, title = [each.shares[name] for each in rows], title_of(view, name)
        x = np.array([each.value for each in shares])
        errors = {
            "type": "data",
            "symmetric": False,
            "array": np.array([each.high - each.value for each in shares]),
            "arrayminus": np.array([each.value - each.low for each in shares]),
            "color": colour,
            "thickness": 1.5,
            "width": 4,
        }
        hover = [f"{title}, {of}: {interval(each)}" for each, of in zip(shares, names, strict=True)]
        marker = {"size": 10, "color": colour, "symbol": AMBIGUOUS_SYMBOLS[name]}
        traces.append(
            points(x, y + 0.22 * (number - 1), hover="%{text}", marker=marker, name=title, text=hover, error_x=errors)
        )
        columns |= columns_of(title, shares)
    labels = [
        f"{', '.join(each.words[:2])}{' …' if len(each.words) > 2 else ''}<br>{name}"
        for each, name in zip(rows, names, strict=True)
    ]
    layout = {
        "xaxis": {"title": titled("tags that are right"), "fixedrange": True, "tickformat": ".0%"},
        "yaxis": {"fixedrange": True, "tickvals": y, "ticktext": labels, "autorange": "reversed", "zeroline": False},
        "legend": LEGEND,
    }
    return Drawing(
        figure(traces, height=120 + 46 * len(rows), margin=(130, 10, 60, 50), **layout),
        Table.of(columns),
        words.of_ambiguous(rows),
    )
