"""The same values as one long sequence: the same numbers forward, another gradient."""

from dataclasses import dataclass, replace

import numpy as np

from rnnviz.chapters.stateful.scene import network_of, run_of, targets_of
from rnnviz.chapters.stateful.view import View, board_of
from rnnviz.core.gradients import backpropagate_loss
from rnnviz.core.losses import squared_error
from rnnviz.core.network import Network, run_network
from rnnviz.ui.cache import cached


@dataclass(frozen=True, eq=False)
class OneSequence:
    """What a lane has read up to a ticket, in windows and in one go.

    Args:
        tickets: of the lane since its state was empty.
        difference: the largest between the states of both.
        carried: (steps,) the size of ∂L/∂h_t in windows, of the loss at the very last step; NaN where none reaches.
        whole: (steps,) the same in one go.
        norms: of ∂L/∂ the recurrent kernel, of the loss at every counted step: in windows, in one go.
        cosine: of the angle between these two gradients; NaN where one is nothing.
    """

    tickets: list[int]
    difference: float
    carried: np.ndarray
    whole: np.ndarray
    norms: tuple[float, float]
    cosine: float


def chain_key(view: View) -> tuple[View, int]:
    """Return what the numbers depend on."""
    return board_of(view), view.ticket


def one_sequence(view: View) -> OneSequence:
    """Return the lane of the ticket that is looked at, read in windows and in one go."""
    return read_both_ways(*chain_key(view))


@cached
def read_both_ways(view: View, ticket: int) -> OneSequence:
    """Read the lane both ways."""
    chain, plain = view.schedule.chain(ticket), network_of(view)
    layer, dense = plain.layers
    every = Network((replace(layer, return_sequences=True), dense), plain.weights)
    trace, targets = run_of(view).layers[0].parts[""], targets_of(view)[chain]
    states = [trace.initial_state[name][chain] for name in trace.cell.states]
    begin = {0: states if len(states) > 1 else states[0]}
    windows = run_network(every, trace.inputs[chain], begin)
    inputs, goals = trace.inputs[chain].reshape(1, -1, 1), targets.reshape(1, -1, 1)
    whole = run_network(every, inputs)
    window, steps = view.window, inputs.shape[1]
    counted = range(window) if view.sequences else (window - 1,)
    counted_of_all = range(steps) if view.sequences else range(window - 1, steps, window)
    of_windows = backpropagate_loss(windows, squared_error(windows, targets, counted)).layers[0][""]
    of_whole = backpropagate_loss(whole, squared_error(whole, goals, counted_of_all)).layers[0][""]
    a, b = (each.recurrent_kernel.ravel() for each in (of_windows, of_whole))
    sizes = float(np.linalg.norm(a)), float(np.linalg.norm(b))
    last_alone = backpropagate_loss(whole, squared_error(whole, goals, (steps - 1,))).layers[0][""]
    reached = np.linalg.norm(last_alone["h"][0], axis=-1)
    cut = np.where(np.arange(steps) >= steps - window, reached, np.nan)
    return OneSequence(
        chain,
        float(np.abs(whole.layers[0].parts[""]["h"].reshape(len(chain), window, -1) - trace["h"][chain]).max()),
        cut,
        reached,
        sizes,
        float(a @ b / (sizes[0] * sizes[1])) if min(sizes) > 0 else float("nan"),
    )
