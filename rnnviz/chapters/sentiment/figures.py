"""What the chapter draws: scores and gates over the words, what each did, and accuracies."""

from collections.abc import Sequence

import numpy as np

from rnnviz.chapters.sentiment import words
from rnnviz.chapters.sentiment.scene import read, recurrent_position, run_of, timestep_of
from rnnviz.chapters.sentiment.view import SCORE, View
from rnnviz.figures.drawing import Drawing
from rnnviz.figures.layout import LEGEND, figure, titled
from rnnviz.figures.learning import accuracy_figure
from rnnviz.figures.marks import bars, frame, heat, horizontal, line, points, shade, vertical
from rnnviz.figures.palette import BASELINES, FRAME, KIND_COLOURS, PREDICTION, REFERENCE, VALUE_COLOURS, faint
from rnnviz.figures.table import Table
from rnnviz.text.leak import Run
from rnnviz.text.word_attribution import METHODS, Attributed
from rnnviz.text.word_networks import WordNetwork
from rnnviz.text.words import PAD
from rnnviz.ui.cache import cached

COLOURS = dict(zip(METHODS, (VALUE_COLOURS["h"], PREDICTION, BASELINES[1], VALUE_COLOURS["c"]), strict=True))
NETWORK, BAG = KIND_COLOURS["lstm"], BASELINES[1]
SCORERS = {
    "network": ("LSTM", NETWORK, "circle"),
    "bag": ("bag of words", BAG, "diamond"),
    "commoner": ("always the commoner label", REFERENCE, "line-ew-open"),
}
"""Whose accuracies stand beside each other, by their names in a run: title, colour, symbol."""
SPLITS = {"random": "split at random", "clean": "without repeats"}


def at_steps(view: View) -> dict:
    """Return the axis of all steps, with the words as its ticks."""
    shown = read(view)
    places = shown.places
    return {
        "title": titled("step; PAD where there is no word"),
        "fixedrange": True,
        "range": [0.4, len(shown.tokens) + 0.6],
        "tickvals": places + 1,
        "ticktext": [shown.texts[place] for place in places],
        "tickangle": -90,
        "tickfont": {"size": 11},
    }


def stretches(tokens: np.ndarray) -> list[dict]:
    """Return a shade over each stretch of PAD."""
    padded = np.concatenate([[False], tokens == PAD, [False]]).astype(int)
    begins, ends = np.flatnonzero(np.diff(padded) == 1), np.flatnonzero(np.diff(padded) == -1)
    pairs = zip(begins, ends, strict=True)
    return [shade(float(begin) + 0.5, float(end) + 0.5, faint(REFERENCE, 0.2)) for begin, end in pairs]


@cached
def scores(view: View) -> Drawing:
    """Draw the score after every step, PAD and words."""
    shown, timestep = read(view), timestep_of(view)
    steps = np.arange(1, len(shown.tokens) + 1)
    trace = line(steps, shown.scores, VALUE_COLOURS["y"], dots=6, hover="%{text}: %{y:.4f}", text=shown.texts)
    layout = {
        "xaxis": at_steps(view),
        "yaxis": {"title": titled("score"), "range": [-0.03, 1.03], "fixedrange": True},
        "shapes": [*stretches(shown.tokens), horizontal(0.5, REFERENCE, 1, "dot"), vertical(timestep + 1, FRAME, 2)],
    }
    table = Table.of({"step": steps, "read": shown.texts, "score": shown.scores})
    alt = f"The score over {len(steps)} steps, from {shown.scores[0]:.3f} to {shown.score:.3f}; PAD is shaded."
    return Drawing(figure([trace], height=260, margin=(60, 10, 10, 90), **layout), table, alt)


