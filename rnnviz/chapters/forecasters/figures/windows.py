"""How a series becomes windows and targets."""

import numpy as np

from rnnviz.chapters.forecasters import words
from rnnviz.figures.axes import TimeAxis, boundaries, values_axis
from rnnviz.figures.drawing import Drawing
from rnnviz.figures.layout import BARE, LEGEND, figure
from rnnviz.figures.marks import line, note, points, ring, shade
from rnnviz.figures.palette import ACTUAL, PREDICTION, READ, faint
from rnnviz.figures.table import Table
from rnnviz.training.series import Series
from rnnviz.training.windows import Prepared

DRAWN = 4
"""How many windows are drawn at most."""

DOTTED = 60
"""Up to how many values each one is a dot."""


def windows(series: Series, prepared: Prepared) -> Drawing:
    """Draw the series with its two parts; below it the first windows, each a bar in a lane with its target's dot."""
    values, window, n_train, unit = prepared.values, prepared.preparation.window, prepared.n_train, series.unit
    ends, positions = prepared.ends[:n_train], prepared.positions[:n_train]
    time, drawn = TimeAxis(series.dates, len(values)), min(DRAWN, len(ends))
    ahead = np.arange(prepared.preparation.outputs)
    last = min(int(positions[drawn - 1]) + len(ahead) - 1 + max(2, window // 4), len(values) - 1)
    near, dotted = np.arange(last + 1), last < DOTTED
    below, lane_axes = {"xaxis": "x2", "yaxis": "y2"}, {"xaxis": "x2", "yaxis": "y3"}
    hover, targets = f"%{{x}}: %{{y:.5g}} {unit}", positions[:drawn]
    quiet = {"width": 1.5, "dots": 5 if dotted else None, "hover": hover, "showlegend": False}
    aims = {"marker": ring(PREDICTION, 11, 2.5), "hover": "target, " + hover, "showlegend": False}
    traces = [
        line(time.all, prepared.measured, ACTUAL, width=1, showlegend=False),
        line(time.at(near), prepared.measured[near], ACTUAL, **quiet, **below),
        points(time.at(targets), values[targets], **aims, **below),
    ]
    steps = "1 step" if positions[0] - ends[0] == 1 else f"{positions[0] - ends[0]} steps"
    said_of = "target" if len(ahead) == 1 else f"{len(ahead)} targets, the first"
    read = "read: " + ("1 value" if window == 1 else f"{window} values")
    for lane, (end, target) in enumerate(zip(ends[:drawn].tolist(), targets.tolist(), strict=True)):
        within, common = np.arange(end - window + 1, end + 1), lane_axes | {"showlegend": lane == 0}
        of, beside = target + ahead, [lane] * len(ahead)
        way = time.at(np.array([end, of[-1]])), [lane, lane]
        traces.append(line(*way, PREDICTION, width=1.5, dash="dot", **lane_axes, showlegend=False))
        bar = {"customdata": values[within], "hover": "read, %{x}: %{customdata:.5g}", "name": read, **common}
        place = time.at(within), [lane] * window
        traces.append(
            points(*place, marker={"size": 11, "color": READ}, **bar)
            if window == 1
            else line(*place, READ, width=7, dots=11 if dotted else None, **bar)
        )
        dot = {"customdata": values[of], "hover": "target, %{x}: %{customdata:.5g}", **common}
        dot |= {"marker": {"size": 12, "color": PREDICTION}, "name": f"{said_of}: {steps} after the last"}
        traces.append(points(time.at(of), beside, **dot))
    red, notes = boundaries(time, prepared.trained, prepared.boundary, "y domain", "bottom")
    box = shade(float(time.at(0)), float(time.at(last)), faint(READ, 0.25), yref="y domain")
    said = note(
        f"<b>training: {words.reading.shape(n_train, window, prepared.preparation.features)}</b>",
        0,
        0.62,
        xanchor="left",
        yanchor="bottom",
        xshift=-40,
    )
    names = [f"window {lane + 1}" for lane in range(drawn)] + ["⋮"] * (len(ends) > drawn)
    lanes = {"tickvals": list(range(len(names))), "ticktext": names, "range": [len(names) - 0.5, -0.5]}
    shown = figure(
        traces,
        height=460,
        margin=(74, 14, 30, 60),
        legend=LEGEND | {"y": -0.12, "yanchor": "top"},
        xaxis=time.layout(0, len(values) - 1) | {"anchor": "y", "fixedrange": True},
        yaxis={**BARE, "domain": [0.85, 1.0], "showticklabels": False, "fixedrange": True},
        xaxis2=time.layout(0, last) | {"anchor": "y3"},
        yaxis2=values_axis("") | {"domain": [0.31, 0.6], "anchor": "x2", "nticks": 4},
        yaxis3={**BARE, "domain": [0.02, 0.27], "anchor": "x2", **lanes},
        shapes=[*red, box],
        annotations=[*notes, said],
        hovermode="closest",
    )
    beside = {
        f"{each.name}, {'of the target' if each.known_ahead else 'last read'}": each.values[
            prepared.ends + prepared.preparation.horizon if each.known_ahead else prepared.ends
        ].tolist()
        for each in prepared.covariates
    }
    rows = [
        (
            number + 1,
            prepared.part_of(number),
            *(series.label(int(at)) for at in (end - window + 1, end, target)),
            float(values[target]),
            *(column[number] for column in beside.values()),
        )
        for number, (end, target) in enumerate(zip(prepared.ends, prepared.positions, strict=True))
    ]
    table = Table(("window", "part", "from", "to", "target", "value", *beside), rows)
    return Drawing(shown, table, words.reading.windows(series, prepared))
