"""``python -m rnnviz.training.kernels``: compile all kernels and keep them on disk."""

from rnnviz.training.kernels.ready import load

load()
