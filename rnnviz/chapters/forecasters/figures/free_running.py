"""Forecasts that go on from their own outputs, and how their errors grow."""

from collections.abc import Mapping

import numpy as np

from rnnviz.chapters.forecasters import words
from rnnviz.chapters.forecasters.figures.forecasts import drawable, reachable
from rnnviz.figures.axes import MARGIN, TimeAxis, boundaries, values_axis
from rnnviz.figures.drawing import Drawing
from rnnviz.figures.labels import at_ends
from rnnviz.figures.layout import BARE, LEGEND, SMALL, each_ticked, figure, titled
from rnnviz.figures.marks import band as area
from rnnviz.figures.marks import line, note, shade, vertical
from rnnviz.figures.palette import ACTUAL, BASELINES, DASHES, PREDICTION, faint
from rnnviz.figures.table import Table
from rnnviz.training.free_running import DIRECT
from rnnviz.training.series import Series
from rnnviz.training.verdicts import brief
from rnnviz.training.windows import Prepared

HEIGHT = 320
INSIDE = HEIGHT - MARGIN[2] - MARGIN[3]
"""Of the figures, and of what is drawn in, in pixels."""

NOTHING = np.empty(0)

BEFORE = 3
"""How many windows of what was measured are shown before the forecast begins, at least."""


