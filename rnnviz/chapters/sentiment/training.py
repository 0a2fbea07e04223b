"""Training a network on labelled sentences: what is asked for, and what comes back from Keras."""

from dataclasses import asdict
from functools import cache

from rnnviz.jobs.kinds import train
from rnnviz.jobs.scoring import Task, task_of
from rnnviz.text.grammar import sentences
from rnnviz.text.labelled import Labelled
from rnnviz.text.sentiment import Setting
from rnnviz.text.splits import Split, clean_split
from rnnviz.text.word_networks import WordNetwork

SEED = 1
"""Of the split, of the initial weights, and of the order of sentences."""

SENTENCES = 6000
"""Sentences of the grammar to train on."""

SHOWN, SHORT = 4, 9
"""Sentences that are held out, whose scores are told after every epoch, and how many words they have at most."""


@cache
def grammar() -> Labelled:
    """Return sentences of the grammar to train on."""
    made = sentences(SENTENCES, 11)
    source = "synthetic sentences of a grammar about films"
    return Labelled(tuple(each.words for each in made), tuple(each.label for each in made), source)


def split_of(labelled: Labelled) -> Split:
    """Return what is learned from and what is held out, no sentence in both."""
    return clean_split(labelled, SEED)


def asked_of(setting: Setting, labelled: Labelled) -> tuple[Split, Task]:
    """Return the training to ask for, and the split that it is on."""
    split = split_of(labelled)
    return split, task_of(setting, split.training, split.held_out, SEED, shown_of(split).sentences)


def shown_of(split: Split) -> Labelled:
    """Return the sentences whose scores are told after every epoch: short ones, where there are any."""
    held_out = split.held_out
    short = [k for k, each in enumerate(held_out.sentences) if len(each) <= SHORT]
    return held_out.take((short or range(len(held_out.labels)))[:SHOWN])


def learned(setting: Setting, split: Split, task: Task, result: dict) -> WordNetwork:
    """Return the trained network with all that is known of how it came to be."""
    curves = {
        "losses": result["losses"],
        "held_out_losses": result["held_out_losses"],
        "accuracy": result["metrics"]["accuracy"],
        "held_out_accuracy": result["held_out_metrics"]["accuracy"],
    }
    about = {
        "setting": asdict(setting),
        "seed": SEED,
        "sentences": {"training": len(split.training.labels), "held_out": len(split.held_out.labels)},
        "source": f"sentences ({split.training.source})",
        "seconds": round(result["seconds"], 1),
        "keras": result["keras"],
    }
    return WordNetwork(train.trained_network(task.request, result), task.words, curves, about)
