"""How the view of the gradients chapter is controlled and written: its parameters, and its link."""

import numpy as np

from rnnviz.chapters.gradients.presets import PRESETS
from rnnviz.chapters.gradients.view.choices import (
    AS_DRAWN,
    INITIALISERS,
    MAX_ABSOLUTE,
    MAX_SEED,
    MAX_TIMESTEPS,
    MAX_UNITS,
    MAX_UPDATES,
    NUMBERS,
    OUTPUTS,
    PHASES,
    RADII,
    Given,
    Pair,
    Selected,
    View,
    fitted,
)
from rnnviz.core.activations import ACTIVATIONS
from rnnviz.core.layers import KERAS_NAMES, NAMES
from rnnviz.core.optimizers import CLIPPINGS
from rnnviz.core.weights import Cell
from rnnviz.ui.link import Choice, Flag, Link, Number, Parameter, Pick, Whole, choice, table, whole, written_table
from rnnviz.ui.open_network import MAX_UNITS as MAX_GIVEN_UNITS

CELL = Choice(
    "cell", "Look closely at", options=tuple(NAMES), names=tuple(NAMES.values()), side_by_side=True, unlabelled=True
)
UNITS = Whole("units", "Units", "How many numbers each state holds.", high=MAX_UNITS)
TIMESTEPS = Whole("timesteps", "Timesteps", "How long the sequence is.", high=MAX_TIMESTEPS)
ACTIVATION = Choice(
    "activation",
    "Activation",
    "Of the state and of the candidate. The gates stay sigmoids.",
    options=tuple(ACTIVATIONS)[:4],
)
INITIAL = Choice(
    "initial",
    "Recurrent kernel U",
    "Keras draws all gates' blocks together, orthogonal. The others draw each gate's block by itself. The last has "
    "input weights that are normal, of width 0.001.",
    options=INITIALISERS,
    names=("Keras's default", "orthogonal", "glorot", "identity", "scaled normal", "identity, small input weights"),
)
RADIUS = Pick(
    "radius",
    "Spectral radius of U",
    "The largest |eigenvalue| of each gate's block.",
    options=RADII,
    names=((AS_DRAWN, "as drawn"),),
)
FORGET = Pick(
    "forget", "Bias of the forget gate", "Keras starts it at 1.", options=(-2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 5.0)
)
WEIGHTS = Choice(
    "weights",
    "Weights",
    "The cells of the gates chapter, trained to hold the last pulse among noise.",
    options=("drawn", "trained"),
    names=("as drawn", "trained to hold a pulse"),
    side_by_side=True,
)
INPUT = Choice(
    "inputs",
    "Input",
    options=("noise", "sine", "impulse", "zeros", "pulse", "own"),
    names=("noise", "sine", "impulse", "zeros", "a pulse, then noise", "own numbers"),
)
LOSS = Choice(
    "loss",
    "Loss at",
    "Mean of (y − target)², as Keras's mse. The target is always the first input.",
    options=("last", "every", "chosen"),
    names=("the last step", "every step", "chosen steps"),
    side_by_side=True,
)
VARIANTS = Flag("variants", "Two LSTMs that are not in Keras", "Peephole and coupled gates.")
SHARE = Flag("share", "Gradients as a share", "Each step's part of the sum over all steps, instead of its size.")
STATE = Choice("state", "Of", options=("h", "c"), names=("h", "c, where there is one"), side_by_side=True)
CLIPPING = Choice(
    "clipping",
    "Clip",
    "Keras's clipvalue, clipnorm (each array) and global_clipnorm.",
    options=CLIPPINGS,
    names=("not at all", *(f"by {name}" for name in CLIPPINGS[1:])),
)
THRESHOLD = Pick("threshold", "Threshold", options=(0.001, 0.01, 0.1, 0.5, 1.0, 5.0, 10.0))
RATE = Pick(
    "learning_rate",
    "Learning rate",
    "Of plain gradient descent.",
    name="rate",
    options=(0.001, 0.003, 0.01, 0.03, 0.1, 0.3),
)
RUN_RATE = Pick(
    "run_rate",
    "Learning rate of the runs",
    "Of both runs, with clipping and without. One step of training has a rate of its own.",
    options=(0.01, 0.03, 0.1, 0.3, 1.0),
)
PREDICT = Flag("predict", "Predict, then reveal", "Hides ∂L/∂h at the selected step: work it out and type it.")
PART = Choice(
    "part",
    "Part",
    options=("states", "why", "seeds", "training", "clipping", "check"),
    names=(
        "How states depend on each other",
        "Why",
        "Seeds and trained cells",
        "One step of training",
        "Clipping",
        "Is it true?",
    ),
)
SEED = Number("seed", "Seed of weights and noise", low=0, high=MAX_SEED)


