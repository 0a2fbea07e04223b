"""A run of training as the browser is sent it: every kept epoch once, its numbers packed."""

import base64
import zlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rnnviz.figures.drawing import to_json

BITS = 12
"""How many bits of a number travel: an error of 2.4e-4 of the number at most, below the three digits that are shown."""

PREDICTED_BITS = 16
"""And of a prediction: 1.5e-5, for four digits."""

CURVES = ("losses", "test_losses", "gradient_norms")
"""What a run has for each epoch, whichever were kept."""


@dataclass(frozen=True, eq=False)
class Frames:
    """Numbers of one name at every kept epoch.

    Args:
        name: as it is written, "U", "h", "∂L/∂h".
        values: (k, rows, columns) of a matrix, (k, timesteps, units) of a state, (k, timesteps) of a gradient's norm.
        blocks: the gates, where the columns are theirs in turn, as ("i", "f", "g", "o").
        rows: what a row stands for, in a word.
        columns: what a column stands for.
    """

    name: str
    values: np.ndarray
    blocks: tuple[str, ...] = ()
    rows: str = "row"
    columns: str = "column"

    @property
    def sent(self) -> dict:
        """What the browser reads."""
        return {**vars(self), "blocks": list(self.blocks), "values": packed(self.values)}


@dataclass(frozen=True, eq=False)
class FilmedRun:
    """What was kept of one run.

    Args:
        name: "LSTM(4), Adam", as a legend has it.
        epochs: (k,) ints that rise: the kept epochs; 0 is before training.
        losses: (e,), one for each epoch after ``start``.
        test_losses: (e,), of what is held out: see ``Film.watched``.
        gradient_norms: (e,).
        predictions: (k, samples), original units.
        weights: matrices, (k, rows, columns) each.
        states: of one window, (k, timesteps, units) each; "h" is drawn on −1…1, "c" about 0.
        gradients: their norms by timestep, (k, timesteps) each.
        sensitivities: (k, timesteps, timesteps): how much state t (row) depends on state k (column), or None.
        start: the epoch from which the run began: 0, or where a branch left.
        best: the epoch of the lowest such loss, where early stopping looked for it.
    """

    name: str
    epochs: np.ndarray
    losses: np.ndarray
    test_losses: np.ndarray
    gradient_norms: np.ndarray
    predictions: np.ndarray
    weights: tuple[Frames, ...] = ()
    states: tuple[Frames, ...] = ()
    gradients: tuple[Frames, ...] = ()
    sensitivities: np.ndarray | None = None
    start: int = 0
    best: int | None = None

    def __post_init__(self):
        epochs, kept, end = np.asarray(self.epochs), len(self.epochs), self.start + len(self.losses)
        if not kept or (np.diff(epochs) <= 0).any() or epochs[0] < self.start or epochs[-1] > end:
            raise ValueError(
                f"epochs must rise from {self.start} to {end} at most, at least one; received {epochs.tolist()}."
            )
        for name in CURVES:
            if len(getattr(self, name)) != len(self.losses):
                raise ValueError(
                    f"{name} must have one number for each of {len(self.losses)} epochs, as losses; "
                    f"received {len(getattr(self, name))}."
                )
        if self.best is not None and not self.start <= self.best <= end:
            raise ValueError(f"best must be an epoch from {self.start} to {end}; received {self.best}.")
        check("predictions", self.predictions, kept, 2)
        for name, axes in (("weights", 3), ("states", 3), ("gradients", 2)):
            for each in getattr(self, name):
                check(f"{name} {each.name}", each.values, kept, axes)
                if each.blocks and each.values.shape[-1] % len(each.blocks):
                    raise ValueError(
                        f"{name} {each.name} must have as many columns for each of {len(each.blocks)} gates; "
                        f"received {each.values.shape[-1]} columns."
                    )
        if self.sensitivities is not None:
            check("sensitivities", self.sensitivities, kept, 3)
            if self.sensitivities.shape[1] != self.sensitivities.shape[2]:
                raise ValueError(
                    f"sensitivities must be (k, timesteps, timesteps); received {self.sensitivities.shape}."
                )

    @cached_property
    def sent(self) -> dict:
        """What the browser reads: curves in full, everything else packed."""
        return {
            "name": self.name,
            "start": self.start,
            "best": self.best,
            "epochs": np.asarray(self.epochs).tolist(),
            **{name: to_json(np.asarray(getattr(self, name), dtype=np.float64)) for name in CURVES},
            "predictions": packed(self.predictions, PREDICTED_BITS),
            **{name: [each.sent for each in getattr(self, name)] for name in ("weights", "states", "gradients")},
            "sensitivities": None if self.sensitivities is None else packed(self.sensitivities),
        }


