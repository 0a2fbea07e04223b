"""How a series is to become what a network reads: what is transformed, scaled, split and cut, and by how much."""

from dataclasses import dataclass

import numpy as np

from rnnviz.core.activations import check_choice, check_size
from rnnviz.training.scaling import SCALINGS
from rnnviz.training.series import MAX_COVARIATES
from rnnviz.training.transforms import TRANSFORMS, Transform, transform_of

MAX_OUTPUTS = 48
"""The most values that are forecast at once."""


@dataclass(frozen=True)
class Preparation:
    """How to prepare a series.

    Args:
        scaling: a name in ``SCALINGS``.
        leak: True fits the scaling on the whole series, as the founding documents do, so that the training part knows
            something of the test part; False fits it on the training part alone.
        window: how many values the network reads before it predicts.
        overlap: True begins a window at every value; False begins the next window where the last one ended.
        horizon: the target lies so many steps after the window's last value.
        split: the share of the series that lies before the test part, between 0 and 1.
        reach_back: True tests every value of the test part, whatever the window: earlier values, those of the training
            part among them, are known when a forecast is made. False keeps test windows within the test part and lets
            them overlap as in training, as the founding documents do, so that its first values are not tested.
            What holds of the test part holds of the validation part.
        validation: the share of the series, the last of what lies before the test part, that is neither trained on nor
            tested: what is chosen is chosen there. 0 is the founding documents' two parts.
        transform: a name in ``TRANSFORMS``: what the series becomes before it is scaled. Forecasts are turned back.
        lag: a difference is that to the value so many steps before.
        outputs: how many values are forecast at once: that of ``horizon``, and those of the steps after it.
        calendar: steps of a period, such as 12 of the months of a year. Beside each value the network then reads the
            sine and the cosine of where in it the value ``horizon`` steps later lies, which is known when it forecasts.
            0 for none.
        covariates: how many further columns are read beside each value. Of one that is known ahead a timestep has the
            value ``horizon`` steps later, as of the calendar; of any other the value of its own step.

    Raises:
        ValueError: if a name is not known, a size is not at least 1, the split is not between 0 and 1, or the
            validation part not shorter than it.
    """

    scaling: str = "minmax"
    leak: bool = False
    window: int = 12
    overlap: bool = True
    horizon: int = 1
    split: float = 0.8
    reach_back: bool = False
    validation: float = 0.0
    transform: str = "none"
    lag: int = 1
    outputs: int = 1
    calendar: int = 0
    covariates: int = 0

    def __post_init__(self):
        check_choice("scaling", self.scaling, SCALINGS)
        check_choice("transform", self.transform, TRANSFORMS)
        check_size("lag", self.lag)
        check_size("window", self.window)
        check_size("horizon", self.horizon)
        check_size("outputs", self.outputs)
        if self.outputs > MAX_OUTPUTS:
            raise ValueError(f"outputs must be at most {MAX_OUTPUTS}; received {self.outputs!r}.")
        if self.calendar:
            check_size("calendar", self.calendar)
            if self.calendar == 1:
                raise ValueError("A calendar needs a period of at least 2 steps, or 0 for none; received 1.")
        if not 0 <= self.covariates <= MAX_COVARIATES:
            raise ValueError(f"covariates must be from 0 to {MAX_COVARIATES}; received {self.covariates!r}.")
        if not 0 < self.split < 1:
            raise ValueError(f"split must be between 0 and 1; received {self.split!r}.")
        if not 0 <= self.validation < self.split:
            raise ValueError(f"validation must be at least 0 and below split; received {self.validation!r}.")

    @property
    def transforming(self) -> Transform:
        """The transform and its way back."""
        return transform_of(self.transform, self.lag)

    @property
    def memory(self) -> int:
        """How many values a forecast is made from: those of a window, and those that its differences reach back to."""
        return self.window + self.transforming.lag

    @property
    def features(self) -> int:
        """How many numbers the network reads at every timestep."""
        return (3 if self.calendar else 1) + self.covariates

    def inputs(self, windows: np.ndarray, ends: np.ndarray) -> np.ndarray:
        """Return the values and the calendar, (samples, window, 1 or 3), of windows that end at ``ends`` (samples,).

        Args:
            windows: (samples, window), scaled.
            ends: positions of their last values, which the calendar counts from.

        >>> Preparation(window=2, calendar=4).inputs(np.array([[0.5, 0.6]]), np.array([1])).round(9).tolist()
        [[[0.5, 1.0, 0.0], [0.6, 0.0, -1.0]]]
        """
        if not self.calendar:
            return windows[..., None]
        at = ends[:, None] + np.arange(1 - self.window, 1) + self.horizon
        angle = 2.0 * np.pi * (at % self.calendar) / self.calendar
        return np.stack([windows, np.sin(angle), np.cos(angle)], axis=-1)

    @property
    def last_horizon(self) -> int:
        """How many steps after its window the last target lies."""
        return self.horizon + self.outputs - 1

    def ends(self, n: int) -> dict[str, int]:
        """Return where each part of ``n`` values ends, in order: "training", "validation" where there is one, "test".

        >>> Preparation(validation=0.25).ends(10)
        {'training': 6, 'validation': 8, 'test': 10}
        """
        before_test = int(n * self.split)
        if not self.validation:
            return {"training": before_test, "test": n}
        return {"training": before_test - int(n * self.validation), "validation": before_test, "test": n}
