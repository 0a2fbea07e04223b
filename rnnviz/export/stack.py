"""Keras code for a stack of layers: as it is shown, and as a program that asserts the numbers that rnnviz computed.

Only numbers and names from our own tables go into the text.
"""

import json
import textwrap
from collections.abc import Mapping, Sequence

import numpy as np

from rnnviz.core.layers import (
    KERAS_NAMES,
    READS_TOKENS,
    Bidirectional,
    CategoryEncoding,
    Dense,
    Dropout,
    Embedding,
    Layer,
    Masking,
    Recurrent,
    RepeatVector,
    Shape,
    SpatialDropout1D,
    TimeDistributed,
)
from rnnviz.core.network import Network, run_fed_back, run_network, summarise
from rnnviz.export.text import FLOAT64, RTOL, Code, array, joined, tolerance, written_notebook

IMPORTS = "import keras\nfrom keras import layers"


def layer_code(layer: Layer) -> str:
    """Return the Keras expression that makes a layer; what is Keras's default is left out.

    >>> from rnnviz import Cell
    >>> layer_code(Bidirectional(Cell("gru", 3, reset_after=False), "sum", True))
    'layers.Bidirectional(layers.GRU(3, reset_after=False, return_sequences=True), merge_mode="sum")'
    """
    match layer:
        case Recurrent(cell, return_sequences, return_state):
            words = [str(int(cell.units))]
            words += [f'activation="{cell.activation}"'] if cell.activation != "tanh" else []
            words += ["reset_after=False"] if cell.kind == "gru" and not cell.reset_after else []
            words += ["return_sequences=True"] if return_sequences else []
            words += ["return_state=True"] if return_state else []
            words += ["go_backwards=True"] if cell.go_backwards else []
            rates = {"dropout": cell.dropout, "recurrent_dropout": cell.recurrent_dropout}
            words += [f"{name}={float(rate)!r}" for name, rate in rates.items() if rate]
            return f"layers.{KERAS_NAMES[cell.kind]}({', '.join(words)})"
        case Bidirectional(cell, merge_mode, return_sequences, return_state):
            merge = "" if merge_mode == "concat" else f', merge_mode="{merge_mode}"'
            return f"layers.Bidirectional({layer_code(Recurrent(cell, return_sequences, return_state))}{merge})"
        case TimeDistributed(units, activation):
            return f"layers.TimeDistributed({layer_code(Dense(units, activation))})"
        case Dense(units, activation):
            words = [str(int(units)), *([] if activation == "linear" else [f'activation="{activation}"'])]
            return f"layers.Dense({', '.join(words)})"
        case RepeatVector(n):
            return f"layers.RepeatVector({int(n)})"
        case Embedding(input_dim, output_dim, mask_zero):
            return f"layers.Embedding({int(input_dim)}, {int(output_dim)}{', mask_zero=True' if mask_zero else ''})"
        case CategoryEncoding(num_tokens):
            return f'layers.CategoryEncoding({int(num_tokens)}, output_mode="one_hot")'
        case SpatialDropout1D(rate):
            return f"layers.SpatialDropout1D({float(rate)!r})"
        case Dropout(rate):
            return f"layers.Dropout({float(rate)!r})"
        case Masking(mask_value):
            return f"layers.Masking({'' if mask_value == 0 else f'mask_value={float(mask_value)!r}'})"
    raise ValueError(f"There is no code for {type(layer).__name__}.")


def input_code(shape: Shape, layers: Sequence[Layer]) -> str:
    """Return the Keras expression for an input of this shape, batch first, that the layers read."""
    tokens = ', dtype="int32"' if layers and isinstance(layers[0], READS_TOKENS) else ""
    if shape[0] is None:
        return f"keras.Input(shape={shape[1:]}{tokens})"
    return f"keras.Input(batch_shape={shape}{tokens})"


def stack_code(layers: Sequence[Layer], input_shape: Shape, starts: Mapping[int, int], loop: int = 0) -> str:
    """Return the stack as a model: Sequential, or functional where a layer returns its states or there is a loop.

    Args:
        layers: first to last; they need not fit together.
        input_shape: batch first, None for any size.
        starts: position → the earlier layer, with return_state, whose states it begins with.
        loop: how many turns a loop takes, each of which reads the output of the one before; 0 for no loop.
    """
    if loop:
        return loop_code(layers, input_shape, loop)
    if not any(getattr(layer, "return_state", False) for layer in layers):
        lines = [f"        {each}," for each in (input_code(input_shape, layers), *map(layer_code, layers))]
        return "\n".join(["model = keras.Sequential(", "    [", *lines, "    ]", ")"])
    lines, x = [f"inputs = {input_code(input_shape, layers)}"], "inputs"
    for position, layer in enumerate(layers):
        names = ", ".join(["x", *state_names(layer, position)])
        given = state_names(layers[starts[position]], starts[position]) if position in starts else []
        begin = f", initial_state=[{', '.join(given)}]" if given else ""
        lines.append(f"{names} = {layer_code(layer)}({x}{begin})")
        x = "x"
    return "\n".join([*lines, "model = keras.Model(inputs, x)"])


