"""Layers in a row: their shapes and parameter counts without running them, and their traces when run."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from rnnviz.core.layers import (
    READS_TOKENS,
    Bidirectional,
    Dense,
    Dropout,
    Layer,
    LayerTrace,
    Recurrent,
    RepeatVector,
    Shape,
)
from rnnviz.core.masks import Mask


class ShapeError(ValueError):
    """A stack that cannot be built: says which layer, what it received and how to repair it."""


@dataclass(frozen=True)
class LayerSummary:
    """A row of the shape ledger: what a layer receives, what it hands on, how many parameters it has.

    ``state_shapes`` are those of the states that it hands on besides, with return_state.
    """

    name: str
    input_shape: Shape
    output_shape: Shape
    parameters: int
    state_shapes: tuple[Shape, ...] = ()


def summarise(layers: Sequence[Layer], input_shape: Shape) -> list[LayerSummary]:
    """Return the shapes and parameter counts of a stack, without running it.

    Raises:
        ShapeError: naming the first layer that cannot read what it receives, and the repair.

    >>> from rnnviz import Cell
    >>> stack = [Recurrent(Cell("simple_rnn", 20)), Recurrent(Cell("simple_rnn", 20))]
    >>> summarise(stack, (None, None, 1))
    Traceback (most recent call last):
    ...
    rnnviz.core.network.ShapeError: Layer 2 (SimpleRNN) received a 2-D tensor of shape (None, 20), but reads 3-D \
(batch, timesteps, features). Set return_sequences=True on layer 1 (SimpleRNN), so that it hands on its state \
at every timestep and not only the last.
    """
    rows, shape = [], tuple(input_shape)
    for position, layer in enumerate(layers):
        tokens = isinstance(layer, READS_TOKENS)
        if len(shape) not in needed_dimensions(layer) or (tokens and position):
            raise ShapeError(shape_message(layers, position, shape))
        if shape[-1] is None and not tokens:
            raise ShapeError(
                f"Layer {position + 1} ({layer.name}) needs to know how many features it reads; received {shape}."
            )
        rows.append(summary(layer, shape, layer.output_shape(shape)))
        shape = rows[-1].output_shape
    return rows


def summary(layer: Layer, received: Shape, handed_on: Shape) -> LayerSummary:
    """Return the row of a layer, of which it is known what it receives and hands on."""
    states = layer.state_shapes(received) if isinstance(layer, Recurrent | Bidirectional) else ()
    return LayerSummary(layer.name, received, handed_on, layer.parameters(received), states)


def needed_dimensions(layer: Layer) -> tuple[int, ...]:
    """Return how many axes a layer's inputs may have."""
    return layer.dimensions


def shape_message(layers: Sequence[Layer], position: int, shape: Shape) -> str:
    """Return what is wrong with layer ``position`` receiving ``shape``, and the repair."""
    layer = layers[position]
    before = layers[position - 1] if position else None
    received = f"Layer {position + 1} ({layer.name}) received a {len(shape)}-D tensor of shape {shape}, but reads "
    if isinstance(layer, READS_TOKENS):
        return received + "tokens, whole numbers (batch, timesteps). Put it first, on an input without features."
    if isinstance(layer, RepeatVector):
        received += "2-D (batch, features). "
        if isinstance(before, Recurrent | Bidirectional):
            return received + f"Set return_sequences=False on layer {position} ({before.name}): it hands on one vector."
        return received + "Put it after a layer that hands on one vector for the whole sequence."
    received += "3-D (batch, timesteps, features). "
    sequence = next((p for p in reversed(range(position)) if isinstance(layers[p], Recurrent | Bidirectional)), None)
    shape_kept_between = sequence is not None and all(
        isinstance(each, Dense | Dropout) for each in layers[sequence + 1 : position]
    )
    if shape_kept_between:
        return received + (
            f"Set return_sequences=True on layer {sequence + 1} ({layers[sequence].name}), so that it hands on its "
            "state at every timestep and not only the last."
        )
    return received + "Give the input a timesteps axis, or put RepeatVector before it."


@dataclass(frozen=True, eq=False)
class Network:
    """Layers with their weights, first to last."""

    layers: tuple[Layer, ...]
    weights: tuple


@dataclass(frozen=True, eq=False)
class NetworkTrace:
    """The traces of a whole network, a layer each; ``fed_back`` where each input but the first is an earlier output."""

    inputs: np.ndarray
    layers: tuple[LayerTrace, ...]
    fed_back: bool = False

    @property
    def outputs(self) -> np.ndarray:
        """What the last layer handed on; the inputs where there is no layer."""
        return self.layers[-1].outputs if self.layers else self.inputs

    @property
    def ended(self) -> dict[int, list[np.ndarray]]:
        """The states of each layer that has any after its last timestep, by position, (batch, units) each."""
        return {position: list(layer.states.values()) for position, layer in enumerate(self.layers) if layer.states}

    @property
    def mask(self) -> Mask:
        """The mask that reaches the output, (batch, timesteps): losses and metrics leave out what is masked."""
        return self.layers[-1].mask if self.layers else None


