"""The scenes, by their keys."""

from rnnviz.chapters.clinic.question import Question
from rnnviz.chapters.clinic.scenes import (
    calls,
    directions,
    dropouts,
    forecasting,
    lanes,
    lengths,
    masks,
    nan,
    shapes,
    states,
    weights,
    windows,
)

QUESTIONS: dict[str, Question] = {
    each.key: each
    for file in (shapes, windows, states, lanes, calls, directions, masks, lengths, nan, dropouts, forecasting, weights)
    for each in file.QUESTIONS
}


def of_group(group: str) -> dict[str, Question]:
    """Return the questions of a group, by their keys."""
    return {key: each for key, each in QUESTIONS.items() if each.group == group}
