"""What the chapter draws: states and gates over the steps, accuracies over seeds, the confusion matrix, a training."""

from collections.abc import Mapping

import numpy as np

from rnnviz.chapters.digits import words
from rnnviz.chapters.digits.scene import Marked, beliefs, dropped, timestep_of, values_of
from rnnviz.chapters.digits.view import ANSWER, View
from rnnviz.figures.drawing import Drawing
from rnnviz.figures.layout import BARE, LEGEND, each_ticked, figure, titled
from rnnviz.figures.learning import accuracy_figure
from rnnviz.figures.marks import frame, heat, horizontal, points, vertical
from rnnviz.figures.palette import BASELINES, FRAME, KIND_COLOURS, KIND_SYMBOLS, PREDICTION, REFERENCE, VALUE_COLOURS
from rnnviz.figures.table import Table
from rnnviz.images import logistic
from rnnviz.images.networks import CELLS, SEEDS, ImageNetwork
from rnnviz.images.readings import READINGS
from rnnviz.images.scores import Spread, confusion
from rnnviz.ui.cache import cached

SIGNED = "hcgn"
"""States and candidates are of both signs, gates from 0 to 1."""


@cached
def units(view: View) -> Drawing:
    """Draw a state or a gate of every unit of the last recurrent layer over the steps, as a heat map."""
    name = view.squares
    values, steps = values_of(view, name).T, np.arange(1, view.timesteps + 1)
    signed = name in SIGNED
    largest = max(float(np.abs(values).max()), 1e-12) if signed else 1.0
    colours = {"cmin": -largest if signed else 0.0, "cmax": largest}
    colours["colorbar"] = {"thickness": 12, "title": {"text": name}}
    now = timestep_of(view) + 1
    marked = [vertical(now, FRAME, 2)] if view.number == ANSWER else [frame(now, view.unit, FRAME, 2)]
    layout = {
        "xaxis": {"title": titled("step"), "fixedrange": True, **each_ticked(len(steps), 28)},
        "yaxis": {"title": titled("unit"), "fixedrange": True, "autorange": "reversed"},
        "coloraxis": colours,
        "meta": {"scale": "diverging" if signed else "sequential"},
        "shapes": marked,
    }
    table = Table.of({"step": steps} | {f"{name}[{k}]": row for k, row in enumerate(values)})
    whole = np.abs(values[:, -1]) > 0.5 if signed else values[:, -1] > 0.5
    alt = (
        f"{name} of {len(values)} units over {len(steps)} steps, from {values.min():.3f} to {values.max():.3f}; after "
        f"the last step {int(whole.sum())} of them are beyond {'±½' if signed else '½'}."
    )
    trace = heat(values, hover=f"{name}[%{{y}}] after step %{{x}}: %{{z:.3f}}", x=steps)
    return Drawing(
        figure([trace], height=min(560, 170 + 8 * len(values)), margin=(60, 10, 10, 50), **layout), table, alt
    )


@cached
def masks(view: View) -> Drawing:
    """Draw the answer as the network gives it, and under masks of Dropout as they are drawn in training."""
    draws, said, digits = dropped(view), beliefs(view)[-1], np.arange(10)
    shift = np.linspace(-0.3, 0.3, len(draws))
    x = (digits[None] + shift[:, None]).ravel()
    marker = {"size": 5, "color": PREDICTION, "opacity": 0.5}
    bar = {"symbol": "line-ew-open", "size": 40, "color": VALUE_COLOURS["h"], "line": {"width": 4}}
    traces = [
        points(x, draws.ravel(), hover="a draw: %{y:.3f}", marker=marker, name="in training, each draw"),
        points(digits, said, hover="here: %{y:.3f}", marker=bar, name="here"),
    ]
    layout = {
        "xaxis": {"title": titled("digit"), "tickvals": digits.tolist(), "fixedrange": True, **BARE},
        "yaxis": {"title": titled("probability"), "range": [-0.03, 1.03], "fixedrange": True},
        "legend": LEGEND,
    }
    table = Table.of({"draw": np.arange(1, len(draws) + 1)} | {str(k): draws[:, k] for k in digits.tolist()})
    return Drawing(figure(traces, height=280, margin=(60, 10, 30, 50), **layout), table, words.under_masks(view))


