"""The tensors of recurrent networks, every intermediate kept, every number explained.

Importing it needs NumPy alone: Keras, Plotly and Streamlit are met only in the modules that are about them.
"""

from rnnviz.arithmetic import explain
from rnnviz.gradients import backpropagate, backpropagate_network
from rnnviz.layers import Bidirectional, Dense, DenseWeights, Recurrent, RepeatVector
from rnnviz.network import Network, init_network, run_network, summarise
from rnnviz.trace import Trace, run
from rnnviz.weights import GATES, Cell, Weights, init_weights

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
