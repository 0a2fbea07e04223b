"""A series cut into windows and targets: transformed, scaled, split into parts."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from rnnviz.training.preparation import Preparation
from rnnviz.training.scaling import Scaler, fit_covariate, fit_scaler
from rnnviz.training.series import Covariate
from rnnviz.training.transforms import check_positive

MAX_NUMBERS = 4_000_000
"""The most numbers that all windows together may hold: 32 MB."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """A prepared series; arrays cannot be written to.

    Args:
        preparation: how it was made.
        values: (n,), original units.
        scaler: from what the transform made of the values to scaled and back.
        scaled: (n,), what the network reads; NaN where there is no difference yet.
        targets: (samples, outputs), scaled.
        positions: (samples,), where the target that is looked at is in the series, from 0.
        n_train: how many samples are the training part's; they come first.
        boundary: position of the first value of the test part.
        imputed: (k,), positions of values that were missing: no target is one of them.
        n_validation: how many samples are the validation part's; they come after the training part's.
        output: which of the targets of each window is looked at, from 0: ``positions``, ``actual``, ``horizon`` and
            ``unscaled`` are of it alone.
        covariates: the further columns that are read, original units.
        covariate_scalers: of each of them, fitted on the training part alone.
    """

    preparation: Preparation
    values: np.ndarray
    scaler: Scaler
    scaled: np.ndarray
    targets: np.ndarray
    positions: np.ndarray
    n_train: int
    boundary: int
    imputed: np.ndarray
    n_validation: int = 0
    output: int = 0
    covariates: tuple[Covariate, ...] = ()
    covariate_scalers: tuple[Scaler, ...] = ()

    def __post_init__(self):
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                value.flags.writeable = False

    def __len__(self):
        return len(self.positions)

    @property
    def trained(self) -> int:
        """How many values the training part has, windows or not: what is fitted is fitted to these."""
        return self.preparation.ends(len(self.values))["training"]

    @cached_property
    def parts(self) -> dict[str, slice]:
        """The samples of each part, in order: "training", "validation" where there is one, "test"."""
        held_out = self.n_train + self.n_validation
        middle = {"validation": slice(self.n_train, held_out)} if self.preparation.validation else {}
        return {"training": slice(0, self.n_train), **middle, "test": slice(held_out, len(self))}

    def part_of(self, sample: int) -> str:
        """Return the name of the part that a sample is in."""
        return next(name for name, part in self.parts.items() if sample < part.stop)

    @property
    def inputs(self) -> np.ndarray:
        """(samples, window, features), scaled: of the training part, of the validation part, of the test part.

        They are made anew every time: each value is in as many of them as a window has, and many runs are kept.
        """
        window = self.preparation.window
        windows = np.lib.stride_tricks.sliding_window_view(self.scaled, window)[self.ends - window + 1]
        return self.inputs_of(windows, self.ends)

    def inputs_of(self, windows: np.ndarray, ends: np.ndarray, last: np.ndarray | None = None) -> np.ndarray:
        """Return what the network reads, (samples, window, features), of windows that end at ``ends`` (samples,).

        Args:
            windows: (samples, window), scaled.
            ends: positions of their last values; what is read beside them is found by these.
            last: (samples,) the last position that is known, where windows go on with forecasts: of what is not known
                ahead the value there is held. ``ends`` by default.

        Of a column that is known ahead the last value is held beyond what is known of it.
        """
        inputs = self.preparation.inputs(windows, ends)
        if not self.covariates:
            return inputs
        at, known = ends[:, None] + np.arange(1 - windows.shape[1], 1), (ends if last is None else last)[:, None]
        beside = []
        for covariate, scaler in zip(self.covariates, self.covariate_scalers, strict=True):
            read = at + self.preparation.horizon if covariate.known_ahead else np.minimum(at, known)
            beside.append(scaler.scaled(covariate.values[np.minimum(read, len(covariate.values) - 1)]))
        return np.concatenate([inputs, np.stack(beside, axis=-1)], axis=-1)

    @property
    def ends(self) -> np.ndarray:
        """(samples,), where the last value of each window is in the series."""
        return self.positions - self.horizon

    @cached_property
    def measured(self) -> np.ndarray:
        """(n,), original units; NaN where a value was missing."""
        values = self.values.copy()
        values[self.imputed] = np.nan
        values.flags.writeable = False
        return values

    def mean_change(self, steps: int) -> float:
        """Return the mean distance of values so many steps apart, both measured, in the training part.

        Returns:
            Original units; 0 where the training part is constant, or no longer.
        """
        if steps not in self._mean_changes:
            training = self.measured[: self.trained]
            distances = np.abs(training[steps:] - training[:-steps])
            known = ~np.isnan(distances)
            self._mean_changes[steps] = float(distances[known].mean()) if known.any() else 0.0
        return self._mean_changes[steps]

    @cached_property
    def _mean_changes(self) -> dict[int, float]:
        """What ``mean_change`` found before."""
        return {}

    @property
    def left_out(self) -> int:
        """How many windows are neither trained on nor scored, because a target of theirs was missing."""
        return sum(map(len, begins(len(self.values), self.preparation))) - len(self)

    def unscaled(self, predictions: np.ndarray) -> np.ndarray:
        """Return predictions (…, samples) of the targets in original units, from scaled ones."""
        transform = self.preparation.transforming
        with np.errstate(over="ignore", invalid="ignore"):
            levels = self.scaler.unscaled(predictions)
            if transform.lag:
                levels = levels + transform.levels(self.values[self.positions - transform.back(self.horizon)])
            return transform.values(levels)

    @property
    def horizon(self) -> int:
        """How many steps after its window the target lies that is looked at."""
        return self.preparation.horizon + self.output

    def at(self, output: int) -> "Prepared":
        """Return the same windows, looking at another of their targets."""
        return replace(self, output=output, positions=self.positions + output - self.output)

    @property
    def actual(self) -> np.ndarray:
        """(samples,), the targets in original units, as they are in the series."""
        return self.values[self.positions]


def begins(n: int, how: Preparation) -> tuple[np.ndarray, ...]:
    """Return where the windows of ``n`` values begin, part by part.

    Args:
        n: how many values the series has.
        how: how it is split, and windows are cut.

    >>> how = Preparation(window=2, overlap=False, split=0.7)
    >>> [each.tolist() for each in begins(10, how)]
    [[0, 2, 4], [7]]
    >>> how = Preparation(window=2, split=0.7, reach_back=True, validation=0.2)
    >>> [each.tolist() for each in begins(10, how)]
    [[0, 1, 2], [3, 4], [5, 6, 7]]
    """
    step = 1 if how.overlap else how.window
    ahead = how.window - 1 + how.horizon  # from the first value of a window to its first target
    last = ahead + how.outputs - 1
    training, *others = how.ends(n).values()
    found = [np.arange(how.transforming.lag, training - last, step)]
    for first, end in pairwise((training, *others)):
        found.append(np.arange(first - ahead, end - last) if how.reach_back else np.arange(first, end - last, step))
    return tuple(found)


def targets_at(values: np.ndarray, positions: np.ndarray, how: Preparation, scaler: Scaler) -> np.ndarray:
    """Return what the network is to say, scaled, (samples, outputs), of the values (n,) from ``positions`` on.

    Args:
        values: original units.
        positions: (samples,), where the first target of each window is.
        how: how the series is prepared.
        scaler: of what the transform makes of the series.

    Of a differenced series that is the difference to the latest value that is known when the forecast is made and lies
    whole lags before the target: with a horizon of no more than the lag, the difference that the series has there.
    """
    transform, ahead = how.transforming, np.arange(how.outputs)
    levels, at = transform.levels(values), positions[:, None] + ahead
    changes = levels[at]
    if transform.lag:
        changes = changes - levels[at - transform.back(how.horizon + ahead)]
    return scaler.scaled(changes)


def prepare(
    values: np.ndarray, preparation: Preparation, imputed: Sequence[int] = (), covariates: Sequence[Covariate] = ()
) -> Prepared:
    """Scale a series, split it, and cut each part into windows and targets.

    Unless test windows are to reach back, windows and targets lie within their part, as in the founding documents: none
    crosses the boundary; where the series is differenced, these are windows of differences. Without overlap and with
    horizon 1 this is the sunspot document's rule: targets at window, 2 window, … of each part. The airline document
    makes overlapping windows but drops the last sample of each part, which nothing asks for (94 and 46 in place of 95
    and 47); here they stay.

    Args:
        values: (n,), original units.
        preparation: how.
        imputed: positions of values that were missing. What stands there is read in windows, but it is no target, and
            no scaling is fitted on it.
        covariates: further columns, as many as the preparation reads, each with at least as many values.

    Raises:
        ValueError: if the values are not finite, or not positive where logarithms are to be taken, a part is too short
            for one window and its target or has none whose target was measured, the windows would hold more than
            ``MAX_NUMBERS``, or the values to scale by, or those of a further column in the training part, are all the
            same.

    >>> ready = prepare(np.arange(10.0), Preparation("none", window=2, overlap=False, split=0.7))
    >>> ready.inputs[:, :, 0].tolist(), ready.targets[:, 0].tolist(), ready.n_train
    ([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0], [7.0, 8.0]], [2.0, 4.0, 6.0, 9.0], 3)
    """
    values = np.array(values, dtype=np.float64)
    if values.ndim != 1 or not np.isfinite(values).all():
        raise ValueError(f"values must be 1-D and finite; received shape {values.shape}.")
    if len(covariates) != preparation.covariates or any(len(each.values) < len(values) for each in covariates):
        raise ValueError(
            f"{preparation.covariates} further columns are read, each as long as the series; received "
            f"{[len(each.values) for each in covariates]} values."
        )
    window, transform, outputs = preparation.window, preparation.transforming, np.arange(preparation.outputs)
    first, horizon = preparation.horizon, preparation.last_horizon
    if transform.log:
        check_positive(values)
    ends, before = preparation.ends(len(values)), 0
    for part, end in ends.items():
        length, reaches = end - before, preparation.reach_back and part != "training"
        lag = transform.lag if part == "training" else 0
        if length < (preparation.outputs if reaches else lag + window + horizon):
            at_least = "one is" if preparation.outputs == 1 else f"the {preparation.outputs} forecast at once are"
            target = "target" if preparation.outputs == 1 else "last target"
            needs = (
                f"at least {at_least} needed: choose another split, or a longer series."
                if reaches
                else f"a window of {window} and its {target}, {horizon} after it, need {lag + window + horizon}"
                f"{f', differences over {lag} among them' if lag else ''}: choose a shorter window or horizon, another "
                "split, or a longer series."
            )
            raise ValueError(f"The {part} part has {length} of the {len(values)} values, but {needs}")
        before = end
    imputed = np.array(imputed, dtype=np.int64)
    ahead = window - 1 + first
    found = [
        whole[~np.isin(whole[:, None] + ahead + outputs, imputed).any(axis=1)]
        for whole in begins(len(values), preparation)
    ]
    for part, of_part in zip(ends, found, strict=True):
        if not len(of_part):
            raise ValueError(
                f"Every target of the {part} part was missing: choose another split, or a series with fewer gaps."
            )
    positions = np.concatenate(found) + ahead
    numbers = len(positions) * window * preparation.features
    if numbers > MAX_NUMBERS:
        raise ValueError(
            f"{len(positions)} windows of {window} are {numbers:,} numbers; at most {MAX_NUMBERS:,} "
            "are allowed: choose a shorter window."
        )
    changes = transform.changes(values)
    known = np.delete(np.arange(len(values)), imputed)
    known = known[known >= transform.lag]
    scaler = fit_scaler(changes[known if preparation.leak else known[known < ends["training"]]], preparation.scaling)
    with np.errstate(over="ignore"):
        scaled = scaler.scaled(changes)
    if not np.isfinite(scaled[transform.lag :]).all():
        raise ValueError(
            f"The training part varies so little, by {scaler.scale:g}, that scaling by it makes the test part "
            "infinite: choose another split, or no scaling."
        )
    scalers = tuple(fit_covariate(each, preparation.scaling, ends["training"]) for each in covariates)
    targets = targets_at(values, positions, preparation, scaler)
    counts, boundary = dict(zip(ends, map(len, found), strict=True)), int(len(values) * preparation.split)
    return Prepared(
        preparation, values, scaler, scaled, targets, positions, counts["training"], boundary, imputed,
        counts.get("validation", 0), covariates=tuple(covariates), covariate_scalers=scalers,
    )  # fmt: skip
