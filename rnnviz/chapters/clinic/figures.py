"""What the clinic draws: numbers over steps as heat maps, and lines."""

import numpy as np

from rnnviz.chapters.clinic.question import Chart, Picture
from rnnviz.chapters.clinic.scene import live, selected
from rnnviz.chapters.clinic.view import Selected, View
from rnnviz.core.numbers import plural, short
from rnnviz.figures.drawing import Drawing
from rnnviz.figures.layout import BARE, DIVERGING, LEGEND, about_zero, each_ticked, figure, titled
from rnnviz.figures.log_axis import LogAxis
from rnnviz.figures.marks import frame, heat, line, shade
from rnnviz.figures.palette import ACTUAL, BASELINES, FRAME, PREDICTION, REFERENCE, faint
from rnnviz.figures.table import Table
from rnnviz.ui.cache import cached

ROW, LETTERED = 25, 10
"""The height of a row in pixels; up to how many columns the numbers are written into the cells."""

COLOURS = (PREDICTION, ACTUAL, *BASELINES)
DASHES = (None, None, "dash", "dot", "dashdot")


@cached
def drawn(view: View, number: int) -> Drawing:
    """Return a picture of the scene, with a frame around the number that is opened."""
    picture, at = live(view).pictures[number], selected(view)
    if isinstance(picture, Chart):
        return chart(picture)
    return heat_map(picture, at if at and at.picture == number else None)


def heat_map(picture: Picture, marked: Selected | None) -> Drawing:
    """Return a picture as a heat map, diverging about 0, padding shaded; NaN is an empty cell."""
    z = np.array([row.values for row in picture.rows], dtype=np.float64)
    labels, count = [row.label for row in picture.rows], len(picture.columns)
    finite = np.abs(z[np.isfinite(z)])
    largest = max(1.0, float(finite.max(initial=0.0)))
    cells = {"x": list(range(1, count + 1)), "y": list(range(len(labels))), "gap": 2}
    if count <= LETTERED:
        cells |= {"text": [[hundredths(value, picture.nan) for value in row] for row in z], "texttemplate": "%{text}"}
        cells |= {"textfont": {"size": 12}}
    names = [[f"{label}, {picture.along} {column}" for column in picture.columns] for label in labels]
    traces = [heat(z, hover="%{customdata}: %{z:.6g}", customdata=names, **cells)]
    layout = {
        "coloraxis": about_zero(largest, showscale=False),
        "xaxis": {
            "title": titled(picture.along),
            "tickvals": cells["x"],
            "ticktext": list(picture.columns),
            "showgrid": False,
            "fixedrange": True,
        },
        "yaxis": BARE
        | {"tickvals": cells["y"], "ticktext": labels, "autorange": "reversed", "showgrid": False, "fixedrange": True},
        "shapes": [
            *(shade(t + 0.5, t + 1.5, faint(REFERENCE, 0.2), layer="above") for t in picture.shaded),
            *([frame(marked.column + 1, marked.row, FRAME, 3)] if marked else []),
        ],
        "meta": DIVERGING,
    }
    low, high = (float(each) for each in (np.nanmin(z), np.nanmax(z))) if finite.size else (0.0, 0.0)
    alt = f"{picture.title}: {plural(len(labels), 'row')} by {plural(count, 'column')}, {short(low)} to {short(high)}."
    columns = {picture.along: list(picture.columns)}
    columns |= {row.label: [None if each != each else float(each) for each in row.values] for row in picture.rows}
    margin = (20 + 8 * max(map(len, labels)), 8, 6, 46)
    return Drawing(figure(traces, height=60 + ROW * len(labels), margin=margin, **layout), Table.of(columns), alt)


def hundredths(value: float, nan: str) -> str:
    """Return a number with two decimals, a true minus sign and no minus before zero; ``nan`` for what is none."""
    if not np.isfinite(value):
        return nan if np.isnan(value) else "∞"
    if abs(value) >= 1000:
        return f"{value:.0e}".replace("-", "−")
    text = f"{value:.2f}"
    return text.removeprefix("-") if float(text) == 0.0 else text.replace("-", "−")


def chart(picture: Chart) -> Drawing:
    """Return lines over steps."""
    length = max(map(len, picture.lines.values()))
    x = np.arange(1, length + 1)
    axis = LogAxis(np.concatenate([np.ravel(each) for each in picture.lines.values()])) if picture.logarithmic else None
    traces = [
        line(
            x[: len(values)],
            axis.positions(values) if axis else values,
            colour,
            width=3 if k == 0 else 2,
            dash=dash,
            dots=6 if picture.dots else None,
            hover=f"{name}, {picture.along} %{{x}}: %{{text}}",
            text=[short(each) for each in values],
            name=name,
        )
        for k, ((name, values), colour, dash) in enumerate(zip(picture.lines.items(), COLOURS, DASHES, strict=False))
    ]
    layout = {
        "xaxis": {"title": titled(picture.along), "fixedrange": True, **each_ticked(length, 16)},
        "yaxis": (axis.layout(picture.axis) if axis else {"zeroline": False}) | {"title": titled(picture.axis)},
        "legend": LEGEND,
    }
    layout["yaxis"]["fixedrange"] = True
    ends = ", ".join(f"{name} ends at {short(values[-1])}" for name, values in picture.lines.items())
    table = Table.of({picture.along: x} | picture.lines)
    alt = f"{picture.title}, over {plural(length, picture.along)}: {ends}."
    return Drawing(figure(traces, height=300, margin=(64, 10, 34, 46), **layout), table, alt)
