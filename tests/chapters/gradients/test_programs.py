"""The programs that compute gradients run, agree, and notice when they do not."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz import GATES, Cell, Dense, Recurrent, run_network
from rnnviz.chapters.gradients.programs.scripts import SLOPES, gradients_notebook, keras_gradients, numpy_gradients
from rnnviz.core.gradients import backpropagate_loss, backpropagate_network
from rnnviz.core.layers import KERAS_NAMES
from rnnviz.core.losses import squared_error
from tests.support.programs import results


def gradients_of(kind: str, activation: str, random_network, seed: int = 3, **options):
    """Gradients of a loss at some timesteps of a random network."""
    rng = np.random.default_rng(seed)
    cell = Cell(kind, 3, activation=activation, **options)
    network = random_network([Recurrent(cell, return_sequences=True), Dense(1)], (None, 5, 2), rng)
    trace = run_network(network, rng.normal(size=(1, 5, 2)))
    return backpropagate_loss(trace, squared_error(trace, rng.normal(size=(1, 5, 1)), [1, 4]))


@pytest.mark.parametrize("activation", SLOPES)
@pytest.mark.parametrize("kind", GATES)
def test_the_numpy_program_finds_every_gradient(kind, activation, random_network):
    script = numpy_gradients(gradients_of(kind, activation, random_network))
    exec(compile(script, "script", "exec"), {})


def test_the_keras_program_finds_every_gradient(random_network, tmp_path):
    programs = {kind: keras_gradients(gradients_of(kind, "tanh", random_network)) for kind in KERAS_NAMES}
    assert all("those of rnnviz" in each for each in programs.values())
    programs["wrong"] = with_another_weight(gradients_of("gru", "tanh", random_network), keras_gradients)
    expected = dict.fromkeys(KERAS_NAMES, "met") | {"wrong": "AssertionError"}
    assert results(programs, tmp_path) == expected


def with_another_weight(gradients, write) -> str:
    """The program with the first recurrent weight changed."""
    weight = repr(gradients.trace.layers[0].parts[""].weights.recurrent_kernel[0, 0].item())
    changed = write(gradients).replace(weight, "0.123", 1)
    assert changed != write(gradients)
    return changed


def test_a_program_with_another_weight_fails(random_network):
    with pytest.raises(AssertionError):
        exec(with_another_weight(gradients_of("gru", "tanh", random_network), numpy_gradients), {})


def test_the_notebook_holds_both_programs_and_one_where_keras_has_no_such_cell(random_network):
    both = gradients_notebook(gradients_of("lstm", "tanh", random_network))
    assert both.count('"cell_type": "code"') == 2 and "GradientTape" in both
    alone = gradients_notebook(gradients_of("coupled_lstm", "tanh", random_network))
    assert alone.count('"cell_type": "code"') == 1 and "keras" not in alone


def test_what_cannot_be_written(random_network):
    gradients = gradients_of("peephole_lstm", "tanh", random_network)
    with pytest.raises(ValueError, match="Keras has no peephole LSTM"):
        keras_gradients(gradients)
    with pytest.raises(ValueError, match="must be of a loss"):
        numpy_gradients(replace(gradients, loss=None))
    with pytest.raises(ValueError, match="sigmoid gates and biases"):
        numpy_gradients(gradients_of("gru", "tanh", random_network, reset_after=False))
    last = random_network([Recurrent(Cell("gru", 2)), Dense(1)], (None, 5, 2), np.random.default_rng(0))
    trace = run_network(last, np.ones((1, 5, 2)))
    with pytest.raises(ValueError, match="return_sequences"):
        numpy_gradients(backpropagate_network(trace, trace.outputs))
