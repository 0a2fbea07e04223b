"""The T×T matrices, an opened product of Jacobians, and the eigenvalues of U."""

import numpy as np

from rnnviz.chapters.gradients.scene.product import Product
from rnnviz.chapters.gradients.view.choices import Pair
from rnnviz.chapters.gradients.words.writing import short
from rnnviz.core.numbers import plural


def push_sentence(state: str) -> str:
    """Say what ∂state_t/∂state_k means in a cell that carries h and c."""
    other = "c" if state == "h" else "h"
    return (
        f"J is of (h, c) together; this is its block of {state}: at step k {state} is pushed alone, and from the next "
        f"step on {other} follows. (With h held instead, ∂c is the product of the forget gates: see “Why”.)"
    )


def stretch(found: Product) -> float:
    """Return the root mean square of the singular values of an opened product, which the T×T matrix shows."""
    return float(np.sqrt(np.mean(np.square(found.singular_values))))


def bound_sentence(found: Product) -> str:
    """Say the largest singular value of the opened product beside its bounds."""
    if found.steps == 0:
        return "t = k: a state depends on itself exactly, and the product of no factors is the identity."
    if not np.isfinite(found.singular_values).all():
        return "The product is not finite, so it has no singular values."
    largest, bound = found.singular_values[0], found.bounds[-1]
    text = f"σ_max {short(largest)} over {plural(found.steps, 'step')}; never more than the norms multiplied, "
    text += short(bound)
    if found.activation_bounds is not None:
        text += f", or σ_max(U) times each step's largest slope, {short(found.activation_bounds[-1])}"
    return text + "."


def sensitivity_sentence(name: str, state: str, matrix: np.ndarray, pair: Pair) -> str:
    """Say one number of the T×T matrix, and how far the whole of it goes."""
    past = matrix[np.tri(len(matrix), dtype=bool)]
    finite = past[np.isfinite(past)]
    text = f"{name}, {state} from step {pair.k + 1} to {pair.t + 1}: ×{short(matrix[pair])}. All: from "
    text += f"{short(finite.min())} to {short(finite.max())}"
    flat = {"grey is 0 in float64": past == 0, "pink ∞": np.isposinf(past), "ochre NaN": np.isnan(past)}
    shown = [words for words, found in flat.items() if found.any()]
    return text + (f"; {', '.join(shown)}." if shown else ".")


def colours_sentence(farthest: dict[str, float]) -> str:
    """Say whether the T×T matrices share their colours, from the power of ten at which each one's are full."""
    if len(set(farthest.values())) == 1:
        return "The colours are the same in all."
    return "**The colours of one map are not those of another**: each bar says how far its own go."


def factor_sentence(found: Product, first: int) -> str:
    """Say how large the factors of the opened product are, of which there is one at least."""
    if not np.isfinite(found.norms).all():
        return "A factor is not finite."
    low, high = (short(each) for each in (found.norms.min(), found.norms.max()))
    above = int((found.norms > 1.0 + 1e-9).sum())
    if found.steps == 1:
        return f"1 Jacobian, of step {first}, with norm {high}, {'above' if above else 'not above'} 1."
    return (
        f"{found.steps} Jacobians, of steps {first} to {first + found.steps - 1}, with norms from {low} to {high}; "
        f"{above} of them above 1."
    )


def eigen_sentence(by_block: dict[str, np.ndarray]) -> str:
    """Say the spectral radius of each block, and how many eigenvalues are beyond the unit circle."""
    sizes = np.abs(np.concatenate(list(by_block.values())))
    if not np.isfinite(sizes).all():
        return "U is not finite, so it has no eigenvalues."
    radii = ", ".join(
        f"{'U' if len(by_block) == 1 else f'U_{name}'}: {short(np.abs(values).max())}"
        for name, values in by_block.items()
    )
    beyond = int((sizes > 1 + 1e-9).sum())
    if len(sizes) == 1:
        return f"Spectral radius of {radii}; the only eigenvalue is {'' if beyond else 'not '}outside the unit circle."
    return f"Spectral radius of {radii}; {beyond or 'none'} of {len(sizes)} eigenvalues outside the unit circle."
