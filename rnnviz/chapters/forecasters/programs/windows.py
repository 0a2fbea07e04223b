"""What the programs of a forecaster have in common: the series, its windows as a reader would write them, the errors.

A series may come from outside. Its values are numbers; its title and its unit are written as string literals, in which
nothing that could end a string or a line is left as it is.
"""

import numpy as np

from rnnviz.export.text import ATOL, array, joined, number
from rnnviz.training.runs import Run
from rnnviz.training.scores import rmse, score
from rnnviz.training.series import Series
from rnnviz.training.windows import Prepared

SCALED = {
    "minmax": "{0}.min(), {0}.max() - {0}.min()  # to 0…1",
    "standard": "{0}.mean(), {0}.std()  # to mean 0 and standard deviation 1",
    "none": "0.0, 1.0  # not at all",
}
"""The offset and the scale of each scaling, by what it is fitted on."""

WINDOWS = '''\
def windows(begin, end, stride):
    """Windows between two positions, (samples, window, {features}), targets, (samples, outputs), and their places."""
    at = np.arange(begin + window - 1 + horizon, end - outputs + 1, stride)[:, None] + np.arange(outputs)
{measured}    read = at[:, :1] - horizon - window + 1 + np.arange(window)
{angle}    inputs = np.stack([{inputs}], axis=-1)
    return inputs, target(at), at


def target(at):
    """What the network is to say of the values at some positions, scaled."""
    return ({levels}[at]{less} - offset) / scale


def unscaled(x, at):
    """Scaled → original units, of forecasts of the values at some positions."""
    return {back}


def rmse(predicted, actual):
    """The root of the mean squared error, of each output."""
    return np.sqrt(np.mean((predicted - actual) ** 2, axis=0))
'''
"""How samples are made; filled in with what leaves missing targets out, and with the transform and its way back."""

ANGLE = "    angle = 2.0 * np.pi * ((read + horizon) % calendar) / calendar  # where the value so much later lies\n"

MEASURED = "    at = at[~np.isin(at, imputed).any(axis=1)]  # a target that was missing is none\n"

SAMPLES = """
parts = {names}
samples = {{}}
for part, between in parts.items():
    samples[part] = windows(*between)
    print(f"{{part}} part", samples[part][0].shape)"""
"""The windows and targets of every part."""

TRAINING = 'train_inputs, train_targets, _ = samples["training"]'

FOUND = """\
found, original = {}, {}
for part, (inputs, targets, at) in samples.items():
    predictions = predict(inputs)  # scaled
    found[f"{part} part, scaled"] = rmse(predictions, targets)
    original[f"{part} part"] = rmse(unscaled(predictions, at), values[at])
found |= original"""
"""The errors, in the order of ``shown_errors``."""


def names(prepared: Prepared) -> list[str]:
    """Return what the errors of ``shown_errors`` are of."""
    return [f"{part} part{scaled}" for scaled in (", scaled", "") for part in prepared.parts]


def prepared_code(series: Series, prepared: Prepared) -> str:
    """Write the series, its scaling, its split and its windows."""
    how = prepared.preparation
    whole = "the whole series, so the training part knows something of the test part"
    imputed = prepared.imputed
    lag, log = how.transforming.lag, how.transforming.log
    levels = "levels" if log else "values"
    read, first = ("changes", "lag") if lag else (levels, "")
    fitted_on = f"{read}[{first}:{'' if how.leak else 'trained'}]"
    if len(imputed):
        fitted_on = f"{read}[measured{'' if how.leak else '[measured < trained]'}]"
    reach = "window + horizon - 1" if how.reach_back else "0"
    lines = [
        f"title = {series.title!r}",
        f"unit = {series.unit!r}",
        array("values", prepared.values, f"the series, original units, ({len(prepared.values)},)"),
        *(
            [
                "# Positions of missing values, where the last one before stands.",
                f"imputed = np.array({imputed.tolist()})",
            ]
            if len(imputed)
            else []
        ),
        "",
        f"window = {int(how.window)}  # how many values the network reads before it predicts",
        f"horizon = {int(how.horizon)}  # the target lies so many steps after the window's last value",
        f"outputs = {int(how.outputs)}  # how many values are forecast at once, step by step from there",
        *([f"calendar = {int(how.calendar)}  # steps of its period"] if how.calendar else []),
        "stride = 1  # a window begins at every value"
        if how.overlap
        else "stride = window  # the next window begins where the last one ended",
        f"boundary = int(len(values) * {number(float(how.split))})  # the test part begins here",
        f"trained = boundary - int(len(values) * {number(float(how.validation))})  # the training part ends here, "
        "the validation part begins"
        if how.validation
        else "trained = boundary  # the training part ends here",
        *(
            ["# Every value after it is forecast, also from values before its own part: they are known by then."]
            if how.reach_back
            else ["# No window crosses from one part to the next."]
        ),
        f"reach, next_stride = {reach}, {'1' if how.reach_back else 'stride'}",
        "",
        *transform_code(log, lag, levels),
        *([f"measured = np.setdiff1d(np.arange({first or 0}, len(values)), imputed)"] if len(imputed) else []),
        f"# The scaling is fitted on {whole if how.leak else 'the training part alone'}.",
        f"fitted_on = {fitted_on}",
        f"offset, scale = {SCALED[how.scaling].format('fitted_on')}",
        f"scaled = ({read} - offset) / scale",
        *covariates_code(prepared),
    ]
    unscaled = f"x * scale + offset + {levels}[at - back]" if lag else "x * scale + offset"
    windows = WINDOWS.format(
        measured=MEASURED if len(imputed) else "",
        angle=ANGLE if how.calendar else "",
        inputs=", ".join(inputs_code(prepared)),
        features=int(how.features),
        levels=levels,
        less=f" - {levels}[at - back]" if lag else "",
        back=f"np.exp({unscaled})" if log else unscaled,
    )
    samples = SAMPLES.format(names=parts_code(prepared))
    return joined("\n".join(lines), f"\n{windows}", f"\n{samples}\n{TRAINING}").strip()


