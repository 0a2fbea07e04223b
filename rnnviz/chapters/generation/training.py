"""Training a network on a text: what suits the text, and what comes back from Keras."""

from dataclasses import replace

from rnnviz.jobs.kinds import train
from rnnviz.jobs.writing import Task
from rnnviz.text.corpus import Corpus
from rnnviz.text.presets import Preset
from rnnviz.text.tables import BITS, scores
from rnnviz.text.trained import Trained
from rnnviz.text.vocabulary import Vocabulary

SEED = 1
"""Of the initial weights, of the order of windows, and of the draws of the samples."""

UPDATES = 30
"""How many there are in an iteration at least: of a short text the batches are smaller."""


def fitted(preset: Preset, corpus: Corpus) -> Preset:
    """Return the preset as it suits a text: samples of its own characters, and batches of its length."""
    read = preset.read(corpus)
    _, unknown = Vocabulary.of(read.text).known(preset.beginning)
    batch = max(1, min(preset.batch, len(read.training) // preset.stride // UPDATES))
    return replace(preset, batch=batch, beginning=read.training[:10] if unknown else preset.beginning)


def learned(preset: Preset, corpus: Corpus, task: Task, result: dict) -> Trained:
    """Return the trained network with all that is known of how it came to be."""
    vocabulary, training, held_out = task.vocabulary, task.training, task.held_out
    return Trained(
        train.trained_network(task.request, result),
        vocabulary,
        result["losses"] * BITS,
        result["held_out_losses"] * BITS,
        *(tuple(vocabulary.decode(each) for each in texts) for texts in result["samples"]),
        preset,
        scores(training, held_out, len(vocabulary)),
        None,
        {
            "source": corpus.source,
            "seed": SEED,
            "characters": {"training": len(training), "held_out": len(held_out)},
            "seconds": round(result["seconds"], 1),
            "keras": result["keras"],
            "held_out_text": vocabulary.decode(held_out),
        },
    )
