"""Numbers of the chapter → figures and tables."""

import numpy as np

from rnnviz.chapters.stateful.scene import tickets_of
from rnnviz.chapters.stateful.scene.one_sequence import OneSequence
from rnnviz.chapters.stateful.view import View
from rnnviz.chapters.stateful.words import board as words
from rnnviz.chapters.stateful.words import studies
from rnnviz.figures.drawing import Drawing
from rnnviz.figures.layout import LEGEND, figure, titled
from rnnviz.figures.log_axis import LogAxis, texts
from rnnviz.figures.marks import horizontal, line, note, points, vertical
from rnnviz.figures.palette import BASELINES, KIND_COLOURS, PREDICTION, REFERENCE, VALUE_COLOURS
from rnnviz.figures.table import Table
from rnnviz.training.stateful_studies import SEEDS, Study

COLOURS = {"stateless": PREDICTION, "stateful": KIND_COLOURS["lstm"]}


def dots(place: int, name: str, values: np.ndarray) -> list[dict]:
    """Return the errors of a network under every seed, beside each other, and a line at their median."""
    at = place + np.linspace(-0.18, 0.18, len(values))
    median = float(np.median(values))
    seeds = [f"seed {seed}" for seed in SEEDS[: len(values)]]
    marker = {"size": 10, "color": COLOURS[name], "symbol": "circle" if name == "stateless" else "diamond"}
    said = {"hover": "%{text}: %{y:.2f} %", "text": seeds, "name": name}
    return [
        points(at, 100 * values, marker=marker, **said),
        line([place - 0.3, place + 0.3], [100 * median] * 2, COLOURS[name], width=3, showlegend=False, hover=None),
    ]


def both(found: Study) -> Drawing:
    """Draw the errors of both networks under every seed, with lines for what needs no network."""
    traces = [each for place, pair in enumerate(found.networks.items()) for each in dots(place, *pair)]
    named = list(found.rules.items())
    lines = [horizontal(100 * value, BASELINES[k], 2, ("dash", "dot")[k % 2]) for k, (_, value) in enumerate(named)]
    notes = [
        note(
            f"{studies.RULES[name]} {100 * value:.2f} %",
            0.995,
            100 * value,
            yref="y",
            xanchor="right",
            yanchor="bottom",
        )
        | {"font": {"size": 13, "color": BASELINES[k]}}
        for k, (name, value) in enumerate(named)
    ]
    shown = 100 * np.concatenate([*found.networks.values(), list(found.rules.values())])
    low, high = float(np.nanmin(shown)), float(np.nanmax(shown))
    low = low - 0.5 * (high - low) if low > 0.6 * high else 0.0
    layout = {
        "xaxis": {
            "range": [-0.5, 2.4],
            "tickvals": [0, 1],
            "ticktext": list(found.networks),
            "fixedrange": True,
            "tickfont": {"size": 15},
            "showgrid": False,
            "zeroline": False,
        },
        "yaxis": {
            "range": [low, high + 0.12 * (high - low)],
            "title": titled("test RMSE, % of the range"),
            "fixedrange": True,
        },
        "showlegend": False,
        "shapes": lines,
        "annotations": notes,
    }
    columns = {"seed": list(SEEDS[: len(found.stateful)])} | {
        f"{name}, RMSE": values for name, values in found.networks.items()
    }
    columns |= {studies.RULES[name]: [value] for name, value in named}
    return Drawing(
        figure(traces, height=320, margin=(58, 10, 14, 34), **layout), Table.of(columns), studies.both_alt(found)
    )


def lane(traced: dict[str, np.ndarray]) -> Drawing:
    """Draw a state along a lane, carried and emptied at every border: the unit that differs most."""
    carried, emptied = traced["carried"], traced["emptied"]
    unit = int(np.abs(carried - emptied).mean(axis=0).argmax())
    steps, batches = np.arange(1, len(carried) + 1), traced["said"].shape[1]
    window = len(steps) // batches
    hover = f"h[{unit}] after step %{{x}} of the lane: %{{y:.3f}}"
    traces = [
        line(steps, emptied[:, unit], COLOURS["stateless"], dash="dot", hover=hover, name="emptied before each batch"),
        line(steps, carried[:, unit], VALUE_COLOURS["h"], hover=hover, name="carried", width=2.5),
    ]
    layout = {
        "xaxis": {"title": titled("step of lane 0, window after window"), "fixedrange": True, "zeroline": False},
        "yaxis": {"title": titled(f"h[{unit}]"), "fixedrange": True},
        "legend": LEGEND,
        "shapes": [vertical(window * k + 0.5, REFERENCE, 1.5, "dash") for k in range(1, batches)],
    }
    columns = {"step": steps, "batch": np.repeat(np.arange(1, batches + 1), window)}
    columns |= {f"carried h[{k}]": carried[:, k] for k in range(carried.shape[1])}
    columns |= {f"emptied h[{k}]": emptied[:, k] for k in range(carried.shape[1])}
    return Drawing(
        figure(traces, height=320, margin=(58, 10, 30, 44), **layout), Table.of(columns), studies.carried(traced)
    )


