"""A network that writes: it reads a beginning, a letter is drawn from what it says, it reads that, and so on."""

from collections.abc import Sequence

import numpy as np

from rnnviz.core.layers import Recurrent
from rnnviz.core.network import Network, NetworkTrace, run_network
from rnnviz.text.drawing import Decoding, decoded, drawn


def is_windowed(network: Network) -> bool:
    """Return whether a network answers once for a window, and not at every letter."""
    return not next(each for each in network.layers if isinstance(each, Recurrent)).return_sequences


def windows(tokens: np.ndarray, length: int) -> np.ndarray:
    """Return the ``length`` letters up to each of the tokens (n,), (n, length); before the first its own repeated.

    A network that was trained on windows has never read fewer letters; what stands before the text is made up, and
    the page says so.
    """
    padded = np.concatenate([np.repeat(tokens[:1], length - 1), tokens])
    return np.lib.stride_tricks.sliding_window_view(padded, length)


def read(network: Network, tokens: np.ndarray, window: int) -> NetworkTrace:
    """Return the run over a text (n,): one sample of n steps, or, of a network of windows, n samples of ``window``."""
    return run_network(network, windows(tokens, window) if is_windowed(network) else tokens[None])


def said(network: Network, texts: np.ndarray, window: int) -> np.ndarray:
    """Return what a network says comes after each letter of texts (texts, n): (texts, n, letters) probabilities."""
    if not is_windowed(network):
        return run_network(network, texts).outputs
    every = np.concatenate([windows(each, window) for each in texts])
    return run_network(network, every).outputs.reshape(*texts.shape, -1)


def sums_of(network: Network, tokens: np.ndarray, states: dict) -> tuple[np.ndarray, dict]:
    """Return what the softmax is given after the last of the tokens (texts, n), and the states by layer then."""
    trace = run_network(network, tokens, states)
    ended = {}
    for position, layer in enumerate(trace.layers):
        if isinstance(layer.layer, Recurrent):
            each = list(layer.states.values())
            ended[position] = each if len(each) > 1 else each[0]
    return trace.layers[-1].parts[""]["pre_y"][:, -1], ended


def write(
    network: Network, beginning: np.ndarray, draws: np.ndarray, ways: Sequence[Decoding], window: int
) -> np.ndarray:
    """Return texts that begin alike and are continued with the same draws, each in its own way.

    Args:
        network: reads tokens; its last layer is a softmax over letters.
        beginning: (n,) tokens, at least one.
        draws: (letters,) numbers from 0 to 1, one for each letter to be written.
        ways: how letters are drawn, a text each.
        window: letters in a window, of a network of windows.

    Returns:
        (ways, n + letters) tokens.
    """
    texts = np.repeat(np.asarray(beginning)[None], len(ways), axis=0)
    states: dict = {}
    for number, draw in enumerate(draws):
        if is_windowed(network):
            unread, states = np.stack([windows(each, window)[-1] for each in texts]), {}
        else:
            unread = texts if number == 0 else texts[:, -1:]
        sums, states = sums_of(network, unread, states)
        letters = [drawn(decoded(each, way), draw) for each, way in zip(sums, ways, strict=True)]
        texts = np.concatenate([texts, np.array(letters)[:, None]], axis=1)
    return texts
