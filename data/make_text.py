"""Make data/text: networks that write, trained on Python's own help. All of them, or those that are named.

python data/make_text.py [--iterations N] [every_gru …]
"""

import argparse
import json
import math
from dataclasses import asdict, replace

import numpy as np

from rnnviz.core.network import Network, run_network
from rnnviz.core.serialize import arrays_of
from rnnviz.jobs.kinds import train
from rnnviz.jobs.report import Printing
from rnnviz.jobs.worker import prepare
from rnnviz.jobs.writing import TEMPERATURES, task_of
from rnnviz.text import FOLDER
from rnnviz.text.corpus import python_topics
from rnnviz.text.presets import PRESETS, Preset
from rnnviz.text.tables import BITS, scores
from rnnviz.text.writing import logits_of

SEED = 1
"""Of the initial weights, of the order of windows, and of the draws of the samples."""


def through(network: Network, tokens: np.ndarray) -> float:
    """Return the bits per character of a network that reads a whole text without a break, 0 before the first."""
    logits = logits_of(run_network(network, tokens[None, :-1]))[0]
    shifted = logits - logits.max(axis=-1, keepdims=True)
    nll = np.log(np.exp(shifted).sum(axis=-1)) - shifted[np.arange(len(shifted)), tokens[1:]]
    return float(nll.mean() * BITS)


def make(name: str, preset: Preset) -> None:
    """Train a preset and write it."""
    corpus = python_topics()
    request, vocabulary, training, held_out = task_of(preset, corpus, SEED)
    prepare()
    result = train.run(request, Printing())
    trained = train.trained_network(request, result)
    about = {
        "preset": asdict(preset),
        "source": corpus.source,
        "seed": SEED,
        "characters": {"training": len(training), "held_out": len(held_out)},
        "vocabulary": "".join(vocabulary.characters),
        "tables": scores(training, held_out, len(vocabulary)),
        "unbroken": through(trained, held_out) if preset.every_step else None,
        "seconds": round(result["seconds"], 1),
        "keras": result["keras"],
        "samples": {
            str(temperature): [vocabulary.decode(each) for each in texts]
            for temperature, texts in zip(TEMPERATURES, result["samples"], strict=True)
        },
    }
    FOLDER.mkdir(exist_ok=True)
    np.savez_compressed(
        FOLDER / f"{name}.npz",
        about=np.array(json.dumps(about)),
        losses=result["losses"] * BITS,
        held_out=result["held_out_losses"] * BITS,
        accuracy=result["metrics"]["accuracy"],
        held_out_accuracy=result["held_out_metrics"]["accuracy"],
        **{name: array.astype(np.float32) for name, array in arrays_of(trained).items()},
    )
    reached = ", ".join(f"{which} {bits:.3f}" for which, bits in about["tables"].items())
    unbroken = "" if about["unbroken"] is None else f", unbroken {about['unbroken']:.3f}"
    print(f"{name}: {result['held_out_losses'][-1] * BITS:.3f}{unbroken}; tables: {reached}; {about['seconds']} s")
    assert math.isfinite(result["held_out_losses"][-1]) and (FOLDER / f"{name}.npz").stat().st_size < 1_000_000


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(PRESETS), help=f"of {', '.join(PRESETS)}")
    parser.add_argument("--iterations", type=int)
    asked = parser.parse_args()
    for each in asked.names:
        preset = PRESETS[each]
        make(each, replace(preset, iterations=asked.iterations) if asked.iterations else preset)
