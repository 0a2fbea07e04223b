"""Networks that read words, with all that is known of them, as files of NumPy's that hold numbers and JSON alone."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rnnviz.core.network import Network
from rnnviz.core.serialize import arrays_of, layer_of, network_of, serialize
from rnnviz.text.words import Words


@dataclass(frozen=True, eq=False)
class WordNetwork:
    """A trained network that reads words, and how it came to be what it is.

    Args:
        network: its first layer reads tokens of ``words``.
        words: those that it knows.
        curves: by name, arrays over epochs: losses in nats, accuracies as shares of 1.
        about: what else is known, as JSON can hold it: settings, seed, source, scores, names of outputs.
    """

    network: Network
    words: Words
    curves: Mapping[str, np.ndarray]
    about: Mapping[str, Any]

    def save(self, path: Path) -> None:
        """Write it, its weights as float32."""
        about = dict(self.about, words=self.words.known, layers=serialize(self.network)["layers"])
        np.savez_compressed(
            path,
            about=np.array(json.dumps(about)),
            **{f"curve_{name}": np.asarray(values) for name, values in self.curves.items()},
            **{name: array.astype(np.float32) for name, array in arrays_of(self.network).items()},
        )

    @classmethod
    def load(cls, path: Path) -> "WordNetwork":
        """Return what ``save`` wrote."""
        with np.load(path, allow_pickle=False) as file:
            arrays = dict(file)
        about = json.loads(str(arrays.pop("about")))
        words, layers = Words(tuple(about.pop("words"))), tuple(map(layer_of, about.pop("layers")))
        curves = {name.removeprefix("curve_"): arrays[name] for name in arrays if name.startswith("curve_")}
        return cls(network_of(layers, arrays), words, curves, about)
