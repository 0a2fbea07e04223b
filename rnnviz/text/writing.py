"""A network that writes: it reads a beginning, a letter is drawn from what it says, it reads that, and so on."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from rnnviz.core.layers import Bidirectional, DenseTrace, Recurrent
from rnnviz.core.network import Network, NetworkTrace, as_initial, run_network, run_next
from rnnviz.text.drawing import Decoding, decoded, drawn
from rnnviz.text.many_runs import run_many

TOGETHER = 250
"""Windows that are run at once where gates are kept of them."""


def logits_of(trace: NetworkTrace) -> np.ndarray:
    """Return the sums before the softmax, (batch, timesteps, tokens); one timestep where one vector is handed on.

    Raises:
        ValueError: if the last layer is no Dense.
    """
    part = trace.layers[-1].parts.get("") if trace.layers else None
    if not isinstance(part, DenseTrace):
        raise ValueError("A network that draws tokens ends with a Dense layer.")
    return part["pre_y"]


def windows_of(text: np.ndarray, window: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the windows that end with each letter of a text (n,), (n, window), and where they have letters.

    Where fewer are before a letter, what is in their place is to be masked and changes nothing.
    """
    padded = np.pad(text, (window - 1, 0))
    is_text = np.arange(len(padded)) >= window - 1
    return tuple(np.lib.stride_tricks.sliding_window_view(each, window) for each in (padded, is_text))


def read(network: Network, text: np.ndarray, window: int | None, position: int) -> NetworkTrace:
    """Return the run that answers after a letter of a text (n,): of the whole text, or of the window that ends so."""
    if window is None:
        return run_network(network, text[None])
    return read_windows(network, text, window, slice(position, position + 1))


def read_windows(network: Network, text: np.ndarray, window: int, some: slice) -> NetworkTrace:
    """Return the run over the windows that end at some of the letters of a text."""
    tokens, is_text = (each[some] for each in windows_of(text, window))
    first = network.layers[0].run(network.weights[0], tokens)
    trace = NetworkTrace(tokens, (replace(first, mask=is_text),))
    for layer, weights in zip(network.layers[1:], network.weights[1:], strict=True):
        trace = run_next(trace, layer, weights)
    return trace


def after_each(network: Network, text: np.ndarray, window: int | None, names: Collection[str]) -> dict[str, np.ndarray]:
    """Return arrays of the recurrent layer after each letter of a text, (n, units) each; arguments as ``logits``."""
    (layer,) = (position for position, each in enumerate(network.layers) if isinstance(each, Recurrent))

    def of(trace: NetworkTrace) -> dict[str, np.ndarray]:
        part = trace.layers[layer].parts[""]
        return {name: part[name] for name in names if name in part.values}

    if window is None:
        return {name: values[0] for name, values in of(run_network(network, text[None])).items()}
    starts = range(0, len(text), TOGETHER)
    some = [of(read_windows(network, text, window, slice(start, start + TOGETHER))) for start in starts]
    return {name: np.concatenate([each[name][:, -1] for each in some]) for name in some[0]}


def logits(network: Network, text: np.ndarray, window: int | None) -> np.ndarray:
    """Return what the softmax is given after each letter of a text (n,), (n, tokens), keeping nothing else.

    Args:
        network: its first layer reads tokens, its last is a Dense with a softmax.
        text: the letters.
        window: None for a network that answers at every letter; else how many letters are read anew for each answer.
    """
    if window is None:
        return logits_of(run_many(network, text[None]))[0]
    tokens, is_text = windows_of(text, window)
    return logits_of(run_many(network, tokens, read=is_text))[:, 0]


class Texts(NamedTuple):
    """Texts that begin alike, each written in its own way.

    Args:
        tokens: (ways, n + letters).
        sums: (ways, n + letters, tokens), what the softmax is given after each letter.
    """

    tokens: np.ndarray
    sums: np.ndarray


def write(
    network: Network,
    beginning: Sequence[int],
    draws: Sequence[float],
    ways: Sequence[Decoding],
    window: int | None = None,
) -> Texts:
    """Return texts that begin alike and are continued with the same draws, each in its own way.

    Args:
        network: reads tokens; its layers are recurrent or read each timestep by itself, the last a softmax.
        beginning: (n,) tokens, at least one.
        draws: (letters,) numbers from 0 to 1, one for each letter to be written: the same ones give the same text.
        ways: how letters are drawn, a text each.
        window: how many of the last letters are read anew for each, from a state of zeros, as a network is trained that
            reads windows; None to go on from the state, and read each letter once.

    Raises:
        ValueError: if a layer reads backwards and there is no window: it would need what is not written yet.
    """
    if window is None and any(isinstance(layer, Bidirectional) for layer in network.layers):
        raise ValueError("A network that also reads backwards cannot go on from its state: give it a window.")
    given = np.asarray(beginning, dtype=np.int32)
    texts = unread = np.repeat(given[None], len(ways), axis=0)
    states: dict = {}
    sums = []
    if window is not None and len(given) > 1:
        sums.append(np.repeat(logits(network, given[:-1], window)[None], len(ways), axis=0))
    for draw in (*draws, None):
        trace = run_network(network, unread if window is None else texts[:, -window:], states)
        sums.append(logits_of(trace))
        if draw is not None:
            letters = [drawn(decoded(each, way), draw) for each, way in zip(sums[-1][:, -1], ways, strict=True)]
            unread = np.array(letters, dtype=np.int32)[:, None]
            texts = np.concatenate([texts, unread], axis=1)
            states = as_initial(trace.ended) if window is None else {}
    return Texts(texts, np.concatenate(sums, axis=1))


def continued(
    network: Network,
    beginning: Sequence[int],
    draws: Sequence[float],
    temperature: float = 1.0,
    length: int | None = None,
) -> np.ndarray:
    """Return the tokens that a network writes after a beginning, one for each draw; see ``write``."""
    return write(network, beginning, draws, [Decoding(temperature)], length).tokens[0, len(beginning) :]
