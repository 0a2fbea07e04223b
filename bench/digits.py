"""Digits: both tutorials' networks on MNIST, which is not ours to ship, and every cell on the 8×8 digits."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench.core import Row
from rnnviz.images import logistic
from rnnviz.images.digits import held_out
from rnnviz.images.networks import CELLS, PRESETS, SEEDS, shipped
from rnnviz.images.readings import READINGS
from rnnviz.jobs.digits import expected, request_of, trained
from rnnviz.jobs.kinds import train
from rnnviz.jobs.report import Printing
from rnnviz.jobs.worker import prepare
from rnnviz.store.mnist import read_mnist


def mnist(file: Path, _: int) -> Iterator[Row]:
    """MNIST with both tutorials' settings, logistic regression beside it; then the 8×8 digits."""
    given = read_mnist(file.read_bytes())
    training, tests = given.part("train"), given.part("test")
    plain = logistic.shipped(28)
    beside = f"logistic regression {plain.accuracy:.4f}, always {plain.frequent} {plain.frequent_accuracy:.4f}"
    of_seeds = []
    for seed in SEEDS:
        prepare()
        request = request_of(PRESETS["tutorial"], training, tests, seed)
        made = trained(PRESETS["tutorial"], request, train.run(request, Printing(0)), file.name)
        of_seeds.append(made.accuracy)
    told = f"median of five seeds, {min(of_seeds):.4f} to {max(of_seeds):.4f}; {made.about['seconds']:.0f} s each"
    yield "MNIST, LSTM(30), 10 epochs", f"{np.median(of_seeds):.4f}", "≥ 0.97", f"{told}; {beside}"
    yield first_epoch(training, tests)
    yield from eight()


def first_epoch(training, tests) -> Row:
    """The first epoch of two LSTM(256) with dropout."""
    setting = replace(PRESETS["deep"], epochs=1)
    prepare()
    request = request_of(setting, training, tests, 1)
    began = time.perf_counter()
    made = trained(setting, request, train.run(request, Printing(0)), "MNIST")
    took, curves = time.perf_counter() - began, made.curves
    reached = f"loss {curves['losses'][0]:.4f}, accuracy {curves['accuracy'][0]:.4f}, held out {made.accuracy:.4f}"
    estimated = expected(setting, len(training), len(tests))
    document = "the document 278 s, loss 0.9960, accuracy 0.6611, held out 0.9013"
    beside = f"{took:.0f} s, estimated {estimated:.0f} s; {document}"
    return "MNIST, 2 × LSTM(256, relu), dropout: first epoch", reached, "", beside


def eight() -> Iterator[Row]:
    """The 8×8 digits: every cell in every order, the networks that are brought along."""
    tests, plain = held_out(), logistic.shipped(8)
    for reading, name in READINGS.items():
        for kind in CELLS:
            said = (each.beliefs(tests.images)[:, -1].argmax(axis=1) for each in shipped(kind, reading))
            shares = [float((each == tests.labels).mean()) for each in said]
            reached = f"{np.median(shares):.3f} ({min(shares):.3f} to {max(shares):.3f})"
            beside = f"five seeds; logistic regression {plain.accuracy:.3f}, always {plain.frequent} "
            yield f"8×8, {kind}, {name}", reached, "", f"{beside}{plain.frequent_accuracy:.3f}"
