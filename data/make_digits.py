"""Make data/images/*: the 8×8 digits, networks that read them, and logistic regression. All, or what is named.

python data/make_digits.py [digits logistic rows … random_pixels mnist] [--mnist mnist.npz] [--cells lstm …]

"mnist" needs the file that ``keras.datasets.mnist`` downloads; nothing of it is kept but trained weights.
"""

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np

from rnnviz.images import FOLDER, logistic, networks
from rnnviz.images.digits import Digits, held_out, learned_from
from rnnviz.images.networks import CELLS, PRESETS, SEEDS, ImageNetwork, Setting
from rnnviz.images.readings import READINGS
from rnnviz.images.scores import most_frequent
from rnnviz.jobs.digits import request_of, trained
from rnnviz.jobs.kinds import train
from rnnviz.jobs.report import Printing
from rnnviz.jobs.worker import prepare
from rnnviz.store.mnist import Mnist, read_mnist

EIGHT = "the 8×8 digits of scikit-learn's load_digits"


def make_digits() -> None:
    """Write scikit-learn's digits as bytes."""
    from sklearn.datasets import load_digits

    found = load_digits()
    images, labels = found.images.astype(np.uint8), found.target.astype(np.uint8)
    assert np.array_equal(images, found.images)
    np.savez_compressed(FOLDER / "digits.npz", images=images, labels=labels)
    print(f"{len(labels)} digits, the last fifth {np.bincount(labels[-round(0.2 * len(labels)) :])}")


def make_logistic(size: int, training: Digits, tests: Digits) -> None:
    """Fit logistic regression on the pixels and write its weights."""
    found = logistic.fit(*training)
    found = logistic.Logistic(found.kernel.astype(np.float32), found.bias.astype(np.float32))
    accuracy = accuracy_of(found.answers(tests.images), tests)
    frequent, share = most_frequent(training.labels, tests.labels)
    logistic.save(size, found._replace(accuracy=accuracy, frequent=frequent, frequent_accuracy=share))
    print(f"logistic regression, {size}×{size}: held out {accuracy:.4f}", flush=True)


def make_networks(setting: Setting) -> None:
    """Train a setting of the 8×8 digits under every seed and write all networks."""
    made = [train_one(setting, learned_from(), held_out(), seed, EIGHT) for seed in SEEDS]
    networks.save(FOLDER / f"eight_{setting.reading}_{setting.kind}.npz", made)
    found = [accuracy_of(each.beliefs(held_out().images)[:, -1], held_out()) for each in made]
    told = ", ".join(f"{each:.3f}" for each in found)
    print(f"{setting.kind} {setting.reading}: {told}; median {np.median(found):.3f}", flush=True)


def train_one(setting: Setting, training: Digits, tests: Digits, seed: int, source: str) -> ImageNetwork:
    """Train a setting under one seed."""
    prepare()
    request = request_of(setting, training, tests, seed)
    return trained(setting, request, train.run(request, Printing(10)), source)


def accuracy_of(answers: np.ndarray, digits: Digits) -> float:
    """Return the share of the digits that are right."""
    return float((answers.argmax(axis=1) == digits.labels).mean())


def make_mnist(file: Mnist) -> None:
    """Train the tutorial's LSTM(30) under every seed, write the best one, and logistic regression beside it."""
    training, tests = file.part("train"), file.part("test")
    made = [train_one(PRESETS["tutorial"], training, tests, seed, "MNIST") for seed in SEEDS]
    right = [accuracy_of(each.beliefs(tests.images)[:, -1], tests) for each in made]
    best = int(np.argmax(right))
    of_seeds = dict(zip(map(str, SEEDS), right, strict=True))
    networks.save(FOLDER / "mnist_lstm.npz", [replace(made[best], about={**made[best].about, "seeds": of_seeds})])
    print(f"MNIST, LSTM(30): {of_seeds}; kept is seed {SEEDS[best]}, {made[best].about['seconds']} s", flush=True)
    make_logistic(28, training, tests)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=["digits", "logistic", *READINGS, "small_deep"])
    parser.add_argument("--mnist", type=Path, default=Path.home() / ".keras/datasets/mnist.npz")
    parser.add_argument("--cells", nargs="*", default=CELLS)
    asked = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    for name in asked.names:
        if name == "digits":
            make_digits()
        elif name == "logistic":
            make_logistic(8, learned_from(), held_out())
        elif name == "mnist":
            make_mnist(read_mnist(asked.mnist.read_bytes()))
        elif name == "small_deep":
            networks.save(
                FOLDER / "eight_small_deep.npz", [train_one(PRESETS[name], learned_from(), held_out(), 1, EIGHT)]
            )
        else:
            for kind in asked.cells:
                make_networks(replace(PRESETS["eight"], kind=kind, reading=name))