def loop_code(layers: Sequence[Layer], input_shape: Shape, turns: int) -> str:
    """Return a loop around Recurrent layers, with return_state, and Dense ones, as a functional model."""
    made, called = [], []
    for k, layer in enumerate(layers, start=1):
        made.append(f"layer_{k} = {layer_code(layer)}")
        step = f"x, *states_{k} = layer_{k}(x[:, None], initial_state=states_{k})"
        called.append(step if isinstance(layer, Recurrent) else f"x = layer_{k}(x)")
    states = [f"states_{k}" for k, layer in enumerate(layers, start=1) if isinstance(layer, Recurrent)]
    lines = [
        f"inputs = {input_code(input_shape, layers)}",
        *made,
        f"{', '.join(['x', 'outputs', *states])} = {', '.join(['inputs', '[]', *['None'] * len(states)])}",
        f"for _ in range({int(turns)}):  # a loop around layers, not a layer: each turn reads the last one's output",
        *(f"    {line}" for line in called),
        "    outputs.append(x)",
        "model = keras.Model(inputs, keras.ops.stack(outputs, axis=1))",
    ]
    return "\n".join(lines)


def state_names(layer: Layer, position: int) -> list[str]:
    """Return what the returned states are called: h_1 and c_1 of layer 1; one list of all of a Bidirectional's."""
    if not getattr(layer, "return_state", False):
        return []
    if isinstance(layer, Bidirectional):
        return [f"*states_{position + 1}"]
    return [f"{state}_{position + 1}" for state in layer.cell.states]


def shown_code(layers: Sequence[Layer], input_shape: Shape, starts: Mapping[int, int], loop: int = 0) -> str:
    """Return the code as it is shown on the page."""
    return f"{IMPORTS}\n\n{stack_code(layers, input_shape, starts, loop)}\nmodel.summary()\n"


def script(network: Network, input_shape: Shape, inputs: np.ndarray, starts: Mapping[int, int], loop: int = 0) -> str:
    """Return a program that builds the stack, sets its weights, runs it and asserts outputs, shape and count.

    Args:
        network: layers and weights.
        input_shape: batch first, None for any size.
        inputs: one sample, (1, timesteps, features) or (1, features).
        starts: as ``stack_code``.
        loop: as ``stack_code``.
    """
    title = '"""A stack of layers with Keras. Written by rnnviz."""'
    head, weights, model, check = parts(network, input_shape, inputs, starts, loop)
    return joined(title, head, weights, model, check)


def notebook(network: Network, input_shape: Shape, inputs: np.ndarray, starts: Mapping[int, int], loop: int = 0) -> str:
    """Return a notebook (.ipynb, JSON) of the same program; arguments as ``script``."""
    titles = (
        "# A stack of layers with Keras\n\nWritten by rnnviz. Run the cells from top to bottom.",
        "## The weights, and one sample\n\nThe arrays have the shapes and the order of Keras's `get_weights()`.",
        "## The stack",
        "## Run it\n\nThe cell fails if a single number differs from what rnnviz computed.",
    )
    return as_notebook(titles, parts(network, input_shape, inputs, starts, loop))


def parts(network: Network, input_shape: Shape, inputs: np.ndarray, starts: Mapping[int, int], loop: int) -> list[str]:
    """Return imports, weights and inputs, the model, and the assertions."""

    def computed(network: Network, inputs: np.ndarray) -> tuple[np.ndarray]:
        trace = run_fed_back(network, inputs, loop) if loop else run_network(network, inputs, dict(starts))
        return (trace.outputs,)

    (outputs,) = computed(network, inputs)
    named = [
        (f"{name}_{position}", values, f"{name.replace('_', ' ')} of layer {position}, {layer.name}")
        for position, (layer, weights) in enumerate(zip(network.layers, network.weights, strict=True), start=1)
        for name, values in arrays_of(weights).items()
    ]
    sample = flat_array("sample", inputs, "what is read, a batch of one")
    repeat = f"sample = np.repeat(sample, {input_shape[0]}, axis=0)  # the batch that the stack asks for"
    arrays = [flat_array(*each) for each in named] + [sample] + [repeat] * ((input_shape[0] or 1) > 1)
    count = sum(values.size for _, values, _ in named)
    batch, features = input_shape[0], input_shape[-1]
    output_shape = (batch, loop, features) if loop else summarise(network.layers, input_shape)[-1].output_shape
    within = f"rtol={RTOL:.0e}, atol={tolerance(computed, network, inputs):.0e}"
    model = [
        stack_code(network.layers, input_shape, starts, loop),
        f"model.set_weights([{', '.join(name for name, _, _ in named)}])" if named else "",
        "model.summary()",
    ]
    check = [
        flat_array("expected", outputs, "the output as rnnviz computed it"),
        "outputs = keras.ops.convert_to_numpy(model(sample))",
        'print("outputs", outputs.shape, outputs[0], sep="\\n")',
        f"assert model.count_params() == {count}",
        f"assert tuple(model.output_shape) == {output_shape}",
        f"np.testing.assert_allclose(outputs[:1], expected, {within})",
        'print("These are the numbers of rnnviz.")',
    ]
    head = f"import keras\nimport numpy as np\nfrom keras import layers\n\n{FLOAT64}"
    return [head, "\n".join(arrays), "\n".join(filter(None, model)), "\n".join(check)]


