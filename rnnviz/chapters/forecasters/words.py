"""What the forecasters chapter says: alt texts of its figures, and who wins, computed from their numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from rnnviz.chapters.forecasters.presets import PUBLISHED
from rnnviz.chapters.forecasters.view import View, training_of
from rnnviz.core.numbers import plural, written
from rnnviz.training.free_running import DIRECT
from rnnviz.training.runs import Run
from rnnviz.training.scores import Row, best_row, measured, rmse, score, short
from rnnviz.training.series import Covariate, Series
from rnnviz.training.verdicts import Verdict, evidence, said_of_simplest
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


def unpredicted(prepared: Prepared) -> str:
    """Say where there is no prediction, in each part where no window reaches over the boundary."""
    how = prepared.preparation
    later, lag = how.window + prepared.horizon - 1, how.transforming.lag
    first = later + lag
    has = "first value has" if first == 1 else f"first {first:,} values have"
    if how.outputs > 1:
        return (
            f"The predictions are those {plural(prepared.horizon, 'step')} ahead, of {how.outputs} forecast at once; "
            "what is forecast at once lies within one part, so that not every value has one."
        )
    if how.reach_back:
        return f"The {has} no prediction."
    if lag:
        others = "one" if later == 1 else f"{later:,}"
        return f"The {has} no prediction, nor {'has' if later == 1 else 'have'} the first {others} of each later part."
    return f"Each part's {has} no prediction."


def transformed(prepared: Prepared) -> str:
    """Say what the network reads in place of the values, and what becomes of its forecasts; "" where it reads them."""
    transform, horizon = prepared.preparation.transforming, prepared.horizon
    of, those = ("the logarithm of ", "that of ") if transform.log else ("", "")
    if transform.lag:
        before = "the one before it" if transform.lag == 1 else f"the one {transform.lag} steps before it"
        back = transform.back(horizon)
        added = "the last known value" if back == horizon else f"the value {back} steps before its target"
        text = (
            f"The network reads how far {of}each value lies from {those}{before}; it forecasts a difference, too, "
            f"which is added to {of}{added}. "
        )
    elif transform.log:
        text = "The network reads the logarithms of the values. "
    else:
        return ""
    text += "Forecasts are turned back: errors are in the series' own unit, and the rules read the series as it is."
    if transform.log:
        text += " Turned back, a mean of logarithms lies below the mean of the values, nearer to their median."
    return text


def calendar(prepared: Prepared) -> str:
    """Say what the network reads of the calendar; "" where it reads none."""
    how = prepared.preparation
    if not how.calendar:
        return ""
    return (
        "Beside each value it reads two numbers of a calendar, the sine and cosine of where in a period of "
        f"{how.calendar:,} steps the value {plural(how.horizon, 'step')} later lies. They are known ahead, beyond the "
        "data too, so that free running has them. The rules do not read them: the seasonal ones know a season."
    )


def beside(prepared: Prepared) -> str:
    """Say what the network reads beside the values: of a calendar, of further columns; "" where it reads nothing."""
    return " ".join(filter(None, (calendar(prepared), columns_beside(prepared))))


def columns_beside(prepared: Prepared) -> str:
    """Say which further columns the network reads, and of which step; "" where there are none."""
    known, measured = by_when(prepared)
    if not known + measured:
        return ""
    later = steps_later(prepared)
    later += ", where the first target lies" if prepared.preparation.outputs > 1 else ""
    said = [f"{named(known)} of {later}, known ahead"] if known else []
    said += [f"{named(measured)} of the same step, not known ahead"] if measured else []
    scaled = "" if prepared.preparation.scaling == "none" else "; each is scaled by its training part alone"
    return f"Beside each value the network reads {' and '.join(said)}{scaled}. {rules_alone(prepared)}"


def as_read(prepared: Prepared) -> str:
    """Say how the numbers of a window are to be read, one timestep in a row."""
    early = ["sine and cosine"] if prepared.preparation.calendar else []
    known, _ = by_when(prepared)
    early += [named(known)] if known else []
    text = "As the network reads it." if prepared.preparation.scaling == "none" else "Scaled, as the network reads it."
    return text + (f" Each row has {' and '.join(early)} of {steps_later(prepared)}." if early else "")


def steps_later(prepared: Prepared) -> str:
    """Say of which step what is known ahead is read."""
    horizon = prepared.preparation.horizon
    return "the next step" if horizon == 1 else f"{horizon} steps later"


def rules_alone(prepared: Prepared) -> str:
    """Say that the rules do not read the further columns; "" where there are none."""
    known, measured = by_when(prepared)
    return f"The rules read the series alone, without {named(known + measured)}." if known + measured else ""


def by_when(prepared: Prepared) -> tuple[list[Covariate], list[Covariate]]:
    """Return the further columns that are known ahead, and the others."""
    known = [each for each in prepared.covariates if each.known_ahead]
    return known, [each for each in prepared.covariates if not each.known_ahead]


def named(covariates: Sequence[Covariate]) -> str:
    """Say the names of columns."""
    *others, last = (f"“{each.name}”" for each in covariates)
    return f"{', '.join(others)} and {last}" if others else last


def columns_ahead(prepared: Prepared, start: int, steps: int) -> str:
    """Say what a forecast of many steps reads of the further columns; "" where there are none."""
    known, measured = by_when(prepared)
    said = []
    for each in known:
        given = min(max(len(each.values) - start, 0), steps)
        name = named([each])
        if given == steps:
            said.append(f"{name} is known ahead: every step reads its value there.")
        else:
            has = f"for {given:,} of the {plural(steps, 'step')}" if given else "for none of these steps"
            held = f"its last value, {short(float(each.values[-1]))}, is held{' after them' if given else ''}"
            said.append(f"{name} is known ahead, but your data have it {has}: {held}.")
    if known and prepared.preparation.outputs > 1:
        said.append("All at once reads it of the first step alone.")
    if measured:
        known_ahead, value = ("are not", "their last values") if len(measured) > 1 else ("is not", "its last value")
        held = "are" if len(measured) > 1 else "is"
        said.append(
            f"{named(measured)} {known_ahead} known ahead: given the network's own outputs, {value} before the "
            f"forecast {held} held."
        )
    return " ".join(said)


def off(found, unit: str) -> str:
    """Say the RMSE of the test predictions."""
    if not np.isfinite(found.rmse):
        return "The error of the test predictions is no finite number: training diverged."
    return f"The RMSE of the {plural(found.samples, 'test prediction')} is {measured(found.rmse, unit)}."


def capital(text: str) -> str:
    """Return the text as a sentence begins with it."""
    return text[:1].upper() + text[1:]


def windows(series: Series, prepared: Prepared) -> str:
    """Say how many windows there are, how long they are, and what is predicted from the first."""
    window, horizon, outputs = prepared.preparation.window, prepared.horizon, prepared.preparation.outputs
    counts = {name: part.stop - part.start for name, part in prepared.parts.items()}
    said = (
        f"the {name} part {'becomes ' * (name == 'training')}{shape(n, window, prepared.preparation.features)}"
        for name, n in counts.items()
    )
    text = f"{capital(', '.join(said))}. "
    first, end, target = (
        series.label(int(at)) for at in (prepared.ends[0] - window + 1, prepared.ends[0], prepared.positions[0])
    )
    reads = f"the values from {first} to {end}" if window > 1 else f"the value of {first}"
    text += f"The first window is {reads}; "
    if outputs > 1:
        last = series.label(int(prepared.at(outputs - 1).positions[0]))
        text += f"its {outputs} targets begin {plural(horizon, 'step')} later, at {target}, and end at {last}."
    else:
        text += f"its target, {plural(horizon, 'step')} later, is {target}."
    if counts["training"] > 1:
        step = 1 if prepared.preparation.overlap else window
        text += f" Each window begins {plural(step, 'step')} after the one before it"
        text += "." if step == window else f", so that neighbours share {plural(window - step, 'value')}."
    return text + left_out(prepared)


def left_out(prepared: Prepared) -> str:
    """Say how many windows are left out because their target was missing; "" where none is."""
    count = prepared.left_out
    if not count:
        return ""
    are, they = ("is", "it") if count == 1 else ("are", "they")
    return f" {plural(count, 'more window')} {are} left out: what {they} would forecast is missing."


def shape(count: int, window: int, features: int = 1) -> str:
    """Say the shape of an array of windows."""
    return f"{plural(count, 'window')} × {plural(window, 'timestep')} × {plural(features, 'feature')}"


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


def finite(value: float, unit: str) -> str:
    """Say a number with its unit, or that it is none."""
    return measured(value, unit) if np.isfinite(value) else "no finite number"


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
