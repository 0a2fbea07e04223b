"""What a mask means, as Keras means it: True where a timestep is read, False where it is masked.

A cell computes at a masked timestep as at any other, and then drops what it computed: the states stay what they were,
and the last output is handed on again, which is zeros before anything was read, whatever the initial state. Nothing
that was dropped has a gradient; that of a state which was kept goes to the state before as a whole.

A mask is (batch, timesteps), or None where every timestep is read. Each layer's trace has the mask that it hands on,
and losses leave out what is masked in the last one.
"""

import numpy as np

Mask = np.ndarray | None


def checked(mask, shape: tuple[int, int]) -> Mask:
    """Return a mask as an array of bool.

    Raises:
        ValueError: if it is not (batch, timesteps).
    """
    if mask is None:
        return None
    mask = np.asarray(mask).astype(bool)
    if mask.shape != shape:
        raise ValueError(f"mask must be (batch, timesteps) = {shape}; received {mask.shape}.")
    return mask


def given(mask: Mask, initial_state) -> Mask:
    """Return the mask that reaches a layer by itself: Keras gives none to a layer that is given an initial state.

    Such a layer reads every timestep, padding too, unless it is called with ``mask=``; the mask goes on all the same.
    """
    return mask if initial_state is None else None


def hold(step, states: dict[str, np.ndarray], read: np.ndarray):
    """Return a step of a cell in which the samples where ``read`` (batch,) is False keep the ``states`` of before."""
    return step._replace(**{name: where_read(read, getattr(step, name), before) for name, before in states.items()})


def where_read(mask: Mask, values: np.ndarray, otherwise: np.ndarray | float = 0.0) -> np.ndarray:
    """Return ``values``, which have one axis more than the mask, where it is True, and ``otherwise`` elsewhere."""
    return values if mask is None else np.where(mask[..., None], values, otherwise)


def at(mask: Mask, timestep: int) -> Mask:
    """Return which samples read at a timestep, (batch,)."""
    return None if mask is None else mask[:, timestep]


def begun(mask: Mask, go_backwards: bool) -> Mask:
    """Return where something was read at that timestep or before it, in the order of reading."""
    if mask is None:
        return None
    along = slice(None, None, -1 if go_backwards else 1)
    return np.logical_or.accumulate(mask[:, along], axis=1)[:, along]
