"""Errors over seeds: how much is luck, and what each cell's error costs."""

import numpy as np
import plotly.graph_objects as go

from rnnviz.core.layers import NAMES
from rnnviz.figures.axes import BASELINES, LEGEND, MARGIN, PREDICTION, round_numbers, titled, values_axis
from rnnviz.figures.cell_styles import KIND_COLOURS, KIND_SYMBOLS


def race(
    entries: list[tuple[str, int, np.ndarray, np.ndarray]], unit: str, baseline: tuple[str, float] | None
) -> go.Figure:
    """Test error against training time, and against parameters: a faint dot for each seed, the median strong.

    Args:
        entries: of each kind its parameters, the seconds (seeds,) and the errors (seeds,), original units.
        unit: of the errors.
        baseline: title and error of the best forecaster that is no network.
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
        for axis, x, at in (("", times, np.median(times)), ("2", np.full(len(errors), parameters), parameters)):
            what = f"%{{x:.4g}} {time_unit}" if not axis else f"{parameters} parameters"
            common = {"type": "scatter", "mode": "markers", "name": name, "xaxis": f"x{axis}", "yaxis": f"y{axis}"}
            dots = {"x": x, "y": errors, "marker": {**style, "size": 8, "opacity": 0.4}, "showlegend": False}
            dots |= {"hovertemplate": f"{name}, one seed: {what}, RMSE %{{y:.4g}}<extra></extra>"}
            strong = {"x": [float(at)], "y": [middle], "marker": {**style, "size": 17, "opacity": 1}}
            strong |= {"hovertemplate": f"{name}, median: {what}, RMSE %{{y:.4g}}<extra></extra>"}
            traces += [common | dots, common | strong | {"showlegend": not axis}]
    side = {"zeroline": False, "rangemode": "tozero", "fixedrange": True}
    all_times = scale * np.concatenate([seconds for _, _, seconds, _ in entries])
    layout = {
        "height": 380,
        "margin": MARGIN,
        "legend": LEGEND,
        "hovermode": "closest",
        "xaxis": side | spread_out(all_times) | {"domain": [0, 0.48], "title": titled(f"training time ({time_unit})")},
        "xaxis2": side | {"domain": [0.52, 1], "title": titled("parameters"), "anchor": "y2"},
        "yaxis": values_axis(f"test RMSE ({unit})" if unit else "test RMSE"),
        "yaxis2": {"matches": "y", "anchor": "x2", "showticklabels": False, "zeroline": False},
        "shapes": best_baseline(baseline, "y"),
        "template": "none",
    }
    errors = np.concatenate([rmses for *_, rmses in entries])
    layout["yaxis"]["range"] = error_range(errors, baseline)
    return go.Figure({"data": traces, "layout": layout})


def spread_out(times: np.ndarray) -> dict:
    """A logarithmic axis for positive numbers: one that took long leaves the others apart."""
    low, high = np.log10(times.min()) - 0.1, np.log10(times.max()) + 0.1
    ticks = round_numbers(low, high)
    return {"type": "log", "range": [low, high], "tickvals": ticks, "ticktext": [f"{tick:.4g}" for tick in ticks]}


def error_range(rmses: np.ndarray, baseline: tuple[str, float] | None) -> list[float]:
    """A range that holds every finite error but those beyond five times the median, and the baseline."""
    good = rmses[np.isfinite(rmses)]
    held = np.append(good[good <= 5 * np.median(good)] if len(good) else good, baseline[1] if baseline else [])
    low, high = (float(held.min()), float(held.max())) if len(held) else (0.0, 1.0)
    room = 0.14 * (high - low) or 0.1 * abs(high) or 1.0
    return [low - room, high + room]


def best_baseline(baseline: tuple[str, float] | None, across: str) -> list[dict]:
    """A dashed line at the error of a baseline, named in the legend; ``across`` is the axis of errors."""
    if baseline is None:
        return []
    title, error = baseline
    along = "x" if across == "y" else "y"
    line = {"type": "line", f"{across}0": error, f"{across}1": error, f"{along}0": 0, f"{along}1": 1}
    line |= {f"{along}ref": "paper", "line": {"color": BASELINES[0], "width": 2, "dash": "dash"}}
    return [line | {"name": title, "showlegend": True}]


def seeds(rmses: np.ndarray, unit: str, chosen: int | None, baseline: tuple[str, float] | None) -> go.Figure:
    """A dot for the test error of each seed (seeds,), in the order of the seeds from the top; the chosen one strong.

    The first trace holds them all, so that the number of a clicked point is that of the seed.
    """
    rows = np.arange(len(rmses))
    strong = rows == (-1 if chosen is None else chosen)
    marker = {"size": np.where(strong, 16, 10), "color": PREDICTION, "opacity": np.where(strong, 1.0, 0.55)}
    marker["line"] = {"width": 0}
    dots = {"type": "scatter", "mode": "markers", "x": np.where(np.isfinite(rmses), rmses, np.nan), "y": rows}
    dots |= {"marker": marker, "hovertemplate": "seed number %{customdata}: RMSE %{x:.4g}<extra></extra>"}
    dots |= {"customdata": rows + 1, "name": "a seed"}
    shapes = best_baseline(baseline, "x")
    good = rmses[np.isfinite(rmses)]
    if len(good):
        middle = float(np.median(good))
        line = {"type": "line", "x0": middle, "x1": middle, "yref": "paper", "y0": 0, "y1": 1}
        shapes.append(line | {"line": {"color": PREDICTION, "width": 2}, "name": "median", "showlegend": True})
    layout = {
        "height": 220,
        "margin": {**MARGIN, "l": 20},
        "legend": LEGEND,
        "showlegend": True,
        "hovermode": "closest",
        "xaxis": {"title": titled(f"test RMSE ({unit})" if unit else "test RMSE"), "zeroline": False},
        "yaxis": {"showticklabels": False, "showgrid": False, "zeroline": False, "range": [len(rmses) + 0.5, -1.5]},
        "shapes": shapes,
        "template": "none",
    }
    layout["xaxis"] |= {"range": error_range(rmses, baseline), "fixedrange": True}
    layout["yaxis"] |= {"fixedrange": True}
    return go.Figure({"data": [dots], "layout": layout})
