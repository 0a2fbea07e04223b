"""The small picture on each chapter's card, of numbers that the chapter itself shows."""

import numpy as np

from rnnviz.chapters.clinic.view import View as ClinicView
from rnnviz.chapters.digits import scene as digits
from rnnviz.chapters.digits import view as digits_view
from rnnviz.chapters.gates import scene as gates
from rnnviz.chapters.gates import view as gates_view
from rnnviz.chapters.generation import scene as generation
from rnnviz.chapters.generation import view as generation_view
from rnnviz.chapters.gradients import scene as gradients
from rnnviz.chapters.gradients.view import choices as gradients_view
from rnnviz.chapters.hidden_state.scene import scene
from rnnviz.chapters.hidden_state.view import View
from rnnviz.chapters.sentiment import scene as sentiment
from rnnviz.chapters.sentiment import view as sentiment_view
from rnnviz.chapters.shapes import scene as shapes
from rnnviz.chapters.shapes.view.presets import presets
from rnnviz.chapters.stateful import scene as stateful
from rnnviz.chapters.stateful import view as stateful_view
from rnnviz.chapters.tagging import scene as tagging
from rnnviz.chapters.tagging import view as tagging_view


def states_picture() -> dict:
    """Return the states of J-A-Z-Z."""
    return {
        "alt": "Heat map of h while it reads J-A-Z-Z",
        "map": scene(View.of("jazz")).h.T.tolist(),
        "scale": "diverging",
    }


def shapes_picture() -> dict:
    """Return the shapes on the edges of a stack."""
    edges = shapes.scene(next(iter(presets().values())).view()).shapes
    return {"alt": "The shapes on the edges of a stack", "words": [str(each) for each in edges]}


def gates_picture() -> dict:
    """Return a trained LSTM's forget gate."""
    forget = gates.values(gates_view.View(), "lstm", "f")
    return {"alt": "Heat map of an LSTM's forget gate over time", "map": forget.T.tolist(), "scale": "sequential"}


def gradients_picture() -> dict:
    """Return σ_max of ∂h_T/∂h_k for every step k, on a logarithmic axis."""
    view = gradients_view.View()
    sizes = [np.log10(gradients.stretches(view, kind, "h").to_last[:, 0]) for kind in ("simple_rnn", "lstm", "gru")]
    low, high = np.min(sizes), np.max(sizes)
    scaled = [((each - low) / (high - low)).tolist() for each in sizes]
    return {"alt": "What the last state keeps of each earlier one, in three cells", "lines": scaled}


def forecast_picture() -> dict:
    """Return twelve months of sunspots, and the forecast for the next, beside what came."""
    shown = scene(View.of("sunspots"))
    read = shown.inputs[:, 0].tolist()
    came = [*read, shown.preset.following(len(read))]
    said = [*[None] * (len(read) - 1), read[-1], float(shown.y[-1, 0])]
    largest = max(came)
    lines = [[None if each is None else each / largest for each in values] for values in (came, said)]
    return {"alt": "Twelve months of sunspots, the next one and its forecast", "lines": lines}


def writing_picture() -> dict:
    """Return the likeliest letters after each letter of a beginning, and how likely they are."""
    shown = generation.written(generation_view.View(letters=20))
    return {
        "alt": "How likely a network had each next letter that came",
        "map": shown.probabilities[:, :].T[np.argsort(-shown.probabilities.sum(axis=0))[:12]].tolist(),
        "scale": "sequential",
    }


def score_picture() -> dict:
    """Return the score after each word of a sentence."""
    shown = sentiment.read(sentiment_view.View())
    scores = shown.scores[shown.places].tolist()
    return {"alt": "A score after each word of a sentence", "lines": [scores, [0.5] * len(scores)]}


def tagging_picture() -> dict:
    """Return some words of a sentence with their tags."""
    view = tagging_view.View()
    tags = (view.tagger.tags[unit] for unit in tagging.answer(view).best)
    pairs = [f"{word} {tag}" for word, tag in zip(view.words, tags, strict=True)]
    return {"alt": "Four words of a sentence, each with its tag", "words": pairs[1:5]}


def lanes_picture() -> dict:
    """Return the states along the lanes of a stateful layer, a row each."""
    view = stateful_view.View()
    states = stateful.states_of(view).reshape(-1, view.batch, view.window).transpose(1, 0, 2)
    return {
        "alt": "Heat map of a state along three lanes, from batch to batch",
        "map": states.reshape(view.batch, -1).tolist(),
        "scale": "diverging",
    }


def clinic_picture() -> dict:
    """Return two questions of the clinic, by the message and the symptom that they are found by."""
    return {
        "alt": "Error messages and symptoms",
        "words": [ClinicView.of(key).question.title for key in ("ndim", "units")],
    }


def digits_picture() -> dict:
    """Return a digit as the network reads it."""
    view = digits_view.View()
    label = digits.picture(view).label
    return {
        "alt": f"A {label} of 8×8 pixels, read row by row",
        "map": digits.pixels_of(view).tolist(),
        "scale": "sequential",
    }


PICTURES = {
    "hidden_state": states_picture,
    "shapes": shapes_picture,
    "gates": gates_picture,
    "gradients": gradients_picture,
    "forecasters": forecast_picture,
    "generation": writing_picture,
    "sentiment": score_picture,
    "tagging": tagging_picture,
    "stateful": lanes_picture,
    "clinic": clinic_picture,
    "digits": digits_picture,
}
"""The picture on each chapter's card."""
