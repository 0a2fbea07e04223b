"""Sentences of the chapter, computed from what is shown."""

from collections.abc import Sequence
from math import comb

import numpy as np

from rnnviz.chapters.sentiment.presets import PRESETS
from rnnviz.chapters.sentiment.scene import Read, around, goes, read, timestep_of
from rnnviz.chapters.sentiment.view import SCORE, View
from rnnviz.core.numbers import plural, short
from rnnviz.text.leak import Run
from rnnviz.text.sentiment import trained
from rnnviz.text.sums import Trial
from rnnviz.text.word_attribution import Attributed
from rnnviz.text.word_networks import WordNetwork
from rnnviz.text.words import PAD, UNKNOWN
from rnnviz.ui.link import OWN

NO_BREAK = "\N{NO-BREAK SPACE}"


def percent(share: float, digits: int = 1) -> str:
    """Write a share as percent."""
    return f"{100 * share:.{digits}f}{NO_BREAK}%"


def scored(score: float) -> str:
    """Write a score with three decimals, and never as certain.

    >>> scored(0.9936), scored(0.99999), scored(1e-9)
    ('0.994', 'above 0.999', 'below 0.001')
    """
    return "below 0.001" if score < 0.001 else "above 0.999" if score > 0.999 else f"{score:.3f}"


def verdict(view: View, score: float) -> str:
    """Say on which side of one half a score is, and what that means."""
    if score == 0.5:
        return "one half, which is neither"
    above = score > 0.5
    meant = f"label {int(above)}" if view.network == OWN else "it recommends" if above else "it warns"
    return f"{'above' if above else 'below'} one half: {meant}"


GOES = {"up": "rises", "down": "falls", "still": "hardly moves"}
"""What a score does, in words."""


def asked(view: View) -> str:
    """Say what number it is that is opened."""
    shown, timestep = read(view), timestep_of(view)
    text = shown.texts[timestep]
    read_there = "PAD" if shown.tokens[timestep] == PAD else f"“{text}”"
    if view.number != SCORE:
        return f"{view.number} of unit {view.unit} at {read_there}, step {timestep + 1} of {len(shown.tokens)}."
    what = "The network's score, after" if timestep == len(shown.tokens) - 1 else "What the last layer makes of h after"
    return f"{what} {read_there}, step {timestep + 1} of {len(shown.tokens)}: {scored(shown.scores[timestep])}."


def graded(view: View) -> str:
    """Say where the word that is looked at takes the score."""
    before, after = around(view)
    text = read(view).texts[timestep_of(view)]
    return f"“{text}” takes the score from {scored(before)} to {scored(after)}: it {GOES[goes(view)]}."


def told(view: View) -> list[str]:
    """Say what the network makes of the sentence, and what of it it does not read."""
    shown = read(view)
    found = [f"Its score is **{scored(shown.score)}**, {verdict(view, shown.score)}.", *moved(shown), *padding(view)]
    if not len(shown.places):
        found[0] = f"Of no word at all it says **{scored(shown.score)}**."
    elif learned_nothing(view.model):
        found[0] = (
            f"**This network has learned nothing**: its score, {scored(shown.score)}, says nothing of the sentence."
        )
    if shown.cut:
        where = "first" if view.setting.side == "pre" else "last"
        found.append(
            f"Only {len(shown.words)} words are read: the {where} {plural(len(shown.cut), 'word')} "
            f"{'is' if len(shown.cut) == 1 else 'are'} cut."
        )
    unknown = [text for text, token in zip(shown.texts, shown.tokens, strict=True) if token == UNKNOWN]
    if unknown:
        named = ", ".join(f"“{each}”" for each in dict.fromkeys(unknown[:8]))
        never = " No sentence it learned from had one: what the Embedding says of UNK is as it was at the start."
        learned = "" if met_unknown(view) else never
        if 2 * len(unknown) > len(shown.places):
            learned += " More than half of what it reads is unknown to it: do not trust the score."
        found.append(f"Read as UNK, which stands for every word that is not known: {named}.{learned}")
    return found


