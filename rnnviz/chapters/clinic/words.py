"""Sentences of the clinic: how a prediction did, and what the search found."""

from rnnviz.chapters.clinic.question import LETTERS
from rnnviz.chapters.clinic.search import Found
from rnnviz.chapters.clinic.view import View


def grade(view: View) -> tuple[bool | None, str]:
    """Return whether the prediction is right, None where the answer is shown without one, and what is said of it."""
    question = view.question
    right = question.choices[LETTERS.index(question.right)].text
    if view.guess not in LETTERS:
        return None, f"The answer: {right}."
    chosen = question.choices[LETTERS.index(view.guess)]
    if not chosen.why_not:
        return True, f"Right: {right}."
    return False, f"Not so. {chosen.why_not} The answer: {right}."


def others(view: View) -> list[tuple[str, str]]:
    """Return the wrong choices that were not made, each with why it is believed and why it is not so."""
    pairs = zip(LETTERS, view.question.choices, strict=False)
    return [(each.text, each.why_not) for letter, each in pairs if each.why_not and letter != view.guess]


def found_sentence(found: Found) -> str:
    """Return what the search found."""
    cut = f" Of {found.length:,} characters the first and the last {found.read // 2:,} were read." if found.cut else ""
    if found.is_known:
        return f"Found, and opened below: “{found.nearest[0].question}”{cut}"
    return f"That is not known here. The nearest three:{cut}"
