"""The parameters of the forecasters chapter, in its controls and in its link."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rnnviz.chapters.forecasters.presets import PRESETS
from rnnviz.chapters.forecasters.view.choices import BATCHES, EPOCHS, SAME, SERIES, View
from rnnviz.chapters.forecasters.view.own_link import parse_series, travels, write_series
from rnnviz.chapters.forecasters.view.preparation import fitted
from rnnviz.core.layers import KERAS_NAMES
from rnnviz.core.optimizers import CLIPPINGS
from rnnviz.training import false_improvements
from rnnviz.training.intervals import LEVELS
from rnnviz.training.preparation import MAX_OUTPUTS
from rnnviz.training.scaling import SCALINGS
from rnnviz.training.seeds import FAIR
from rnnviz.training.series import LENGTHS, Series
from rnnviz.training.settings import ACTIVATIONS, LOSSES, MAX_SEED, MAX_UNITS, OPTIMIZERS, OUTPUTS
from rnnviz.training.transforms import TRANSFORMS
from rnnviz.ui.link import Choice, Flag, Link, Number, Parameter, Pick, Several, Whole, choice, whole

CELL = Choice(
    "kind", "Cell", name="cell", options=tuple(KERAS_NAMES), names=tuple(KERAS_NAMES.values()), side_by_side=True
)
UNITS = Whole("units", "Units", "How many numbers each recurrent layer's state holds.", high=MAX_UNITS)
EPOCHS_PICK = Pick("epochs", "Epochs", "How often the whole training part is read.", options=EPOCHS)
RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
RATE = Pick("learning_rate", "Learning rate", "How far each update goes.", name="rate", options=RATES)
WINDOW = Number("window", "Window", "How many values the network reads before it predicts.", high=336)
HORIZON = Number("horizon", "Horizon", "The target lies so many steps after the window.", high=48)
OUTPUTS_AT_ONCE = Number(
    "outputs",
    "Forecasts at once",
    "A Dense layer of so many outputs: the first of them for the horizon, each next for one step more.",
    high=MAX_OUTPUTS,
)
CALENDAR = Number(
    "calendar",
    "Calendar, steps of its period",
    "Two more inputs, the sine and cosine of where in the period (12 months, 7 days, 48 half hours) the value to be "
    "forecast lies: that is known ahead. 0: none.",
    low=0,
    high=2000,
)
LAYERS = Pick("layers", "Recurrent layers", options=(1, 2))
ACTIVATION = Choice(
    "activation", "Activation", "Of the state and the candidate. Gates stay sigmoids.", options=ACTIVATIONS
)
OUTPUT = Choice("output_activation", "Activation of the output", name="output", options=OUTPUTS)
LOSS = Choice("loss", "Loss", "Mean squared or mean absolute error.", options=LOSSES, names=("MSE", "MAE"))
OPTIMIZER = Choice(
    "optimizer", "Optimizer", "As Keras defines them.", options=OPTIMIZERS, names=("SGD", "Adam", "RMSprop")
)
BATCH = Pick("batch", "Batch", "Windows in each update.", options=BATCHES)
CLIPPING = Choice(
    "clipping",
    "Clip gradients",
    "Keras's clipvalue, clipnorm (each array) and global_clipnorm.",
    options=CLIPPINGS,
    names=("not at all", *(f"by {name}" for name in CLIPPINGS[1:])),
)
THRESHOLD = Pick("threshold", "Clipping threshold", options=(0.001, 0.01, 0.1, 0.5, 1.0, 5.0))
PATIENCE = Pick(
    "patience",
    "Stop early",
    "When the loss of the validation part has not fallen for so many epochs. Without one it looks at the test part, "
    "which is a small leak itself.",
    options=(0, 2, 5, 10, 20, 50),
    names=((0, "never"),),
)
SEED = Number("seed", "Seed of weights and order", low=0, high=MAX_SEED)
SEEDS = Pick(
    "seeds", "Seeds", "The same setting again, from other weights and in another order.", options=(1, 3, 5, 10, 20)
)
TRANSFORM = Choice(
    "transform",
    "Of the series",
    "What the series becomes before it is scaled. Forecasts are turned back, so that errors stay in its own unit.",
    options=TRANSFORMS,
    names=("the values", "their logarithms", "their differences", "differences of logarithms"),
)
LAG = Number(
    "lag",
    "Differences over, in steps",
    "How far before it lies what a value is compared with: a season takes what repeats off.",
    high=400,
)
SCALING = Choice("scaling", "Scale", options=SCALINGS, names=("to 0…1", "to mean 0, deviation 1", "not at all"))
LEAK = Flag(
    "leak", "Scale by the whole series", "As the tutorials do: the training part then knows something of the test part."
)
OVERLAP = Flag("overlap", "Windows overlap", "Off: each window begins where the one before ended.")
REACH_BACK = Flag(
    "reach_back",
    "Test every value",
    "Test windows then reach back into the training part, whose values are known by then. Off, as in the tutorials: "
    "the first values of the test part are only read.",
)
SPLITS = (0.5, 0.6, 0.67, 0.7, 0.75, 0.8, 0.9)
SPLIT = Pick("split", "Before the test part", options=SPLITS, names=tuple((each, f"{each:.0%}") for each in SPLITS))
VALIDATIONS = (0.0, 0.1, 0.15, 0.2, 0.25)
VALIDATION = Pick(
    "validation",
    "Of it for validation",
    "The last values before the test part, of all: not trained on. Early stopping and the choice of the best rule then "
    "look there alone. None, as in the tutorials: both look at the test part.",
    options=VALIDATIONS,
    names=((0.0, "none"), *((each, f"{each:.0%}") for each in VALIDATIONS[1:])),
)
SEASON = Number("season", "Season, in steps", "For the seasonal rules. 0: what the data show.", low=0, high=2000)
LENGTH = Number("length", "Values", low=LENGTHS[0], high=2000)
NOISE = Pick(
    "noise", "Noise", "Its standard deviation; the sines have amplitude 1.", options=(0.0, 0.05, 0.1, 0.2, 0.5)
)
SERIES_SEED = Number("series_seed", "Seed of the series", low=0, high=9999)
LEVEL = Pick(
    "level",
    "Interval",
    "How much of what comes the band shall hold.",
    options=LEVELS,
    names=tuple((each, f"{each:.0%}") for each in LEVELS),
)
STEPS = Number("steps", "Steps", high=200)
FAIR_CHOICE = Choice(
    "fair", "The same", options=FAIR, names=("equal units", "equal parameters"), side_by_side=True, unlabelled=True
)
BRANCH_RATE = Pick("branch_rate", "Learning rate from there", options=RATES)
BRANCH_CELL = Choice(
    "branch_kind",
    "Cell",
    "Another cell begins anew: its initial weights have the same seed.",
    name="branch_cell",
    options=(SAME, *KERAS_NAMES),
    names=("the same, its weights kept", *KERAS_NAMES.values()),
)
BRANCH_CLIPPING = replace(CLIPPING, field="branch_clipping", name="branch_clipping", label="Clip from there")
BRANCH_THRESHOLD = replace(THRESHOLD, field="branch_threshold", name="branch_threshold")

FALSE = Several(
    "false",
    "False improvements",
    options=tuple(false_improvements.SHORT),
    names=tuple(false_improvements.SHORT.values()),
)

CONTROLS = (
    *(CELL, UNITS, EPOCHS_PICK, RATE, WINDOW, HORIZON, LAYERS, ACTIVATION, OUTPUT, LOSS, OPTIMIZER, BATCH),
    *(
        CLIPPING,
        THRESHOLD,
        PATIENCE,
        SEED,
        SEEDS,
        OUTPUTS_AT_ONCE,
        CALENDAR,
        TRANSFORM,
        LAG,
        SCALING,
        LEAK,
        OVERLAP,
        SPLIT,
        VALIDATION,
        REACH_BACK,
        SEASON,
        LENGTH,
        NOISE,
        SERIES_SEED,
    ),
    *(LEVEL, STEPS, FALSE, FAIR_CHOICE, BRANCH_CELL, BRANCH_RATE, BRANCH_CLIPPING, BRANCH_THRESHOLD),
)

PART = Choice(
    "part",
    "Part",
    options=("ahead", "sure", "false", "inside", "race", "windows", "take"),
    names=(
        "Many steps ahead",
        "How sure",
        "False improvements",
        "Inside, epoch by epoch",
        "The race, and Keras",
        "From series to windows",
        "Take it with you",
    ),
)


def series_in_link(view: View) -> Series | None:
    """Return the reader's own series where it is short enough to travel, and shown: no other link has it."""
    return view.own if view.series == "own" and view.own is not None and travels(view.own) else None


