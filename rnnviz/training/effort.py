"""How long training will take, roughly, before it is begun; and how much is allowed."""

from rnnviz.training.settings import Fit, Model

MOST = 120.0
"""Seconds of estimated training that are allowed."""

SECOND = {"loops": 2.5e9, "blas": 1.2e10}
"""Operations in a second, as measured on two cores of a server of 2024."""


def seconds(model: Model, fit: Fit, train: int, samples: int, window: int) -> float:
    """An estimate of the training time, from how many numbers are multiplied or go through an activation.

    Args:
        model: the network.
        fit: how it is trained.
        train: windows in the training part.
        samples: all windows.
        window: timesteps in each.
    """
    per_step = model.parameters + 65 * model.units * model.layers
    operations = fit.epochs * (3 * train + samples) * window * per_step
    how = "blas" if min(fit.batch, model.units) >= 12 else "loops"
    return operations / SECOND[how] + 2e-4 * fit.epochs


def check(estimate: float) -> None:
    """Raise ValueError if training would take longer than is allowed."""
    if estimate > MOST:
        raise ValueError(
            f"Training this would take about {estimate:.0f} seconds; at most {MOST:.0f} are allowed. Fewer epochs, "
            "units or seeds, a larger batch or windows that do not overlap take less."
        )
