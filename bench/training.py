"""Training in compiled loops beside Keras: times, the same losses, compiling, and errors over seeds."""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench.core import Row, median_ms
from rnnviz.chapters.forecasters.view import View, prepared_of, series_of
from rnnviz.keras_bridge import to_keras, weights_to_keras
from rnnviz.training.kernels import ready
from rnnviz.training.preparation import Preparation
from rnnviz.training.runs import train
from rnnviz.training.scores import score_row, short
from rnnviz.training.seeds import seeds_from, train_seeds
from rnnviz.training.series import synthetic
from rnnviz.training.settings import Fit, Model
from rnnviz.training.windows import Prepared, prepare

ROOT = Path(__file__).resolve().parents[1]

DOCUMENTS = {"sunspots": ("≥ 300 ×", "0.058 · 0.077 scaled"), "airline": ("≥ 200 ×", "22.96 · 50.2; 22.76 · 48.8")}
"""The founding documents' settings, as presets: how much faster than Keras, and the RMSE that they report."""


def rows() -> Iterator[Row]:
    """Every row about training."""
    yield from compiling()
    ready.load()
    for name, (must, _) in DOCUMENTS.items():
        yield document(name, must)
    yield from large()
    yield many_seeds()
    for name, (_, reported) in DOCUMENTS.items():
        yield errors(name, reported)


def compiling() -> Iterator[Row]:
    """The kernels in a copy of the package that was never run: from nothing, then from what that left on disk."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "rnnviz", Path(folder, "rnnviz"), ignore=shutil.ignore_patterns("__pycache__"))
        first, second = load_in(folder), load_in(folder)
    yield "compiling all kernels from nothing, in a process of its own", seconds(first[0]), "≤ 20 s", ""
    beside = f"the whole process: {seconds(second[0])}"
    yield "loading the compiled kernels in a fresh process", seconds(second[1]), "≤ 1 s", beside


def load_in(folder: str) -> tuple[float, float]:
    """Seconds of a process that gets the kernels of the package in ``folder`` ready, and of that alone."""
    code = (
        "import time; from rnnviz.training.kernels import ready; began = time.perf_counter(); ready.load(); "
        "print(time.perf_counter() - began)"
    )
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": folder},
        capture_output=True,
        text=True,
        check=True,
    )
    return time.perf_counter() - began, float(done.stdout)


def document(name: str, must: str) -> Row:
    """A founding document's training, every epoch kept, beside the ``fit`` of its own script, in float32."""
    view = View.of(name)
    prepared, model, fit = prepared_of(view), view.model, replace(view.fit, shuffle=False)
    ours = train(prepared, model, fit)
    took = median_ms(lambda: train(prepared, model, fit)) / 1e3
    theirs = KerasFit(prepared, model, fit)
    script, again = theirs.seconds(), theirs.seconds()
    exact = KerasFit(prepared, model, fit, "float64")
    exact.seconds()
    beside = (
        f"Keras {seconds(script)}, once more {seconds(again)}; losses differ by {apart(ours.losses, theirs.losses)} "
        f"from its float32, by {apart(ours.losses, exact.losses)} in float64"
    )
    title = f"{name} as in the document, {model.kind}({model.units}), {fit.epochs} epochs, batch 1"
    return title, f"{seconds(took)}, {script / took:.0f} ×", must, beside


