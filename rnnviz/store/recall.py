"""Cells of every kind that were trained to hold what they read: data/recall.json and data/recall_*.npz."""

import json
from functools import cache

import numpy as np

from rnnviz.core.layers import DenseWeights
from rnnviz.core.weights import Weights
from rnnviz.training.series import DATA

NOISE, PULSE = 0.2, (0.6, 1.0)
"""Of the task of one number: the largest noise, and the smallest and the largest pulse, in size."""


@cache
def recall() -> dict:
    """Return what is known of the trained networks: data/recall.json."""
    return json.loads((DATA / "recall.json").read_text("utf-8"))


def task_facts(features: int) -> dict:
    """Return what is known of the task that networks of so many features were trained on, and of them."""
    return recall()["pulse" if features == 1 else "jazz"]


def trained_name(kind: str, units: int, features: int) -> str:
    """Return the name of a trained network in data/."""
    return f"recall_{'pulse' if features == 1 else 'jazz'}_{kind}_{units}"


@cache
def trained(name: str) -> tuple[Weights, DenseWeights]:
    """Return the weights of a trained network."""
    with np.load(DATA / f"{name}.npz", allow_pickle=False) as file:
        arrays = dict(file)
    dense = DenseWeights(arrays.pop("output_kernel"), arrays.pop("output_bias"))
    return Weights(**arrays), dense
