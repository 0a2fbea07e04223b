"""Errors and verdicts in words: how large, of how many seeds, beside which rules."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from rnnviz.chapters.forecasters.presets import PUBLISHED
from rnnviz.chapters.forecasters.view import View, training_of
from rnnviz.core.numbers import plural
from rnnviz.training.free_running import DIRECT
from rnnviz.training.scores import Row, best_row, measured, short
from rnnviz.training.series import Series
from rnnviz.training.verdicts import Verdict, evidence, said_of_simplest
from rnnviz.training.windows import Prepared


def off(found, unit: str) -> str:
    """Say the RMSE of the test predictions."""
    if not np.isfinite(found.rmse):
        return "The error of the test predictions is no finite number: training diverged."
    return f"The RMSE of the {plural(found.samples, 'test prediction')} is {measured(found.rmse, unit)}."


def capital(text: str) -> str:
    """Return the text as a sentence begins with it."""
    return text[:1].upper() + text[1:]


def horizon_error(by_title: Mapping[str, np.ndarray], unit: str) -> str:
    """Say how the error of each grows from the first step to the last, and who is best at the end."""
    steps = len(next(iter(by_title.values())))
    of = f"The RMSE{f' in {unit}' if unit else ''}"
    if steps == 1:
        return (
            f"{of} one step ahead: {', '.join(f'{short(errors[0])} ({title})' for title, errors in by_title.items())}."
        )
    text = f"{of} from step 1 to step {steps}: {', '.join(grows(title, each) for title, each in by_title.items())}."
    ends = {title: short(each[-1]) for title, each in by_title.items() if np.isfinite(each[-1])}
    if len(ends) > 1:
        least = short(min(each[-1] for each in by_title.values() if np.isfinite(each[-1])))
        text += f" At the end the least is that of {' and '.join(title for title in ends if ends[title] == least)}."
    return text


def grows(title: str, errors: np.ndarray) -> str:
    """Say the first and the last error of one."""
    said = len(errors) if np.isfinite(errors).all() else int(np.flatnonzero(~np.isfinite(errors))[0])
    if title == DIRECT and 0 < said < len(errors):
        return f"from {short(errors[0])} to {short(errors[said - 1])} at step {said}, its last ({title})"
    if said < len(errors):
        return f"no finite number from step {said + 1} on ({title})"
    return f"from {short(errors[0])} to {short(errors[-1])} ({title})"


def finite(value: float, unit: str) -> str:
    """Say a number with its unit, or that it is none."""
    return measured(value, unit) if np.isfinite(value) else "no finite number"


def seeds(rmses: np.ndarray, chosen: int | None, baseline: tuple[str, float] | None, unit: str) -> str:
    """Say the range and the median of the test errors, and how many are below the baseline's."""
    good = rmses[np.isfinite(rmses)]
    lost = len(rmses) - len(good)
    if not len(good):
        return f"Not one of {plural(len(rmses), 'seed')} has a finite test RMSE: they diverged."
    text = f"The test RMSE of {plural(len(good), 'seed')}: from {short(good.min())} to {measured(good.max(), unit)}, "
    text += f"median {short(float(np.median(good)))}."
    if chosen is not None:
        text += f" The strong dot, the seed that is shown, has {finite(float(rmses[chosen]), unit)} at its last epoch."
    if baseline is not None:
        better = int((good < baseline[1]).sum())
        text += f" {capital(baseline[0])}: {measured(baseline[1], unit)}; {better or 'none'} of the seeds "
        text += f"{'have' if better > 1 else 'has'} less."
    return text + (f" {plural(lost, 'more seed')} diverged." if lost else "")


def verdict(best: Verdict, simplest: Verdict, unit: str, last: int | None = None) -> str:
    """Say how sure the verdict is.

    Args:
        best: the verdict beside the best rule.
        simplest: that beside the simplest.
        unit: of the errors.
        last: the last epoch, where the page looks at another and the errors are not of that.
    """
    after = "" if last is None else f"All of this is after epoch {last}, the last."
    return " ".join(filter(None, (evidence(best), said_of_simplest(simplest, best, "the network", unit), after)))


