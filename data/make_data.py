"""Makes the files of this folder: four series from R's data sets, and the weights of three small networks.

Run it from the project root with ``python data/make_data.py``. Where R is not installed the CSV files stay as they
are and only the networks are trained again. README.md says what each file is.
"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np

DATA = Path(__file__).resolve().parent
sys.path.insert(0, str(DATA.parent))  # so that rnnviz is found without being installed

from rnnviz import (  # noqa: E402
    Cell,
    Dense,
    DenseWeights,
    Network,
    Recurrent,
    Weights,
    backpropagate_network,
    init_network,
    run_network,
)

SERIES = {
    "temperature.csv": (
        "date,fahrenheit",
        'with(datasets::airquality, writeLines(sprintf("1973-%02d-%02d,%d", Month, Day, Temp)))',
    ),
    "sunspots.csv": (
        "month,sunspots",
        'writeLines(sprintf("%d-%02d,%.1f", rep(1749:1983, each = 12), 1:12, datasets::sunspots))',
    ),
    "airline.csv": (
        "month,thousand_passengers",
        'writeLines(sprintf("%d-%02d,%.0f", rep(1949:1960, each = 12), 1:12, datasets::AirPassengers))',
    ),
    "electricity.csv": (
        "time,megawatts",
        'data(taylor, package = "forecast"); times <- as.POSIXct("2000-06-05", tz = "UTC") + 1800 * seq(0, 4031); '
        'writeLines(paste(format(times, "%Y-%m-%dT%H:%M", tz = "UTC"), as.integer(taylor), sep = ","))',
    ),
}
"""Each CSV file: its header, and the R expression that prints its rows."""


def fetch_series() -> None:
    """Write the CSV files by asking R."""
    if shutil.which("Rscript") is None:
        print("Rscript is not installed (Debian: r-base-core, r-cran-forecast), so the CSV files stay as they are.")
        return
    for name, (header, expression) in SERIES.items():
        rows = subprocess.run(["Rscript", "--vanilla", "-e", expression], check=True, capture_output=True, text=True)
        (DATA / name).write_text(f"{header}\n{rows.stdout}", encoding="utf-8", newline="\n")


def read_series(name: str) -> np.ndarray:
    """The values of a CSV file."""
    return np.loadtxt(DATA / name, delimiter=",", skiprows=1, usecols=1)


def rmse(outputs: np.ndarray, targets: np.ndarray) -> float:
    """Root of the mean squared error."""
    return np.sqrt(np.mean((outputs - targets) ** 2))


def squared_error_slope(outputs: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """∂/∂outputs of the mean squared error."""
    return 2.0 * (outputs - targets) / outputs.size


def cross_entropy_slope(outputs: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """∂/∂outputs of -log(probability of the right class), averaged over batch and timesteps."""
    return -targets / outputs / outputs[..., 0].size


def adam(parameters: list[np.ndarray], learning_rate: float, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    """Adam as Keras writes it: returns a function that moves ``parameters``, in place, one step down its gradients."""
    means = [np.zeros_like(p) for p in parameters]
    squares = [np.zeros_like(p) for p in parameters]
    steps = 0

    def step(gradients: list[np.ndarray]) -> None:
        nonlocal steps
        steps += 1
        rate = learning_rate * np.sqrt(1.0 - beta_2**steps) / (1.0 - beta_1**steps)  # the bias correction
        for p, m, v, g in zip(parameters, means, squares, gradients, strict=True):
            m += (1.0 - beta_1) * (g - m)
            v += (1.0 - beta_2) * (g * g - v)
            p -= rate * m / (np.sqrt(v) + epsilon)

    return step


def train(layers, inputs, targets, loss_slope, *, seed, epochs, batch_size, learning_rate) -> Network:
    """A recurrent layer and a Dense layer, trained from Keras's initial weights, shuffled anew at every epoch."""
    network = init_network(layers, (None, *inputs.shape[1:]), seed)
    step = adam([array for weights in network.weights for array in weights.arrays()], learning_rate)
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        order = rng.permutation(len(inputs))
        for start in range(0, len(inputs), batch_size):
            batch = order[start : start + batch_size]
            trace = run_network(network, inputs[batch])
            gradients = backpropagate_network(trace, loss_slope(trace.outputs, targets[batch]))
            cell, dense = (parts[""] for parts in gradients.layers)
            step([cell.kernel, cell.recurrent_kernel, cell.bias, dense.kernel, dense.bias])
    return network


def rounded(network: Network) -> Network:
    """The network as it is stored: every weight to 8 decimals."""
    return Network(network.layers, tuple(type(w)(*(array.round(8) for array in w.arrays())) for w in network.weights))


def stored(task: str, network: Network, training: dict, loss: str, loss_reached: float, **facts) -> dict:
    """A network's entry in trained.json."""
    (recurrent, dense), (weights, dense_weights) = network.layers, network.weights
    return {
        "task": task,
        "cell": recurrent.cell.kind,
        "units": recurrent.cell.units,
        "activation": recurrent.cell.activation,
        "return_sequences": recurrent.return_sequences,
        "output_units": dense.units,
        "output_activation": dense.activation,
        "kernel": weights.kernel,
        "recurrent_kernel": weights.recurrent_kernel,
        "bias": weights.bias,
        "output_kernel": dense_weights.kernel,
        "output_bias": dense_weights.bias,
        "training": {"optimizer": "Adam", **training, "loss": loss, "loss_reached": loss_reached},
        **facts,
    }


