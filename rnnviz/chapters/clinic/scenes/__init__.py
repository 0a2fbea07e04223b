"""The scenes, by their keys."""

from rnnviz.chapters.clinic.question import Question
from rnnviz.chapters.clinic.scenes import directions, forecasting, masks, shapes, states, training, weights

QUESTIONS: dict[str, Question] = {
    each.key: each
    for file in (shapes, states, directions, masks, training, forecasting, weights)
    for each in file.QUESTIONS
}


def of_group(group: str) -> dict[str, Question]:
    """Return the questions of a group, by their keys."""
    return {key: each for key, each in QUESTIONS.items() if each.group == group}
