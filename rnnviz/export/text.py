"""How programs are written: arrays and numbers as literals, activations as code, notebooks.

Only numbers, and names from the tables here, go into the text of a program.
"""

import math
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from rnnviz.core.network import Network
from rnnviz.core.weights import Arrays

WIDTH = 88
"""The longest line of an array, as Black has it."""

RTOL, ATOL = 1e-10, 1e-12
"""How closely a program must meet our numbers, unless its network magnifies rounding."""

APPLIED = {
    "linear": "{}",
    "tanh": "np.tanh({})",
    "relu": "np.maximum({}, 0.0)",
    "sigmoid": "sigmoid({})",
    "hard_sigmoid": "hard_sigmoid({})",
    "softmax": "softmax({})",
}
"""How each activation is written around an expression."""

DEFINED = {
    "sigmoid": '''\
def sigmoid(x):
    """1 / (1 + exp(-x)), written so that it cannot overflow."""
    return 0.5 * (1.0 + np.tanh(0.5 * x))''',
    "hard_sigmoid": '''\
def hard_sigmoid(x):
    """0 below -3, 1 above 3, a straight line between."""
    return np.clip(x / 6.0 + 0.5, 0.0, 1.0)''',
    "softmax": '''\
def softmax(x):
    """Positive numbers that add up to 1 over the last axis."""
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)''',
}
"""The activations that NumPy does not have."""


@dataclass(frozen=True)
class Applied:
    """An activation as a format: f"{Applied('tanh'):x + 1}" is "np.tanh(x + 1)"."""

    activation: str

    def __format__(self, expression: str) -> str:
        """The activation written around ``expression``."""
        return APPLIED[self.activation].format(expression)


class Code(str):
    """The text of a notebook's cell that is run."""


def written_notebook(texts: Sequence[str]) -> str:
    """Return a notebook (.ipynb, JSON): ``Code`` becomes cells that run, other text Markdown. Ids are numbers."""
    from nbformat import v4

    cells = [v4.new_code_cell(text.strip()) if isinstance(text, Code) else v4.new_markdown_cell(text) for text in texts]
    for position, cell in enumerate(cells, start=1):
        cell["id"] = f"cell-{position}"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return v4.writes(v4.new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}}))


def joined(*blocks: str) -> str:
    """Return blocks of code with an empty line between them."""
    return "\n\n".join(filter(None, blocks)) + "\n"


def functions_of(used: set[str]) -> str:
    """Return the definitions of some activations, set apart by two empty lines."""
    definitions = [definition for name, definition in DEFINED.items() if name in used]
    return "\n" + "\n\n\n".join(definitions) + "\n" if definitions else ""


def array(name: str, values: np.ndarray | None, meaning: str) -> str | None:
    """Return an assignment with its meaning in a comment above; a long row is broken into lines."""
    if values is None:
        return None
    rows = [f"[{', '.join(map(number, row))}]" for row in np.atleast_2d(values).tolist()]
    line = f"{name} = np.array({rows[0] if values.ndim == 1 else '[' + ', '.join(rows) + ']'})"
    if len(line) > WIDTH or len(rows) > 1:
        body = ",\n".join(textwrap.fill(row, WIDTH - 8, subsequent_indent=" ", break_on_hyphens=False) for row in rows)
        body = body if values.ndim == 1 else f"[\n{textwrap.indent(body, '    ')},\n]"
        line = f"{name} = np.array(\n{textwrap.indent(body, '    ')}\n)"
    return f"# {meaning}\n{line}"


@np.errstate(over="ignore", invalid="ignore")
def tolerance(computed: Callable[..., tuple[np.ndarray, ...]], network: Network, *inputs: np.ndarray) -> float:
    """Return the absolute tolerance of a program's assertions: ``ATOL``, or more where rounding needs it.

    Large numbers that cancel, and chaos, magnify rounding until two correct programs differ visibly. By how much is
    measured: every number is moved by one rounding error, and a hundred times what that does to the results is allowed.

    Args:
        computed: the results, from the network and the inputs.
        network: layers and weights.
        inputs: what it reads, and where it begins.
    """
    rng, epsilon = np.random.default_rng(0), np.finfo(np.float64).eps

    def moved(values):
        if isinstance(values, tuple):
            return tuple(map(moved, values))
        if isinstance(values, Arrays):
            return type(values)(**{name: moved(array) for name, array in vars(values).items()})
        if values is None or np.issubdtype(values.dtype, np.integer):
            return values
        return values * (1.0 + rng.choice([-epsilon, epsilon], values.shape))

    neighbour = Network(network.layers, moved(network.weights))
    both = zip(computed(network, *inputs), computed(neighbour, *moved(inputs)), strict=True)
    excess = [100.0 * np.abs(other - value) - RTOL * np.abs(value) for value, other in both]
    return float(max(each.max(initial=ATOL, where=np.isfinite(each)) for each in excess))


def number(value: float) -> str:
    """Return a float written so that Python reads back the very same one."""
    return repr(value) if math.isfinite(value) else repr(value).replace("nan", "np.nan").replace("inf", "np.inf")


FLOAT64 = 'keras.config.set_floatx("float64")  # with JAX, set JAX_ENABLE_X64=1 as well'


def known(activation: str) -> str:
    """Return the name of an activation, which must be one that can be written."""
    if activation not in APPLIED:
        raise ValueError(f"activation must be one of {', '.join(APPLIED)}; received {activation!r}.")
    return activation
