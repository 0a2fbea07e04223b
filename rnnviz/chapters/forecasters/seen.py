"""What the pictures of the forecaster chapter show, in words computed from their numbers."""

from collections.abc import Mapping

import numpy as np

from rnnviz.training.preparation import Prepared
from rnnviz.training.runs import Run
from rnnviz.training.scores import measured, score, short
from rnnviz.training.series import Series


def plural(count: int, thing: str) -> str:
    """1 step, 2 steps, 2,000 steps."""
    return f"{count:,} {thing}" + ("" if count == 1 else "s")


def forecast(
    series: Series, prepared: Prepared, predictions: np.ndarray, others: Mapping[str, np.ndarray], chosen: int | None
) -> str:
    """What is drawn, how far off the test predictions are on the whole, and one that was chosen."""
    test = slice(prepared.train, None)
    first, last, begin = series.label(0), series.label(len(series) - 1), series.label(prepared.boundary)
    text = f"{series.title}: {plural(len(series), 'value')} from {first} to {last}; the test part begins at {begin}. "
    text += off(score(predictions[test], prepared.actual[test], prepared), series.unit)
    for title, each in others.items():
        rmse = score(each[test], prepared.actual[test], prepared).rmse
        text += f" {capital(title)}: {measured(rmse, series.unit) if np.isfinite(rmse) else 'no number'}."
    low, high = prepared.values.min(), prepared.values.max()
    beyond = int((~(np.abs(predictions - (low + high) / 2) <= high - low)).sum())
    text += f" {plural(beyond, 'prediction')} lie outside the picture." if beyond else ""
    if chosen is not None:
        said, actual = predictions[chosen], prepared.actual[chosen]
        text += f" Chosen: {series.label(prepared.positions[chosen])}, predicted {short(said)}, actual {short(actual)}."
    return text


def off(found, unit: str) -> str:
    """The RMSE of the test predictions."""
    if not np.isfinite(found.rmse):
        return "The error of the test predictions is no finite number: training diverged."
    return f"The RMSE of the {plural(found.samples, 'test prediction')} is {measured(found.rmse, unit)}."


def capital(text: str) -> str:
    """The text as a sentence begins with it."""
    return text[:1].upper() + text[1:]


def losses(runs: Mapping[str, Run]) -> str:
    """Of each run the losses at its beginning and end, where the test loss is least, and how it ended."""
    names, each = list(runs), list(runs.values())
    if len(each) == 1:
        return losses_of("", each[0])
    return " ".join(
        losses_of(f"{capital(name)}: ", run, later=run is not each[0]) for name, run in zip(names, each, strict=True)
    )


def losses_of(name: str, run: Run, later: bool = False) -> str:
    """One run; ``later`` if only what comes after its branch counts."""
    after = run.branch.epoch if run.branch and later else 0
    good = after + np.flatnonzero(np.isfinite(run.losses[after:]) & np.isfinite(run.test_losses[after:]))
    text = f"{name}{plural(run.epochs, 'epoch')}{f', branched after epoch {after}' if after else ''}. "
    if len(good):
        start, end = good[0], good[-1]
        text += f"The training loss goes from {short(run.losses[start])} to {short(run.losses[end])}, the test loss "
        text += f"from {short(run.test_losses[start])} to {short(run.test_losses[end])}"
        text += f" and is least, {short(run.test_losses[run.best - 1])}, after epoch {run.best}."
    else:
        text += "No epoch has a loss that is a finite number."
    said = ending(run)
    return text + (f" {capital(said)}." if said else "")


def ending(run: Run) -> str:
    """How a run ended, if not as planned."""
    if run.ending == "diverged":
        return "diverged in epoch {}, batch {}".format(*run.diverged_at)
    waited = f": no better for {plural(run.fit.patience, 'epoch')}"
    return {"early": f"stopped early after epoch {run.epochs}{waited}", "stopped": "stopped by hand"}.get(
        run.ending, ""
    )
