"""Errors over seeds: how much is luck, and what each cell's error costs."""

from collections.abc import Callable, Sequence

import numpy as np

from rnnviz.chapters.forecasters import words
from rnnviz.core.layers import NAMES
from rnnviz.figures.axes import MARGIN, round_numbers, values_axis
from rnnviz.figures.drawing import Drawing
from rnnviz.figures.layout import BARE, LEGEND, figure, titled
from rnnviz.figures.marks import horizontal, points, vertical
from rnnviz.figures.palette import BASELINES, KIND_COLOURS, KIND_SYMBOLS, PREDICTION
from rnnviz.figures.table import Table
from rnnviz.training.verdicts import brief

Error = tuple[str, float]
"""The title and the test RMSE of a baseline."""


def race(
    entries: Sequence[tuple[str, int, np.ndarray, np.ndarray]], *, unit: str = "", baseline: Error | None = None
) -> Drawing:
    """Draw the test error of each kind of cell against its training time, and against its parameters.

    A faint dot is one seed, the strong one the median.

    Args:
        entries: of each kind its parameters, the seconds (seeds,) and the test RMSE (seeds,), original units.
        unit: of the errors.
        baseline: the best forecaster that is no network.
    """
    slowest = max(float(seconds.max()) for _, _, seconds, _ in entries)
    scale, time_unit = (1000.0, "ms") if slowest < 1 else (1.0, "s")
    traces = []
    for kind, parameters, seconds, rmses in entries:
        name, style = NAMES[kind], {"color": KIND_COLOURS[kind], "symbol": KIND_SYMBOLS[kind]}
        good = np.isfinite(rmses)
        times, errors = scale * seconds[good], rmses[good]
        if not len(errors):
            continue
        middle = float(np.median(errors))
        for k, x, at in (("", times, np.median(times)), ("2", np.full(len(errors), parameters), parameters)):
            what = f"{parameters} parameters" if k else f"%{{x:.4g}} {time_unit}"
            common = {"name": name, "xaxis": f"x{k}", "yaxis": f"y{k}"}
            said = f"{name}, one seed: {what}, RMSE %{{y:.4g}}"
            faint_dots = {**style, "size": 8, "opacity": 0.4}
            traces.append(points(x, errors, marker=faint_dots, hover=said, showlegend=False, **common))
            said, strong = said.replace("one seed", "median"), {**style, "size": 17, "opacity": 1}
            traces.append(points([float(at)], [middle], marker=strong, hover=said, showlegend=not k, **common))
    side = {"zeroline": False, "rangemode": "tozero", "fixedrange": True}
    times, errors = (np.concatenate(each) for each in list(zip(*entries, strict=True))[2:])
    up = values_axis(f"test RMSE ({unit})" if unit else "test RMSE") | {"range": error_range(errors, baseline)}
    time_title = titled(f"training time ({time_unit})")
    shown = figure(
        traces,
        height=380,
        margin=MARGIN,
        legend=LEGEND,
        hovermode="closest",
        xaxis=side | spread_out(scale * times) | {"domain": [0, 0.48], "title": time_title},
        xaxis2=side | {"domain": [0.52, 1], "title": titled("parameters"), "anchor": "y2"},
        yaxis=up,
        yaxis2={"matches": "y", "anchor": "x2", "showticklabels": False, "zeroline": False},
        shapes=best_baseline(baseline, horizontal),
    )
    rows = [
        (NAMES[kind], parameters, number + 1, seconds[number], rmses[number])
        for kind, parameters, seconds, rmses in entries
        for number in range(len(rmses))
    ]
    table = Table(("cell", "parameters", "seed", "seconds", "test RMSE"), rows)
    return Drawing(shown, table, words.runs.race({NAMES[kind]: rest for kind, *rest in entries}, baseline, unit))


def spread_out(times: np.ndarray) -> dict:
    """Return a logarithmic axis for positive numbers: one that took long leaves the others apart."""
    low, high = np.log10(times.min()) - 0.1, np.log10(times.max()) + 0.1
    ticks = round_numbers(low, high)
    return {"type": "log", "range": [low, high], "tickvals": ticks, "ticktext": [f"{tick:.4g}" for tick in ticks]}


def error_range(rmses: np.ndarray, baseline: Error | None) -> list[float]:
    """Return a range that holds every finite error but those beyond five times the median, and the baseline."""
    good = rmses[np.isfinite(rmses)]
    held = np.append(good[good <= 5 * np.median(good)] if len(good) else good, baseline[1] if baseline else [])
    low, high = (float(held.min()), float(held.max())) if len(held) else (0.0, 1.0)
    room = 0.14 * (high - low) or 0.1 * abs(high) or 1.0
    return [low - room, high + room]


def best_baseline(baseline: Error | None, mark: Callable[..., dict]) -> list[dict]:
    """Return a dashed line, ``horizontal`` or ``vertical`` as ``mark`` is, at the error of a baseline."""
    if baseline is None:
        return []
    title, error = baseline
    return [mark(error, BASELINES[0], 2, "dash", name=brief(title), showlegend=True)]


def seeds(rmses: np.ndarray, chosen: int | None = None, baseline: Error | None = None, *, unit: str = "") -> Drawing:
    """Draw a dot for the test error of each seed, in the order of the seeds from the top; the chosen one strong.

    Args:
        rmses: (seeds,), original units; not finite for a seed that diverged.
        chosen: the place of the one that is shown elsewhere.
        baseline: the best forecaster that is no network.
        unit: of the errors.
    """
    rows = np.arange(len(rmses))
    strong = rows == (-1 if chosen is None else chosen)
    marker = {"size": np.where(strong, 16, 10), "color": PREDICTION, "opacity": np.where(strong, 1.0, 0.55)}
    said = {"customdata": rows + 1, "hover": "seed number %{customdata}: RMSE %{x:.4g}", "name": "a seed"}
    places = np.where(np.isfinite(rmses), rmses, np.nan)
    shapes, good = best_baseline(baseline, vertical), rmses[np.isfinite(rmses)]
    if len(good):
        shapes.append(vertical(float(np.median(good)), PREDICTION, 2, name="median", showlegend=True))
    errors = {"title": titled(f"test RMSE ({unit})" if unit else "test RMSE"), "range": error_range(rmses, baseline)}
    shown = figure(
        [points(places, rows, marker=marker | {"line": {"width": 0}}, **said)],
        height=220,
        margin=(20, *MARGIN[1:]),
        legend=LEGEND,
        showlegend=True,
        hovermode="closest",
        xaxis=errors | {"zeroline": False, "fixedrange": True},
        yaxis={**BARE, "showticklabels": False, "range": [len(rmses) + 0.5, -1.5], "fixedrange": True},
        shapes=shapes,
    )
    table = Table.of({"seed": rows + 1, "test RMSE": rmses})
    return Drawing(shown, table, words.errors.seeds(rmses, chosen, baseline, unit))
