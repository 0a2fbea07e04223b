"""Trainings and forecasts in words: how they ended, what they took, what goes on from its own outputs."""

from collections.abc import Mapping

import numpy as np

from rnnviz.chapters.forecasters.words.errors import LOOKED_AT_TEST, capital, finite, off
from rnnviz.chapters.forecasters.words.reading import unpredicted
from rnnviz.core.numbers import plural, written
from rnnviz.training.runs import Run
from rnnviz.training.scores import measured, rmse, score, short
from rnnviz.training.series import Series
from rnnviz.training.windows import Prepared


def forecast(
    series: Series, prepared: Prepared, predictions: np.ndarray, others: Mapping[str, np.ndarray], chosen: int | None
) -> str:
    """Say what is drawn, how far off the test predictions are on the whole, and one that was chosen."""
    test, begin = prepared.parts["test"], series.label(prepared.boundary)
    first, last = series.label(0), series.label(len(series) - 1)
    text = f"{series.title}: {plural(len(series), 'value')} from {first} to {last}; "
    text += f"the validation part begins at {series.label(prepared.trained)}, " if prepared.n_validation else ""
    text += f"the test part begins at {begin}. "
    text += f"{unpredicted(prepared)} {off(score(predictions[test], prepared.actual[test], prepared), series.unit)}"
    for title, each in others.items():
        rmse = score(each[test], prepared.actual[test], prepared).rmse
        text += f" {capital(title)}: {measured(rmse, series.unit) if np.isfinite(rmse) else 'no number'}."
    low, high = prepared.values.min(), prepared.values.max()
    beyond = int((~((predictions >= 2 * low - high) & (predictions <= 2 * high - low))).sum())
    text += f" {plural(beyond, 'prediction')} {'lies' if beyond == 1 else 'lie'} outside the picture." if beyond else ""
    if chosen is not None:
        said, actual = predictions[chosen], prepared.actual[chosen]
        text += f" Chosen: {series.label(prepared.positions[chosen])}, predicted {short(said)}, actual {short(actual)}."
    return text


ALL_AT_ONCE = "**All at once**, each step has an output of its own, and none reads another. "


def free_run(
    series: Series, prepared: Prepared, start: int, teacher: np.ndarray, free: np.ndarray, direct: np.ndarray
) -> str:
    """Say from where to where the forecast runs, and how far off each is on the values that are known."""
    known = min(len(series) - start, len(free))
    where = series.label(start) if start < len(series) else f"the value after {series.label(len(series) - 1)}"
    text = f"A forecast of {plural(len(free), 'step')} from {where} on, continued from its own outputs"
    if known <= 0:
        return f"{text}: all of it lies beyond the data, and nothing says how good it is."
    actual = prepared.measured[start : start + known]
    if np.isnan(actual).all():
        return f"{text}: all values there are missing, and nothing says how good it is."
    ours = float(rmse(free[:known], actual))
    led = float(rmse(teacher[:known], actual[: len(teacher)])) if len(teacher) else np.nan
    text += f": RMSE {finite(ours, series.unit)} over the {plural(int((~np.isnan(actual)).sum()), 'known value')}"
    text += f"; given the actual values instead, {finite(led, series.unit)}" if len(teacher) else ""
    if len(direct) and not np.isnan(actual[: len(direct)]).all():
        once = float(rmse(direct[:known], actual[: len(direct)]))
        text += f"; all at once, {finite(once, series.unit)} over the first {plural(min(len(direct), known), 'step')}"
    text += "."
    return text + (f" The last {plural(len(free) - known, 'step')} lie beyond the data." if known < len(free) else "")


def race(
    entries: Mapping[str, tuple[int, np.ndarray, np.ndarray]], baseline: tuple[str, float] | None, unit: str
) -> str:
    """Say the size of each cell and the medians of its time and error; then the baseline."""
    said = []
    for name, (parameters, seconds, rmses) in entries.items():
        good = rmses[np.isfinite(rmses)]
        lost = len(rmses) - len(good)
        text = f"{capital(name)}: {plural(parameters, 'parameter')}, {duration(float(np.median(seconds)))}, "
        text += f"test RMSE {measured(float(np.median(good)), unit)}" if len(good) else "no finite RMSE"
        text += f" ({short(good.min())} to {short(good.max())})" if len(good) > 1 else ""
        said.append(text + (f"; {lost} of {plural(len(rmses), 'seed')} diverged" if lost else "") + ".")
    return " ".join(said) + (f" {capital(baseline[0])}: {measured(baseline[1], unit)}." if baseline else "")


def duration(seconds: float) -> str:
    """Say a time, in milliseconds below one second."""
    return f"{short(1000 * seconds)} ms" if seconds < 1 else f"{short(seconds)} s"


def same_in_keras(ours: Mapping[str, np.ndarray], keras: Mapping[str, np.ndarray]) -> str:
    """Say the largest difference between our losses and Keras's, relative to Keras's."""
    text = []
    for part in ours:
        with np.errstate(divide="ignore", invalid="ignore"):
            off = np.abs(ours[part] - keras[part]) / np.abs(keras[part])
        off = off[ours[part] != keras[part]]
        largest = float(off.max(initial=0.0))
        if np.isnan(largest):
            text.append(f"{capital(part)} loss: where one of the two is no number, they cannot be compared.")
        elif largest == 0:
            text.append(f"{capital(part)} loss: equal to the last bit over {plural(len(ours[part]), 'epoch')}.")
        else:
            said = f"over {plural(len(ours[part]), 'epoch')} the largest difference is {written(largest, 3)}"
            text.append(f"{capital(part)} loss: {said} of Keras's number.")
    return " ".join(text)


def how_it_ended(run: Run) -> str:
    """Say how the training ended, where that was not as planned; else nothing."""
    if run.ending == "diverged":
        epoch, batch = run.diverged_at
        return (
            f"Training stopped in epoch {epoch}, at batch {batch}: the loss or its gradient was no longer finite. What "
            "is shown are the weights before that batch. A smaller learning rate helps, or clipping the gradients "
            "(More choices)."
        )
    if run.ending == "early":
        looked = "" if run.prepared.n_validation else LOOKED_AT_TEST
        return (
            f"Stopped early after epoch {run.epochs}: the {run.watched[0]} loss has not fallen since epoch {run.best}. "
            f"{looked}Shown are the last weights, as Keras's EarlyStopping leaves them by default."
        )
    return f"You stopped the training after epoch {run.epochs}." if run.ending == "stopped" else ""
