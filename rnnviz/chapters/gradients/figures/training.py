"""The rows of numbers that one step of training fills in."""

import numpy as np

from rnnviz.chapters.gradients.scene import Scene
from rnnviz.chapters.gradients.view.choices import PREDICTED

TITLES = {
    "x": "the input x",
    "h": "the state h",
    "c": "the cell state c",
    "y": "the output y",
    "error": "the error, y minus target",
    "d_y": "the gradient of the loss by y",
    "d_h": "the gradient of the loss by h",
    "d_c": "the gradient of the loss by c",
}


def training_rows(shown: Scene, unit: int, hidden: int | None) -> list[dict]:
    """Return the rows of the component, for one unit; gradients before timestep ``hidden`` are to be predicted."""
    states = shown.cell.states
    values = {"x": ("forward", shown.inputs[:, 0])}
    values |= {state: ("forward", shown.trace[state][0, :, unit]) for state in states}
    values["y"] = "forward", shown.run.outputs[0, :, 0]
    values["error"] = "loss", shown.loss.error[0, :, 0]
    values["d_y"] = "backward", shown.loss.d_outputs[0, :, 0]
    values |= {f"d_{state}": ("backward", shown.recurrent[state][0, :, unit]) for state in reversed(states)}
    rows = []
    for name, (phase, numbers) in values.items():
        entries = numbers.tolist()
        if name in ("error", "d_y"):
            counted = set(shown.loss.timesteps)
            entries = [number if t in counted else None for t, number in enumerate(entries)]
            numbers = numbers[list(counted)]
        if hidden is not None and name in PREDICTED:
            entries = ["hidden" if t < hidden else number for t, number in enumerate(entries)]
            numbers = numbers[hidden:]
        base = "e" if name == "error" else name.removeprefix("d_")
        indexed = str(unit) if base in states else "0"
        rows.append(
            {
                "name": name,
                "given": name == "x",
                "symbol": {"base": base, "subscript": "t", "index": indexed, "gradient": name.startswith("d_")},
                "values": entries,
                "phase": phase,
                "largest": float(np.abs(numbers[np.isfinite(numbers)]).max(initial=0.0)) or 1.0,
                "title": TITLES[name],
            }
        )
    return rows