def init_network(layers: Sequence[Layer], input_shape: Shape, seed: int) -> Network:
    """Return Keras's default initial weights for a stack, one seed for all of it."""
    rows = summarise(layers, input_shape)
    seeds = np.random.SeedSequence(seed).generate_state(len(rows))
    weights = (layer.init(row.input_shape, int(each)) for layer, row, each in zip(layers, rows, seeds, strict=True))
    return Network(tuple(layers), tuple(weights))


def run_network(network: Network, inputs: np.ndarray, initial_states: dict | None = None) -> NetworkTrace:
    """Run a stack and keep every layer's trace.

    Args:
        network: layers and weights.
        inputs: (batch, timesteps, features), or (batch, features) for a stack that begins with neither cell; whole
            numbers, (batch, timesteps), where the first layer reads tokens.
        initial_states: layer position → initial state as ``run`` takes it (a pair of them for Bidirectional), or
            the position of an earlier Recurrent layer, to begin with the states that it ended with. Gradients take
            an initial state as given: none flows back through it.

    Raises:
        ShapeError: if a layer cannot read what it receives.
    """
    reads_tokens = bool(network.layers) and isinstance(network.layers[0], READS_TOKENS)
    inputs = np.asarray(inputs) if reads_tokens else np.asarray(inputs, dtype=np.float64)
    summarise(network.layers, (None, *inputs.shape[1:]))
    trace = NetworkTrace(inputs, ())
    for position, (layer, weights) in enumerate(zip(network.layers, network.weights, strict=True)):
        trace = run_next(trace, layer, weights, (initial_states or {}).get(position))
    return trace


def run_next(trace: NetworkTrace, layer: Layer, weights, initial_state=None) -> NetworkTrace:
    """Run one more layer on what the last one handed on; for ``initial_state`` see ``run_network``."""
    if isinstance(initial_state, int):
        states = list(trace.layers[initial_state].states.values())
        initial_state = states if len(states) > 1 else states[0]
    return NetworkTrace(trace.inputs, (*trace.layers, layer.run(weights, trace.outputs, initial_state, trace.mask)))


def run_fed_back(network: Network, first: np.ndarray, steps: int) -> NetworkTrace:
    """Run a stack in a loop that reads its own output: no layer of Keras, but a loop around layers.

    Each turn is one step, which begins with the states that the turn before ended with. Gradients take the inputs as
    given: none flows back from an input to the output that it was.

    Args:
        network: Recurrent layers and Dense ones; the last as wide as ``first``.
        first: (batch, features), what the first turn reads.
        steps: how many turns, at least one.

    Returns:
        The trace of all turns: every array has one timestep a turn.
    """
    network = replace(network, layers=in_steps(network.layers))
    x, states, turns = np.asarray(first, dtype=np.float64)[:, None], {}, []
    for _ in range(steps):
        turns.append(run_network(network, x, states))
        x = turns[-1].outputs
        states = as_initial(turns[-1].ended)
    layers = (in_a_row(traces) for traces in zip(*(turn.layers for turn in turns), strict=True))
    return NetworkTrace(np.concatenate([turn.inputs for turn in turns], axis=1), tuple(layers), fed_back=True)


def as_initial(states: dict[int, list[np.ndarray]]) -> dict:
    """Return the states that a run ended with as ``run_network`` takes them, to go on from there."""
    return {position: each if len(each) > 1 else each[0] for position, each in states.items()}


def in_steps(layers: Sequence[Layer]) -> tuple[Layer, ...]:
    """Return layers as they are called step by step: each hands on a sequence of one timestep to the next."""
    return tuple(replace(each, return_sequences=True) if isinstance(each, Recurrent) else each for each in layers)


def in_a_row(traces: Sequence[LayerTrace]) -> LayerTrace:
    """Return the traces of one layer, each of the steps after those of the one before, as one trace."""
    parts = [trace.parts[""] for trace in traces]
    values = {name: np.concatenate([part[name] for part in parts], axis=1) for name in parts[0].values}
    part = replace(parts[0], inputs=np.concatenate([part.inputs for part in parts], axis=1), values=values)
    return LayerTrace(traces[0].layer, {"": part}, np.concatenate([trace.outputs for trace in traces], axis=1))