def free_run(
    series: Series,
    prepared: Prepared,
    start: int,
    teacher: np.ndarray,
    free: np.ndarray,
    baselines: Mapping[str, np.ndarray],
    fan: tuple[float, np.ndarray, np.ndarray] | None = None,
    direct: np.ndarray = NOTHING,
) -> Drawing:
    """Draw one forecast of many steps, given its own outputs, beside the one that is given the actual values.

    Args:
        series: the series that ``prepared`` was made from.
        prepared: its windows.
        start: position of the first forecast; ``len(series)`` is the first value beyond the data.
        teacher: (known,), original units, as all below: as many as there are actual values.
        free: (steps,).
        baselines: by title, each (steps,).
        fan: the level of the interval around ``free``, its lower ends (steps,) and its upper ends.
        direct: (up to steps,) the forecasts that the network makes at once, where it makes several.
    """
    actual, window, test = prepared.values, prepared.preparation.window, prepared.boundary
    time, steps = TimeAxis(series.dates, len(actual)), len(free)
    first, last = max(0, start - max(BEFORE * window, steps // 2, 12)), start + steps - 1
    shown = np.arange(first, min(last + 1, len(actual)))

    def said(name: str, values: np.ndarray, colour: str, width: float, dash: str = "solid") -> dict:
        """Return the line of a forecast, with dots where it is short."""
        dots = (5 if width < 2 else 7) if len(values) <= 40 else None
        looks = {"width": width, "dash": dash, "dots": dots, "name": name, "hover": f"%{{x}}: {name} %{{y:.5g}}"}
        return line(time.at(start + np.arange(len(values))), drawable(values, actual), colour, **looks)

    traces = [line(time.at(shown), prepared.measured[shown], ACTUAL, hover="%{x}: actual %{y:.5g}", name="actual")]
    level, *ends = fan or (0.0,)
    reach = reachable(actual[shown], free, teacher, direct, *baselines.values(), *ends)
    if fan is not None:
        inside = (np.clip(each, *reach) for each in ends)  # what runs away leaves the picture
        look = {"name": f"{level:.0%} interval", "zorder": 0}
        traces.append(area(time.at(start + np.arange(steps)), *inside, faint(PREDICTION, 0.13), **look))
    for (title, values), colour, dash in zip(baselines.items(), BASELINES, DASHES, strict=False):
        traces.append(said(brief(title), values, colour, 1.5, dash))
    traces.append(said("given the actual values", teacher, PREDICTION, 1.8, "dot"))
    traces.append(said("given its own outputs", free, PREDICTION, 3))
    if len(direct):
        traces.append(said("all at once", direct, PREDICTION, 2.2, "dash"))
    shapes, notes = [], []
    if first < test <= last:
        red, notes = boundaries(time, prepared.trained, test)
        shapes += red
    here, below = time.before(start), -22 if notes else -3
    shapes.append(vertical(here, ACTUAL, 1.5, "dash"))
    word = {"xref": None, "yanchor": "top", "size": SMALL}
    if start < len(actual):
        notes.append(note("forecast from here on →", here, **word, xanchor="right", xshift=-5, yshift=below))
    if last >= len(actual):
        end = time.before(len(actual))
        shapes.append(shade(end, float(time.at(last)) + time.width / 2, faint(ACTUAL, 0.2)))
        notes.append(note("beyond the data", end, **word, xanchor="left", xshift=5, yshift=-3))
    notes += at_ends(traces, *reach, INSIDE)
    drawn = figure(
        traces,
        height=HEIGHT,
        margin=MARGIN,
        legend=LEGEND,
        hovermode="closest",
        xaxis=time.layout(first, last),
        yaxis=values_axis(series.unit) | {"range": reach},
        shapes=shapes,
        annotations=notes,
    )
    end = len(actual) - 1
    columns = {
        "of": [series.label(at) if at <= end else f"{at - end} beyond the data" for at in range(start, start + steps)],
        "actual": prepared.measured[start : start + steps],
        "given the actual values": teacher,
        "given its own outputs": free,
        **baselines,
    }
    if len(direct):
        columns["all at once"] = direct
    if fan is not None:
        columns |= {f"{level:.0%} from": ends[0], "to": ends[1]}
    return Drawing(drawn, Table.of(columns), words.runs.free_run(series, prepared, start, teacher, free, direct))


HIGHEST = 3.0
"""How many times the error of the middling line the axis reaches: a forecast that runs away leaves it."""


def horizon_error(by_title: Mapping[str, np.ndarray], unit: str, season: int) -> Drawing:
    """Draw the error of forecasts so many steps ahead: the free-running network strong, the others dashed.

    Args:
        by_title: RMSE (steps,), original units; the network first, then ``DIRECT`` where there is one, then baselines.
        unit: of the errors.
        season: steps of one season, marked by lines across; 1 where there is none.
    """
    styles = [(PREDICTION, 3.0, "solid")] + [(PREDICTION, 2.2, "dash")] * (DIRECT in by_title)
    styles += [(colour, 2.0, dash) for colour, dash in zip(BASELINES, DASHES, strict=True)]
    tops = [each[np.isfinite(each)].max(initial=0.0) for each in by_title.values()]
    top = 1.08 * min(max(tops), HIGHEST * float(np.median([each for each in tops if each] or [1.0])))
    traces = []
    for (title, values), (colour, width, dash) in zip(by_title.items(), styles, strict=False):
        looks = {"width": width, "dash": dash, "dots": 2 * width if len(values) <= 40 else 1}
        looks |= {"name": brief(title), "zorder": 2 if width == 3 else 1, "hover": f"{title}, %{{x}} ahead: %{{y:.4g}}"}
        shown = np.where(values <= 100 * top, values, np.nan)
        traces.append(line(np.arange(1, len(values) + 1), shown, colour, **looks))
    longest, top = max(map(len, by_title.values())), top or 1.0
    seasons = range(season, longest + 1, season) if 1 < season <= longest else ()
    word = {"xref": None, "yanchor": "top", "xanchor": "left", "xshift": 3, "size": SMALL}
    ahead = {**BARE, "title": titled("steps ahead"), "range": [0.5, longest + 0.5]}
    drawn = figure(
        traces,
        height=HEIGHT,
        margin=MARGIN,
        legend=LEGEND,
        hovermode="closest",
        xaxis=ahead | each_ticked(longest),
        yaxis=values_axis(f"RMSE ({unit})" if unit else "RMSE") | {"range": [0, top]},
        shapes=[vertical(each, ACTUAL, 1, "dot") for each in seasons],
        annotations=[note("one season", season, **word)] * bool(seasons) + at_ends(traces, 0, top, INSIDE),
    )
    table = Table.of({"steps ahead": range(1, longest + 1)} | dict(by_title))
    return Drawing(drawn, table, words.errors.horizon_error(by_title, unit))