def inputs_code(prepared: Prepared) -> list[str]:
    """Write what is read at every timestep: the values, the calendar, further columns."""
    calendar = ["np.sin(angle)", "np.cos(angle)"] if prepared.preparation.calendar else []
    columns = (
        f"column_{at}[read{' + horizon' if each.known_ahead else ''}]"
        for at, each in enumerate(prepared.covariates, start=1)
    )
    return ["scaled[read]", *calendar, *columns]


def covariates_code(prepared: Prepared) -> list[str]:
    """Write the further columns, each scaled by what it is in the training part."""
    lines = []
    for at, each in enumerate(prepared.covariates, start=1):
        name = f"column_{at}"
        offset_and_scale = SCALED[prepared.preparation.scaling].format(f"{name}[:trained]")
        when = "known ahead: of the step that is forecast" if each.known_ahead else "not known ahead: of its own step"
        lines += [
            "",
            f"{name}_title = {each.name!r}",
            array(name, each.values[: len(prepared.values)], f"read beside the values, original units, {when}"),
            f"{name}_offset, {name}_scale = {offset_and_scale}",
            f"{name} = ({name} - {name}_offset) / {name}_scale",
        ]
    return lines


def transform_code(log: bool, lag: int, levels: str) -> list[str]:
    """Write what the series becomes before it is scaled."""
    lines = ["levels = np.log(values)"] if log else []
    if lag:
        lines += [
            f"lag = {int(lag)}  # a difference is that to the value so many steps before",
            f"changes = np.append(np.full(lag, np.nan), {levels}[lag:] - {levels}[:-lag])",
            "back = -(-(horizon + np.arange(outputs)) // lag) * lag  # what forecasts are added to lies so far before",
        ]
    return lines


def parts_code(prepared: Prepared) -> str:
    """Write where each part is cut into windows, and how far apart these begin."""
    how = prepared.preparation
    first = "lag" if how.transforming.lag else "0"
    middle = ', "validation": (trained - reach, boundary, next_stride)' if how.validation else ""
    return f'{{"training": ({first}, trained, stride){middle}, "test": (boundary - reach, len(values), next_stride)}}'


@np.errstate(over="ignore", invalid="ignore")
def shown_errors(run: Run) -> np.ndarray:
    """Return (2 parts, outputs) the RMSE on the screen: of each part, scaled, then in original units.

    Raises:
        ValueError: if one of them is not finite.
    """
    scores = [
        [score(each.forecast()[part], each.prepared.actual[part], each.prepared) for each in run.by_output]
        for part in run.prepared.parts.values()
    ]
    errors = [[each.scaled_rmse for each in of_part] for of_part in scores]
    errors = np.array(errors + [[each.rmse for each in of_part] for of_part in scores])
    if not np.isfinite(errors).all():
        raise ValueError("The forecasts of this run are not all finite: there is no error that a program could check.")
    return errors


def computed_errors(prepared: Prepared, predictions: np.ndarray) -> np.ndarray:
    """Return (2 parts, outputs) the same of any ``predictions`` (samples, outputs), scaled, as ``FOUND`` does."""
    with np.errstate(over="ignore", invalid="ignore"):
        scaled = predictions - prepared.targets
        looks = [prepared.at(output) for output in range(predictions.shape[1])]
        original = [each.unscaled(predictions[:, each.output]) - each.actual for each in looks]
        parts = [errors[part] for errors in (scaled, np.transpose(original)) for part in prepared.parts.values()]
    return np.array([rmse(part, np.zeros_like(part), axis=0) for part in parts])


def tolerance(shown: np.ndarray, moved: np.ndarray, least: float) -> float:
    """Return how closely a program must meet the ``shown`` errors, relative to them.

    Args:
        shown: (errors, outputs) as on the screen.
        moved: (errors, outputs) what becomes of them when every number that went in is moved by one rounding error.
        least: what is asked at most.

    Returns:
        A hundred times what that rounding does, and no less than ``least``.
    """
    moved_by = np.abs(moved - shown) / np.where(shown > 0.0, shown, 1.0)
    return max(least, 100.0 * float(moved_by.max()))


def checked(prepared: Prepared, shown: np.ndarray, within: float) -> str:
    """Write what computes the errors, prints them, and asserts those on the screen."""
    expected = "\n".join(f'    "{name}": {each_output(of)},' for name, of in zip(names(prepared), shown, strict=True))
    return f"""\
{FOUND}
# the RMSE that rnnviz showed, scaled and in original units
expected = {{
{expected}
}}
for part, error in found.items():
    print(f"RMSE, {{part}}:", ", ".join(f"{{each:.6g}}" for each in error), "" if "scaled" in part else unit)
    np.testing.assert_allclose(error, expected[part], rtol={within:.0e}, atol={ATOL:.0e})
print("These are the errors that rnnviz showed.")"""


def each_output(errors: np.ndarray) -> str:
    """Write the errors (outputs,): a number, or a list of them."""
    numbers = [number(float(each)) for each in errors]
    return numbers[0] if len(numbers) == 1 else f"[{', '.join(numbers)}]"


def moved(values: np.ndarray) -> np.ndarray:
    """Return every number moved by one rounding error, up or down."""
    epsilon = np.finfo(np.float64).eps
    return values * (1.0 + np.random.default_rng(0).choice([-epsilon, epsilon], values.shape))
