"""The tensors of recurrent networks, every intermediate kept, every number explained.

Importing it needs NumPy alone: Keras, Plotly and Streamlit are met only in the modules that are about them.
"""

from rnnviz.core.arithmetic import explain
from rnnviz.core.gradients import backpropagate, backpropagate_network
from rnnviz.core.layers import Bidirectional, Dense, DenseWeights, Recurrent, RepeatVector
from rnnviz.core.network import Network, init_network, run_network, summarise
from rnnviz.core.trace import Trace, run
from rnnviz.core.weights import GATES, Cell, Weights, init_weights

__all__ = [
    "GATES",
    "Bidirectional",
    "Cell",
    "Dense",
    "DenseWeights",
    "Network",
    "Recurrent",
    "RepeatVector",
    "Trace",
    "Weights",
    "backpropagate",
    "backpropagate_network",
    "explain",
    "init_network",
    "init_weights",
    "run",
    "run_network",
    "summarise",
]