def jazz() -> dict:
    """J, A, Z, Z, letter by letter: the same Z is followed by Z and then by the end, so only the state can tell."""
    letters, classes = ["J", "A", "Z"], ["J", "A", "Z", "·"]
    inputs = np.eye(3)[[[letters.index(letter) for letter in "JAZZ"]]]
    targets = np.eye(4)[[[classes.index(letter) for letter in "AZZ·"]]]
    layers = [Recurrent(Cell("simple_rnn", 4), return_sequences=True), Dense(4, "softmax")]
    training = {"seed": 1, "epochs": 100, "batch_size": 1, "learning_rate": 0.02}
    network = rounded(train(layers, inputs, targets, cross_entropy_slope, **training))
    probabilities = (run_network(network, inputs).outputs * targets).sum(axis=-1)[0]
    return stored(
        "Reads the letters of JAZZ one by one and predicts the next letter, or the end of the word (·).",
        network,
        training,
        "cross-entropy, mean over the 4 timesteps",
        -np.log(probabilities).mean(),
        letters=letters,
        classes=classes,
        right_answers=list("AZZ·"),
        right_answer_probabilities=probabilities,
    )


def in_fahrenheit(network: Network, mean: float, std: float) -> Network:
    """The same function of degrees: the scaling of inputs and output, (x - mean) / std, moved into the weights."""
    w, dense = network.weights
    return Network(
        network.layers,
        (
            Weights(w.kernel / std, w.recurrent_kernel, w.bias - w.kernel[0] * mean / std),
            DenseWeights(dense.kernel * std, dense.bias * std + mean),
        ),
    )


def temperature() -> dict:
    """29 days predict the 30th with one recurrent neuron, trained on what comes after the 30 days that are shown."""
    series = read_series("temperature.csv")
    shown, later = series[:30], series[30:]
    mean, std = later.mean(), later.std()
    windows = np.lib.stride_tricks.sliding_window_view(later, 30)[..., None]
    inputs, targets = windows[:, :29], windows[:, 29]
    layers = [Recurrent(Cell("simple_rnn", 1)), Dense(1)]
    # Seed 5 is the first from 1 upwards for which a warm day raises the state instead of lowering it.
    training = {"seed": 5, "epochs": 1000, "batch_size": len(windows), "learning_rate": 0.01}
    scaled = train(layers, (inputs - mean) / std, (targets - mean) / std, squared_error_slope, **training)
    network = in_fahrenheit(scaled, mean, std)
    unfolded = run_network(scaled, (inputs - mean) / std).outputs * std + mean
    np.testing.assert_allclose(run_network(network, inputs).outputs, unfolded, rtol=0, atol=1e-9)

    network = rounded(network)
    train_rmse = rmse(run_network(network, inputs).outputs, targets)
    every_day = Network((Recurrent(Cell("simple_rnn", 1), return_sequences=True), Dense(1)), network.weights)
    next_days = run_network(every_day, shown[None, :29, None]).outputs[0, :, 0]  # what it expects after each day
    return stored(
        "Reads the daily maximum of 29 days in °F and predicts that of the 30th, in °F.",
        network,
        training,
        "mean squared error of the standardised values",
        (train_rmse / std) ** 2,
        mean=mean,
        std=std,
        train_windows=len(windows),
        train_rmse=train_rmse,
        repeat_last_train_rmse=rmse(inputs[:, -1], targets),
        shown_rmse=rmse(next_days, shown[1:]),
        repeat_last_shown_rmse=rmse(shown[:29], shown[1:]),
        predicted_date="1973-05-30",
        prediction=next_days[-1],
        repeat_last_prediction=shown[28],
        actual=shown[29],
    )


def windows_of_12(series: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Windows that do not overlap, (n, 12, 1), and the value after each, (n, 1)."""
    targets = series[12::12, None]
    return series[: 12 * len(targets)].reshape(-1, 12, 1), targets


def sunspots() -> dict:
    """12 months predict the next one, as the tutorial does it: it scales by the test part's extremes too."""
    series = read_series("sunspots.csv")
    low, high = series.min(), series.max()
    scaled = (series - low) / (high - low)
    split = int(len(series) * 0.8)
    (inputs, targets), (test_inputs, test_targets) = (windows_of_12(part) for part in (scaled[:split], scaled[split:]))
    layers = [Recurrent(Cell("simple_rnn", 3)), Dense(1, "tanh")]
    training = {"seed": 1, "epochs": 20, "batch_size": 1, "learning_rate": 0.001}
    network = rounded(train(layers, inputs, targets, squared_error_slope, **training))
    train_rmse = rmse(run_network(network, inputs).outputs, targets)
    return stored(
        "Reads the sunspot numbers of 12 months, scaled to 0…1, and predicts that of the next month.",
        network,
        training,
        "mean squared error of the scaled values",
        train_rmse**2,
        min=low,
        max=high,
        train_windows=len(inputs),
        test_windows=len(test_inputs),
        train_rmse=train_rmse,
        test_rmse=rmse(run_network(network, test_inputs).outputs, test_targets),
        repeat_last_train_rmse=rmse(inputs[:, -1], targets),
        repeat_last_test_rmse=rmse(test_inputs[:, -1], test_targets),
    )


def plain(value):
    """What json can write: arrays as lists, every float to 8 decimals."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    return np.round(value, 8).tolist() if isinstance(value, float | np.ndarray) else value


def main() -> None:
    """Make every file of the folder."""
    fetch_series()
    networks = {"jazz": jazz(), "temperature": temperature(), "sunspots": sunspots()}
    text = json.dumps(plain(networks), indent=2, ensure_ascii=False)
    text = re.sub(r"\[\s+([^][]+?)\s+\]", lambda row: f"[{' '.join(row[1].split())}]", text)  # a matrix row on one line
    (DATA / "trained.json").write_text(text + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
