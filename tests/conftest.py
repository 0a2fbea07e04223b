"""Settings that every test shares, and random weights: an error hides behind zeros and ones."""

import gc
import os

import numpy as np
import pytest
from hypothesis import settings

from rnnviz import Cell, Network, Weights, init_network
from rnnviz.training.kernels import ready
from tests.support.browsing import Visit
from tests.support.serving import chromium, lasting_context, serve

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

settings.register_profile("rnnviz", deadline=None, derandomize=True)
settings.load_profile("rnnviz")

collect_ignore_glob = ["support/apps/*"]  # scripts of servers, which run when they are imported

BROWSER = ("tests/browser/", "tests/bench/")
KERAS = (
    "tests/jobs/test_cluster.py",
    "tests/jobs/",
    "tests/ui/test_keras_badge.py",
    "tests/training/test_training.py",
    "tests/chapters/forecasters/test_programs.py",
    "tests/chapters/shapes/",
    "tests/chapters/gates/test_scene.py",
    "tests/chapters/gradients/test_programs.py",
    "tests/export/",
    "tests/core/test_parity.py",
    "tests/core/test_masks.py",
    "tests/core/test_cross_entropy.py",
    "tests/core/test_stateful.py",
    "tests/training/test_stateful.py",
    "tests/chapters/stateful/test_programs.py",
)
"""What takes longest: in one process with servers and a browser, in the other with Keras."""


def pytest_collection_modifyitems(config, items):
    """Put what takes long at the beginning of the halves that two processes get; what is short fills the end."""

    def those_of(some):
        places = [item.path.relative_to(config.rootpath).as_posix() for item in items]
        first = [next((k for k, each in enumerate(some) if place.startswith(each)), None) for place in places]
        return [item for rank in range(len(some)) for item, of in zip(items, first, strict=True) if of == rank]

    browser, keras = those_of(BROWSER), those_of(KERAS)
    short = [item for item in items if item not in {*browser, *keras}]
    middle = max(0, len(items) // 2 - len(browser))
    items[:] = browser + short[:middle] + keras + short[middle:]


def pytest_collection_finish():
    """Spare what was imported from every later search for garbage: Keras asks for one whenever it forgets a model."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def random_weights():
    """(cell, features, rng) → weights and biases drawn from a normal distribution, of width ½."""

    def draw(cell: Cell, features: int, rng: np.random.Generator) -> Weights:
        shapes = cell.weight_shapes(features)
        return Weights(**{name: rng.normal(scale=0.5, size=shape) for name, shape in shapes.items()})

    return draw


@pytest.fixture(scope="session")
def random_network():
    """(layers, input_shape, rng) → a network with weights and biases so drawn."""

    def draw(layers, input_shape, rng: np.random.Generator) -> Network:
        initial = init_network(layers, input_shape, seed=0)
        return Network(initial.layers, tuple(drawn_like(weights, rng) for weights in initial.weights))

    return draw


def drawn_like(weights, rng: np.random.Generator):
    """Arrays of the same names and shapes from a normal distribution of width ½; a pair of weights as a pair."""
    if weights is None or isinstance(weights, tuple):
        return weights and tuple(drawn_like(each, rng) for each in weights)
    arrays = {name: array for name, array in vars(weights).items() if array is not None}
    return type(weights)(**{name: rng.normal(scale=0.5, size=array.shape) for name, array in arrays.items()})


@pytest.fixture(scope="session")
def browser():
    """A headless browser, once the training loops are compiled: a server that finds them opens every page at once."""
    assert ready.wait(300)
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def context(browser, tmp_path_factory):
    """A context that the tests of a process share."""
    with lasting_context(browser, tmp_path_factory.mktemp("chromium")) as context:
        yield context


@pytest.fixture(scope="session")
def server():
    """The address of a server that the tests of a process share."""
    with serve() as (_, address):
        yield address


@pytest.fixture
def visit(request, browser, context, server):
    """(path, **options) → a visit of a page; without a path, of the one that the test's module calls PATH."""
    visits = []

    def open_page(path=None, **options):
        owner = browser if options.get("has_touch") else context
        visits.append(Visit(owner, server, request.module.PATH if path is None else path, **options))
        return visits[-1]

    yield open_page
    for each in visits:
        each.page.close()
