"""What the reader chose in the gradients chapter: its controls, its link, and where it is held."""

from dataclasses import replace

from rnnviz.chapters.gradients.initial import AS_DRAWN, INITIALISERS, RADII
from rnnviz.chapters.gradients.presets import PRESETS
from rnnviz.chapters.gradients.scene import (
    INPUTS,
    LARGEST,
    LOSSES,
    NAMES_OF_NUMBERS,
    PHASES,
    SEEDS,
    TIMESTEPS,
    UNITS,
    UPDATES,
    View,
    fitted,
)
from rnnviz.core.activations import ACTIVATIONS
from rnnviz.core.layers import NAMES
from rnnviz.core.optimizers import CLIPPINGS
from rnnviz.ui.controls import Choice, Flag, Number, Pick, Whole
from rnnviz.ui.link import Parameter, choice, read, table, whole, write, written_table
from rnnviz.ui.page_state import PageState

CELL = Choice("cell", "cell", "Look closely at", None, tuple(NAMES), tuple(NAMES.values()))
UNITS_SLIDER = Whole("units", "units", "Units", "How many numbers each state holds.", 1, UNITS)
TIMESTEPS_SLIDER = Whole("timesteps", "timesteps", "Timesteps", "How long the sequence is.", 1, TIMESTEPS)
ACTIVATION = Choice(
    "activation",
    "activation",
    "Activation",
    "Of the state and of the candidate. The gates stay sigmoids.",
    tuple(ACTIVATIONS)[:4],
)
INITIAL = Choice(
    "initial",
    "initial",
    "Recurrent kernel U",
    "Keras draws all gates' blocks together, orthogonal. The others draw each gate's block by itself.",
    INITIALISERS,
    ("Keras's default", "orthogonal", "glorot", "identity", "scaled normal"),
)
RADIUS = Pick(
    "radius",
    "radius",
    "Spectral radius of U",
    "The largest |eigenvalue| of each gate's block.",
    RADII,
    ((AS_DRAWN, "as drawn"),),
)
FORGET = Pick(
    "forget", "forget", "Bias of the forget gate", "Keras starts it at 1.", (-2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 5.0)
)
INPUT = Choice("inputs", "inputs", "Input", None, INPUTS, (*INPUTS[:-1], "own numbers"))
LOSS = Choice(
    "loss",
    "loss",
    "Loss at",
    "Mean of (y − target)², as Keras's mse. The target is always the first input.",
    LOSSES,
    ("the last step", "every step", "chosen steps"),
    side_by_side=True,
)
VARIANTS = Flag("variants", "variants", "Two LSTMs that are not in Keras", "Peephole and coupled gates.")
SHARE = Flag("share", "share", "As a share", "Each step's part of the sum over all steps, instead of its size.")
STATE = Choice("state", "state", "Of", None, ("h", "c"), ("h", "c, where there is one"), side_by_side=True)
CLIPPING = Choice(
    "clipping",
    "clipping",
    "Clip",
    "Keras's clipvalue, clipnorm (each array) and global_clipnorm.",
    CLIPPINGS,
    ("not at all", *(f"by {name}" for name in CLIPPINGS[1:])),
)
THRESHOLD = Pick("threshold", "threshold", "Threshold", None, (0.001, 0.01, 0.1, 0.5, 1.0, 5.0, 10.0))
RATE = Pick(
    "learning_rate", "rate", "Learning rate", "Of plain gradient descent.", (0.001, 0.003, 0.01, 0.03, 0.1, 0.3)
)
PREDICT = Flag(
    "predict", "predict", "Predict, then reveal", "Hides ∂L/∂h at the selected step: work it out and type it."
)

SEED = Number("seed", "seed", "Seed of weights and noise", None, 0, SEEDS)

CONTROLS = (
    *(CELL, UNITS_SLIDER, TIMESTEPS_SLIDER, ACTIVATION, INITIAL, RADIUS, FORGET, INPUT, LOSS, VARIANTS, SHARE, STATE),
    *(CLIPPING, THRESHOLD, RATE, PREDICT, SEED),
)


