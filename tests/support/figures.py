"""Figures read back as Plotly reads them, checked against its schema."""

import base64

import numpy as np
import plotly.graph_objects as go

from rnnviz.figures.drawing import Drawing
from rnnviz.figures.table import Table


def figure_of(drawn: Drawing | dict) -> go.Figure:
    """Return what the browser is sent as Plotly's own object, which refuses what its schema does not know.

    Args:
        drawn: a drawing, or the dictionary of a figure that is not in one yet.
    """
    figure = drawn.figure if isinstance(drawn, Drawing) else Drawing(drawn, Table((), []), "").figure
    return go.Figure(unpacked(figure))


def unpacked(value):
    """Return a part of a figure with its typed arrays as arrays."""
    if isinstance(value, dict) and "bdata" in value:
        shape = [int(size) for size in value.get("shape", "-1").split(",")]
        return np.frombuffer(base64.b64decode(value["bdata"]), value["dtype"]).reshape(shape)
    if isinstance(value, dict):
        return {name: unpacked(each) for name, each in value.items()}
    return [unpacked(each) for each in value] if isinstance(value, list) else value
