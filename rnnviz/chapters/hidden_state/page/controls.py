"""What the reader chose in the hidden-state chapter: its controls, its link, and where it is held."""

from dataclasses import replace

from rnnviz.chapters.hidden_state.presets import presets
from rnnviz.chapters.hidden_state.scene import ARRAYS, LARGEST, SEEDS, TIMESTEPS, UNITS, View, fitted
from rnnviz.core.activations import ACTIVATIONS
from rnnviz.core.layers import DENSE_ACTIVATIONS, KERAS_NAMES
from rnnviz.ui.controls import Choice, Flag, Number, Whole
from rnnviz.ui.link import Parameter, choice, read, table, whole, write, written_table
from rnnviz.ui.page_state import PageState

CELL = Choice("cell", "cell", "Cell", None, tuple(KERAS_NAMES), tuple(KERAS_NAMES.values()), side_by_side=True)


UNITS_SLIDER = Whole("units", "units", "Units", "How many numbers the state holds.", 1, UNITS)


TIMESTEPS_SLIDER = Whole("timesteps", "timesteps", "Timesteps", "How long the sequence is.", 1, TIMESTEPS)


ACTIVATION = Choice("activation", "activation", "Activation", "Of the candidate and of the state.", tuple(ACTIVATIONS))


GATE_ACTIVATION = Choice("recurrent_activation", "gates", "Activation of the gates", None, tuple(ACTIVATIONS))


RESET_AFTER = Flag(
    "reset_after", "reset_after", "reset_after", "Keras's default: the reset gate multiplies after the product."
)


OUTPUT = Choice("output", "output", "Activation of the output", None, DENSE_ACTIVATIONS)


EVERY_STEP = Flag(
    "every_step", "every", "Output after every step", "Off: only after the last, as without return_sequences."
)


PREDICT = Flag("predict", "predict", "Predict, then reveal", "Hides the next state: work it out and type it.")


SEED = Number(
    "seed",
    "seed",
    "Seed of the initial weights",
    "Empty: the example's own weights, where any fit. A number: weights as Keras draws them by default.",
    0,
    SEEDS,
    empty="the example's own",
)


CONTROLS = (
    CELL,
    UNITS_SLIDER,
    TIMESTEPS_SLIDER,
    ACTIVATION,
    GATE_ACTIVATION,
    RESET_AFTER,
    OUTPUT,
    EVERY_STEP,
    PREDICT,
    SEED,
)


WIDEST = 4 * UNITS
"""Columns that a table can have: four gates of the most units."""


def parse_selected(text: str) -> tuple[str, int, int]:
    """h,3,0: a name, a step counted from 1, a unit counted from 0."""
    parts = text.split(",")
    if len(parts) != 3:
        raise ValueError("it must be a name, a step and a unit, such as h,3,0")
    return choice(("h", "c", "y"))(parts[0]), whole(1, TIMESTEPS)(parts[1]) - 1, whole(0, UNITS - 1)(parts[2])


PARAMETERS = (
    Parameter("preset", choice(tuple(presets()))),
    *(control.parameter for control in CONTROLS),
    Parameter("step", whole(0, TIMESTEPS)),
    Parameter("select", parse_selected, lambda s: f"{s[0]},{s[1] + 1},{s[2]}"),
    *(Parameter(name, table(TIMESTEPS, WIDEST, LARGEST), written_table) for name in ARRAYS),
)


FIELDS = {control.name: control.field for control in CONTROLS} | {"step": "step", "select": "selected"}


def from_query(query: dict[str, str]) -> tuple[View, list[str]]:
    """The view that a link describes, and a sentence for everything in it that was ignored."""
    values, ignored = read(PARAMETERS, query)
    view = View.of(values.get("preset", "document"))
    view = replace(view, **{field: values[name] for name, field in FIELDS.items() if name in values})
    view = replace(view, edits=tuple((name, values[name]) for name in ARRAYS if name in values))
    if view.preset == "own" and "x" in values and "timesteps" not in values:
        view = replace(view, timesteps=len(values["x"]))
    view, left_out = fitted(view)
    return view, ignored + left_out


def to_query(view: View) -> dict[str, str]:
    """The link of a view: its example, and whatever differs from it."""
    return write(PARAMETERS, values_of(view), values_of(View.of(view.preset)) | {"preset": "document"})


def values_of(view: View) -> dict:
    """The view by parameter name."""
    edits = dict(view.edits)
    fields = {name: getattr(view, field) for name, field in FIELDS.items()}
    return {"preset": view.preset} | fields | {name: edits.get(name) for name in ARRAYS}


PAGE = PageState("hidden_state", from_query, to_query, fitted)


FIRST = "states"
"""The fragment that a control redraws first; the unrolled network and the rest of the page follow."""


def selected(view: View, event) -> View:
    """The view with what an event from the browser selects; one that names no number changes nothing."""
    if not isinstance(event, dict) or event.get("name") not in ("h", "c", "y"):
        return view
    timestep, unit = event.get("timestep"), event.get("unit")
    step = event.get("step", timestep + 1 if type(timestep) is int else None)
    if not all(type(each) is int and each >= 0 for each in (timestep, unit, step)):
        return view
    return fitted(replace(view, selected=(event["name"], timestep, unit), step=step))[0]
