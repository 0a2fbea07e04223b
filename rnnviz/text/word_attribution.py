"""What each word did for the one number that a network gives a sentence, by four methods.

The number is the sum before the last activation (of a sigmoid: the log-odds), because sums can be shared out:

- *prefix differences*: the sum after a word less the sum before it, both read by the last layer from h as it was then.
  They add up to the whole change exactly, whatever the network. Of a word that turns round what comes later, the turn
  is counted at what comes later.
- *leaving one out*: the sum, less that of the sentence without the word, padded anew. Measured, not estimated; need not
  add up.
- *gradient × input*: the slope of the sum by each number of a word's embedding, times that number. An estimate of first
  order (Simonyan et al. 2014), which saturated gates hide from.
- *integrated gradients* (Sundararajan et al. 2017): the same with the mean slope on the straight way from embeddings
  of zeros at the words to those that are there. With ever more steps they add up to the difference of the two sums;
  what is missing with so many steps is the completeness gap.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from rnnviz.core.gradients import backpropagate_network
from rnnviz.core.layers import EmbeddingTrace, LayerTrace
from rnnviz.core.network import Network, NetworkTrace, in_steps, run_network, run_next
from rnnviz.text.words import PAD

METHODS = ("prefix differences", "leaving one out", "gradient × input", "integrated gradients")

BATCH = 64
"""Runs at a time: of each every number is kept, for backpropagation."""


class Attributed(NamedTuple):
    """What each word of a sentence did.

    Args:
        places: (words,), the timestep of each.
        total: the sum after the whole sentence, PAD included.
        before: the sum before the first word: after the PAD before it, or of the state that it begins with.
        after: the sum after the last word, before the PAD behind it.
        baseline: the sum with embeddings of zeros at the words.
        values: by method, (words,).
    """

    places: np.ndarray
    total: float
    before: float
    after: float
    baseline: float
    values: dict[str, np.ndarray]

    @property
    def gap(self) -> float:
        """What integrated gradients lack of the difference that they are to add up to."""
        return float(self.total - self.baseline - self.values["integrated gradients"].sum())


def attribute(network: Network, tokens: np.ndarray, pad: Callable[[np.ndarray], np.ndarray], steps: int) -> Attributed:
    """Ask what each word did.

    Args:
        network: Embedding first, then what reads it, a Dense with one output last.
        tokens: (timesteps,), the sentence as it is read, PAD included; at least one word.
        pad: tokens of a sentence without PAD, (words,) → as they are read, (timesteps,).
        steps: of the way along which gradients are integrated.

    Raises:
        ValueError: if there is no word.
    """
    places = np.flatnonzero(tokens != PAD)
    if not places.size:
        raise ValueError("There is no word to ask about.")
    found, embedded = sums_on_the_way(network, tokens), embeddings_of(network, tokens)
    before = found[places[0]]
    without = np.stack([pad(np.delete(tokens[places], k)) for k in range(len(places))])
    left_out = found[-1] - sums(run_network(network, without))
    one_slope = slopes(network, tokens, embedded[None])[0]
    bare = np.where((tokens == PAD)[:, None], embedded, 0.0)
    shares = (np.arange(steps) + 0.5) / steps  # the middle of each step
    way = bare + shares[:, None, None] * (embedded - bare)
    mean = np.mean(
        [each for k in range(0, steps, BATCH) for each in slopes(network, tokens, way[k : k + BATCH])], axis=0
    )
    values = (
        np.diff(found)[places],
        left_out,
        (one_slope * embedded).sum(axis=-1)[places],
        (mean * (embedded - bare)).sum(axis=-1)[places],
    )
    baseline = sums(embedded_run(network, tokens, bare[None]))[0]
    after = found[places[-1] + 1]
    numbers = map(float, (found[-1], before, after, baseline))
    return Attributed(places, *numbers, dict(zip(METHODS, values, strict=True)))


def sums_on_the_way(network: Network, tokens: np.ndarray) -> np.ndarray:
    """Return the sum before anything is read and after each timestep, (timesteps + 1,), tokens (timesteps,)."""
    every = Network(in_steps(network.layers), network.weights)
    bias = network.weights[-1].bias
    start = 0.0 if bias is None else bias[0]
    return np.append(start, run_network(every, tokens[None]).layers[-1].parts[""]["pre_y"][0, :, 0])


def sums(trace: NetworkTrace) -> np.ndarray:
    """Return the sum of each sample of a run, (batch,)."""
    return trace.layers[-1].parts[""]["pre_y"][:, 0, 0]


def embeddings_of(network: Network, tokens: np.ndarray) -> np.ndarray:
    """Return the embeddings of tokens, (timesteps, output_dim)."""
    return network.weights[0].embeddings[tokens]


def embedded_run(network: Network, tokens: np.ndarray, embedded: np.ndarray) -> NetworkTrace:
    """Run a network with these embeddings, (batch, timesteps, output_dim), in the place of those of the tokens.

    PAD is where it is among the tokens, (timesteps,), and masked as it is there.
    """
    layer, rows = network.layers[0], np.broadcast_to(tokens, (len(embedded), len(tokens)))
    part = EmbeddingTrace(layer, network.weights[0], rows, {"embedded": embedded})
    mask = rows != PAD if layer.mask_zero else None
    trace = NetworkTrace(rows, (LayerTrace(layer, {"": part}, embedded, mask),))
    for each, weights in zip(network.layers[1:], network.weights[1:], strict=True):
        trace = run_next(trace, each, weights)
    return trace


def slopes(network: Network, tokens: np.ndarray, embedded: np.ndarray) -> np.ndarray:
    """Return the slope of the sum by each number of these embeddings, (batch, timesteps, output_dim)."""
    trace = embedded_run(network, tokens, embedded)
    ones = np.ones_like(trace.layers[-1].parts[""]["pre_y"])
    gradients = backpropagate_network(trace, np.zeros_like(trace.outputs), ones)
    return gradients.layers[0][""]["embedded"]
