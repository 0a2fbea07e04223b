"""The networks that write and are brought along: data/text, made by data/make_text.py."""

import json
from dataclasses import dataclass
from functools import cache

import numpy as np

from rnnviz.core.activations import check_choice
from rnnviz.core.network import Network
from rnnviz.core.serialize import network_of
from rnnviz.text import FOLDER
from rnnviz.text.presets import PRESETS, Preset
from rnnviz.text.vocabulary import Vocabulary


@dataclass(frozen=True, eq=False)
class Trained:
    """A trained network, and how it came to be what it is.

    Args:
        network: reads tokens of ``vocabulary``.
        vocabulary: its characters.
        losses: (iterations,), bits per character while it learned, as Keras's history has them.
        held_out: (iterations,), bits per character on the held-out part after each iteration, in the same windows.
        samples: what it wrote after each iteration, after the same beginning and with the same draws, at temperature 1.
        greedy: the same, the likeliest character always.
        settings: how it was trained, and what with.
        tables: bits per character of tables of letters, pairs and triples on the same held-out part.
        unbroken: bits per character on the held-out part read without a break; None of a network that reads windows.
        about: what else is known: source, seed, characters, seconds, accuracies.
    """

    network: Network
    vocabulary: Vocabulary
    losses: np.ndarray
    held_out: np.ndarray
    samples: tuple[str, ...]
    greedy: tuple[str, ...]
    settings: Preset
    tables: dict[str, float]
    unbroken: float | None
    about: dict


@cache
def trained(name: str) -> Trained:
    """Return a network by the name of its preset."""
    check_choice("name", name, PRESETS)
    with np.load(FOLDER / f"{name}.npz", allow_pickle=False) as file:
        arrays = dict(file)
    about = json.loads(str(arrays.pop("about")))
    preset, vocabulary = Preset(**about.pop("preset")), Vocabulary(tuple(about.pop("vocabulary")))
    samples = about.pop("samples")
    for each in ("accuracy", "held_out_accuracy"):
        about[each] = arrays.pop(each)
    losses, held_out = arrays.pop("losses"), arrays.pop("held_out")
    return Trained(
        network_of(preset.layers(len(vocabulary)), arrays),
        vocabulary,
        losses,
        held_out,
        tuple(samples["1.0"]),
        tuple(samples["0.0"]),
        preset,
        about.pop("tables"),
        about.pop("unbroken"),
        about,
    )
