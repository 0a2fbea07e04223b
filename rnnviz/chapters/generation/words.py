"""Sentences of the chapter, computed from what is shown."""

import numpy as np

from rnnviz.chapters.generation.scene import FAR, colours, distributions, greedy_text, letter_of, position_of, written
from rnnviz.chapters.generation.view import View
from rnnviz.core.numbers import plural
from rnnviz.text.attribution import quoted
from rnnviz.text.trained import Trained
from rnnviz.ui.link import verbatim

LONGEST_LOOP = 60
"""Letters of a stretch that is repeated, at most."""


def share(probability: float) -> str:
    """Return a probability as it is read: percent where it is not tiny."""
    return f"{100 * probability:.3g}\N{NO-BREAK SPACE}%"


def loop_of(text: str) -> str:
    """Return the stretch that a text ends in repeating, at least three times; "" where it ends in none.

    >>> loop_of("The string of the string of the string of the ")
    'string of the '
    """
    for length in range(1, LONGEST_LOOP + 1):
        end = text[-length:]
        if 3 * length <= len(text) and text.endswith(3 * end):
            return end
    return ""


def asked(view: View) -> str:
    """Say whose probability it is that is opened."""
    characters, position = view.model.vocabulary.characters, position_of(view)
    read = quoted(characters[written(view).tokens[position]])
    letter = letter_of(view)
    says, drawn_from = (each[letter] for each in distributions(view))
    drawn = (
        "" if says == drawn_from or not view.temperature else f" It is drawn with {share(drawn_from)}, {under(view)}."
    )
    asked = f"How likely is {quoted(characters[letter])}, number {letter} of its letters, after {read}?"
    return verbatim(f"{asked} The network says {share(says)}.{drawn}")


def under(view: View) -> str:
    """Say what stands between what the network says and what is drawn from."""
    cut = {"all": "", "top_k": f" and of the {view.k} likeliest alone", "top_p": f" and of the nucleus of {view.p:g}"}
    return f"at temperature {view.temperature:g}{cut[view.keep]}"


def legend(view: View) -> str:
    """Say what is to be known to read the text."""
    text = (
        "Underlined: given. Below each letter, the five likeliest next ones, framed the one that came, where it is one "
        "of them."
    )
    if (values := colours(view)) is None:
        return text
    most = max(1.0, float(np.abs(values).max()))
    return (
        f"{text} Coloured by {view.colour}[{view.unit}] after the letter: orange −{most:.3g}, pale 0, blue {most:.3g}."
    )


def temperature(view: View) -> str:
    """Say what the temperature does to what the network says."""
    if not view.temperature:
        return "At temperature 0 nothing is drawn: the likeliest letter is always taken."
    t = view.temperature
    does = "changes nothing" if t == 1 else "makes the likely likelier" if t < 1 else "makes the unlikely likelier"
    return (
        f"Temperature {t:g} {does}: each probability is raised to the power 1/{t:g}, and all are scaled to add up to 1."
    )


def learned_from(model: Trained) -> str:
    """Say what a network has read."""
    return f"It has read {model.about['source']}."


def place(view: View) -> str:
    """Say after which letters something is asked: the last few that were read."""
    read = written(view).tokens[: position_of(view) + 1]
    text = view.model.vocabulary.decode(read)
    return f"after “{'…' if len(text) > 20 else ''}{text[-20:]}”".replace("\n", "↵")


def graded(view: View, guess: int) -> str:
    """Say whether a letter is the likeliest after the one that is looked at."""
    says, characters = distributions(view)[0], view.model.vocabulary.characters
    best = int(says.argmax())
    tokens, position = written(view).tokens, position_of(view)
    came = f" The text goes on with {quoted(characters[tokens[position + 1]])}." if position + 1 < len(tokens) else ""
    if guess == best:
        return verbatim(f"Right: {quoted(characters[best])}, {share(says[best])}.{came}")
    return verbatim(
        f"The likeliest is {quoted(characters[best])}, {share(says[best])}; {quoted(characters[guess])} has "
        f"{share(says[guess])}.{came}"
    )


def next_letter(view: View) -> str:
    """Say what the network says after the letter that is looked at, and how the next one was drawn."""
    shown, position, vocabulary = written(view), position_of(view), view.model.vocabulary
    says, from_these = distributions(view)
    read, best = (vocabulary.characters[token] for token in (shown.tokens[position], says.argmax()))
    text = (
        f"After letter {position + 1}, {quoted(read)}, the likeliest next one is {quoted(best)}, {share(says.max())}."
    )
    at = position + 1 - shown.given
    if not 0 <= at < len(shown.draws):
        return text
    came = vocabulary.characters[shown.tokens[position + 1]]
    if view.temperature == 0.0:
        return text + " At temperature 0 it is always taken."
    possible = int(np.count_nonzero(from_these))
    chance = f"{share(from_these[shown.tokens[position + 1]])} under temperature {view.temperature:g}"
    if view.keep != "all":
        chance += f", cut to {plural(possible, 'letter')}"
    return (
        f"{text} Drawn was {quoted(came)}: {chance}. The draw was {shown.draws[at]:.4f}, with the shares laid end to "
        "end from 0 to 1 in the order of the list of letters, not of the bars."
    )


def greedy(view: View) -> str:
    """Say that a greedy text goes round in a loop, where it does; else nothing."""
    if view.temperature != 0.0:
        return ""
    loop = loop_of(view.model.vocabulary.decode(greedy_text(view)))
    if not loop:
        return f"Within {FAR} letters it goes round in no loop of {LONGEST_LOOP} letters or fewer."
    tail = view.model.vocabulary.decode(greedy_text(view))[-min(3 * len(loop), 150) :]
    return (
        f"Written on to {FAR} letters, it ends in repeating “{loop}”: “… {tail}”. With the likeliest letter always, "
        "a network whose state comes back to almost what it was writes the same again; a draw breaks out."
    )


def beaten(model: Trained) -> str:
    """Say which of the tables of letters the network beats on the text that was held out."""
    bits = float(model.held_out[-1])
    rows = ", ".join(f"of {name} {value:.2f}" for name, value in model.tables.items())
    below = [name for name, value in model.tables.items() if bits < value]
    beaten = "all three" if len(below) == len(model.tables) else " and ".join(below) or "none of them"
    return (
        f"After {plural(len(model.losses), 'iteration')} it needs **{bits:.2f} bits a letter** on the last tenth of "
        f"the text, which it never read: it is as unsure as among {2.0**bits:.1f} equally likely letters, and less "
        f"is better. Tables that count which letter follows which reach: {rows}. It beats {beaten}."
    )
