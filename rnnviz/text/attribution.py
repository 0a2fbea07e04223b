"""Which characters that were read mattered for a prediction, and for how long a change of one is remembered.

Two answers to the first question, both in bits of the log-probability of one next character:

- *gradient × input*: how log p rises with what the first recurrent layer reads at a character (the 1 of its one-hot
  row, or its embedding number by number), times what that is. It is the slope at this text, prolonged until the
  character is gone: an estimate of first order, which saturated gates hide from, and whose sum need not be log p.
- *leaving one out*: log p, less what it is if that character is masked, so that the states are held there as Keras
  holds them (``core.masks``): the same as the text without the character. It is measured, not estimated. No other
  character is put in its place, for that would say something as well; but a text with a gap is one that the network has
  hardly seen, and of two characters that say the same each may be left out at no cost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rnnviz.core.gradients import backpropagate_loss
from rnnviz.core.losses import Loss, sparse_categorical_crossentropy
from rnnviz.core.network import Network, NetworkTrace, as_initial, run_network
from rnnviz.core.numbers import plural, short
from rnnviz.text.many_runs import at_end, recurrent_position, run_many, states_after
from rnnviz.text.tables import BITS

MAX_CHARACTERS = 100
"""How many of the last characters are asked about; those before are read once, and their state is where all begin."""

MAX_LATER = 500
"""For how many characters a changed text is read on."""

THRESHOLD = 0.01
"""Two distributions of the next character that differ by less in total variation are the same to a reader."""


@dataclass(frozen=True, eq=False)
class Attribution:
    """What each of the last characters that were read did for the prediction of the next.

    Args:
        start: the place of the first of them in the text.
        bits: log₂ p of the next character, the whole text read.
        gradient_times_input: (characters,), bits.
        left_out: (characters,), bits that are lost where each is left out; negative where it spoke against.
    """

    start: int
    bits: float
    gradient_times_input: np.ndarray
    left_out: np.ndarray


def attribute(network: Network, tokens: np.ndarray, following: int, characters: int = MAX_CHARACTERS) -> Attribution:
    """Ask which characters mattered for the probability of the next one.

    Args:
        network: reads tokens forwards; the last layer is a Dense with softmax.
        tokens: (timesteps,), the text that was read, at least one.
        following: the token whose probability after the text is asked about.
        characters: how many of the last ones are asked about.

    Raises:
        ValueError: if the network or the tokens are others.
    """
    tokens, reads, ends = checked(tokens), recurrent_position(network), at_end(network)
    start = max(0, len(tokens) - min(max(characters, 1), MAX_CHARACTERS))
    states, asked = states_after(network, tokens[:start]), tokens[None, start:]
    trace = run_network(ends, asked, as_initial(states))
    loss = loss_of(trace, following)
    gradients = backpropagate_loss(trace, loss).layers[reads][""]
    by_input = -(gradients.inputs * np.asarray(gradients.trace.inputs)).sum(axis=-1)[0]
    one_masked = ~np.eye(asked.shape[1], dtype=bool)
    without = loss_of(run_many(ends, asked, states, one_masked), following)
    left_out = (without.losses - loss.losses)[:, 0, 0]
    return Attribution(start, -loss.value * BITS, by_input * BITS, left_out * BITS)


def loss_of(trace: NetworkTrace, following: int) -> Loss:
    """Return -log p of a token, of every sample."""
    return sparse_categorical_crossentropy(trace, np.full(len(trace.outputs), following))


def checked(tokens: np.ndarray) -> np.ndarray:
    """Return tokens as an array; ValueError if there is none."""
    tokens = np.asarray(tokens)
    if tokens.ndim != 1 or not tokens.size:
        raise ValueError(f"tokens must be (timesteps,), at least one; received {tokens.shape}.")
    return tokens


@dataclass(frozen=True, eq=False)
class Memory:
    """How a text with one character changed differs from the text as it is, from that character on.

    It is followed to the end of the text, but for no more than ``MAX_LATER`` characters.

    Args:
        place: of the character that is changed.
        others: what is read in its place, one after the other.
        distance: (others, timesteps), |Δh|, the Euclidean distance of the two states of a recurrent layer, from the
            character on.
        variation: (others, timesteps), the total variation between the two distributions of the next character: half
            the sum of |Δp|, from 0 to 1; by no more does the probability of any set of characters change.
        threshold: below which the two distributions count as the same.
    """

    place: int
    others: tuple[int, ...]
    distance: np.ndarray
    variation: np.ndarray
    threshold: float

    @cached_property
    def lasts(self) -> np.ndarray:
        """(others,): how many predictions there are until the variation stays below the threshold, to the last of all.

        The first is made at the character itself.
        """
        above = self.variation >= self.threshold
        return np.where(above.any(axis=1), above.shape[1] - above[:, ::-1].argmax(axis=1), 0)


def remember(
    network: Network,
    tokens: np.ndarray,
    place: int,
    others: Sequence[int],
    layer: int | None = None,
    threshold: float = THRESHOLD,
) -> Memory:
    """Change one character of a text, and see for how long the network differs.

    Args:
        network: reads tokens forwards, and predicts the next at every timestep.
        tokens: (timesteps,), the text.
        place: which character is changed, from 0.
        others: the tokens that are put in its place, each in a run of its own.
        layer: the position of the recurrent layer whose h is compared; the first one where None.
        threshold: a total variation.

    Raises:
        ValueError: if the network, the tokens or the place are others.
    """
    tokens, first = checked(tokens), recurrent_position(network)
    if not 0 <= place < len(tokens):
        raise ValueError(f"place must be from 0 to {len(tokens) - 1}; received {place!r}.")
    if not len(others):
        raise ValueError("others must be at least one token, to be read in place of the one that is there.")
    texts = np.repeat(tokens[None, place : place + MAX_LATER + 1], len(others) + 1, axis=0)
    texts[1:, 0] = others
    trace = run_many(network, texts, states_after(network, tokens[:place]))
    h, p = trace.layers[first if layer is None else layer].outputs, trace.outputs
    if p.ndim != 3:
        raise ValueError("The network must predict at every character: set return_sequences=True on all its cells.")
    distance = np.sqrt(np.square(h[1:] - h[:1]).sum(axis=-1))
    return Memory(place, tuple(others), distance, 0.5 * np.abs(p[1:] - p[:1]).sum(axis=-1), threshold)


def said(attribution: Attribution, text: str, following: str) -> str:
    """Say which character mattered most for a prediction, by each measure.

    Args:
        attribution: of the text.
        text: what was read, one character for each token.
        following: the character that is predicted.
    """
    bits, left_out = attribution.bits, attribution.left_out
    asked = text[attribution.start :]
    opening = f"{quoted(following)} comes next with a probability of {short(2.0**bits)}"
    most = int(np.abs(left_out).argmax())
    if not np.abs(left_out[most]) > 0.0:
        return f"{opening}, whichever character is left out."
    slope = int(np.abs(attribution.gradient_times_input).argmax())
    other = (
        "gradient × input has the same one first"
        if slope == most
        else f"gradient × input has {quoted(asked[slope])} first, {back(len(asked) - slope)}"
    )
    return (
        f"{opening}. What changes it most when it is left out is {quoted(asked[most])}, {back(len(asked) - most)}: "
        f"without it that is {short(2.0 ** (bits - left_out[most]))}, {short(abs(left_out[most]))} bits "
        f"{'less' if left_out[most] > 0 else 'more'} of log₂ p; {other}."
    )


def said_of_memory(memory: Memory, text: str, others: str, which: int = 0) -> str:
    """Say for how long the network differs where one character is another.

    Args:
        memory: of the text.
        text: what was read, one character for each token.
        others: the characters that were put in the place of that one.
        which: of these.
    """
    lasts, available = int(memory.lasts[which]), memory.variation.shape[1]
    variation, distance = memory.variation[which], memory.distance[which]
    limit = f"{short(100.0 * memory.threshold)}\N{NO-BREAK SPACE}%"
    opening = f"With {quoted(others[which])} in place of {quoted(text[memory.place])} at character {memory.place + 1}"
    if not np.isfinite(variation).all():
        return f"{opening} the state is not a number: nothing can be compared."
    if lasts == 0:
        return f"{opening} no prediction differs by {limit} or more."
    ending = f"|Δh| is {short(distance[0])} at the character and {short(distance[-1])} at the last."
    later = f"{plural(lasts - 1, 'character')} later"
    if lasts == available:
        return (
            f"{opening} the last prediction that was looked at, {later}, still differs: its probabilities move by "
            f"{short(100.0 * variation[-1])}\N{NO-BREAK SPACE}%. {ending}"
        )
    return (
        f"{opening} predictions differ by {limit} or more for the last time {later}, and by less at the "
        f"{available - lasts:,} after it. {ending}"
    )


def quoted(character: str) -> str:
    """Write a character so that it is seen: white space and marks without a shape of their own by name."""
    if character == "\n":
        return "the end of a line"
    if character == " ":
        return "a space"
    return f"“{character}”" if character.isprintable() else f"U+{ord(character):04X}"


def back(places: int) -> str:
    """Say where a character stands, counted back from the prediction."""
    return "the last one read" if places == 1 else f"{plural(places, 'character')} back"
