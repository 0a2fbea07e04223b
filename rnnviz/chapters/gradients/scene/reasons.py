"""Why a cell keeps what it keeps: what its own way from step to step would keep alone, with every other way held."""

import numpy as np

from rnnviz.chapters.gradients.scene import network, stretches, trace_of
from rnnviz.chapters.gradients.view.choices import View, forward_of
from rnnviz.core.derivatives import of_lstm, slope
from rnnviz.core.jacobians import last_singular_values, norms
from rnnviz.core.weights import STATES
from rnnviz.ui.cache import cached


def memory(kind: str) -> str:
    """Return the state in which a kind of cell keeps what it keeps: c where there is one."""
    return STATES[kind][-1]


@cached(by=forward_of)
def factors(view: View, kind: str) -> np.ndarray:
    """Return by what each step multiplies the memory of each unit, (timesteps, units).

    ∂c_t/∂c_{t-1} with h held, in the LSTMs: f, and what the peepholes add; z in GRU, which is ∂h_t/∂h_{t-1} with gates
    and candidate held; in SimpleRNN, which has no such way, the slope of the activation.
    """
    trace = trace_of(view, kind)
    if kind == "simple_rnn":
        return slope(trace, "h")[0]
    return trace["z"][0] if kind == "gru" else of_lstm(trace).c_by_c[0]


@cached(by=forward_of)
def held(view: View, kind: str) -> np.ndarray:
    """Return the singular values of ∂c_T/∂c_k with h held, or its like in the other cells, (timesteps, units).

    In the gated cells they are the sizes of each unit's product of ``factors`` from step k + 1 to T; in SimpleRNN the
    singular values of U^(T-k), as if every slope were 1. The largest first.
    """
    if kind == "simple_rnn":
        u = network(view, kind).weights[0].recurrent_kernel
        return last_singular_values(np.broadcast_to(u.T, (view.timesteps, *u.shape)), slice(0, view.units))
    with np.errstate(under="ignore", over="ignore", invalid="ignore"):
        products = np.cumprod(np.abs(factors(view, kind)[:0:-1]), axis=0)[::-1]
    return np.sort(np.vstack([products, np.ones(view.units)]), axis=1)[:, ::-1]


def whole(view: View, kind: str) -> np.ndarray:
    """Return σ_max of ∂c_T/∂c_k, or of h, with everything following, (timesteps,)."""
    return stretches(view, kind, memory(kind)).to_last[:, 0]


def norm_of_u(view: View) -> float:
    """Return σ_max of SimpleRNN's recurrent kernel."""
    return float(norms(network(view, "simple_rnn").weights[0].recurrent_kernel[None])[0])
