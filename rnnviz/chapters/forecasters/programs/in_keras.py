"""The training of a forecaster in Keras: from the same initial weights, reading the samples in the same order."""

from dataclasses import replace

import numpy as np

from rnnviz.chapters.forecasters.programs.in_numpy import named_weights, weights_code
from rnnviz.chapters.forecasters.programs.windows import checked, computed_errors, moved, shown_errors, tolerance
from rnnviz.export.stack import stack_code
from rnnviz.export.text import number
from rnnviz.training import cost
from rnnviz.training.runs import Branch, Run, train
from rnnviz.training.settings import Fit

RTOL_TRAINED = 1e-7
"""How closely the Keras script must come to the errors on the screen by training, unless rounding needs more."""

MAX_RTOL = 1e-2
"""A check that must be coarser than this says nothing: then there is no Keras script."""

MAX_SECONDS = 15.0
"""Of training once more, while a reader waits for the file."""

OPTIMIZERS = {"sgd": "SGD", "adam": "Adam", "rmsprop": "RMSprop"}

CLIPPINGS = {"value": "clipvalue", "norm": "clipnorm", "global norm": "global_clipnorm"}
"""Keras's arguments."""


def initial_of(run: Run) -> np.ndarray:
    """Return the weights that the training of a run began with, (parameters,)."""
    return run.weights[0] if run.kept[0] == 0 else run.model.init(run.fit.seed)


def trained_again(run: Run) -> Run:
    """Return the run trained once more, from initial weights that one rounding error has moved.

    Raises:
        ValueError: if it cannot be repeated, or that would take too long.
    """
    refuse_unrepeatable(run)
    fit = replace(run.fit, epochs=run.epochs, patience=0)
    return train(run.prepared, run.model, fit, run.branch, keep=1, initial=moved(initial_of(run)))


def keras_parts(run: Run, again: Run) -> list[str]:
    """Write the initial weights, the model, its training, and the assertions; ValueError where no program can.

    Training can be chaotic: then two correct programs part, however closely they begin. So the errors are asserted as
    closely as the run agrees with ``again``, what ``trained_again`` made of it.
    """
    shown, model, initial = shown_errors(run), run.model, initial_of(run)
    within = tolerance(shown, computed_errors(run.prepared, again.predictions[-1]), RTOL_TRAINED)
    if not within <= MAX_RTOL:  # NaN neither
        raise ValueError(
            "This training magnifies rounding: moving the initial weights by one rounding error changes its errors, so "
            "two correct programs do not come to the same, and there is no Keras script of it. A smaller learning rate "
            "or fewer epochs make one possible."
        )
    return [
        weights_code(model, initial, "initial"),
        f"{stack_code(model.stack, (None, *run.prepared.inputs.shape[1:]), {})}\n"
        f"model.set_weights([{', '.join(named_weights(model, initial))}])",
        training_code(run),
        "\ndef predict(inputs):\n"
        '    """The forecast for each window, scaled: (samples, outputs)."""\n'
        "    return model.predict(inputs, batch_size=256, verbose=0)\n",
        checked(run.prepared, shown, within),
    ]


def refuse_unrepeatable(run: Run) -> None:
    """Raise ValueError for a run whose end Keras cannot be brought to, or that takes too long to be trained again."""
    prepared = run.prepared
    again = cost.seconds(run.model, run.fit, prepared.n_train, len(prepared), prepared.preparation.window)
    if again > MAX_SECONDS:
        raise ValueError(
            f"To see whether it can be repeated the training would be done once more, in about {again:.0f} seconds: "
            f"there are Keras scripts of what takes at most {MAX_SECONDS:.0f}."
        )
    if run.ending == "diverged":
        epoch, batch = run.diverged_at
        raise ValueError(
            f"The training diverged in epoch {epoch}, at batch {batch}, where every rounding error grows without "
            "bound: there is no Keras script of it. A smaller learning rate or clipping makes one possible."
        )


def training_code(run: Run) -> str:
    """Write the optimizer, and every epoch with the samples in its order."""
    fit, branch = run.fit, run.branch
    read = "train_inputs[order], train_targets[order]" if fit.shuffle else "train_inputs, train_targets"
    ended = {"early": "  # early stopping ended it here", "stopped": "  # it was stopped here"}.get(run.ending, "")
    lines = [
        f"optimizer = keras.optimizers.{OPTIMIZERS[fit.optimizer]}"
        f"(learning_rate={number(float(fit.learning_rate))}{clipping_code(fit)})",
        f"batch, epochs = {int(fit.batch)}, {run.epochs}{ended}",
        "batches = -(-len(train_inputs) // batch)  # in an epoch; the last may be smaller",
        f'model.compile(optimizer, loss="{fit.loss}", steps_per_execution=batches)',
        *([f"rng = np.random.default_rng([{int(fit.seed)}, 1])"] if fit.shuffle else []),
        "for epoch in range(1, epochs + 1):",
        *([branch_code(fit, branch)] if branch and branch.epoch < run.epochs else []),
        *(["    order = rng.permutation(len(train_inputs))"] if fit.shuffle else []),
        f"    history = model.fit({read}, batch_size=batch, shuffle=False, verbose=0).history",
        "    print(f\"epoch {epoch}: loss {history['loss'][0]:.6g}\")",
    ]
    return "\n".join(lines)


def clipping_code(fit: Fit) -> str:
    """Write Keras's argument for a clipping, after a comma; "" for none."""
    return f", {CLIPPINGS[fit.clipping]}={number(float(fit.threshold))}" if fit.clipping in CLIPPINGS else ""


def branch_code(fit: Fit, branch: Branch) -> str:
    """Write what a branch changes at its first epoch; the optimizer keeps its moments."""
    lines = [
        f"    if epoch == {int(branch.epoch) + 1}:  # the branch: from here on otherwise",
        f"        optimizer.learning_rate = {number(float(branch.learning_rate))}",
    ]
    if (fit.clipping, fit.threshold) != (branch.clipping, branch.threshold):
        lines += [
            f"        optimizer.{argument} = {number(float(branch.threshold)) if how == branch.clipping else None}"
            for how, argument in CLIPPINGS.items()
        ]
        lines.append("        model.make_train_function(force=True)  # compiled again, with this clipping")
    return "\n".join(lines)