def moved(shown: Read) -> list[str]:
    """Say at which word the score moved most."""
    places = shown.places
    if not len(places):
        return []
    before = np.append(shown.start, shown.scores)[places]
    after = shown.scores[places]
    most = int(np.abs(after - before).argmax())
    if after[most] == before[most]:
        return []
    word, (one, other) = shown.texts[places[most]], (scored(before[most]), scored(after[most]))
    return [f"Of the readings on the way the widest step is at “{word}”, from {one} to {other}."]


def padding(view: View) -> list[str]:
    """Say what the network does while it reads nothing but PAD."""
    shown, setting = read(view), view.setting
    count, places = int((shown.tokens == PAD).sum()), shown.places
    if not count or not len(places):
        return []
    pads = f"{count}{NO_BREAK}×{NO_BREAK}PAD"
    if setting.masked:
        return [f"PAD is masked: the state is held over {pads}."]
    if setting.side == "pre":
        became = scored(shown.scores[places[0] - 1])
        return [f"{pads} are read before the first word: from {scored(shown.start)} before them to {became}."]
    last = scored(shown.scores[places[-1]])
    return [f"{pads} are read after the last word: from {last} before them to {scored(shown.score)}, its score."]


def met_unknown(view: View) -> bool:
    """Whether the network has learned from words that it does not know."""
    return len(view.model.words.known) >= view.setting.vocabulary


def story(view: View) -> str:
    """Say what there is to see in an example; nothing where the sentence or the network is the reader's own."""
    is_own = OWN in (view.preset, view.network)
    return "" if is_own or learned_nothing(view.model) else PRESETS[view.preset].story


def learned_nothing(model: WordNetwork) -> bool:
    """Whether a network does no better than a coin on what was held out, by two standard errors."""
    return float(model.curves["held_out_accuracy"][-1]) < 0.5 + 1.0 / model.about["sentences"]["held_out"] ** 0.5


def reached_by(model: WordNetwork) -> str:
    """Say how good a network is, on what, and beside what."""
    about, accuracy = model.about, float(model.curves["held_out_accuracy"][-1])
    count, source = about["sentences"], about["source"]
    held_out = count["held_out"]
    chance = ", no more than a coin would be" if learned_nothing(model) else ""
    bag = f" A bag of words, which knows no order, is right on {percent(about['bag'])}." if "bag" in about else ""
    return (
        f"It learned from {count['training']:,} {source}, and is right on {round(accuracy * held_out):,} of "
        f"{held_out:,} others{chance}.{bag}"
    )


def reached(view: View) -> str:
    """Say how good the network that reads is, and where it has learned nothing, which has."""
    found = reached_by(view.model)
    if view.network != OWN:
        found += " Of sentences that the grammar does not make it has read none."
    if view.network != "post":
        return found
    masked = float(trained("post_masked").curves["held_out_accuracy"][-1])
    return (
        f"{found} All that it could learn from a word had to reach back over the PAD behind the last; "
        f"with PAD masked, the same sentences in the same places are learned ({percent(masked)})."
    )


HONEST = (
    "The network was trained on whole sentences only. What stands under an earlier word is a reading: its last layer, "
    "applied to h as it was then, which it was never trained for."
)


def added_up(found: Attributed) -> str:
    """Say what the prefix differences add up to."""
    total = float(found.values["prefix differences"].sum())
    text = (
        f"Log-odds: {short(found.before)} before the first word, {short(found.after)} after the last. The prefix "
        f"differences add up to {short(total)}, the whole way between the two, exactly."
    )
    if found.after != found.total:
        text += f" PAD moves it on to {short(found.total)}."
    return text


def gap(found: Attributed, steps: int) -> str:
    """Say what integrated gradients add up to, and what they should."""
    total, due = float(found.values["integrated gradients"].sum()), found.total - found.baseline
    return (
        f"With {steps} steps integrated gradients add up to {short(total)}; from embeddings of zeros "
        f"({short(found.baseline)}) to the sentence ({short(found.total)}) it is {short(due)}. "
        f"The completeness gap is {short(found.gap)}."
    )