def over_seeds(rows: Mapping[str, Mapping[str, Spread]], reading: str) -> Drawing:
    """Draw the accuracy of every seed of each cell in each order, beside logistic regression."""
    names, traces, table = list(READINGS), [], []
    for kind, shift in zip(CELLS, (-0.22, 0.0, 0.22), strict=True):
        x = [k + shift for k in range(len(names)) for _ in SEEDS]
        y = [each for name in names for each in rows[kind][name].all]
        texts = [f"{words.TITLES[kind]}, {READINGS[name]}, seed {seed}" for name in names for seed in SEEDS]
        marker = {"size": 9, "color": KIND_COLOURS[kind], "symbol": KIND_SYMBOLS[kind], "opacity": 0.75}
        traces.append(points(x, y, hover="%{text}: %{y:.1%}", marker=marker, name=words.TITLES[kind], text=texts))
        medians = [rows[kind][name].median for name in names]
        bar = {"symbol": "line-ew-open", "size": 24, "color": KIND_COLOURS[kind], "line": {"width": 3}}
        middles = [k + shift for k in range(len(names))]
        traces.append(points(middles, medians, hover="median %{y:.1%}", marker=bar, showlegend=False))
        table += [
            (words.TITLES[kind], READINGS[name], *rows[kind][name].all, rows[kind][name].median) for name in names
        ]
    plain = logistic.shipped(8)
    layout = {
        "xaxis": {
            "tickvals": list(range(len(names))),
            "ticktext": [READINGS[each].replace(" in a", "<br>in a") for each in names],
        }
        | {"range": [-0.5, len(names) - 0.5], "fixedrange": True},
        "yaxis": {"title": titled("right, held out"), "fixedrange": True, "tickformat": ".0%", "range": [0, 1]},
        "legend": LEGEND,
        "shapes": [
            horizontal(plain.accuracy, BASELINES[1], 2, "dash"),
            horizontal(plain.frequent_accuracy, REFERENCE, 1, "dot"),
        ],
        "annotations": [
            {"text": text, "x": 1, "xref": "paper", "y": y, "showarrow": False, "yanchor": "bottom", "xanchor": "right"}
            for text, y in (
                ("logistic regression", plain.accuracy),
                (f"always {plain.frequent}", plain.frequent_accuracy),
            )
        ],
    }
    columns = ("cell", "order", *(f"seed {seed}" for seed in SEEDS), "median")
    return Drawing(
        figure(traces, height=340, margin=(60, 10, 30, 60), **layout),
        Table(columns, table),
        words.compared(rows, reading),
    )


def matrix(found: Marked, chosen: tuple[int, int] | None) -> Drawing:
    """Draw the confusion matrix: how often a digit of each kind got each answer; the right ones are left grey."""
    counts = confusion(found.answers, found.digits.labels)
    wrong = np.where(np.eye(10, dtype=bool), np.nan, counts).astype(float)
    right = np.where(np.eye(10, dtype=bool), counts, np.nan).astype(float)
    ticks = {"tickvals": list(range(10)), "fixedrange": True, **BARE}
    texts = [[str(each) if each else "" for each in row] for row in counts.tolist()]
    on = {"text": texts, "texttemplate": "%{text}"}
    grey = [[0, "rgba(128,128,128,0.25)"], [1, "rgba(128,128,128,0.25)"]]
    traces = [
        heat(wrong, hover="a %{y} called %{x}: %{z}", gap=1, **on),
        heat(right, hover="a %{y} called %{x}: %{z}", gap=1, colours=None, colorscale=grey, showscale=False, **on),
    ]
    layout = {
        "xaxis": {"title": titled("the network says"), "side": "bottom", **ticks},
        "yaxis": {"title": titled("it is"), "autorange": "reversed", **ticks},
        "coloraxis": {"cmin": 0, "cmax": 2 * max(1.0, float(np.nanmax(wrong))), "showscale": False},
        "meta": {"scale": "sequential"},
        "shapes": [frame(chosen[1], chosen[0], FRAME, 3)] if chosen else [],
    }
    table = Table.of({"it is": list(range(10))} | {f"called {k}": counts[:, k].tolist() for k in range(10)})
    return Drawing(figure(traces, height=380, margin=(50, 10, 10, 50), **layout), table, words.matrix(found))


@cached
def learning(model: ImageNetwork) -> Drawing:
    """Draw the accuracy over the epochs, on what was learned from and on what was held out."""
    names = ("accuracy", "held_out_accuracy", "losses", "held_out_losses")
    return accuracy_figure(*(model.curves[name] for name in names), is_dropped=any(model.setting.dropouts))
