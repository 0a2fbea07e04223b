"""What scenes share: controls, small networks and what they read, rows of pictures, and programs."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from rnnviz.chapters.clinic.question import Opened, Picture, Row, Settings
from rnnviz.core.arithmetic import Reference
from rnnviz.core.layers import KERAS_NAMES, Layer
from rnnviz.core.network import Network, NetworkTrace, init_network
from rnnviz.core.weights import Cell
from rnnviz.ui.link import Choice, Whole

CELL = Choice(
    "cell", "Cell", options=tuple(KERAS_NAMES), names=tuple(KERAS_NAMES.values()), side_by_side=True, unlabelled=True
)
UNITS = Whole("units", "Units", "How many numbers the state holds.", low=1, high=6)
TIMESTEPS = Whole("timesteps", "Timesteps", "How long the sequence is.", low=1, high=10)
FEATURES = Whole("features", "Features", "How many numbers are read at each timestep.", low=1, high=4)
PLACE = Choice(
    "place", "Padding", options=("post", "pre"), names=("PAD after", "before"), side_by_side=True, unlabelled=True
)
SEED = 1
"""Of weights and inputs: scenes are about what holds with any."""

IMPORTS = "import keras\nimport numpy as np\nfrom keras import layers\n\nkeras.utils.set_random_seed(1)\n"


def cell_of(settings: Settings, **options) -> Cell:
    """Return the cell that was set."""
    return Cell(settings.cell, settings.units, **options)


def weighted(layers: Iterable[Layer], features: int, tokens: bool = False) -> Network:
    """Return layers with Keras's initial weights, and biases that are not zero, so that they are seen in sums."""
    shape = (None, None) if tokens else (None, None, features)
    network = init_network(tuple(layers), shape, SEED)
    rng = np.random.default_rng(SEED)
    return replace(network, weights=tuple(biased(each, rng) for each in network.weights))


def biased(weights, rng: np.random.Generator):
    """Return the weights of a layer with small numbers added to its biases."""
    if isinstance(weights, tuple):
        return tuple(biased(each, rng) for each in weights)
    if getattr(weights, "bias", None) is None:
        return weights
    return replace(weights, bias=weights.bias + rng.uniform(-0.2, 0.2, weights.bias.shape))


def drawn(settings: Settings, timesteps: int | None = None, batch: int = 1) -> np.ndarray:
    """Return a sequence to read, (batch, timesteps, features), to one decimal."""
    shape = (batch, settings.timesteps if timesteps is None else timesteps, settings.features)
    return np.random.default_rng(SEED + 100).uniform(-1, 1, shape).round(1) + 0.0


def rows_of(
    trace: NetworkTrace,
    name: str,
    *,
    run: int = 0,
    layer: int = 0,
    direction: str = "",
    sample: int = 0,
    label: str = "",
    shown: np.ndarray | None = None,
) -> tuple[Row, ...]:
    """Return the values called ``name`` of one sample over all timesteps, a row for each unit, each to be opened.

    Args:
        trace: of the network.
        name: of the values.
        run: which of the scene's runs the trace is.
        layer: position in the network.
        direction: of a Bidirectional layer.
        sample: position in the batch.
        label: before the number of the unit; the name where it is not given.
        shown: (timesteps,), where a number is shown; everywhere by default.
    """
    values = trace.layers[layer].parts[direction][name][sample]
    is_shown = np.ones(len(values), dtype=bool) if shown is None else shown
    return tuple(
        Row(
            f"{label or name}[{unit}]",
            np.where(is_shown, values[:, unit], np.nan),
            tuple(
                Opened(run, Reference(name, t, unit, layer, direction, sample)) if is_shown[t] else None
                for t in range(len(values))
            ),
        )
        for unit in range(values.shape[1])
    )


def input_rows(inputs: np.ndarray) -> tuple[Row, ...]:
    """Return what is read, (timesteps, features), a row for each feature."""
    return tuple(Row(f"x[{k}]", inputs[:, k]) for k in range(inputs.shape[1]))


def steps(count: int) -> tuple[str, ...]:
    """Return the captions of timesteps, which count from 1."""
    return tuple(str(t) for t in range(1, count + 1))


def states(trace: NetworkTrace, title: str, **options) -> Picture:
    """Return what a layer read and its h after every step, as a picture."""
    after = options.pop("after", False)
    inputs = trace.inputs[options.get("sample", 0)]
    rows = (*input_rows(inputs), *rows_of(trace, "h", **options))
    return Picture(title, rows, steps(len(inputs)), after=after)


def head(settings: Settings, *names: str) -> str:
    """Return the first lines of a program: imports, and the settings of those names as they are on the page."""
    values = [getattr(settings, name) for name in names]
    shown = [f'"{each}"' if isinstance(each, str) else str(each) for each in values]
    return IMPORTS + (f"{', '.join(names)} = {', '.join(shown)}  # as on the page\n" if names else "")


def layer_name(settings: Settings) -> str:
    """Return Keras's name of the cell's layer."""
    return KERAS_NAMES[settings.cell]


def numbers(values: np.ndarray) -> str:
    """Write a few numbers in a sentence."""
    return "(" + ", ".join(f"{each:.3f}".replace("-", "−") for each in values) + ")"
