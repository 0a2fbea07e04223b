"""Training runs: every epoch's losses, and of a bounded number of epochs the weights and predictions."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from time import perf_counter

import numpy as np

from rnnviz.core.layers import KERAS_NAMES
from rnnviz.core.network import Network
from rnnviz.core.numbers import plural
from rnnviz.core.optimizers import CLIPPINGS
from rnnviz.training import cost
from rnnviz.training.settings import ACTIVATIONS, LOSSES, MAX_EPOCHS, OPTIMIZERS, Fit, Model, check_whole, position
from rnnviz.training.windows import Prepared

MAX_KEPT_EPOCHS = 101
"""Epochs, the initial weights among them, whose weights and predictions a run keeps at most."""

MAX_KEPT_NUMBERS = 1_000_000
"""Numbers that a run keeps at most in weights and predictions: 8 MB."""

MAX_ORDERS = 1_000_000
"""Samples that are read in one call of the kernels, whose order is drawn before."""


@dataclass(frozen=True)
class Branch:
    """Another way on from an epoch: until then a run is as it was, and what patience it has begins anew there.

    Args:
        epoch: the last epoch of the run as it was; 0 changes all.
        learning_rate: after it.
        clipping: after it.
        threshold: after it.

    Raises:
        ValueError: naming what is not allowed.
    """

    epoch: int
    learning_rate: float
    clipping: str = "none"
    threshold: float = 1.0

    def __post_init__(self):
        check_whole("epoch", self.epoch, 0, MAX_EPOCHS)
        Fit(learning_rate=self.learning_rate, clipping=self.clipping, threshold=self.threshold)  # whose checks apply


@dataclass(frozen=True, eq=False)
class Run:
    """What came of training.

    Args:
        prepared: the windows, of which the first ``prepared.n_train`` were trained on.
        model: the network.
        fit: how it was trained.
        branch: where the run left another.
        losses: (epochs,) of the training part, as Keras's ``history["loss"]``: while it learns; scaled.
        test_losses: (epochs,) of the test part after each epoch, as Keras's ``history["val_loss"]``; scaled.
        norms: (epochs,) the norm of the gradient, mean over the epoch's batches, before clipping.
        kept: the epochs of which weights and predictions are kept, 0 (before training) first, the last last.
        weights: (kept, parameters), in the order of Keras's ``model.get_weights()``.
        predictions: (kept, samples, outputs), scaled.
        ending: "done", "stopped" by the reader, "diverged", or "early": no better for ``fit.patience`` epochs.
        diverged_at: the epoch and batch, counted from 1, whose loss or gradient was not finite. The weights of the
            last epoch kept are those before that batch.
        seconds: how long the training took.
        validation_losses: as ``test_losses``, of the validation part; (0,) where there is none.
    """

    prepared: Prepared
    model: Model
    fit: Fit
    branch: Branch | None
    losses: np.ndarray
    test_losses: np.ndarray
    norms: np.ndarray
    kept: tuple[int, ...]
    weights: np.ndarray
    predictions: np.ndarray
    ending: str
    diverged_at: tuple[int, int] | None
    seconds: float
    validation_losses: np.ndarray = field(default_factory=lambda: np.empty(0))

    @property
    def watched(self) -> tuple[str, np.ndarray]:
        """The part that early stopping looks at, and its losses (epochs,): the validation part, else the test part."""
        if self.prepared.n_validation:
            return "validation", self.validation_losses
        return "test", self.test_losses

    @property
    def epochs(self) -> int:
        """How many epochs were trained, one that diverged among them."""
        return len(self.losses)

    @property
    def whole(self) -> int:
        """How many epochs were trained to their end."""
        return self.epochs - (self.ending == "diverged")

    @cached_property
    def best(self) -> int:
        """The epoch of the least loss of the part that is watched, counted from 1; 0 if no epoch has a finite one."""
        _, losses = self.watched
        finite = np.where(np.isfinite(losses), losses, np.inf)
        return int(finite.argmin()) + 1 if np.isfinite(finite).any() else 0

    def frame(self, epoch: int) -> int:
        """Return which of the kept epochs is the last at or before ``epoch``."""
        return int(np.searchsorted(self.kept, epoch, side="right")) - 1

    def network(self, frame: int = -1) -> Network:
        """Return the network of one of the kept epochs, the last by default."""
        return self.model.network(self.weights[frame])

    def scaled_forecast(self, frames: int | list[int] = -1) -> np.ndarray:
        """Return the predictions of some kept epochs at the output that is looked at, (…, samples), scaled."""
        return self.predictions[frames][..., self.prepared.output]

    def forecast(self, frames: int | list[int] = -1) -> np.ndarray:
        """Return the predictions of some kept epochs at the output that is looked at, (…, samples), original units."""
        return self.prepared.unscaled(self.scaled_forecast(frames))

    @cached_property
    def by_output(self) -> tuple["Run", ...]:
        """The same run, looking at each of its outputs: the forecasts of so many steps ahead, and their targets."""
        outputs = range(self.model.outputs)
        return tuple(
            self if k == self.prepared.output else replace(self, prepared=self.prepared.at(k)) for k in outputs
        )


def train(
    prepared: Prepared,
    model: Model,
    fit: Fit,
    branch: Branch | None = None,
    keep: int = MAX_KEPT_EPOCHS,
    progress: Callable[[int, float, float], None] | None = None,
    stop: np.ndarray | None = None,
    initial: np.ndarray | None = None,
) -> Run:
    """Train in the compiled kernels.

    Args:
        prepared: the windows.
        model: the network.
        fit: how it is trained.
        branch: another learning rate or clipping from some epoch on.
        keep: how many epochs to keep, 1 the last alone; fewer are kept where they would take too much memory.
        progress: called after each epoch with its number, its loss and its test loss.
        stop: (1,) uint8; training ends before the next batch when another thread makes it 1, and the run is that of
            the epochs before.
        initial: (parameters,) initial weights; by default Keras's own distributions with ``fit.seed``.

    Raises:
        ValueError: if a batch is larger than the training part, or than there is room for, or the network has not an
            output for each target of a window, or does not read as many numbers as a timestep has.
    """
    from rnnviz.training.kernels.epoch import DONE, EARLY, STOPPED, predict, train_epochs

    if fit.batch > prepared.n_train:
        raise ValueError(
            f"A batch of {fit.batch} is larger than the training part, which has {plural(prepared.n_train, 'window')}. "
            f"A batch of 1 to {prepared.n_train} is possible."
        )
    if model.outputs != prepared.preparation.outputs:
        raise ValueError(
            f"The network must have an output for each of the {plural(prepared.preparation.outputs, 'target')} of a "
            f"window; it has {model.outputs}."
        )
    if model.features != prepared.preparation.features:
        raise ValueError(
            f"The network must read {plural(prepared.preparation.features, 'number')} at every timestep; it reads "
            f"{model.features}."
        )
    cost.check_room(model, fit.batch, prepared.preparation.window)
    theta = model.init(fit.seed) if initial is None else np.array(initial, dtype=np.float64)
    moments = np.zeros_like(theta), np.zeros_like(theta)
    stop = np.zeros(1, dtype=np.uint8) if stop is None else stop
    inputs = np.array(prepared.inputs, order="C")
    data = inputs, np.array(prepared.targets, order="C")
    sizes, order = sizes_of(model), orders(prepared.n_train, fit)
    wanted = epochs_to_keep(fit.epochs, keep, len(theta) + prepared.targets.size)
    kept, weights, predictions, history = [], [], [], []
    epoch, step, least, waited, ended = 0, 0, np.inf, 0, DONE
    now = fit

    def keep_now() -> None:
        kept.append(epoch)
        weights.append(theta.copy()[None])
        predictions.append(predict(theta, inputs, sizes)[None])

    began = perf_counter()
    if 0 in wanted:
        keep_now()
    while epoch < fit.epochs and ended == DONE:
        if branch and epoch == branch.epoch:
            now = replace(fit, learning_rate=branch.learning_rate, clipping=branch.clipping, threshold=branch.threshold)
            waited = 0
        end = min(branch.epoch, fit.epochs) if branch and epoch < branch.epoch else fit.epochs
        count = 1 if progress else min(end - epoch, max(1, MAX_ORDERS // prepared.n_train))
        patience = 0 if branch and epoch < branch.epoch else fit.patience
        epochs = range(epoch + 1, epoch + count + 1)
        found, *frames, batches, ended = train_epochs(
            theta, moments, step, data, np.array(list(islice(order, count))), recipe_of(model, now), stop,
            np.array([each in wanted for each in epochs]), patience, least, waited,
            prepared.n_validation,
        )  # fmt: skip
        kept += [each for each in epochs[: len(found)] if each in wanted][: len(frames[0])]
        weights.append(frames[0])
        predictions.append(frames[1])
        history.append(found)
        for watched in found[:, 1 if prepared.n_validation else 2]:
            waited = 0 if watched < least else waited + 1
            least = min(least, watched)
        epoch, step = epoch + len(found), step + batches
        if progress and len(found):
            progress(epoch, *found[-1, [0, 2]])
    if epoch == fit.epochs and ended == EARLY:
        ended = DONE
    if kept[-1:] != [epoch]:
        keep_now()
    losses, validation_losses, test_losses, norms = np.concatenate(history).T.copy()
    ending = {DONE: "done", EARLY: "early", STOPPED: "stopped"}.get(ended, "diverged")
    in_epoch = batches - (len(found) - 1) * -(-prepared.n_train // fit.batch)
    diverged_at = (epoch, in_epoch + 1) if ending == "diverged" else None
    return Run(
        prepared, model, fit, branch, losses, test_losses, norms, tuple(kept), np.concatenate(weights),
        np.concatenate(predictions), ending, diverged_at, perf_counter() - began,
        validation_losses if prepared.n_validation else np.empty(0),
    )  # fmt: skip


def orders(samples: int, fit: Fit):
    """Return the order in which each epoch reads the samples, one array (samples,) after the other."""
    rng = np.random.default_rng([fit.seed, 1])
    while True:
        yield rng.permutation(samples) if fit.shuffle else np.arange(samples)


def sizes_of(model: Model) -> tuple[int, ...]:
    """Return the model as the kernels know it."""
    return (
        position(model.kind, KERAS_NAMES),
        model.layers,
        model.units,
        position(model.activation, ACTIVATIONS),
        position(model.output_activation, ACTIVATIONS),
        model.outputs,
    )


def recipe_of(model: Model, fit: Fit) -> tuple:
    """Return how to train as the kernels know it (see ``train_epoch``)."""
    return (
        sizes_of(model),
        position(fit.loss, LOSSES),
        fit.batch,
        position(fit.optimizer, OPTIMIZERS),
        float(fit.learning_rate),
        position(fit.clipping, CLIPPINGS),
        float(fit.threshold),
        model.ends,
    )


def epochs_to_keep(epochs: int, keep: int, numbers: int) -> frozenset[int]:
    """Return which epochs to keep: evenly spread, the first and the last among them."""
    most = max(1, min(keep, MAX_KEPT_NUMBERS // numbers, epochs + 1))
    return frozenset(np.linspace(0, epochs, most).round().astype(int).tolist()) if most > 1 else frozenset({epochs})
