"""What a network did inside while it read one window, and the film of it."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.chapters.forecasters.snapshots import frames_of, snapshots
from rnnviz.chapters.forecasters.view import View, prepared_of
from rnnviz.core.gradients import backpropagate_network
from rnnviz.core.jacobians import products_to, step_jacobians
from rnnviz.core.network import run_network
from rnnviz.training.runs import train

VIEW = View(epochs=3, overlap=True, batch=16)


@pytest.mark.parametrize("loss", ["mse", "mae"])
def test_snapshots_are_what_the_core_computes(loss):
    view = replace(VIEW, kind="lstm", layers=2, loss=loss, epochs=4)
    found = train(prepared_of(view), view.model, view.fit)
    sample = 5
    seen = snapshots(found, sample)
    assert seen.frames == frames_of(found) and seen.frames[0] == 0
    trace = run_network(found.network(seen.frames[2]), found.prepared.inputs[sample : sample + 1])
    last = trace.layers[1].parts[""]
    np.testing.assert_array_equal(seen.states["c"][2], last["c"][0])
    error = trace.outputs - found.prepared.targets[sample : sample + 1]
    gradients = backpropagate_network(trace, 2 * error if loss == "mse" else np.sign(error))
    np.testing.assert_allclose(seen.gradients["h"][2], np.linalg.norm(gradients.layers[1][""]["h"][0], axis=-1))
    products = products_to(step_jacobians(last), 11)[0, :, :3, :3]
    np.testing.assert_allclose(seen.sensitivities[2, 11], np.linalg.norm(products, axis=(1, 2)) / np.sqrt(3), rtol=1e-9)


def test_a_film_of_a_large_network_is_without_what_would_take_long():
    view = replace(VIEW, kind="lstm", units=64, window=60, epochs=1, batch=128)
    found = train(prepared_of(view), view.model, view.fit)
    assert snapshots(found, 0).sensitivities is None
