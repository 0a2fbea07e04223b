"""What the chapter draws: what comes next, and the losses while it learned."""

import numpy as np

from rnnviz.chapters.generation import words
from rnnviz.chapters.generation.scene import distributions
from rnnviz.chapters.generation.view import View
from rnnviz.figures.drawing import Drawing
from rnnviz.figures.layout import LEGEND, each_ticked, figure, titled
from rnnviz.figures.log_axis import LogAxis
from rnnviz.figures.marks import bars, horizontal, line, note
from rnnviz.figures.palette import BASELINES, DASHES, PREDICTION, VALUE_COLOURS
from rnnviz.figures.table import Table
from rnnviz.text import attribution
from rnnviz.text.attribution import Attribution, Memory
from rnnviz.text.trained import Trained
from rnnviz.ui.cache import cached

LIKELIEST = 12
"""Letters in the figure of what comes next."""

SIGNS = {" ": "␣", "\n": "↵", "\t": "→"}


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
            "letter": [attribution.quoted(characters[k]) for k in order],
            "the network says": says[order],
            "drawn from": drawn_from[order],
        }
    )
    return Drawing(figure(traces, height=300, margin=(60, 10, 30, 50), **layout), table, words.next_letter(view))


@cached
def learning(model: Trained) -> Drawing:
    """Draw bits a letter over the iterations, on what was read and on what was held out, beside the tables'."""
    epochs = np.arange(1, len(model.losses) + 1)
    traces = [
        line(epochs, model.losses, VALUE_COLOURS["y"], hover="%{y:.3f} bits after %{x}", name="read in training"),
        line(epochs, model.held_out, PREDICTION, hover="%{y:.3f} bits after %{x}", name="held out", dots=6),
    ]
    lines, notes = [], []
    for (title, value), colour, dash in zip(model.tables.items(), BASELINES, DASHES, strict=False):
        lines.append(horizontal(value, colour, 1.5, dash))
        notes.append(note(f"a table of {title}", 1, value, yref="y", xanchor="right", yanchor="bottom"))
    layout = {
        "xaxis": {"title": titled("iteration"), "fixedrange": True, **each_ticked(len(epochs))},
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


def mattered(found: Attribution, read: str, asked: str) -> Drawing:
    """Draw what each letter that was read did for the probability of the next, by both measures, as bars."""
    text = read[found.start :]
    places = np.arange(found.start + 1, len(read) + 1)
    hover = "letter %{x}, %{text}: %{y:.3f} bits"
    traces = [
        bars(places, values, texts=list(text), hover=hover, name=title) | {"marker": {"color": colour}}
        for title, values, colour in (
            ("lost when it is left out", found.left_out, PREDICTION),
            ("gradient × input", found.gradient_times_input, VALUE_COLOURS["y"]),
        )
    ]
    ticks = {"tickvals": places, "ticktext": [SIGNS.get(each, each) for each in text], "tickfont": {"size": 14}}
    layout = {
        "xaxis": {"title": titled("letter that was read"), "fixedrange": True, "tickangle": 0, **ticks},
        "yaxis": {"title": titled("bits of log₂ p"), "fixedrange": True},
        "legend": LEGEND,
        "barmode": "group",
    }
    table = Table.of(
        {
            "letter": places,
            "character": [attribution.quoted(each) for each in text],
            "lost when left out (bits)": found.left_out,
            "gradient × input (bits)": found.gradient_times_input,
        }
    )
    made = figure(traces, height=300, margin=(60, 10, 30, 50), **layout)
    return Drawing(made, table, attribution.said(found, read, asked))


def memory(found: Memory, text: str) -> Drawing:
    """Draw how far the state and the prediction differ after one letter was changed, over the letters read since."""
    later = np.arange(found.variation.shape[1])
    traces = [
        line(later, found.variation[0], PREDICTION, hover="%{y:.3g}, %{x} later", name="total variation", dots=5),
        line(later, found.distance[0], VALUE_COLOURS["h"], hover="%{y:.3g}, %{x} later", name="|Δh|", dots=5),
    ]
    axis = LogAxis(found.variation[0], found.distance[0])
    traces = [each | {"y": axis.positions(np.asarray(each["y"]))} for each in traces]
    layout = {
        "xaxis": {"title": titled("letters later"), "fixedrange": True},
        "yaxis": axis.layout("difference"),
        "legend": LEGEND,
    }
    table = Table.of({"letters later": later, "total variation": found.variation[0], "|Δh|": found.distance[0]})
    alt = f"The prediction differs for {found.lasts[0]} of {len(later)} letters by {found.threshold:.0%} or more."
    return Drawing(figure(traces, height=280, margin=(60, 10, 30, 50), **layout), table, alt)
