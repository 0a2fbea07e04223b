"""What is said of two sentences that are the same up to a word."""

import numpy as np

from rnnviz.chapters.tagging.contest import BOTH_WAYS, ONE_WAY
from rnnviz.chapters.tagging.presets import PAIRS
from rnnviz.chapters.tagging.scene import of_pair
from rnnviz.chapters.tagging.words.numbers import quoted, share
from rnnviz.text.taggers import trained


def pair_told(name: str) -> str:
    """Say what each of the two networks makes of the word in question."""
    pair = PAIRS[name]
    word = quoted(pair.sentences[0].words[pair.position])
    true = [each.tags[pair.position] for each in pair.sentences]
    first, second = (of_pair(name, ONE_WAY, number) for number in (0, 1))
    tags = trained(ONE_WAY).tags
    hedged = ", ".join(f"{tag} {share(first.says[tags.index(tag)])}" for tag in dict.fromkeys(true))
    same = np.array_equal(first.says, second.says)
    text = (
        f"The GRU says of {word} {'exactly the same' if same else 'the same, but for rounding,'} both times: {hedged}. "
    )
    text += "It has not read on, so it cannot be right both times. "
    both = [of_pair(name, BOTH_WAYS, number) for number in (0, 1)]
    right = [found.tag == tag for found, tag in zip(both, true, strict=True)]
    said = f"{both[0].tag} ({share(both[0].probability)}), then {both[1].tag} ({share(both[1].probability)})"
    if not pair.is_decided:
        return (
            f"The two sentences are the same to the end, and each is right with its own tag ({' or '.join(true)}): "
            f"here nobody can know. The GRU says {hedged}; both ways, {both[0].tag} {share(both[0].probability)}."
        )
    if all(right):
        return f"{text}Both ways, it is {said}: right both times."
    if any(right):
        order = "right first, then wrong" if right[0] else "wrong first, then right"
        return f"{text}Both ways, it is {said}: {order}."
    return f"{text}Both ways, it is {said}: wrong both times."