@cached
def units(view: View) -> Drawing:
    """Draw a gate, or c where the score is looked at, of every unit at every step, as a heat map."""
    shown, name = read(view), "c" if view.number == SCORE else view.number
    part = run_of(view).layers[recurrent_position(view)].parts[""]
    values, steps = part[name][0].T, np.arange(1, len(shown.tokens) + 1)
    signed = name in "cg"
    largest = max(float(np.abs(values).max()), 1e-12) if name == "c" else 1.0
    colours = {
        "cmin": -largest if signed else 0.0,
        "cmax": largest,
        "colorbar": {"thickness": 12, "title": {"text": name}},
    }
    marked = frame(timestep_of(view) + 1, view.unit, FRAME, 2)
    z = heat(values, hover=f"{name}[%{{y}}] after %{{text}}: %{{z:.3f}}", x=steps, text=[shown.texts] * len(values))
    layout = {
        "xaxis": at_steps(view),
        "yaxis": {"title": titled("unit"), "fixedrange": True, "autorange": "reversed"},
        "coloraxis": colours,
        "meta": {"scale": "diverging" if signed else "sequential"},
        "shapes": [vertical(timestep_of(view) + 1, FRAME, 2)] if view.number == SCORE else [marked],
    }
    table = Table.of({"step": steps, "read": shown.texts} | {f"{name}[{k}]": row for k, row in enumerate(values)})
    alt = f"{name} of {len(values)} units over {len(steps)} steps, from {values.min():.3f} to {values.max():.3f}."
    return Drawing(figure([z], height=360, margin=(60, 10, 10, 90), **layout), table, alt)


def mattered(found: Attributed, texts: Sequence[str], axis: str, alt: str, truth: np.ndarray | None = None) -> Drawing:
    """Draw what each word did, by every method, as bars side by side; ``truth`` as lines across them."""
    places = np.arange(1, len(texts) + 1)
    traces = [
        bars(places, found.values[name], texts=list(texts), hover=f"{name}, %{{text}}: %{{y:.3f}}", name=name)
        | {"marker": {"color": COLOURS[name]}}
        for name in METHODS
    ]
    columns = {"word": places, "text": list(texts)} | {name: found.values[name] for name in METHODS}
    if truth is not None:
        marker = {"symbol": "line-ew-open", "size": 26, "line": {"width": 3}, "color": REFERENCE}
        traces.append(points(places, truth, hover="the truth: %{y}", marker=marker, name="the truth"))
        columns["the truth"] = truth
    layout = {
        "xaxis": {"tickvals": places, "ticktext": list(texts), "tickangle": -45, "fixedrange": True},
        "yaxis": {"title": titled(axis), "fixedrange": True},
        "legend": LEGEND,
        "barmode": "group",
    }
    return Drawing(figure(traces, height=330, margin=(60, 10, 50, 90), **layout), Table.of(columns), alt)


def accuracies(runs: tuple[Run, ...]) -> Drawing:
    """Draw the accuracy of each seed on both splits, of the network, the bag of words and the commoner label."""
    names, traces = list(SPLITS), []
    for (attribute, (title, colour, symbol)), shift in zip(SCORERS.items(), (-0.08, 0.0, 0.08), strict=True):
        values = [(names.index(each.split) + shift, getattr(each, attribute), each.seed) for each in runs]
        x, y, seeds = map(list, zip(*values, strict=True))
        marker = {"size": 12, "color": colour, "symbol": symbol}
        hover = f"{title}, seed %{{text}}: %{{y:.4f}}"
        traces.append(points(x, y, hover=hover, marker=marker, name=title, text=seeds))
    rows = [
        (
            SPLITS[each.split],
            each.seed,
            each.trained,
            each.held_out,
            each.seen,
            *(getattr(each, name) for name in SCORERS),
        )
        for each in runs
    ]
    layout = {
        "xaxis": {"tickvals": [0, 1], "ticktext": list(SPLITS.values()), "range": [-0.5, 1.5], "fixedrange": True},
        "yaxis": {"title": titled("accuracy, held out"), "fixedrange": True, "tickformat": ".0%"},
        "legend": LEGEND,
    }
    titles = (title for title, *_ in SCORERS.values())
    table = Table(("split", "seed", "learned from", "held out", "of these seen", *titles), rows)
    return Drawing(figure(traces, height=300, margin=(70, 10, 30, 40), **layout), table, words.leaked(runs))


@cached
def learning(model: WordNetwork) -> Drawing:
    """Draw the accuracy over the epochs, on what was learned from and on what was held out."""
    names = ("accuracy", "held_out_accuracy", "losses", "held_out_losses")
    return accuracy_figure(*(model.curves[name] for name in names), is_dropped=True)