@dataclass(frozen=True, eq=False)
class Film:
    """A run beside what it was to predict, and a second run that branched from it.

    Args:
        actual: (samples,) what was to be predicted, original units.
        labels: the date or the number of each.
        boundary: the first sample of the test part.
        run: the run.
        branch: a second one, which began at its ``start``.
        sample: the sample whose window the states, gradients and sensitivities belong to.
        unit: of the series, "" where it has none.
        loss: the name of the loss, "MSE".
        trained: the first sample after the training part; None where that is ``boundary``.
        watched: whose losses stand beside the training losses: "test", or "validation".

    Raises:
        ValueError: where labels or predictions do not fit ``actual``, or ``boundary`` or ``sample`` is not in it.
    """

    actual: np.ndarray
    labels: tuple[str, ...]
    boundary: int
    run: FilmedRun
    branch: FilmedRun | None = None
    sample: int = 0
    unit: str = ""
    loss: str = "MSE"
    trained: int | None = None
    watched: str = "test"

    def __post_init__(self):
        samples = len(self.actual)
        if len(self.labels) != samples:
            raise ValueError(f"labels must name each of {samples} samples; received {len(self.labels)}.")
        for name, highest in (("boundary", samples), ("sample", samples - 1)):
            if not 0 <= getattr(self, name) <= highest:
                raise ValueError(f"{name} must be from 0 to {highest}; received {getattr(self, name)}.")
        for each in self.runs:
            if each.predictions.shape[1] != samples:
                raise ValueError(
                    f"predictions of {each.name} must be (k, samples) = ({len(each.epochs)}, {samples}); "
                    f"received {each.predictions.shape}."
                )

    @property
    def runs(self) -> list[FilmedRun]:
        """The run, and the branch where there is one."""
        return [self.run, self.branch] if self.branch else [self.run]

    @cached_property
    def sent(self) -> dict:
        """What the browser reads."""
        return {
            "actual": to_json(np.asarray(self.actual, dtype=np.float64)),
            "labels": list(self.labels),
            **{name: getattr(self, name) for name in ("boundary", "sample", "unit", "loss", "watched")},
            "trained": self.boundary if self.trained is None else self.trained,
            "runs": [each.sent for each in self.runs],
        }


def check(name: str, values: np.ndarray, kept: int, axes: int) -> None:
    """Refuse ``values`` that are not one array of ``axes`` - 1 axes for each of ``kept`` epochs."""
    if values.ndim != axes or len(values) != kept or values.size == 0:
        raise ValueError(
            f"{name} must have {axes} axes, the first for the {kept} kept epochs; received {values.shape}."
        )


def packed(values: np.ndarray, bits: int = BITS) -> dict:
    """Pack the numbers of every epoch, small enough to travel: float32 of so many bits, unpacked by film_numbers.js.

    A number changes little from epoch to epoch: only the bits are kept that differ from those an epoch before. The
    first bytes of all come first, then the second ones, because such bytes are alike and deflate well. Zeros,
    infinities and NaN stay what they are; beyond 3.4e38 is infinite.

    >>> packed(np.ones((3, 2)))["shape"]
    [3, 2]
    """
    with np.errstate(over="ignore"):
        single = np.asarray(values, dtype=np.float32).reshape(len(values), -1)
    single = np.where(np.isnan(single), np.float32(np.nan), single)
    ulp = 1 << (24 - bits)
    rounded = single.view(np.uint32) + np.uint32(ulp >> 1) & np.uint32(0x100000000 - ulp)
    code = np.where(np.isfinite(single), rounded, single.view(np.uint32))
    code[1:] ^= code[:-1].copy()
    planes = code.T.astype("<u4").reshape(-1, 1).view(np.uint8).T
    return {"shape": list(np.shape(values)), "data": base64.b64encode(zlib.compress(planes.tobytes(), 6)).decode()}