def of_faults(found: dict[tuple[bool, bool], Study | None]) -> Drawing:
    """Draw the errors with the tutorial's faults and without, as far as they are known."""
    known = {pair: each for pair, each in found.items() if each is not None}
    titles = ["as it should be", "rows of zeros", "late target", "both faults"]
    places = {pair: place for place, pair in enumerate(found)}
    traces = []
    for shift, name in enumerate(COLOURS):
        at = [places[pair] + 0.16 * (2 * shift - 1) for pair in known]
        medians = np.array([100 * np.median(each.networks[name]) for each in known.values()])
        low = [100 * each.networks[name].min() for each in known.values()]
        high = [100 * each.networks[name].max() for each in known.values()]
        marker = {"size": 12, "color": COLOURS[name], "symbol": ("circle", "diamond")[shift]}
        whiskers = {"type": "data", "symmetric": False, "array": high - medians, "arrayminus": medians - low}
        said = {"name": f"{name}: median, least to greatest", "hover": "%{y:.2f} %"}
        traces.append(points(at, medians, marker=marker, error_y=whiskers | {"color": COLOURS[name]}, **said))
    for number, name in enumerate(("last", "yesterday")):
        marker = {"size": 15, "color": BASELINES[number], "symbol": ("line-ew-open", "x-thin-open")[number]}
        at, values = [places[pair] for pair in known], [100 * each.rules[name] for each in known.values()]
        marker |= {"line": {"width": 3}}
        traces.append(points(at, values, marker=marker, name=studies.RULES[name], hover="%{y:.2f} %"))
    layout = {
        "xaxis": {
            "range": [-0.5, len(found) - 0.5],
            "tickvals": list(places.values()),
            "ticktext": titles,
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
        },
        "yaxis": {"title": titled("test RMSE, % of the range"), "rangemode": "tozero", "fixedrange": True},
        "legend": LEGEND,
    }
    columns = {"rows": [titles[places[pair]] for pair in known]}
    columns |= {
        f"{name}, median RMSE": np.array([float(np.median(each.networks[name])) for each in known.values()])
        for name in COLOURS
    }
    columns |= {
        studies.RULES[name]: np.array([each.rules[name] for each in known.values()]) for name in ("last", "yesterday")
    }
    return Drawing(
        figure(traces, height=340, margin=(58, 10, 50, 34), **layout), Table.of(columns), studies.faults_alt(found)
    )


def gradients(found: OneSequence) -> Drawing:
    """Draw how much of the last loss reaches every step of a lane, in windows and in one go."""
    axis, steps = LogAxis(found.whole), np.arange(1, len(found.whole) + 1)
    window = len(steps) // len(found.tickets)
    there = ~np.isnan(found.carried)
    hover = "step %{x}: %{text}"
    traces = [
        line(steps, axis.positions(found.whole), VALUE_COLOURS["h"], dots=6, name="in one go", hover=hover,
             text=texts(found.whole)),
        line(steps[there], axis.positions(found.carried[there]), COLOURS["stateless"], dots=9, symbol="square-open",
             name="in windows: 0 before the border", hover=hover, text=texts(found.carried[there])),
    ]  # fmt: skip
    layout = {
        "xaxis": {
            "title": titled("step of the lane"),
            "fixedrange": True,
            "zeroline": False,
            "range": [0.5, len(steps) + 0.5],
        },
        "yaxis": axis.layout("‖∂L/∂hₜ‖"),
        "legend": LEGEND,
        "shapes": [vertical(window * k + 0.5, REFERENCE, 1.5, "dash") for k in range(1, len(found.tickets))],
    }
    columns = {"step": steps, "in one go": found.whole, "in windows": np.nan_to_num(found.carried)}
    return Drawing(
        figure(traces, height=280, margin=(64, 10, 30, 44), **layout), Table.of(columns), studies.one_alt(found)
    )


def tickets_table(view: View, states: np.ndarray) -> Table:
    """Return the board as a table: states (tickets, units) at the end of each window."""
    rows = tickets_of(view)
    batches = view.schedule.batches
    columns = {
        "ticket": range(1, len(rows) + 1),
        "batch": [each.batch + 1 for each in rows],
        "kind": [batches[each.batch].kind for each in rows],
        "epoch": [batches[each.batch].epoch + 1 for each in rows],
        "row": [each.row for each in rows],
        "reads": [words.span(view, each.sample) for each in rows],
        "receives the state of ticket": ["" if each.source < 0 else each.source + 1 for each in rows],
        "gap": ["" if each.gap is None else each.gap for each in rows],
        "so it": [each.relation for each in rows],
    }
    return Table.of(columns | {f"{view.state}[{k}]": states[:, k] for k in range(states.shape[1])})
