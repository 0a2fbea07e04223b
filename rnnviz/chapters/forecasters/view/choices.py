"""What the reader chose in the forecasters chapter, and what moves make of it."""

from dataclasses import dataclass, replace
from typing import Any

from rnnviz.chapters.forecasters.presets import PRESETS
from rnnviz.training.preparation import Preparation
from rnnviz.training.runs import Branch
from rnnviz.training.series import BUNDLED, SYNTHETIC, Covariate, Series
from rnnviz.training.settings import Fit, Model
from rnnviz.ui.link import Parameter

SERIES = (*BUNDLED, *SYNTHETIC, "own")

EPOCHS = (1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 500, 1000, 2000)

BATCHES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)

SAME = "same"
"""The cell of a branch that goes on with the run's own weights."""


@dataclass(frozen=True)
class View:
    """Everything that decides what the page shows; every field is a plain value but ``own``, the reader's series."""

    preset: str = "sunspots"
    series: str = "sunspots"
    own: Series | None = None
    length: int = 480
    noise: float = 0.0
    series_seed: int = 0
    season: int = 0  # 0: the series' own
    scaling: str = "minmax"
    leak: bool = True
    window: int = 12
    overlap: bool = False
    horizon: int = 1
    split: float = 0.8
    reach_back: bool = False
    validation: float = 0.0
    kind: str = "simple_rnn"
    layers: int = 1
    units: int = 3
    activation: str = "tanh"
    output_activation: str = "tanh"
    loss: str = "mse"
    optimizer: str = "adam"
    learning_rate: float = 0.001
    batch: int = 1
    epochs: int = 20
    clipping: str = "none"
    threshold: float = 1.0
    seed: int = 1
    patience: int = 0
    seeds: int = 5
    sample: int = -1  # -1: the first of the test part
    epoch: int = -1  # -1: the last
    branch_epoch: int = -1  # -1: no branch
    branch_kind: str = SAME
    branch_rate: float = 0.01
    branch_clipping: str = "none"
    branch_threshold: float = 1.0
    level: float = 0.8
    steps: int = 24
    start: int = 0  # 0: beyond the end of the data; else the position of the first forecast, from 1
    fair: str = "units"
    predict: bool = False
    part: str = "ahead"
    false: tuple[str, ...] = ("scaler",)  # false improvements that are switched on
    transform: str = "none"
    lag: int = 1
    outputs: int = 1
    calendar: int = 0
    target: int = 1  # of so many that are forecast at once, the one that the page shows

    @classmethod
    def of(cls, preset: str) -> "View":
        """Return the view that a preset opens with."""
        return cls(preset, **PRESETS[preset].changes)

    @property
    def preparation(self) -> Preparation:
        """How the series is prepared."""
        windows = self.window, self.overlap, self.horizon, self.split, self.reach_back
        transform, others = (self.transform, self.lag), (self.calendar, len(self.beside))
        return Preparation(self.scaling, self.leak, *windows, self.validation, *transform, self.outputs, *others)

    @property
    def beside(self) -> tuple[Covariate, ...]:
        """The further columns that are read beside the values: of the reader's own series alone."""
        return self.own.covariates if self.series == "own" and self.own is not None else ()

    @property
    def model(self) -> Model:
        """The network."""
        sizes = self.outputs, self.preparation.features
        return Model(self.kind, self.units, self.layers, self.activation, self.output_activation, *sizes)

    @property
    def fit(self) -> Fit:
        """How it is trained."""
        steps = self.loss, self.optimizer, self.learning_rate, self.batch, self.epochs
        return Fit(*steps, self.clipping, self.threshold, self.seed, patience=self.patience)

    @property
    def branch(self) -> Branch | None:
        """Another way on from an epoch, where the reader branched."""
        if self.branch_epoch < 0:
            return None
        return Branch(self.branch_epoch, self.branch_rate, self.branch_clipping, self.branch_threshold)

    @property
    def branch_model(self) -> Model:
        """The network of the branch: another cell begins anew, with initial weights of the same seed."""
        return self.model if self.branch_kind == SAME else replace(self.model, kind=self.branch_kind)


UNTRAINED = {
    name: getattr(View(), name)
    for name in (
        *(
            "preset",
            "season",
            "seeds",
            "sample",
            "epoch",
            "level",
            "steps",
            "start",
            "fair",
            "false",
            "predict",
            "target",
            "part",
        ),
        *("branch_epoch", "branch_kind", "branch_rate", "branch_clipping", "branch_threshold"),
    )
}
"""The fields that change nothing in training."""


def training_of(view: View) -> View:
    """Return the view with only what decides how the network is trained."""
    return replace(view, **UNTRAINED, own=view.own if view.series == "own" else None)


def open_preset(view: View, preset: str) -> View:
    """Return the view of a preset, with the reader's own series as it was."""
    return replace(View.of(preset), own=view.own)


def change_training(view: View, parameter: Parameter, value: Any) -> View:
    """Return the view with another setting; what belonged to the run before is let go."""
    return replace(parameter.apply(view, value), epoch=-1, branch_epoch=-1)


def take_series(view: View, series: Series, is_new: bool = True) -> View:
    """Return the view of another series of the reader's own.

    Window, batch, season and calendar begin anew with a new table, and where the old one is read with another length; a
    short series gets a short window, so that it has some.
    """
    if is_new or view.own is None or len(view.own) != len(series):
        begun = View.of("own")
        view = replace(
            view, window=min(begun.window, max(1, len(series) // 10)), batch=begun.batch, season=0, calendar=0
        )
    return replace(view, own=series, sample=-1, epoch=-1, branch_epoch=-1, start=0)


def pick_epoch(view: View, epoch: Any) -> View:
    """Return the view that looks at an epoch of an event from the browser; one that is none changes nothing."""
    if type(epoch) is not int or not 0 <= epoch <= view.epochs:
        return view
    return replace(view, epoch=-1 if epoch == view.epochs else epoch)


def pick_sample(view: View, event: Any) -> View:
    """Return the view with a prediction of the film picked, at the epoch at which it was picked."""
    match event:
        case {"sample": int(sample), "epoch": int(epoch)} if sample >= 0 and 0 <= epoch <= view.epochs:
            return replace(pick_epoch(view, epoch), sample=sample)
    return view
