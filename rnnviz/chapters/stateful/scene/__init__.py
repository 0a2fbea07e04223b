"""A view → the tickets of its board and every number that the layer computes on its way."""

import numpy as np

from rnnviz.chapters.stateful.view import View, board_of
from rnnviz.core.arithmetic import Reference
from rnnviz.core.gradients import NetworkGradients, backpropagate_loss
from rnnviz.core.layers import Dense, LayerTrace, Recurrent
from rnnviz.core.losses import squared_error
from rnnviz.core.network import Network, NetworkTrace, init_network, run_next
from rnnviz.core.stateful import Ticket, cut_windows, run_schedule
from rnnviz.core.weights import Cell
from rnnviz.training.series import bundled
from rnnviz.ui.cache import cached

SEED = 1
"""Of the weights, which are not trained: whose state it is does not depend on them."""


def series_of(view: View) -> np.ndarray:
    """Return the values that the windows of the board cover, and one more: the first of a Monday, scaled to 0…1."""
    values = bundled("electricity").values
    return ((values - values.min()) / np.ptp(values))[: view.schedule.values + 1]


def network_of(view: View) -> Network:
    """Return the layer, and the Dense layer after it, which predicts the next value."""
    layers = Recurrent(Cell(view.cell, view.units), return_sequences=view.sequences), Dense(1)
    return init_network(layers, (None, None, 1), SEED)


@cached(by=board_of)
def run_of(view: View) -> NetworkTrace:
    """Return the run over all batches, a sample a ticket."""
    network, schedule = network_of(view), view.schedule
    layer, dense = network.layers
    trace = run_schedule(layer.cell, network.weights[0], cut_windows(series_of(view), schedule), schedule)
    outputs = trace.sequence if layer.return_sequences else trace.last
    recurrent = NetworkTrace(trace.inputs, (LayerTrace(layer, {"": trace}, outputs),))
    return run_next(recurrent, dense, network.weights[1])


def states_of(view: View) -> np.ndarray:
    """Return the state that is looked at, of every ticket at every step: (tickets, window)."""
    return run_of(view).layers[0].parts[""][view.state][..., view.unit]


@cached(by=board_of)
def tickets_of(view: View) -> tuple[Ticket, ...]:
    """Return the tickets of the board."""
    return view.schedule.tickets


def reference_of(view: View) -> Reference:
    """Return the number that is opened."""
    return Reference(view.state, view.timestep, view.unit, sample=view.ticket)


def targets_of(view: View) -> np.ndarray:
    """Return the next value after every step of every ticket, (tickets, window, 1)."""
    series, schedule = series_of(view), view.schedule
    starts = np.array([schedule.start(each.sample) for each in tickets_of(view)])
    return series[starts[:, None] + np.arange(1, view.window + 1)][..., None]


@cached(by=board_of)
def learned_from(view: View) -> NetworkGradients:
    """Return the run with the gradients of its mean squared error, as each batch has them: none crosses a border."""
    trace, targets = run_of(view), targets_of(view)
    if view.sequences:
        return backpropagate_loss(trace, squared_error(trace, targets, range(view.window)))
    return backpropagate_loss(trace, squared_error(trace, targets[:, -1:], (0,)))
