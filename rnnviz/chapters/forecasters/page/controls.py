"""What the reader chose in the forecasters chapter: its controls, its link, and where it is held."""

from dataclasses import replace

import numpy as np

from rnnviz.chapters.forecasters.presets import PRESETS, opened
from rnnviz.chapters.forecasters.view import (
    BATCHES,
    EPOCHS,
    HORIZON,
    LENGTH,
    NOISES,
    PATIENCES,
    RATES,
    SAME,
    SEASON,
    SEED_COUNTS,
    SERIES,
    SPLITS,
    STEPS,
    SYNTHETIC_SEEDS,
    THRESHOLDS,
    WINDOW,
    View,
    fitted,
)
from rnnviz.core.layers import KERAS_NAMES
from rnnviz.core.optimizers import CLIPPINGS
from rnnviz.training.preparation import SCALINGS
from rnnviz.training.seeds import FAIR
from rnnviz.training.series import LARGEST_VALUE, LENGTHS, Series
from rnnviz.training.settings import ACTIVATIONS, LOSSES, OPTIMIZERS, OUTPUTS, SEEDS, UNITS
from rnnviz.ui.controls import Choice, Flag, Number, Pick, Whole
from rnnviz.ui.link import LONGEST, Parameter, choice, read, table, whole, write, written_table
from rnnviz.ui.page_state import PageState

CELL = Choice("kind", "cell", "Cell", None, tuple(KERAS_NAMES), tuple(KERAS_NAMES.values()), side_by_side=True)
UNITS_SLIDER = Whole("units", "units", "Units", "How many numbers each recurrent layer's state holds.", 1, UNITS)
EPOCHS_PICK = Pick("epochs", "epochs", "Epochs", "How often the whole training part is read.", EPOCHS)
RATE = Pick("learning_rate", "rate", "Learning rate", "How far each update goes.", RATES)
WINDOW_FIELD = Number("window", "window", "Window", "How many values the network reads before it predicts.", 1, WINDOW)
HORIZON_FIELD = Number("horizon", "horizon", "Horizon", "The target lies so many steps after the window.", 1, HORIZON)
LAYERS = Pick("layers", "layers", "Recurrent layers", None, (1, 2))
ACTIVATION = Choice(
    "activation", "activation", "Activation", "Of the state and the candidate. Gates stay sigmoids.", ACTIVATIONS
)
OUTPUT = Choice("output_activation", "output", "Activation of the output", None, OUTPUTS)
LOSS = Choice("loss", "loss", "Loss", "Mean squared or mean absolute error.", LOSSES, ("MSE", "MAE"))
OPTIMIZER = Choice(
    "optimizer", "optimizer", "Optimizer", "As Keras defines them.", OPTIMIZERS, ("SGD", "Adam", "RMSprop")
)
BATCH = Pick("batch", "batch", "Batch", "Windows in each update.", BATCHES)
CLIPPING = Choice(
    "clipping",
    "clipping",
    "Clip gradients",
    "Keras's clipvalue, clipnorm (each array) and global_clipnorm.",
    CLIPPINGS,
    ("not at all", *(f"by {name}" for name in CLIPPINGS[1:])),
)
THRESHOLD = Pick("threshold", "threshold", "Clipping threshold", None, THRESHOLDS)
PATIENCE = Pick(
    "patience",
    "patience",
    "Stop early",
    "When the test loss has not fallen for so many epochs. It looks at the test part, which is a small leak itself.",
    PATIENCES,
    ((0, "never"),),
)
SEED = Number("seed", "seed", "Seed of weights and order", None, 0, SEEDS)
SEEDS_PICK = Pick(
    "seeds", "seeds", "Seeds", "The same setting again, from other weights and in another order.", SEED_COUNTS
)
SCALING = Choice("scaling", "scaling", "Scale", None, SCALINGS, ("to 0…1", "to mean 0, deviation 1", "not at all"))
LEAK = Flag(
    "leak",
    "leak",
    "Scale by the whole series",
    "As the tutorials do: the training part then knows something of the test part.",
)
OVERLAP = Flag("overlap", "overlap", "Windows overlap", "Off: each window begins where the one before ended.")
SPLIT = Pick("split", "split", "Training part", None, SPLITS, tuple((each, f"{each:.0%}") for each in SPLITS))
SEASON_FIELD = Number("season", "season", "Season, in steps", "For the seasonal rule. 0: the series' own.", 0, SEASON)
LENGTH_FIELD = Number("length", "length", "Values", None, LENGTHS[0], LENGTH)
NOISE = Pick("noise", "noise", "Noise", "Its standard deviation; the sines have amplitude 1.", NOISES)
SERIES_SEED = Number("series_seed", "series_seed", "Seed of the series", None, 0, SYNTHETIC_SEEDS)
STEPS_FIELD = Number("steps", "steps", "Steps", None, 1, STEPS)
FAIR_CHOICE = Choice(
    "fair", "fair", "The same", None, FAIR, ("equal units", "equal parameters"), side_by_side=True, plain=True
)
BRANCH_RATE = Pick("branch_rate", "branch_rate", "Learning rate from there", None, RATES)
BRANCH_CELL = Choice(
    "branch_kind",
    "branch_cell",
    "Cell",
    "Another cell begins anew: its initial weights have the same seed.",
    (SAME, *KERAS_NAMES),
    ("the same, its weights kept", *KERAS_NAMES.values()),
)
BRANCH_CLIPPING = replace(CLIPPING, field="branch_clipping", name="branch_clipping", label="Clip from there")
BRANCH_THRESHOLD = replace(THRESHOLD, field="branch_threshold", name="branch_threshold")