def spread(rmses: Sequence[float]) -> str:
    """Say from where to where the test errors of the seeds go."""
    good = [each for each in rmses if np.isfinite(each)]
    if len(rmses) == 1:
        return "one seed"
    lost = len(rmses) - len(good)
    text = "no seed has one"
    if good:
        text = f"mean of {plural(len(good), 'seed')}, {short(min(good))} to {short(max(good))}"
    return text + (f", {lost} diverged" if lost and good else "")


def from_to(series: Series, prepared: Prepared) -> str:
    """Say from when to when is tested."""
    tested = prepared.positions[prepared.parts["test"]]
    return " to ".join(series.label(int(at)) for at in tested[[0, -1]])


def scaled(row: Row, epoch: int) -> str:
    """Say the network's errors as it sees them itself."""
    parts = (("training", row.train), ("test", row.test))
    said = " and ".join(f"{finite(each.scaled_rmse, '')} in the {part} part" for part, each in parts)
    return f"After epoch {epoch} its RMSE in scaled numbers is {said}."


FITTED = (
    "Every rule is fitted on the training part alone, as the network is, whatever the window, and reads nothing after "
    "it but what is known when it forecasts; how many lags AR has, and whether the smoothing has a trend, a damped one "
    "or a season, is chosen by Akaike's criterion."
)


def columns(prepared: Prepared, season: int, unit: str) -> str:
    """Say what the columns of the table are."""
    repeated = f"the last season, {season} steps," if 1 < season < prepared.trained else "the last value"
    ahead = "" if prepared.horizon == 1 else ", one step ahead at this horizon too"
    return (
        f"RMSE and MAE are {f'in {unit}' if unit else 'in the units of the series'}; MAE and MASE are of the test "
        f"part. MASE divides the mean absolute "
        f"error by that of repeating {repeated} in the training part{ahead} (Hyndman and Koehler 2006)."
    )


def seasons(season: int, found: Sequence[int]) -> str:
    """Say which season the rules repeat, and which others the series has."""
    after = " and ".join(f"{each:,}" for each in found if each != season)
    if season == 1 and after:
        return f"The rules know of no season: you set 1, though the data repeat after {after} steps."
    if season == 1:
        return "The rules know of no season: nothing repeats with the calendar. You may set one (More choices)."
    shown, too = ("", " too") if season in found else (", as you set it", "")
    also = f" The data repeat after {after} steps{too}: you may set that (More choices)." if after else ""
    return f"One season is {season:,} steps{shown}.{also}"


LOOKED_AT_TEST = (
    "There is no validation part, so it looked at the test part: that makes the error there look a little better than "
    "it is. "
)
"""What early stopping does with two parts."""


def about_choice(rows: Sequence[Row]) -> str:
    """Say on which part the best baseline was chosen, and which would have been better; "" where there is none."""
    network, *baselines = rows
    best, least = best_row(baselines), best_row([replace(each, validation=None) for each in baselines])
    if best is None or least is None:
        return ""
    if best.validation is None:
        return (
            f"The best baseline, {best.title}, is picked on the test part itself, which flatters it: there is no "
            "validation part (More choices)."
        )
    text = f"The baseline to beat, {best.title}, has the least RMSE on the validation part."
    if least.title != best.title:
        than = ", less even than the network" if least.test.rmse < network.test.rmse < best.test.rmse else ""
        text += f" On the test part {least.title} has less{than}, but nobody could know that before."
    return text


def published(view: View) -> str:
    """Say what the tutorial reports of the very setting that is shown, whatever its seed; "" where that is another."""
    own = View.of(view.preset)
    same = training_of(replace(view, seed=own.seed)) == training_of(own)
    return PUBLISHED.get(view.preset, "") if same else ""
