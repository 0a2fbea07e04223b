"""Settings that every test shares, and random weights: an error hides behind zeros and ones."""

import os

import numpy as np
import pytest
from hypothesis import settings

from rnnviz import Cell, Network, Weights, init_network
from rnnviz.keras_bridge import weights_from_keras, weights_to_keras

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

settings.register_profile("rnnviz", deadline=None, derandomize=True)
settings.load_profile("rnnviz")


@pytest.fixture(scope="session")
def random_weights():
    """(cell, features, rng) → weights and biases drawn from a normal distribution, of width ½."""

    def draw(cell: Cell, features: int, rng: np.random.Generator) -> Weights:
        return Weights(*(rng.normal(scale=0.5, size=shape) for shape in cell.weight_shapes(features).values()))

    return draw


@pytest.fixture(scope="session")
def random_network():
    """(layers, input_shape, rng) → a network with weights and biases so drawn."""

    def draw(layers, input_shape, rng: np.random.Generator) -> Network:
        initial = init_network(layers, input_shape, seed=0)
        drawn = (
            [rng.normal(scale=0.5, size=array.shape) for array in weights_to_keras(each)] for each in initial.weights
        )
        return Network(initial.layers, tuple(map(weights_from_keras, initial.layers, drawn)))

    return draw
