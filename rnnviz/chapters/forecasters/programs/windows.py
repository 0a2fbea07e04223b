"""What the programs of a forecaster have in common: the series, its windows as a reader would write them, the errors.

A series may come from outside. Its values are numbers; its title and its unit are written as string literals, in which
nothing that could end a string or a line is left as it is.
"""

import numpy as np

from rnnviz.export.text import ATOL, array, joined, number
from rnnviz.training.preparation import Prepared
from rnnviz.training.runs import Run
from rnnviz.training.scores import rmse, score
from rnnviz.training.series import Series

SCALED = {
    "minmax": "fitted_on.min(), fitted_on.max() - fitted_on.min()  # to 0…1",
    "standard": "fitted_on.mean(), fitted_on.std()  # to mean 0 and standard deviation 1",
    "none": "0.0, 1.0  # not at all",
}
"""The offset and the scale of each scaling."""

WINDOWS = '''\
def windows(part, stride):
    """The windows of a part of the series, (samples, window, 1), and their targets, (samples, 1)."""
    starts = range(0, len(part) - window - horizon + 1, stride)
    inputs = np.array([part[start : start + window] for start in starts])
    targets = np.array([part[start + window + horizon - 1] for start in starts])
    return inputs[:, :, None], targets[:, None]


def unscaled(x):
    """Scaled → original units."""
    return x * scale + offset


def rmse(predicted, actual):
    """The root of the mean squared error."""
    return np.sqrt(np.mean((predicted - actual) ** 2))


train_inputs, train_targets = windows(scaled[:boundary], stride)
test_inputs, test_targets = windows(scaled[first:], test_stride)
print("training part", train_inputs.shape, "test part", test_inputs.shape)'''

MEASURED = """

# Windows whose target was missing are left out.
measured = ~np.isin(np.arange(len(values)), imputed)
kept_train = windows(measured[:boundary].astype(float), stride)[1][:, 0] == 1.0
kept_test = windows(measured[first:].astype(float), test_stride)[1][:, 0] == 1.0
train_inputs, train_targets = train_inputs[kept_train], train_targets[kept_train]
test_inputs, test_targets = test_inputs[kept_test], test_targets[kept_test]"""
"""What follows where values were missing."""

FOUND = """\
train_predictions, test_predictions = predict(train_inputs), predict(test_inputs)  # scaled
found = {
    "training part, scaled": rmse(train_predictions, train_targets),
    "test part, scaled": rmse(test_predictions, test_targets),
    "training part": rmse(unscaled(train_predictions), unscaled(train_targets)),
    "test part": rmse(unscaled(test_predictions), unscaled(test_targets)),
}"""
"""The four errors, in the order of ``shown_errors``."""

NAMES = ("training part, scaled", "test part, scaled", "training part", "test part")


def prepared_code(series: Series, prepared: Prepared) -> str:
    """Write the series, its scaling, its split and its windows."""
    how = prepared.preparation
    whole = "the whole series, so the training part knows something of the test part"
    imputed = prepared.imputed
    known = ("np.delete(values, imputed)", "np.delete(values[:boundary], imputed[imputed < boundary])")
    fitted_on = known if len(imputed) else ("values", "values[:boundary]")
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
        "stride = 1  # a window begins at every value"
        if how.overlap
        else "stride = window  # the next window begins where the last one ended",
        f"boundary = int(len(values) * {number(float(how.split))})  # the test part begins here",
        *(
            [
                "first, test_stride = boundary - window - horizon + 1, 1  # every value of the test part is forecast,",
                "# also from values of the training part: they are known by then",
            ]
            if how.reach_back
            else ["first, test_stride = boundary, stride  # no window crosses the boundary"]
        ),
        "",
        f"# The scaling is fitted on {whole if how.leak else 'the training part alone'}.",
        f"fitted_on = {fitted_on[0] if how.leak else fitted_on[1]}",
        f"offset, scale = {SCALED[how.scaling]}",
        "scaled = (values - offset) / scale",
    ]
    return joined("\n".join(lines), f"\n{WINDOWS}{MEASURED if len(imputed) else ''}").strip()


@np.errstate(over="ignore", invalid="ignore")
def shown_errors(run: Run) -> np.ndarray:
    """Return (4,) the RMSE on the screen: of training and test part, scaled, then in original units.

    Raises:
        ValueError: if one of them is not finite.
    """
    prepared, train = run.prepared, run.prepared.n_train
    parts = slice(None, train), slice(train, None)
    scores = [score(run.forecast()[part], prepared.actual[part], prepared) for part in parts]
    errors = np.array([each.scaled_rmse for each in scores] + [each.rmse for each in scores])
    if not np.isfinite(errors).all():
        raise ValueError("The forecasts of this run are not all finite: there is no error that a program could check.")
    return errors


def computed_errors(prepared: Prepared, predictions: np.ndarray) -> np.ndarray:
    """Return (4,) the same of any ``predictions`` (samples,), scaled, computed as ``FOUND`` does."""
    with np.errstate(over="ignore", invalid="ignore"):
        pairs = (predictions, prepared.targets[:, 0])
        scaled, original = np.subtract(*pairs), np.subtract(*map(prepared.scaler.unscaled, pairs))
        parts = [part for errors in (scaled, original) for part in np.split(errors, [prepared.n_train])]
    return np.array([rmse(part, np.zeros_like(part)) for part in parts])


def tolerance(shown: np.ndarray, moved: np.ndarray, least: float) -> float:
    """Return how closely a program must meet the ``shown`` errors, relative to them.

    Args:
        shown: (4,) as on the screen.
        moved: (4,) what becomes of them when every number that went in is moved by one rounding error.
        least: what is asked at most.

    Returns:
        A hundred times what that rounding does, and no less than ``least``.
    """
    moved_by = np.abs(moved - shown) / np.where(shown > 0.0, shown, 1.0)
    return max(least, 100.0 * float(moved_by.max()))


def checked(shown: np.ndarray, within: float) -> str:
    """Write what computes the errors, prints them, and asserts those on the screen."""
    expected = "\n".join(f'    "{name}": {number(float(value))},' for name, value in zip(NAMES, shown, strict=True))
    return f"""\
{FOUND}
# the RMSE that rnnviz showed, scaled and in original units
expected = {{
{expected}
}}
for part, error in found.items():
    print(f"RMSE, {{part}}: {{error:.6g}}", "" if "scaled" in part else unit)
    np.testing.assert_allclose(error, expected[part], rtol={within:.0e}, atol={ATOL:.0e})
print("These are the errors that rnnviz showed.")"""


def moved(values: np.ndarray) -> np.ndarray:
    """Return every number moved by one rounding error, up or down."""
    epsilon = np.finfo(np.float64).eps
    return values * (1.0 + np.random.default_rng(0).choice([-epsilon, epsilon], values.shape))
