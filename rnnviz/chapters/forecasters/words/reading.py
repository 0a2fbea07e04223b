"""What a network reads, in words: windows, transforms, the calendar and further columns."""

from collections.abc import Sequence

from rnnviz.chapters.forecasters.words.errors import capital
from rnnviz.core.numbers import plural
from rnnviz.training.scores import short
from rnnviz.training.series import Covariate, Series
from rnnviz.training.windows import Prepared


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
