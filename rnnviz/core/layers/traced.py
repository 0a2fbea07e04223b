"""What one layer of a run leaves behind, whatever the layer."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from rnnviz.core.masks import Mask
from rnnviz.core.one_hot import OneHot
from rnnviz.core.trace import Trace

Shape = tuple[int | None, ...]
"""As Keras prints it: (None, timesteps, features), or (None, features); None is any size."""


@dataclass(frozen=True, eq=False)
class LayerTrace:
    """One layer of a run: its traces by direction ("" where there is one), what it handed on, and with what mask."""

    layer: Any
    parts: dict[str, Any]
    outputs: np.ndarray | OneHot
    mask: Mask = None

    @property
    def states(self) -> dict[tuple[str, str], np.ndarray]:
        """What ``return_state`` hands on besides: each state after the last timestep read, (batch, units).

        By (direction, name), in Keras's order: h and c of the one direction, then of the other.
        """
        return {
            (direction, name): part[name][:, part.end]
            for direction, part in self.parts.items()
            if isinstance(part, Trace)
            for name in part.cell.states
        }


class NoWeights:
    """A layer with nothing to learn."""

    def parameters(self, shape: Shape) -> int:
        """Return 0: there is nothing to learn."""
        return 0

    def init(self, shape: Shape, seed: int) -> None:
        """Return None: there are no weights."""
        return None
