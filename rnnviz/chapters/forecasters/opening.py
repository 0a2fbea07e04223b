"""A window and a trained network → the view of the hidden-state chapter that shows them."""

import numpy as np

from rnnviz.chapters import hidden_state
from rnnviz.training.runs import Run


def hidden_state_view(run: Run, frame: int, sample: int) -> hidden_state.View:
    """The hidden-state chapter with the weights of a kept epoch, reading the window of a sample.

    Raises:
        ValueError: if the network or the window is larger than that chapter shows.
    """
    model, window = run.model, run.prepared.preparation.window
    if model.layers > 1 or model.units > hidden_state.UNITS or window > hidden_state.TIMESTEPS:
        raise ValueError(
            f"The hidden-state chapter shows one recurrent layer of up to {hidden_state.UNITS} units and "
            f"{hidden_state.TIMESTEPS} timesteps; this has {model.layers} of {model.units} units, and {window} "
            "timesteps."
        )
    layer, dense = run.network(frame).weights
    arrays = {"x": run.prepared.inputs[sample], "wx": layer.kernel, "wh": layer.recurrent_kernel, "bh": layer.bias}
    arrays |= {"wy": dense.kernel, "by": dense.bias}
    edits = tuple((name, tuple(tuple(row) for row in np.atleast_2d(array).tolist())) for name, array in arrays.items())
    return hidden_state.View(
        "own",
        model.kind,
        model.units,
        window,
        model.activation,
        output=model.output_activation,
        edits=edits,
        step=window,
        selected=("h", window - 1, 0),
    )
