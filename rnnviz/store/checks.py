"""Whether a run that was read holds together: its ending, its arrays, and what its weights forecast."""

from collections.abc import Mapping

import numpy as np

from rnnviz.training import cost
from rnnviz.training.runs import Run, sizes_of

CLOSE = 1e-6
"""How near the saved predictions must be to what the weights give, relative to the largest of them."""


def check_effort(run: Run) -> None:
    """Raise ValueError for a run that could not have been trained here."""
    prepared, fit = run.prepared, run.fit
    if run.model.outputs != prepared.preparation.outputs:
        raise ValueError(f"model: {run.model.outputs} outputs for {prepared.preparation.outputs} targets of a window.")
    if run.model.features != prepared.preparation.features:
        raise ValueError(f"model: {run.model.features} features for {prepared.preparation.features} in a timestep.")
    if fit.batch > prepared.n_train:
        raise ValueError(f"fit: a batch of {fit.batch} is larger than the training part, {prepared.n_train} windows.")
    cost.check(cost.seconds(run.model, fit, prepared.n_train, len(prepared), prepared.preparation.window))


def check_ending(run: Run) -> None:
    """Raise ValueError unless the number of epochs is that of the ending."""
    epochs, most = run.losses.size, run.fit.epochs
    if not 1 <= epochs <= most or (run.ending == "done" and epochs != most):
        raise ValueError(f"A run of {most} epochs cannot have {epochs} losses and be {run.ending!r}.")
    if run.ending == "early" and not run.fit.patience:
        raise ValueError("A run without patience cannot have ended early.")
    batches = -(-run.prepared.n_train // run.fit.batch)
    at = run.diverged_at
    if (run.ending == "diverged") != (at is not None) or at and (at[0] != epochs or not 1 <= at[1] <= batches):
        raise ValueError(f"diverged_at {str(at)[:60]} does not fit a run of {epochs} epochs of {batches} batches.")


def check_arrays(run: Run, arrays: Mapping[str, np.ndarray]) -> None:
    """Raise ValueError unless shapes and types are those of the settings, and what must be finite is."""
    epochs, frames = run.losses.size, len(run.kept)
    shapes = dict.fromkeys(("losses", "test_losses", "norms"), (epochs,)) | {
        "validation_losses": (epochs if run.prepared.n_validation else 0,),
        "values": run.prepared.values.shape,
        "kept": (frames,),
        "weights": (frames, run.model.parameters),
        "predictions": (frames, run.prepared.targets.size),
    }
    for name, shape in shapes.items():
        kind = np.int64 if name == "kept" else np.float64
        if arrays[name].shape != shape or arrays[name].dtype != kind:
            raise ValueError(
                f"{name} must be {kind.__name__} of shape {shape}; received {arrays[name].dtype} of shape "
                f"{arrays[name].shape}."
            )
    if not frames or run.kept[0] < 0 or run.kept[-1] != epochs or (np.diff(run.kept) <= 0).any():
        raise ValueError(f"kept must be epochs that grow to the last, {epochs}; received {str(run.kept)[:60]}.")
    whole = epochs if run.ending in ("done", "early") else epochs - 1
    for name, each in {"losses": run.losses[:whole], "norms": run.norms[:whole], "weights": run.weights}.items():
        if not np.isfinite(each).all():
            raise ValueError(f"{name} must be finite.")


def check_predictions(run: Run) -> None:
    """Raise ValueError unless the last predictions are what the last weights give."""
    from rnnviz.training.kernels.epoch import predict

    found = predict(run.weights[-1].copy(), np.array(run.prepared.inputs, order="C"), sizes_of(run.model))
    largest = np.abs(found).max(initial=0.0, where=np.isfinite(found))
    with np.errstate(over="ignore", invalid="ignore"):
        same = np.allclose(
            run.predictions[-1].reshape(found.shape), found, rtol=CLOSE, atol=CLOSE * largest, equal_nan=True
        )
    if not same:
        raise ValueError("The predictions in the file are not what its weights give.")