def parse_steps(text: str) -> tuple[int, ...]:
    """Parse 1,5,40: timesteps counted from 1."""
    return tuple(sorted({whole(1, MAX_TIMESTEPS)(part.strip()) - 1 for part in text.split(",")}))


CHOSEN = Parameter("chosen", parse=parse_steps, write=lambda steps: ",".join(str(step + 1) for step in steps))


def parse_pair(text: str) -> Pair:
    """Parse 40,20: t and k, counted from 1, of which t is not the earlier."""
    steps = [whole(1, MAX_TIMESTEPS)(part) - 1 for part in text.split(",")]
    if len(steps) != 2 or steps[0] < steps[1]:
        raise ValueError("it must be two steps, the later first, such as 40,20")
    return Pair(*steps)


def parse_selected(text: str) -> Selected:
    """Parse d_h,39,0: a name, a step from 1 (0 for none), a unit from 0; of d_recurrent_kernel a row and a column."""
    name, *rest = text.split(",")
    name = choice((*NUMBERS, "d_recurrent_kernel"))(name)
    if len(rest) != (3 if name == "d_recurrent_kernel" else 2):
        raise ValueError("it must be a name, a step and a unit, such as d_h,39,0")
    step, *unit = whole(0, MAX_TIMESTEPS)(rest[0]), *(whole(0, 4 * MAX_UNITS - 1)(each) for each in rest[1:])
    return Selected(name, step - 1 if step else None, tuple(unit) if len(unit) == 2 else unit[0])


def write_selected(selected: Selected) -> str:
    """Write the inverse of ``parse_selected``."""
    name, timestep, unit = selected
    units = unit if isinstance(unit, tuple) else (unit,)
    return ",".join(map(str, (name, 0 if timestep is None else timestep + 1, *units)))


def parse_given(text: str) -> Given:
    """Parse lstm|tanh|linear|kernel|recurrent kernel|bias|output kernel|output bias: arrays as rows of numbers."""
    parts = text.split("|")
    if len(parts) != len(Given._fields):
        raise ValueError("it must be a cell, its activation, the output's, and five arrays, separated by |")
    kind, activation, output, *arrays = parts
    for options, name in ((tuple(KERAS_NAMES), kind), (ACTIVATION.options, activation), (OUTPUTS, output)):
        choice(options)(name)
    rows = table(MAX_GIVEN_UNITS, 4 * MAX_GIVEN_UNITS, MAX_ABSOLUTE)
    found = Given(kind, activation, output, *map(rows, arrays))
    shapes = Cell(kind, found.units).weight_shapes(1) | {"output_kernel": (found.units, 1), "output_bias": (1,)}
    for name, shape in shapes.items():
        high, wide = shape if len(shape) == 2 else (1, *shape)
        if np.shape(getattr(found, name)) != (high, wide):
            raise ValueError(f"its {name.replace('_', ' ')} must have {high} × {wide} numbers")
    return found


def write_given(given: Given | None) -> str:
    """Write the inverse of ``parse_given``; nothing of none."""
    return "|".join((*given[:3], *map(written_table, given[3:]))) if given else ""


LINK = Link(
    View,
    (
        Parameter("preset", parse=choice(tuple(PRESETS))),
        *(CELL, UNITS, TIMESTEPS, ACTIVATION, INITIAL, RADIUS, FORGET, INPUT, LOSS, VARIANTS, SHARE, STATE),
        *(CLIPPING, THRESHOLD, RATE, RUN_RATE, PREDICT, SEED, WEIGHTS, PART),
        Parameter(
            "own",
            parse=lambda text: table(1, MAX_TIMESTEPS, MAX_ABSOLUTE)(text)[0],
            write=lambda own: written_table((own,)) if own else "",
        ),
        CHOSEN,
        Parameter("given", parse=parse_given, write=write_given),
        Parameter("pair", parse=parse_pair, write=lambda pair: f"{pair.t + 1},{pair.k + 1}"),
        Parameter("step", parse=whole(1, MAX_TIMESTEPS)),
        Parameter("updates", parse=whole(0, MAX_UPDATES)),
        Parameter("phase", parse=choice(PHASES)),
        Parameter("selected", name="select", parse=parse_selected, write=write_selected),
    ),
    lambda values: View.of(values.get("preset", "defaults")),
    fitted,
    steps=frozenset({"pair", "step", "phase", "select", "part"}),
)