def arrays_of(weights) -> dict[str, np.ndarray]:
    """Return the arrays of a layer's weights by name, in Keras's order."""
    if isinstance(weights, tuple):
        both = zip(("forward", "backward"), weights, strict=True)
        return {f"{way}_{name}": values for way, each in both for name, values in arrays_of(each).items()}
    return {name: values for name, values in vars(weights).items() if values is not None} if weights else {}


def flat_array(name: str, values: np.ndarray, meaning: str) -> str:
    """Return an assignment of an array of any number of axes, of full precision, with its meaning above."""
    if values.ndim < 3:
        return array(name, values, f"{meaning}, {values.shape}")
    rows = array(name, values.reshape(-1, values.shape[-1]), f"{meaning}, {values.shape}")
    return f"{rows}.reshape({values.shape})"


def counted_script(
    layers: Sequence[Layer], input_shape: Shape, starts: Mapping[int, int], loop: int, count: int, output_shape: Shape
) -> str:
    """Return a program for a stack that is not run: it asserts the parameters' count, and the output's shape."""
    title = '"""A stack of layers with Keras, counted. Written by rnnviz."""'
    return joined(title, *counted_parts(layers, input_shape, starts, loop, count, output_shape))


def counted_notebook(
    layers: Sequence[Layer], input_shape: Shape, starts: Mapping[int, int], loop: int, count: int, output_shape: Shape
) -> str:
    """Return the same program as a notebook."""
    titles = "# A stack of layers with Keras\n\nWritten by rnnviz.", "## The stack, its shape and its parameters"
    return as_notebook(titles, counted_parts(layers, input_shape, starts, loop, count, output_shape))


def counted_parts(
    layers: Sequence[Layer], input_shape: Shape, starts: Mapping[int, int], loop: int, count: int, output_shape: Shape
) -> list[str]:
    """Return the imports, and the stack with its assertions."""
    body = [
        stack_code(layers, input_shape, starts, loop),
        "model.summary()",
        f"assert model.count_params() == {count}",
        f"assert tuple(model.output_shape) == {output_shape}",
        'print("The counts are those of rnnviz.")',
    ]
    return [IMPORTS, "\n".join(body)]


def broken_script(layers: Sequence[Layer], input_shape: Shape, starts: Mapping[int, int], message: str) -> str:
    """Return a program for a stack that cannot be built: it asserts that Keras refuses it with this very message."""
    title = '"""A stack that Keras refuses. Written by rnnviz."""'
    return joined(title, *broken_parts(layers, input_shape, starts, message))


def broken_notebook(layers: Sequence[Layer], input_shape: Shape, starts: Mapping[int, int], message: str) -> str:
    """Return the same program as a notebook."""
    titles = "# A stack that Keras refuses\n\nWritten by rnnviz.", "## The stack, and what Keras says of it"
    return as_notebook(titles, broken_parts(layers, input_shape, starts, message))


def broken_parts(layers: Sequence[Layer], input_shape: Shape, starts: Mapping[int, int], message: str) -> list[str]:
    """Return the imports, and the attempt to build it."""
    body = textwrap.indent(stack_code(layers, input_shape, starts), "    ")
    attempt = [
        "keras.utils.clear_session()  # Keras counts its layers' names from the beginning",
        "try:",
        body,
        "except ValueError as error:",
        "    said = str(error)",
        "else:",
        '    raise AssertionError("Keras built it.")',
        "print(said)",
        f"assert said == {json.dumps(message)}",
    ]
    return [IMPORTS, "\n".join(attempt)]


def as_notebook(titles: Sequence[str], code: Sequence[str]) -> str:
    """Return a notebook of pairs of text and code."""
    pairs = zip(titles, map(Code, code), strict=True)
    return written_notebook([each for pair in pairs for each in pair])