def parse_steps(text: str) -> tuple[int, ...]:
    """1,5,40: timesteps counted from 1."""
    return tuple(sorted({whole(1, TIMESTEPS)(part.strip()) - 1 for part in text.split(",")}))


def write_steps(steps: tuple[int, ...]) -> str:
    """The inverse of ``parse_steps``."""
    return ",".join(str(step + 1) for step in steps)


def parse_pair(text: str) -> tuple[int, int]:
    """40,20: t and k, counted from 1, of which t is not the earlier."""
    steps = [whole(1, TIMESTEPS)(part) - 1 for part in text.split(",")]
    if len(steps) != 2 or steps[0] < steps[1]:
        raise ValueError("it must be two steps, the later first, such as 40,20")
    return steps[0], steps[1]


def parse_selected(text: str) -> tuple:
    """d_h,39,0: a name, a step from 1 (0 for none), a unit from 0; a row and a column for d_recurrent_kernel."""
    name, *rest = text.split(",")
    name = choice((*NAMES_OF_NUMBERS, "d_recurrent_kernel"))(name)
    if len(rest) != (3 if name == "d_recurrent_kernel" else 2):
        raise ValueError("it must be a name, a step and a unit, such as d_h,39,0")
    step, *unit = whole(0, TIMESTEPS)(rest[0]), *(whole(0, 4 * UNITS - 1)(each) for each in rest[1:])
    return name, step - 1 if step else None, tuple(unit) if len(unit) == 2 else unit[0]


def write_selected(selected: tuple) -> str:
    """The inverse of ``parse_selected``."""
    name, timestep, unit = selected
    units = unit if isinstance(unit, tuple) else (unit,)
    return ",".join(map(str, (name, 0 if timestep is None else timestep + 1, *units)))


def parse_own(text: str) -> tuple[float, ...]:
    """Numbers separated by commas."""
    return table(1, TIMESTEPS, LARGEST)(text)[0]


PARAMETERS = (
    Parameter("preset", choice(tuple(PRESETS))),
    *(control.parameter for control in CONTROLS),
    Parameter("own", parse_own, lambda own: written_table((own,)) if own else ""),
    Parameter("chosen", parse_steps, write_steps),
    Parameter("pair", parse_pair, lambda pair: f"{pair[0] + 1},{pair[1] + 1}"),
    Parameter("step", whole(1, TIMESTEPS)),
    Parameter("updates", whole(0, UPDATES)),
    Parameter("phase", choice(PHASES)),
    Parameter("select", parse_selected, write_selected),
)

FIELDS = {control.name: control.field for control in CONTROLS} | {
    **{name: name for name in ("own", "chosen", "pair", "step", "updates", "phase")},
    "select": "selected",
}


def from_query(query: dict[str, str]) -> tuple[View, list[str]]:
    """The view that a link describes, and a sentence for everything in it that was ignored."""
    values, ignored = read(PARAMETERS, query)
    view = View.of(values.get("preset", "defaults"))
    view, left_out = fitted(replace(view, **{field: values[name] for name, field in FIELDS.items() if name in values}))
    return view, ignored + left_out


def to_query(view: View) -> dict[str, str]:
    """The link of a view: its preset, and whatever differs from it."""
    return write(PARAMETERS, values_of(view), values_of(View.of(view.preset)) | {"preset": "defaults"})


def values_of(view: View) -> dict:
    """The view by parameter name."""
    return {"preset": view.preset} | {name: getattr(view, field) for name, field in FIELDS.items()}


PAGE = PageState("gradients", from_query, to_query, fitted)

FIRST = "flow"
"""The fragment that a control redraws first."""


def selected(view: View, event) -> View:
    """The view with the number that an event from the browser names; one that names none changes nothing."""
    if not isinstance(event, dict) or event.get("name") not in NAMES_OF_NUMBERS:
        return view
    timestep, unit = event.get("timestep"), event.get("unit")
    if not all(type(each) is int and each >= 0 for each in (timestep, unit)):
        return view
    return fitted(replace(view, selected=(event["name"], timestep, unit), step=min(timestep, TIMESTEPS) + 1))[0]
