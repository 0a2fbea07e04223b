"""How long training will take, roughly, before it is begun; and how much is allowed."""

from rnnviz.core.numbers import plural
from rnnviz.core.weights import GATES
from rnnviz.training.settings import Fit, Model

MAX_SECONDS = 120.0
"""Seconds of estimated training that are allowed."""

OPS_PER_SECOND = {"loops": 2.5e9, "blas": 1.2e10}
"""Operations in a second, as measured on two cores of a server of 2024."""

MAX_BATCH_BYTES = 128_000_000
"""Bytes that a batch may take while it is trained on."""


def seconds(model: Model, fit: Fit, n_train: int, samples: int, window: int) -> float:
    """Estimate the training time, from how many numbers are multiplied or go through an activation.

    Args:
        model: the network.
        fit: how it is trained.
        n_train: windows in the training part.
        samples: all windows.
        window: timesteps in each.
    """
    return fit.epochs * (forward_seconds(model, 3 * n_train + samples, window, fit.batch) + 2e-4)


def forward_seconds(model: Model, windows: int, window: int, batch: int) -> float:
    """Estimate the seconds in which a network reads so many windows, ``batch`` at a time."""
    per_step = model.parameters + 65 * model.units * model.layers
    how = "blas" if min(batch, model.units) >= 12 else "loops"
    return windows * window * per_step / OPS_PER_SECOND[how]


def check(estimate: float) -> None:
    """Raise ValueError if training would take longer than is allowed."""
    if estimate > MAX_SECONDS:
        raise ValueError(
            f"Training this would take about {estimate:.0f} seconds; at most {MAX_SECONDS:.0f} are allowed. Fewer "
            "epochs, units or seeds, a larger batch or windows that do not overlap take less."
        )


def check_room(model: Model, batch: int, window: int) -> None:
    """Raise ValueError if what is computed of one batch would take more memory than is allowed."""
    columns = len(GATES[model.kind]) * model.units
    room = 8 * batch * window * (model.layers * (columns + 3 * model.units) + 2 * columns)
    if room > MAX_BATCH_BYTES:
        raise ValueError(
            f"A batch of {plural(batch, 'window')} of {window} would take {room / 1e6:.0f} MB while it is trained on; "
            f"at most {MAX_BATCH_BYTES / 1e6:.0f} MB are allowed. A smaller batch, shorter windows or fewer units take "
            "less."
        )
