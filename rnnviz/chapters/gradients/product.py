"""The product of Jacobians behind one number of the T×T matrix, taken apart."""

from dataclasses import dataclass

import numpy as np

from rnnviz.chapters.gradients.scene import Scene
from rnnviz.core.activations import ACTIVATIONS
from rnnviz.core.jacobians import norms, products_to, singular_values


@dataclass(frozen=True, eq=False)
class Product:
    """∂h_t/∂h_k (or of c) as a product of the Jacobians of steps k+1 to t.

    ``norms`` are the factors' spectral norms, of the whole state; ``matrix`` is (units, units) with
    ``matrix[j, i]`` = ∂h_t[j]/∂h_k[i]; ``bounds`` multiplies the norms up, factor by factor; ``activation_bounds``
    likewise σ_max(U) times the largest slope of each step, for SimpleRNN alone (Pascanu et al. 2013).
    """

    norms: np.ndarray
    matrix: np.ndarray
    singular_values: np.ndarray
    bounds: np.ndarray
    activation_bounds: np.ndarray | None

    @property
    def steps(self) -> int:
        """How many factors there are."""
        return len(self.norms)


@np.errstate(over="ignore", invalid="ignore")
def product(scene: Scene, pair: tuple[int, int], state: str) -> Product:
    """The product behind the number (t, k) of the T×T matrix, for "h" or "c"."""
    t, k = pair
    state = state if state in scene.cell.states else "h"
    block = scene.block(state)
    matrix = products_to(scene.jacobians[None, : t + 1], end=t)[0, k][block, block]
    sizes = norms(scene.jacobians[k + 1 : t + 1]) if t > k else np.zeros(0)
    activation_bounds = None
    if scene.cell.kind == "simple_rnn":
        u, h = scene.trace.weights.recurrent_kernel, scene.trace["h"][0, k + 1 : t + 1]
        slopes = np.abs(ACTIVATIONS[scene.cell.activation].slope(h)).max(axis=-1)
        activation_bounds = np.cumprod(norms(u[None])[0] * slopes)
    return Product(sizes, matrix, singular_values(matrix[None])[0], np.cumprod(sizes), activation_bounds)


def power_of_u(scene: Scene, pair: tuple[int, int]) -> np.ndarray:
    """U^(t-k), which a linear SimpleRNN's product is the transpose of."""
    with np.errstate(over="ignore", invalid="ignore"):
        return np.linalg.matrix_power(scene.trace.weights.recurrent_kernel, pair[0] - pair[1])
