"""A network that comes through the door from another chapter: what the gradients chapter makes of it."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.chapters.gradients import programs, words
from rnnviz.chapters.gradients.scene import forward, in_keras, scene
from rnnviz.chapters.gradients.scene.seeds import spread
from rnnviz.chapters.gradients.view.choices import View, fitted
from rnnviz.chapters.gradients.view.events import begin_anew, open_preset
from rnnviz.chapters.gradients.view.link import LINK, UNITS, WEIGHTS
from rnnviz.core.layers import KERAS_NAMES, Dense, Recurrent
from rnnviz.core.network import Network, init_network, run_network
from rnnviz.core.weights import Cell
from rnnviz.ui.open_network import MAX_UNITS, gradients_link

RNG = np.random.default_rng(3)
SERIES = RNG.standard_normal((7, 1))


def network(kind: str, units: int = 3, activation: str = "tanh", output: str = "linear") -> Network:
    """A network whose every number is random, biases too."""
    rng = np.random.default_rng((units, *kind.encode()))  # whatever was drawn before
    drawn = init_network((Recurrent(Cell(kind, units, activation)), Dense(1, output)), (None, None, 1), 0)
    weights = [
        type(each)(
            **{name: rng.standard_normal(np.shape(array)) for name, array in vars(each).items() if array is not None}
        )
        for each in drawn.weights
    ]
    return Network(drawn.layers, tuple(weights))


def brought(found: Network, inputs: np.ndarray = SERIES) -> View:
    """The view that the door opens."""
    view, ignored = LINK.read(gradients_link(found, inputs))
    assert ignored == []
    return view


@pytest.mark.parametrize("kind", KERAS_NAMES)
@pytest.mark.parametrize(("units", "output"), [(1, "linear"), (3, "tanh"), (MAX_UNITS, "linear")])
def test_the_network_that_is_brought_is_the_one_that_is_shown(kind, units, output):
    found = network(kind, units, "relu" if units == 1 else "tanh", output)
    view = brought(found)
    assert view.kinds == (kind,) and LINK.read(LINK.write(view)) == (view, [])
    said = forward(view, kind).outputs[0, -1]
    np.testing.assert_allclose(said, run_network(found, SERIES[None]).outputs[0], rtol=1e-13, atol=1e-15)
    assert list(in_keras(view)) == [KERAS_NAMES[kind]] and np.isfinite(scene(view, kind).loss.value)


@pytest.mark.parametrize("kind", KERAS_NAMES)
def test_its_programs_assert_its_gradients(kind):
    program = programs.numpy_script(brought(network(kind, output="tanh"))).decode()
    assert "(1.0 - y * y)" in program
    exec(compile(program, "gradients_numpy.py", "exec"), {})
    assert 'Dense(1, activation="tanh")' in programs.keras_script(brought(network(kind, output="tanh"))).decode()


def test_another_cell_or_size_draws_weights_again_and_says_so():
    view = brought(network("lstm"))
    assert not view.are_drawn and words.story(view).endswith("LSTM(3), and the 7 numbers that it reads.")
    other, notes = fitted(replace(view, cell="gru"))
    assert other.given is None and other.kinds == tuple(KERAS_NAMES)
    assert notes == ["The weights brought here are not the GRU's: all three cells are drawn."]
    for made in (begin_anew(view, UNITS, 5), begin_anew(view, WEIGHTS, "trained"), open_preset(view, "vanish")):
        assert fitted(made)[0].given is None
    assert fitted(begin_anew(view, UNITS, 5))[0].units == 5


def test_no_seed_changes_what_was_brought():
    view = brought(network("gru"))
    values = spread(view, "gru")
    assert (values == values[0]).all() and "change nothing here" in words.seeds_drawn(view)


@pytest.mark.parametrize(
    ("found", "inputs", "sentence"),
    [
        (network("lstm", MAX_UNITS + 1), SERIES, f"up to {MAX_UNITS} units"),
        (network("gru"), np.zeros((201, 1)), "200 timesteps"),
        (network("gru"), np.zeros((7, 2)), "one number a step"),
    ],
)
def test_the_door_says_what_does_not_pass(found, inputs, sentence):
    with pytest.raises(ValueError, match=sentence):
        gradients_link(found, inputs)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("lstm|tanh|linear|1", "five arrays"),
        ("peephole_lstm|tanh|linear|1|1|1|1|1", "is not known"),
        ("simple_rnn|softmax|linear|1|1|1|1|1", "is not known"),
        ("simple_rnn|tanh|tanh|1|1|1|1|1;2", "its output bias must have 1 × 1 numbers"),
        ("simple_rnn|tanh|linear|1,2|1|1|1|1", "its kernel must have 1 × 1 numbers"),
        ("gru|tanh|linear|1,1,1|1,1,1|1,1,1|1|1", "its bias must have 2 × 3 numbers"),
        ("simple_rnn|tanh|relu|1|1|1|1|1", "is not known"),
        ("simple_rnn|tanh|linear|nan|1|1|1|1", "nan"),
    ],
)
def test_garbage_in_a_link_is_named_and_left_out(text, sentence):
    view, (told,) = LINK.read({"given": text})
    assert view.given is None and sentence in told
