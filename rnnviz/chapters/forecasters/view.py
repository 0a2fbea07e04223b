"""What the reader chose in the forecasters chapter, and everything that follows from it without training."""

from dataclasses import dataclass, replace
from functools import lru_cache

from rnnviz.training import cost
from rnnviz.training.preparation import Preparation, Prepared, prepare
from rnnviz.training.runs import Branch
from rnnviz.training.series import BUNDLED, SYNTHETIC, Series, bundled, synthetic
from rnnviz.training.settings import Fit, Model

SERIES = (*BUNDLED, *SYNTHETIC, "own")

WINDOW = 336
HORIZON = 48
SEASON = 2000
STEPS = 200
LENGTH = 2000
SYNTHETIC_SEEDS = 9999
"""The bounds of what a reader may choose beside those of the training itself."""

SEED_COUNTS = (1, 3, 5, 10, 20)

EPOCHS = (1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 500, 1000, 2000)

RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)

BATCHES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)

THRESHOLDS = (0.001, 0.01, 0.1, 0.5, 1.0, 5.0)

SPLITS = (0.5, 0.6, 0.67, 0.7, 0.75, 0.8, 0.9)

NOISES = (0.0, 0.05, 0.1, 0.2, 0.5)

PATIENCES = (0, 2, 5, 10, 20, 50)


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
    steps: int = 24
    start: int = 0  # 0: beyond the end of the data; else the position of the first forecast, from 1
    fair: str = "units"
    predict: bool = False

    @property
    def preparation(self) -> Preparation:
        """How the series is prepared."""
        return Preparation(self.scaling, self.leak, self.window, self.overlap, self.horizon, self.split)

    @property
    def model(self) -> Model:
        """The network."""
        return Model(self.kind, self.units, self.layers, self.activation, self.output_activation)

    @property
    def fit(self) -> Fit:
        """How it is trained."""
        return Fit(
            self.loss,
            self.optimizer,
            self.learning_rate,
            self.batch,
            self.epochs,
            self.clipping,
            self.threshold,
            self.seed,
            patience=self.patience,
        )

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

    @property
    def chosen(self) -> int:
        """The sample that is looked into."""
        return prepared_of(self).train if self.sample < 0 else self.sample


EXAMPLE = replace(
    bundled("airline"),
    name="own",
    title="An example: airline passengers",
    source=f"An example, until you bring yours. {bundled('airline').source}",
)
"""What stands in for the reader's own series until there is one."""


@lru_cache(maxsize=16)
def made(name: str, length: int, noise: float, seed: int) -> Series:
    """A synthetic series; only the sines have noise on them."""
    return synthetic(name, length, seed, noise if name in ("sine", "sines") else 0.0)


def series_of(view: View) -> Series:
    """The series of a view; where the reader has brought none yet, an example of one."""
    if view.series in BUNDLED:
        return bundled(view.series)
    if view.series in SYNTHETIC:
        return made(view.series, view.length, view.noise, view.series_seed)
    return view.own or EXAMPLE


def season_of(view: View) -> int:
    """The steps of one season: the reader's, or the series' own."""
    return view.season or series_of(view).season


@lru_cache(maxsize=16)
def _prepared(series: Series, preparation: Preparation) -> Prepared:
    return prepare(series.values, preparation)


def prepared_of(view: View) -> Prepared:
    """The windows of a view."""
    return _prepared(series_of(view), view.preparation)


def estimate(view: View) -> float:
    """Seconds that training will take, roughly."""
    prepared = prepared_of(view)
    return cost.seconds(view.model, view.fit, prepared.train, len(prepared), view.window)


def fitted(view: View) -> tuple[View, list[str]]:
    """The view within its bounds, and sentences about what had to give way.

    Raises:
        ValueError: if it cannot be: a part too short for one window, a constant series, more work than is allowed.
    """
    notes, prepared = [], prepared_of(view)
    if view.batch > prepared.train:
        most = max(each for each in BATCHES if each <= prepared.train)
        notes.append(
            f"The batch is {most} now: {view.batch} is more than the {prepared.train} windows of the training part."
        )
        view = replace(view, batch=most)
    cost.check_room(view.model, view.fit.batch, view.window)
    cost.check(estimate(view))
    sample = min(view.sample, len(prepared) - 1)
    epoch = min(view.epoch, view.epochs)
    branch_epoch = min(view.branch_epoch, view.epochs - 1)
    if view.branch_kind == view.kind:
        view = replace(view, branch_kind=SAME)
    if view.branch_kind != SAME and branch_epoch > 0:
        notes.append("Another cell cannot go on with these weights: the branch begins before training.")
        branch_epoch = 0
    start = view.start if view.window < view.start <= len(prepared.values) else 0
    return replace(view, sample=sample, epoch=epoch, branch_epoch=branch_epoch, start=start), notes
