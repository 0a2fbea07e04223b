"""What is said of the sentence that is read."""

from rnnviz.chapters.tagging.presets import LONG, PRESETS
from rnnviz.chapters.tagging.scene import answer, beside, is_compared, truth, unit_of
from rnnviz.chapters.tagging.view import View
from rnnviz.chapters.tagging.words.numbers import meaning, plain, quoted, share
from rnnviz.core.numbers import plural
from rnnviz.text.taggers import PADDING
from rnnviz.ui.link import OWN, verbatim


def asked(view: View) -> str:
    """Say whose probability it is that is opened."""
    tag, word = view.tagger.tags[unit_of(view)], view.words[view.position]
    says = answer(view).probabilities[view.position, unit_of(view)]
    return verbatim(f"Is {quoted(word)}, word {view.position + 1}, {meaning(tag)}? The network says {share(says)}.")


def graded(view: View, guess: int) -> str:
    """Say whether a tag is the likeliest of the word that is looked at, and which one is right where that is known."""
    says, tags, known = answer(view).probabilities[view.position], view.tagger.tags, truth(view)
    best = int(says.argmax())
    found = f"The network says {meaning(tags[best])}, {share(says[best])}"
    if guess != best:
        found += f"; {plain(tags[guess])} has {share(says[guess])}"
    if known is not None:
        right = known[view.position]
        found += ", which is right" if right == tags[best] and guess == best else f". Right is {plain(right)}"
    return f"{found}."


def story(view: View) -> str:
    """Say what the network is, and where its answers differ from what is true and from another's."""
    found, words = answer(view), view.words
    parts = [PRESETS[view.preset].story]
    read, tags = len(found.best), view.tagger.tags
    said = [tags[unit] for unit in found.best]
    known = truth(view)
    if known is not None:
        wrong = [k for k in range(read) if said[k] != known[k]]
        where = "; ".join(
            f"{quoted(words[k])} is {plain(known[k])}, not {plain(said[k])}{aside(view, k, said[k])}" for k in wrong[:3]
        )
        more = f"; and {len(wrong) - 3} more" if len(wrong) > 3 else ""
        right = f"{read - len(wrong)} of {plural(len(words), 'tag')} {'is' if len(words) == 1 else 'are'} right"
        parts.append(verbatim(f"{right}{f': {where}{more}' if wrong else ''}."))
    else:
        parts.append("Nobody has tagged this sentence: whether its tags are right, you must say.")
    if is_compared(view):
        other = beside(view)
        both = min(read, len(other.best))
        differ = [k for k in range(both) if found.best[k] != other.best[k]]
        named = ", ".join(quoted(words[k]) for k in differ[:5]) + (" …" if len(differ) > 5 else "")
        parts.append(
            verbatim(
                f"{LONG[view.beside]} gives another tag to {plural(len(differ), 'word')}: {named}."
                if differ
                else f"{LONG[view.beside]} gives the same tag to every word."
            )
        )
    if unknown := [words[k] for k in range(len(words)) if found.unknown[k]]:
        named = ", ".join(map(quoted, unknown[:5])) + (" …" if len(unknown) > 5 else "")
        others = "has the words around to go by" if len(unknown) < len(words) else "has nothing else to go by"
        parts.append(
            verbatim(
                f"{plural(len(unknown), 'word')} of {len(words)} {'is' if len(unknown) == 1 else 'are'} unknown to it, "
                f"underlined with a wave: {named}. It reads the same UNK for each and {others}."
            )
        )
    if read < len(words):
        parts.append(
            f"It reads sentences of {view.tagger.wiring.length} words: the last {len(words) - read} were cut off and "
            "have no tag."
        )
    return " ".join(parts)


def aside(view: View, position: int, said: str) -> str:
    """Return what the network knew when it answered, where it could not read on."""
    wiring = view.tagger.wiring
    if said == PADDING:
        return " (it has lost count of the words)"
    last = position + 1 == len(view.words)
    return " (it had not read on)" if wiring.in_step and not wiring.both_ways and not last else ""


def source(view: View) -> str:
    """Say what the network was trained on."""
    about = view.tagger.saved.about
    counts = about["sentences"]
    return verbatim(
        f"Trained on {counts['training']:,} sentences ({about['source']}), {counts['held_out']:,} held out; "
        f"it knows {len(view.tagger.words) - 2:,} words and {len(view.tagger.tags) - 1} tags"
        + ("." if view.preset == OWN else " of the Penn Treebank's.")
    )
