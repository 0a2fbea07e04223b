"""Letters drawn from a network, one after the other, each of them read before the next is drawn."""

from collections.abc import Sequence

import numpy as np

from rnnviz.core.layers import Bidirectional, DenseTrace
from rnnviz.core.network import Network, NetworkTrace, run_network


def logits_of(trace: NetworkTrace) -> np.ndarray:
    """Return the sums before the softmax, (batch, timesteps, tokens); one timestep where one vector is handed on.

    Raises:
        ValueError: if the last layer is no Dense.
    """
    part = trace.layers[-1].parts.get("") if trace.layers else None
    if not isinstance(part, DenseTrace):
        raise ValueError("A network that draws tokens ends with a Dense layer.")
    return part["pre_y"]


def tempered(logits: np.ndarray, temperature: float) -> np.ndarray:
    """Return the softmax of logits / temperature along the last axis; at 0 all of it is the likeliest token's.

    >>> tempered(np.log([0.2, 0.8]), 0.5).round(4)
    array([0.0588, 0.9412])
    """
    if temperature == 0:
        return (np.arange(logits.shape[-1]) == logits.argmax(axis=-1)[..., None]).astype(np.float64)
    with np.errstate(under="ignore", over="ignore"):
        weights = np.exp((logits - logits.max(axis=-1, keepdims=True)) / temperature)
    return weights / weights.sum(axis=-1, keepdims=True)


def drawn(probabilities: np.ndarray, draw: float) -> int:
    """Return the token at which the sum of probabilities passes a number from 0 to 1 that was drawn.

    >>> [drawn(np.array([0.25, 0.0, 0.75]), draw) for draw in (0.0, 0.24, 0.25, 0.999)]
    [0, 0, 2, 2]
    """
    sums = np.cumsum(probabilities)
    return int(np.searchsorted(sums, min(draw, np.nextafter(1.0, 0.0)) * sums[-1], side="right"))


def continued(
    network: Network,
    beginning: Sequence[int],
    draws: Sequence[float],
    temperature: float = 1.0,
    length: int | None = None,
) -> np.ndarray:
    """Return the tokens that a network writes after a beginning, one for each draw.

    Args:
        network: reads tokens; its last layer is a Dense with a softmax.
        beginning: what it has read before, at least one token.
        draws: numbers drawn uniformly from 0 to 1: the same ones give the same text.
        temperature: what logits are divided by; 0 takes the likeliest.
        length: how many of the last tokens are read anew for each, from a state of zeros, as a network is trained that
            reads windows; None to go on from the state, and read each token once.
    """
    if length is None and any(isinstance(layer, Bidirectional) for layer in network.layers):
        raise ValueError("A network that also reads backwards cannot go on from its state: give it a length.")
    tokens, unread, states = [int(each) for each in beginning], list(beginning), {}
    for draw in draws:
        trace = run_network(network, np.array([unread]), states)
        tokens.append(drawn(tempered(logits_of(trace)[0, -1], temperature), draw))
        if length is None:
            ended = {position: list(layer.states.values()) for position, layer in enumerate(trace.layers)}
            states = {position: each if len(each) > 1 else each[0] for position, each in ended.items() if each}
            unread = tokens[-1:]
        else:
            unread = tokens[-length:]
    return np.array(tokens[len(tokens) - len(draws) :], dtype=np.int32)
