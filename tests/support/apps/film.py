"""A film of a network that learns a sine by gradient descent, and what the browser tests change and read."""

import numpy as np
import streamlit as st

from rnnviz import Cell, Network, init_network, run_network
from rnnviz.core.gradients import backpropagate_network
from rnnviz.core.jacobians import sensitivities, step_jacobians
from rnnviz.core.layers import Dense, DenseWeights, Recurrent
from rnnviz.core.optimizers import descend, norm
from rnnviz.core.weights import Weights
from rnnviz.figures.film import Film, FilmedRun, Frames
from rnnviz.ui.components.film import film

SAMPLES, WINDOW, TRAIN = 60, 6, 48
WAVE = np.sin(np.arange(SAMPLES + WINDOW) / 3)
INPUTS = np.stack([WAVE[k : k + WINDOW] for k in range(SAMPLES)])[..., None]
TARGETS = WAVE[WINDOW:, None]


def arrays(network: Network) -> list[np.ndarray]:
    """W, U, b of the recurrent layer, V and its bias."""
    (first, last) = network.weights
    return [first.kernel, first.recurrent_kernel, first.bias, last.kernel, last.bias]


def trained(network: Network, epochs: int, rate: float, start: int = 0) -> tuple[FilmedRun, Network]:
    """So many steps of gradient descent, each on the whole training part."""
    losses, tests, norms, networks = [], [], [], [network]
    for _ in range(epochs):
        trace = run_network(network, INPUTS[:TRAIN])
        error = trace.outputs - TARGETS[:TRAIN]
        first, last = (parts[""] for parts in backpropagate_network(trace, 2 * error / TRAIN).layers)
        found = [first.kernel, first.recurrent_kernel, first.bias, last.kernel, last.bias]
        moved = descend(arrays(network), found, rate)
        network = Network(network.layers, (Weights(*moved[:3]), DenseWeights(*moved[3:])))
        networks.append(network)
        losses.append(np.square(error).mean())
        tests.append(np.square(run_network(network, INPUTS[TRAIN:]).outputs - TARGETS[TRAIN:]).mean())
        norms.append(norm(np.concatenate([np.ravel(each) for each in found])))
    traces = [run_network(each, INPUTS[-1:]) for each in networks]
    parts = [trace.layers[0].parts[""] for trace in traces]
    backward = [backpropagate_network(trace, np.ones((1, 1))).layers[0][""]["h"][0] for trace in traces]
    filmed = FilmedRun(
        name=f"rate {rate}",
        epochs=start + np.arange(epochs + 1),
        losses=np.array(losses),
        test_losses=np.array(tests),
        gradient_norms=np.array(norms),
        predictions=np.array([run_network(each, INPUTS).outputs[:, 0] for each in networks]),
        weights=(
            Frames("U", np.array([arrays(each)[1] for each in networks]), rows="earlier unit", columns="unit"),
            Frames("V", np.array([arrays(each)[3] for each in networks]), rows="unit", columns="output"),
        ),
        states=(Frames("h", np.array([part["h"][0] for part in parts])),),
        gradients=(Frames("∂y/∂h", np.array([norm(each, axis=-1) for each in backward])),),
        sensitivities=np.array([sensitivities(step_jacobians(part)[0], slice(0, 3)) for part in parts]),
        start=start,
    )
    return filmed, networks[min(3, epochs)]


run, at_three = trained(
    init_network([Recurrent(Cell("simple_rnn", 3)), Dense(1)], (None, WINDOW, 1), seed=4),
    epochs=12 if st.checkbox("longer") else 8,
    rate=0.1,
)
branch = trained(at_three, epochs=4, rate=0.3, start=3)[0] if st.checkbox("branch") else None
if st.button("to epoch 2"):
    st.session_state.asked = 2
heard = st.session_state.setdefault("heard", [])
film(
    Film(TARGETS[:, 0], tuple(str(k + 1) for k in range(SAMPLES)), TRAIN, run, branch, SAMPLES - 1).sent,
    key="film",
    on_epoch=lambda: heard.append(st.session_state.film.epoch),
    on_pick=lambda: heard.append(st.session_state.film.pick),
    epoch=st.session_state.get("asked"),
)
st.text(f"heard {heard}")
