"""A scene → the rows of numbers that one step of training fills in."""

import numpy as np

from rnnviz.chapters.gradients.scene import Scene
from rnnviz.chapters.gradients.view import PREDICTED

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
    states, trace = shown.cell.states, shown.trace
    at_loss = np.isin(np.arange(len(shown.inputs)), shown.loss.timesteps)
    values = {"x": ("forward", shown.inputs[:, 0])}
    values |= {state: ("forward", trace[state][0, :, unit]) for state in states}
    values |= {"y": ("forward", shown.run.outputs[0, :, 0])}
    values |= {"error": ("loss", np.where(at_loss, shown.loss.error[0, :, 0], np.nan))}
    values |= {"d_y": ("backward", np.where(at_loss, shown.loss.d_outputs[0, :, 0], np.nan))}
    values |= {f"d_{state}": ("backward", shown.recurrent[state][0, :, unit]) for state in reversed(states)}
    rows = []
    for name, (phase, numbers) in values.items():
        entries = numbers.tolist()
        if name in ("error", "d_y"):
            entries = [number if at else None for number, at in zip(entries, at_loss, strict=True)]
        if hidden is not None and name in PREDICTED:
            entries = ["hidden" if t < hidden else number for t, number in enumerate(entries)]
            numbers = numbers[hidden:]
        base = {"error": "e"}.get(name, name.removeprefix("d_"))
        indexed = str(unit) if name.removeprefix("d_") in states else "0"
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
