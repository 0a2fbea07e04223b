"""Whether a network uses the units that follow a rule: what it loses when they are silenced, beside what others cost.

A unit may follow a rule that the network has no use for. So its h is set to 0 at every character (which is what
``core.surgery.silence`` does by weights) and the network reads the text again. What counts is the cross-entropy of the
prediction made *at* a character, of the next one, from the state that has just read it: there the unit shows the rule.

Any unit that is taken away costs something. The cost therefore stands beside that of other sets of as many units, drawn
at random: a randomisation test, in which units that are like any others cost more than all of n sets in one of n + 1
cases. One or two of many may cost as much: a rule is rarely the work of one unit. The sets are drawn from all units, so
that a set may have some of the chosen ones: were these left out, the one unit that costs most would be in no other set
wherever it is chosen, and units chosen at random would come out first too often.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

import numpy as np

from rnnviz.core.layers import Recurrent
from rnnviz.core.losses import sparse_categorical_crossentropy
from rnnviz.core.network import Network
from rnnviz.core.numbers import plural, short, written
from rnnviz.text.many_runs import recurrent_position, run_many
from rnnviz.text.tables import BITS
from rnnviz.text.units import LUCK, check_count
from rnnviz.text.writing import windows_of

DRAWS = 39
"""How many other sets are drawn: at most one of them may cost as much, for that to be more than luck."""

MIN_DRAWS = 19
"""Of fewer sets nothing is said: one that is like them would exceed them all more than once in 20 times."""

MAX_NUMBERS = 2**21
"""How many numbers of a state are kept at once; sets beyond them are run one after the other."""


@dataclass(frozen=True, eq=False)
class Silencing:
    """What it costs to silence units, in bits a prediction.

    Args:
        units: those that follow the rule.
        others: other sets of as many units, drawn at random from all.
        holds: (predictions,), where the rule holds at the character just read.
        intact: (predictions,), the bits of each prediction by the whole network.
        silenced: (predictions,), without ``units``.
        costs: (others, 2), the mean rise without each of ``others``: where the rule holds, and elsewhere.
    """

    units: tuple[int, ...]
    others: tuple[tuple[int, ...], ...]
    holds: np.ndarray
    intact: np.ndarray
    silenced: np.ndarray
    costs: np.ndarray

    @property
    def cost(self) -> np.ndarray:
        """(2,), the mean rise without ``units``: where the rule holds, and elsewhere."""
        return mean_of(self.silenced - self.intact, self.holds)

    @property
    def p(self) -> np.ndarray:
        """(2,): the share of sets, the chosen one among them, that cost as much where the rule holds; and apart.

        Apart is how much more a set costs where the rule holds than elsewhere: one that costs much everywhere need have
        nothing to do with the rule.
        """
        cost, costs = apart(self.cost), apart(self.costs)
        return (1.0 + (costs >= cost).sum(axis=0)) / (1.0 + len(costs))

    @property
    def verdict(self) -> str:
        """What this shows.

        "uses" where both costs are above 0 and both p at most ``LUCK``; "needs" where only that where the rule holds is
        so; "open" where it is not; "few" where there are too few sets to tell.
        """
        if len(self.others) < MIN_DRAWS:
            return "few"
        there, particularly = (self.p <= LUCK) & (apart(self.cost) > 0.0)
        return ("uses" if particularly else "needs") if there else "open"


def apart(costs: np.ndarray) -> np.ndarray:
    """Return from the costs where a rule holds and elsewhere (…, 2) the first, and how much more that is."""
    return np.stack([costs[..., 0], costs[..., 0] - costs[..., 1]], axis=-1)


def silence_units(
    network: Network,
    tokens: np.ndarray,
    holds: np.ndarray,
    units: Sequence[int],
    layer: int | None = None,
    draws: int = DRAWS,
    seed: int = 0,
    window: int | None = None,
) -> Silencing:
    """Silence units of a recurrent layer, and other sets of as many.

    Args:
        network: reads tokens; Recurrent layers, the last of which hands on a sequence unless there is a ``window``; a
            Dense with softmax at the end.
        tokens: (characters,), the text that is read and predicted.
        holds: (characters,), where the rule holds; at the last character no prediction is made.
        units: which are silenced.
        layer: the position of the recurrent layer; the first one where None.
        draws: how many sets of others; fewer where there are not so many.
        seed: of the draws.
        window: how many characters are read anew for each prediction; None where all are read once.

    Raises:
        TooFewError: if the rule holds, or does not hold, for too few characters at which something is predicted.
        ValueError: if the network is another, there is no such unit, or the rule is of another text.
    """
    tokens, holds = np.asarray(tokens), np.asarray(holds, dtype=bool)
    if holds.shape != tokens.shape or tokens.ndim != 1:
        raise ValueError(f"holds must be (characters,) as tokens, {tokens.shape}; received {holds.shape}.")
    first = recurrent_position(network)
    layer = first if layer is None else layer
    if window is None and not all(each.return_sequences for each in network.layers if isinstance(each, Recurrent)):
        raise ValueError("The network must predict at every character: set return_sequences=True on all its cells.")
    count, chosen = network.layers[layer].cell.units, tuple(dict.fromkeys(units))
    if not chosen or not all(0 <= unit < count for unit in chosen):
        raise ValueError(f"units must be from 0 to {count - 1}, at least one; received {tuple(units)}.")
    holds = holds[:-1]
    check_count(int(holds.sum()), len(holds))
    others = drawn_sets(count, chosen, draws, seed)
    intact, silenced, *rest = bits_without(network, tokens, ((), chosen, *others), layer, window)
    costs = np.array([mean_of(each - intact, holds) for each in rest]).reshape(-1, 2)
    return Silencing(chosen, others, holds, intact, silenced, costs)


def mean_of(rises: np.ndarray, holds: np.ndarray) -> np.ndarray:
    """Return the mean where a rule holds, and elsewhere, (2,)."""
    return np.array([rises[holds].mean(), rises[~holds].mean()])


def drawn_sets(units: int, chosen: Sequence[int], count: int, seed: int) -> tuple[tuple[int, ...], ...]:
    """Return ``count`` different sets of as many units as are chosen, but not these; all where there are fewer."""
    rng, size = np.random.default_rng(seed), len(chosen)
    found = {frozenset(chosen): None}
    while len(found) <= min(count, comb(units, size) - 1):
        found[frozenset(rng.choice(units, size, replace=False).tolist())] = None
    return tuple(tuple(sorted(each)) for each in list(found)[1:])


def bits_without(
    network: Network, tokens: np.ndarray, sets: Sequence[Sequence[int]], layer: int, window: int | None = None
) -> np.ndarray:
    """Return the bits of every prediction with each set of units of a layer silenced, (sets, characters - 1)."""
    units, predictions = network.layers[layer].cell.units, len(tokens) - 1
    kept = np.ones((len(sets), units))
    for row, silenced in zip(kept, sets, strict=True):
        row[list(silenced)] = 0.0
    if window is not None:
        read, is_text = windows_of(tokens[:-1], window)
        traces = (run_many(network, read, read=is_text, kept={layer: row[None]}) for row in kept)
        losses = [sparse_categorical_crossentropy(trace, tokens[1:]).losses.reshape(-1) for trace in traces]
        return np.array(losses) * BITS
    together, found = max(1, MAX_NUMBERS // (predictions * units)), []
    for begin in range(0, len(sets), together):
        some = kept[begin : begin + together]
        trace = run_many(network, tokens[None, :-1], kept={layer: some})
        targets = np.broadcast_to(tokens[1:], (len(some), predictions))
        found.append(sparse_categorical_crossentropy(trace, targets).losses[..., 0] * BITS)
    return np.concatenate(found)


def said(silencing: Silencing, rule: str) -> str:
    """Say what silencing the units costs where the rule holds, elsewhere, and without others; and what that shows."""
    (there, elsewhere), holds = silencing.cost, silencing.holds
    before, after = silencing.intact[holds].mean(), silencing.silenced[holds].mean()
    them = "it" if len(silencing.units) == 1 else "them"
    opening = (
        f"Without {named(silencing.units)} the prediction made at a character where “{rule}” holds takes "
        f"{written(after, 2)} bits in place of {written(before, 2)}, {changed(there)}; at the others it takes "
        f"{changed(elsewhere)}."
    )
    count = len(silencing.others)
    sets = f"{plural(count, 'other set')} of as many units, drawn at random"
    if silencing.verdict == "few":
        return (
            f"{opening} There are no more than {sets}: at least {MIN_DRAWS} are needed to tell whether the network "
            f"uses {them}."
        )
    costs, (beyond, beyond_apart) = apart(silencing.costs), np.rint(silencing.p * (count + 1) - 1).astype(int)
    compared = f"{opening} Of {sets}, {beyond or 'none'} cost{'s' if beyond < 2 else ''} as much there"
    typical = f"(half of them at most {changed(float(np.median(costs[:, 0])))})"
    match silencing.verdict:
        case "uses":
            return (
                f"{compared} {typical}, and {beyond_apart or 'none'} so much more there than elsewhere: the network "
                f"uses {them} for this."
            )
        case "needs":
            return (
                f"{compared} {typical}, but {beyond_apart} as much more there than elsewhere: the network needs "
                f"{them}, and nothing shows that it is for this rule."
            )
        case _:
            return f"{compared} {typical}: this does not show that the network uses {them}."


def named(units: Sequence[int]) -> str:
    """Name units in a sentence."""
    *first, last = map(str, units)
    return f"units {', '.join(first)} and {last}" if first else f"unit {last}"


def changed(rise: float) -> str:
    """Write a rise or a fall, in bits."""
    return f"{short(abs(rise))} {'more' if rise >= 0 else 'less'}"
