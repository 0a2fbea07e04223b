"""The product of Jacobians behind one number of the T×T matrix, taken apart."""

from dataclasses import dataclass

import numpy as np

from rnnviz.chapters.gradients.scene import block_of, jacobians_of, network, trace_of
from rnnviz.chapters.gradients.view.choices import Pair, View, forward_of
from rnnviz.core.activations import ACTIVATIONS
from rnnviz.core.jacobians import norms, products_to, singular_values
from rnnviz.ui.cache import cached


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


@cached(by=forward_of)
@np.errstate(over="ignore", invalid="ignore")
def product(view: View, kind: str, pair: Pair, state: str) -> Product:
    """Return the product behind a number of the T×T matrix of a kind of cell, for its "h" or "c"."""
    t, k = pair
    trace, block = trace_of(view, kind), block_of(view, kind, state)
    jacobians = jacobians_of(view, kind)[k : t + 1]
    matrix = products_to(jacobians[None], end=t - k)[0, 0][block, block]
    sizes = norms(jacobians[1:]) if t > k else np.zeros(0)
    activation_bounds = None
    if kind == "simple_rnn":
        slopes = np.abs(ACTIVATIONS[view.activation].slope(trace["h"][0, k + 1 : t + 1])).max(axis=-1)
        activation_bounds = np.cumprod(norms(trace.weights.recurrent_kernel[None])[0] * slopes)
    return Product(sizes, matrix, singular_values(matrix[None])[0], np.cumprod(sizes), activation_bounds)


def opened(view: View) -> Product:
    """Return the product behind the selected number of the T×T matrix."""
    return product(view, view.cell, view.pair, view.state_of(view.cell))


def power_of_u(view: View) -> np.ndarray:
    """Return U^(t-k), which a linear SimpleRNN's opened product is the transpose of."""
    u = network(view, "simple_rnn").weights[0].recurrent_kernel
    with np.errstate(over="ignore", invalid="ignore"):
        return np.linalg.matrix_power(u, view.pair.t - view.pair.k)