METHODS = (
    "**Prefix differences**: the sum after the word, less the one before it. **Leaving one out**: the sum, less that "
    "without the word. **Gradient × input**: the slope by the word's numbers, times these. **Integrated gradients**: "
    "that with the mean slope on the way from zeros."
)
"""What each method asks of a word; the sum is the network's, before its last activation."""


def tried(trials: tuple[Trial, ...]) -> str:
    """Say which methods find the truth where it is known."""
    best, worst = min(trials, key=lambda each: each.error), max(trials, key=lambda each: each.error)
    return (
        f"On sums, nearest to the truth: {best.method}, {short(best.error)} off on average; farthest: {worst.method}, "
        f"{short(worst.error)} off. In a sum no number changes what another means; in a sentence “not” does. A method "
        "that fails here is not to be trusted there; one that passes may still fail."
    )


def spread(accuracies: Sequence[float]) -> str:
    """Write the mean of accuracies and their range over seeds.

    >>> spread([0.97, 0.99]).replace(NO_BREAK, " ")
    '98.0 % (97.0 to 99.0)'
    """
    low, high = (f"{100 * each:.1f}" for each in (min(accuracies), max(accuracies)))
    return f"{percent(float(np.mean(accuracies)))} ({low} to {high})"


def leaked(runs: Sequence[Run]) -> str:
    """Say what the random split hides."""
    random, clean = ([each for each in runs if each.split == name] for name in ("random", "clean"))
    share = float(np.mean([each.seen / each.held_out for each in random]))
    network, bag, commoner = (
        [spread([getattr(each, name) for each in of]) for of in (random, clean)]
        for name in ("network", "bag", "commoner")
    )
    unseen = [each.network_unseen for each in random if each.network_unseen is not None]
    others = (
        f" On the held-out lines of the random split that it had not seen, the network: {spread(unseen)}."
        if unseen
        else ""
    )
    return (
        f"Split at random, {percent(share)} of the held-out lines have their sentence among those learned from. The "
        f"network is right on {network[0]} of them; without repeats, on {network[1]}. The bag of words: {bag[0]} and "
        f"{bag[1]}. The commoner label, always: {commoner[0]} and {commoner[1]}. Means and ranges of "
        f"{plural(len(random), 'seed')}.{others}"
    )


def by_chance(one: int, other: int) -> float:
    """Return how likely two that are equally good differ by so much or more, by the sign test.

    >>> by_chance(5, 0), by_chance(2, 2)
    (0.0625, 1.0)
    """
    count = one + other
    tail = sum(comb(count, k) for k in range(max(one, other), count + 1))
    return min(1.0, 2 * tail / 2**count)


def enough(run: Run) -> str:
    """Say what is reached with enough different sentences to learn order from."""
    return (
        f"Those are too few different sentences to learn order from. With {run.trained:,} of the same grammar the "
        f"network that reads PAD before is right on {percent(run.network)}, the bag of words on "
        f"{percent(run.bag)}. {only_one(run)}"
    )


def only_one(run: Run) -> str:
    """Say on how many sentences only one of the two is right, and whether that is more than chance."""
    chance = by_chance(run.only_network, run.only_bag)
    size = f"= {short(chance)}" if chance >= 1e-6 else "below 10⁻⁶"
    better = "network" if run.only_network > run.only_bag else "bag of words"
    verdict = (
        f"That is more than chance (sign test, p {size}): the {better} is better."
        if chance < 0.05
        else f"Two that are equally good would differ by so much with a probability of {short(chance)}: no verdict."
    )
    return (
        f"Of the {run.held_out:,} held out without repeats (seed {run.seed}), the network alone is right on "
        f"{run.only_network:,}, the bag of words alone on {run.only_bag:,}. {verdict}"
    )
