"""Make recall.json and recall_*.npz: cells of every kind, trained to hold what they read. See README.md.

Two tasks. "pulse": noise of at most 0.2 in size, and among it one or two pulses of 0.6 to 1 in size, up or down; after
every step the output must be the last pulse so far (0 before the first). "jazz": the letters J, A, Z, Z one by one;
after each the output must be the next letter. A cell is trained several times, each with another seed; the network of
the median loss is kept. Run it from the repository: python data/make_recall.py
"""

import json
import sys
from pathlib import Path

import numpy as np

DATA = Path(__file__).resolve().parent
sys.path[:0] = [str(DATA.parent), str(DATA)]

from make_data import adam  # noqa: E402  the paths must be known first

from rnnviz import Cell, Dense, Network, Recurrent, backpropagate_network, init_network, run_network  # noqa: E402
from rnnviz.chapters.gates.presets.sizes import equal_sizes  # noqa: E402
from rnnviz.chapters.gates.presets.task import HELD_OUT, TIMESTEPS, pulses  # noqa: E402
from rnnviz.core.weights import GATES  # noqa: E402

UNITS = 6
SEEDS = (1, 2, 3, 4, 5)
TRAINING = {
    "pulse": {"steps": 1200, "batch_size": 32, "learning_rate": 0.01},
    "jazz": {"steps": 300, "batch_size": 1, "learning_rate": 0.01},
}
LOSSES = {"pulse": "mean squared error over all timesteps", "jazz": "cross-entropy, mean over the 4 timesteps"}


def letters(rng: np.random.Generator, batch: int) -> tuple[np.ndarray, np.ndarray]:
    """Inputs (1, 4, 3), one-hot over J, A, Z, and targets (1, 4, 4), one-hot over J, A, Z and the end."""
    return np.eye(3)[[[0, 1, 2, 2]]], np.eye(4)[[[1, 2, 2, 3]]]


DRAW = {"pulse": pulses, "jazz": letters}


def loss(task: str, outputs: np.ndarray, targets: np.ndarray) -> float:
    """The loss of a task."""
    if task == "pulse":
        return float(np.mean((outputs - targets) ** 2))
    return float(-np.log((outputs * targets).sum(axis=-1)).mean())


def loss_slope(task: str, outputs: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """∂loss/∂outputs."""
    if task == "pulse":
        return 2.0 * (outputs - targets) / outputs.size
    return -targets / outputs / (outputs.shape[0] * outputs.shape[1])


def train(task: str, kind: str, units: int, seed: int) -> tuple[Network, float]:
    """A cell and its Dense layer, trained from Keras's initial weights; and the loss on sequences never seen."""
    settings, draw = TRAINING[task], DRAW[task]
    inputs, targets = draw(np.random.default_rng(0), HELD_OUT)
    features, outputs = inputs.shape[-1], targets.shape[-1]
    layers = [
        Recurrent(Cell(kind, units), return_sequences=True),
        Dense(outputs, "linear" if task == "pulse" else "softmax"),
    ]
    network = init_network(layers, (None, None, features), seed)
    step = adam([array for weights in network.weights for array in weights.arrays()], settings["learning_rate"])
    rng = np.random.default_rng(1000 + seed)
    for _ in range(settings["steps"]):
        x, y = draw(rng, settings["batch_size"])
        trace = run_network(network, x)
        gradients = backpropagate_network(trace, loss_slope(task, trace.outputs, y))
        cell, dense = (parts[""] for parts in gradients.layers)
        of_cell = [cell.kernel, cell.recurrent_kernel, cell.bias, cell.peephole]
        step([g for g in (*of_cell, dense.kernel, dense.bias) if g is not None])
    network = rounded(network)
    return network, loss(task, run_network(network, inputs).outputs, targets)


def rounded(network: Network) -> Network:
    """The network as it is stored: every weight to 8 decimals."""
    kept = (
        type(w)(**{name: array.round(8) for name, array in vars(w).items() if array is not None})
        for w in network.weights
    )
    return Network(network.layers, tuple(kept))


def baseline(task: str) -> float:
    """The loss of answering the same always: the targets' mean, or their frequencies."""
    _, targets = DRAW[task](np.random.default_rng(0), HELD_OUT)
    mean = targets.mean(axis=(0, 1), keepdims=True)
    return loss(task, np.broadcast_to(mean, targets.shape), targets)


def name_of(task: str, kind: str, units: int) -> str:
    """The stem of a network's file."""
    return f"recall_{task}_{kind}_{units}"


def make(task: str) -> dict:
    """Train every kind at equal units and at equal parameters, and keep the median network of each."""
    features = DRAW[task](np.random.default_rng(0), 1)[0].shape[-1]
    networks = {}
    for by in ("units", "parameters"):
        for kind, units in equal_sizes(tuple(GATES), UNITS, by, features).items():
            name = name_of(task, kind, units)
            if name in networks:
                continue
            runs = {seed: train(task, kind, units, seed) for seed in SEEDS}
            losses = {seed: reached for seed, (_, reached) in runs.items()}
            seed = sorted(losses, key=losses.get)[len(losses) // 2]
            weights, dense = runs[seed][0].weights
            arrays = {key: array for key, array in vars(weights).items() if array is not None}
            np.savez(DATA / f"{name}.npz", **arrays, output_kernel=dense.kernel, output_bias=dense.bias)
            networks[name] = {
                "kind": kind,
                "units": units,
                "seed": seed,
                "loss_reached": round(losses[seed], 8),
                "losses": {str(each): round(value, 8) for each, value in losses.items()},
            }
            print(name, networks[name]["losses"], flush=True)
    return {
        **TRAINING[task],
        "seeds": SEEDS,
        "loss": LOSSES[task],
        "baseline": round(baseline(task), 8),
        "networks": networks,
    }


def main() -> None:
    """Make every file."""
    text = json.dumps({"units": UNITS, "timesteps": TIMESTEPS, **{task: make(task) for task in DRAW}}, indent=2)
    (DATA / "recall.json").write_text(text + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