def put_series(view: View, own: Series) -> View:
    """Return the view with a series of the reader's own, where that is what is shown."""
    return replace(view, own=own) if view.series == "own" else view


def opened(values: Mapping[str, Any]) -> View:
    """Return the view that a link begins from: one that says nothing of the parts was made when there were but two."""
    return replace(View.of(values.get("preset", "sunspots")), validation=0.0, reach_back=False)


class ForecastersLink(Link):
    """The link of the chapter, which says so where a series of the reader's own is not in it."""

    def read(self, query: Mapping[str, str]) -> tuple[Any, list[str]]:
        """Return the view that a link describes, and a sentence for everything in it that was ignored or is missing."""
        view, ignored = super().read(query)
        if view.series == "own" and view.own is None:
            ignored.append(
                "The series of your own is not in the link: until you bring it, an example stands in for it."
            )
        return view, ignored


LINK = ForecastersLink(
    View,
    (
        Parameter("preset", parse=choice(tuple(PRESETS))),
        Parameter("series", parse=choice(SERIES)),
        *CONTROLS,
        Parameter("own", parse=parse_series, write=write_series, get=series_in_link, put=put_series),
        Parameter("sample", parse=whole(0, 10**6)),
        Parameter("target", parse=whole(1, MAX_OUTPUTS)),
        Parameter("epoch", parse=whole(0, EPOCHS[-1])),
        Parameter("branch_epoch", name="branch", parse=whole(0, EPOCHS[-1])),
        Parameter("start", parse=whole(1, 10**6)),
        PART,
    ),
    opened=opened,
    fitted=fitted,
    unwritten=("predict",),
    steps=frozenset({"sample", "epoch", "part"}),
)