CONTROLS = (
    *(CELL, UNITS_SLIDER, EPOCHS_PICK, RATE, WINDOW_FIELD, HORIZON_FIELD, LAYERS, ACTIVATION, OUTPUT, LOSS, OPTIMIZER),
    *(BATCH, CLIPPING, THRESHOLD, PATIENCE, SEED, SEEDS_PICK, SCALING, LEAK, OVERLAP, SPLIT, SEASON_FIELD),
    *(
        LENGTH_FIELD,
        NOISE,
        SERIES_SEED,
        STEPS_FIELD,
        FAIR_CHOICE,
        BRANCH_CELL,
        BRANCH_RATE,
        BRANCH_CLIPPING,
        BRANCH_THRESHOLD,
    ),
)

MOST_IN_LINK = 600
"""Own values that a link can carry."""


def parse_own(text: str) -> Series:
    """Numbers separated by commas, the series of whoever sent the link."""
    values = np.array(table(1, MOST_IN_LINK, LARGEST_VALUE)(text)[0])
    return Series("own", "A series from a link", "", values, None, 1, "From the link.")


def write_own(own: Series) -> str:
    """The values, where there are few enough; dates and names do not travel."""
    text = written_table((tuple(own.values.tolist()),)) if len(own.values) <= MOST_IN_LINK else ""
    return text if len(text) <= LONGEST else ""


PARAMETERS = (
    Parameter("preset", choice(tuple(PRESETS))),
    Parameter("series", choice(SERIES)),
    *(control.parameter for control in CONTROLS),
    Parameter("own", parse_own, write_own),
    Parameter("sample", whole(0, 10**6)),
    Parameter("epoch", whole(0, EPOCHS[-1])),
    Parameter("branch", whole(0, EPOCHS[-1])),
    Parameter("start", whole(1, 10**6)),
)

FIELDS = {control.name: control.field for control in CONTROLS} | {
    **{name: name for name in ("series", "own", "sample", "epoch", "start")},
    "branch": "branch_epoch",
}


def from_query(query: dict[str, str]) -> tuple[View, list[str]]:
    """The view that a link describes, and a sentence for everything in it that was ignored."""
    values, ignored = read(PARAMETERS, query)
    begin = opened(values.get("preset", "sunspots"))
    view = replace(begin, **{field: values[name] for name, field in FIELDS.items() if name in values})
    try:
        view, left_out = fitted(view)
    except ValueError as error:
        return begin, [*ignored, f"The link's setting was left out. {error}"]
    if view.series == "own" and view.own is None:
        left_out.append("The series of your own is not in the link: until you bring it, an example stands in for it.")
    return view, ignored + left_out


def to_query(view: View) -> dict[str, str]:
    """The link of a view: its preset, and whatever differs from it."""
    query = write(PARAMETERS, values_of(view), values_of(opened(view.preset)) | {"preset": "sunspots"})
    return {name: text for name, text in query.items() if text}


def values_of(view: View) -> dict:
    """The view by parameter name."""
    values = {"preset": view.preset} | {name: getattr(view, field) for name, field in FIELDS.items()}
    return values if view.series == "own" else values | {"own": None}  # nobody sends their series with another's link


PAGE = PageState("forecasters", from_query, to_query, fitted)

FIRST = "forecast"
"""The fragment that a control redraws first."""