def large() -> Iterator[Row]:
    """Where matrix products rule: LSTM(32), 24 steps, 2000 windows, batch 32, ten epochs."""
    values = synthetic("sine", 2066, noise=0.1).values
    prepared = prepare(values, Preparation("standard", window=24, split=0.98))  # 2000 windows, and 18 to test
    model, fit = Model("lstm", 32), Fit(batch=32, epochs=10, shuffle=False)
    one_program = {"jit_compile": True, "steps_per_execution": -(-prepared.n_train // fit.batch)}
    theirs = {dtype: KerasFit(prepared, model, fit, dtype, **one_program) for dtype in ("float32", "float64")}
    cold = {dtype: each.seconds() for dtype, each in theirs.items()}
    times = {name: [] for name in ("ours", *theirs)}
    for _ in range(7):
        times["ours"].append(timed(lambda: train(prepared, model, fit, keep=1)))
        for dtype, each in theirs.items():
            times[dtype].append(timed(each.seconds))
    ours = train(prepared, model, fit, keep=1)
    took = {name: statistics.median(each) for name, each in times.items()}
    for dtype, each in theirs.items():
        beside = (
            f"Keras warm {seconds(took[dtype])}, the first time {seconds(cold[dtype])}; losses differ by "
            f"{apart(ours.losses, each.losses)}"
        )
        title = f"LSTM(32), {prepared.n_train} windows of 24, batch 32, 10 epochs, one kept, beside Keras in {dtype}"
        yield title, f"{seconds(took['ours'])}, {took[dtype] / took['ours']:.2f} ×", "≥ 0.8 ×", beside


class KerasFit:
    """A network of Keras's with our initial weights, compiled and not yet trained.

    ``losses`` are those of its first ``fit``, (epochs,).
    """

    def __init__(self, prepared: Prepared, model: Model, fit: Fit, dtype: str = "float32", **compiling):
        import keras

        keras.config.set_floatx(dtype)  # in which Keras averages the losses
        network = model.network(model.init(fit.seed))
        self.inputs, self.targets = (
            each[: prepared.n_train].astype(dtype) for each in (prepared.inputs, prepared.targets)
        )
        layers = [to_keras(layer, dtype) for layer in network.layers]
        self.model = keras.Sequential([keras.Input(self.inputs.shape[1:], dtype=dtype), *layers])
        self.model.set_weights([array for weights in network.weights for array in weights_to_keras(weights)])
        self.model.compile(loss=fit.loss, optimizer=fit.optimizer, **compiling)
        self.fit, self.dtype, self.losses = fit, dtype, None

    def seconds(self) -> float:
        """How long a ``fit`` takes, which goes on from where the last one ended."""
        import keras

        keras.config.set_floatx(self.dtype)
        began = time.perf_counter()
        history = self.model.fit(
            self.inputs, self.targets, batch_size=self.fit.batch, epochs=self.fit.epochs, shuffle=False, verbose=0
        ).history
        took = time.perf_counter() - began
        keras.config.set_floatx("float32")
        if self.losses is None:
            self.losses = np.array(history["loss"])
        return took


def many_seeds() -> Row:
    """The sunspot document's setting under twenty seeds."""
    view = View.of("sunspots")
    prepared, seeds = prepared_of(view), seeds_from(1, 20)
    one = median_ms(lambda: train(prepared, view.model, view.fit))
    took = median_ms(lambda: train_seeds(prepared, view.model, view.fit, seeds))
    return "20 seeds of the sunspot document's setting", f"{took:.0f} ms", "≤ 200 ms", f"one seed: {one:.1f} ms"


def errors(name: str, reported: str) -> Row:
    """RMSE over twenty seeds, beside the document's and that of repeating the last value."""
    view = View.of(name)
    prepared = prepared_of(view)
    unit = "scaled" if name == "sunspots" else series_of(view).unit
    of = (lambda score: score.scaled_rmse) if unit == "scaled" else (lambda score: score.rmse)
    runs = train_seeds(prepared, view.model, view.fit, seeds_from(1, 20))
    networks = [score_row("", run.forecast(), prepared) for run in runs]
    repeat = score_row("", prepared.values[prepared.ends], prepared)
    reached = " · ".join(spread([of(getattr(each, part)) for each in networks]) for part in ("train", "test"))
    beside = f"the document: {reported}; repeating the last value: {short(of(repeat.train))} · {short(of(repeat.test))}"
    return f"{name}: RMSE over 20 seeds, training · test, {unit}: median (least–greatest)", reached, "", beside


def spread(values: list[float]) -> str:
    """Median, least and greatest."""
    return f"{short(statistics.median(values))} ({short(min(values))}–{short(max(values))})"


def apart(ours: np.ndarray, theirs: np.ndarray) -> str:
    """The largest relative difference."""
    return f"{np.max(np.abs(ours - theirs) / theirs):.0e}"


def timed(work: Callable[[], object]) -> float:
    """Seconds that a piece of work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def seconds(value: float) -> str:
    """A duration in words."""
    return f"{value:.2f} s" if value >= 0.1 else f"{1e3 * value:.1f} ms"
