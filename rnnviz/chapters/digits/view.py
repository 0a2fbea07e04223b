"""What the reader chose in the chapter of digits: the view, its bounds, and its link."""

from dataclasses import dataclass, replace
from typing import Any

from rnnviz.chapters.digits.presets import INKS, PRESETS
from rnnviz.core.layers import Recurrent
from rnnviz.core.weights import GATES, Cell
from rnnviz.images import networks
from rnnviz.images.digits import held_out
from rnnviz.images.ink import fault_of, parse
from rnnviz.images.levels import parse_levels
from rnnviz.images.networks import CELLS, DIGITS, SEEDS, ImageNetwork
from rnnviz.images.readings import READINGS
from rnnviz.ui.link import OWN, Choice, Flag, Link, Parameter, Pick, Whole, choice, whole

ANSWER = "y"
"""The number that is a probability; the others are a unit's."""

NUMBERS = (ANSWER, "h", "c", *dict.fromkeys(gate for kind in CELLS for gate in GATES[kind] if gate != "h"))

LOOKED = ("position", "number", "unit", "squares", "predict", "part", "cell", "task", "kind", "units", "dropout")
LOOKED += ("epochs", "count")
"""Where the reader looks, and what is to be trained: it decides nothing of what the network says."""

KIND_NAMES = ("SimpleRNN", "LSTM", "GRU")


@dataclass(frozen=True)
class View:
    """Everything that decides what the page shows.

    The picture is ``ink``, what was drawn (``images.ink``); else ``levels``, a digit of MNIST (``images.levels``); else
    number ``digit`` of the held-out ones. ``kept`` has the network that was trained row by row read in another order.
    ``position`` is the step that is looked at, from 0; -1 the one at which it changed its mind. ``number`` names what
    is opened there, of a ``unit``; -1 is the answer. ``cell`` is one of the confusion matrix: truth and answer.
    """

    preset: str = "lstm"
    reading: str = "rows"
    kept: bool = False
    seed: int = 1
    digit: int = 0
    ink: str = ""
    levels: str = ""
    scaled: bool = True
    centred: bool = True
    position: int = -1
    number: str = ANSWER
    unit: int = -1
    squares: str = "h"
    predict: bool = False
    part: str = "states"
    cell: str = ""
    task: str = "eight"
    kind: str = "lstm"
    units: int = 32
    dropout: float = 0.0
    epochs: int = 20
    count: int = 0
    own: ImageNetwork | None = None  # what was trained in this session

    @classmethod
    def of(cls, preset: str) -> "View":
        """Return the view that a network opens with."""
        return cls(preset, ink=INKS["three"] if preset == "tutorial" else "")

    @property
    def model(self) -> ImageNetwork:
        """The network that reads; where there is none of the reader's, the first that is brought along."""
        if self.preset == OWN and self.own:
            return self.own
        if self.preset in ("small_deep", "tutorial"):
            return getattr(networks, self.preset)()
        kind = self.preset if self.preset in CELLS else View.preset
        return networks.shipped(kind, "rows" if self.kept else self.reading)[SEEDS.index(self.seed)]

    @property
    def size(self) -> int:
        """Pixels of a side."""
        return self.model.setting.size

    @property
    def timesteps(self) -> int:
        """How many steps it reads."""
        return self.size**2 if self.reading == "random_pixels" else self.size

    @property
    def recurrent(self) -> int:
        """Where the last recurrent layer is among the layers."""
        return max(k for k, each in enumerate(self.model.network.layers) if isinstance(each, Recurrent))

    @property
    def of_cell(self) -> Cell:
        """The cell of that layer."""
        return self.model.network.layers[self.recurrent].cell

    @property
    def has_seeds(self) -> bool:
        """Whether the network is brought along under several seeds."""
        return self.preset in CELLS


def reading_of(view: View) -> View:
    """Return the view without where the reader looks: what decides every probability."""
    bare = View()
    return replace(view, own=view.own if view.preset == OWN else None, **{name: getattr(bare, name) for name in LOOKED})


def network_of(view: View) -> View:
    """Return what decides which network reads, and in which order."""
    own = view.own if view.preset == OWN else None
    return View(view.preset, view.reading, view.kept, view.seed, own=own)


def squares_of(cell: Cell) -> tuple[str, ...]:
    """Return what can be painted of each unit: states and gates, the states first."""
    return (*cell.states, *(each for each in cell.gates if each not in cell.states))


def fitted(view: View) -> tuple[View, list[str]]:
    """Return a view within its bounds, and what of the reader's was left out.

    Raises:
        ValueError: if the network cannot read in that order, or the picture is none of a digit.
    """
    notes = []
    model, cell = view.model, view.of_cell
    pixels = 1 if view.reading == "random_pixels" else view.size
    if pixels != model.setting.input_shape[2]:
        raise ValueError(
            f"This network was trained to read {model.setting.input_shape[2]} pixels at a step; "
            f"{READINGS[view.reading]} it would be {pixels}. Choose a network that was trained for it."
        )
    if view.ink and (fault := fault_of(parse(view.ink))):
        raise ValueError(fault)
    number = view.number if view.number == ANSWER or view.number in squares_of(cell) else ANSWER
    most = DIGITS if number == ANSWER else cell.units
    unit = view.unit if -1 <= view.unit < most else -1
    if number != ANSWER:
        unit = max(unit, 0)
    squares = view.squares if view.squares in squares_of(cell) else "h"
    position = view.position if view.position < view.timesteps else -1
    kept = view.kept and view.has_seeds and view.reading != "rows"
    return replace(view, number=number, unit=unit, squares=squares, position=position, kept=kept), notes


def open_preset(view: View, preset: str) -> View:
    """Return the view of another network that reads the same picture.

    Where there is none of the reader's yet, it is the view of training one; a network of 28×28 that meets a digit of
    8×8 opens with a drawing.
    """
    if preset == OWN and view.own is None:
        return replace(view, part="train")
    found = replace(view, preset=preset, position=-1, number=ANSWER, unit=-1)
    if found.size == 28 and not (view.ink or view.levels):
        found = replace(found, ink=INKS["three"])
    if found.reading == "random_pixels" and found.model.setting.input_shape[2] != 1:
        found = replace(found, reading=found.model.setting.reading)
    return found


def show_digit(view: View, digit: int) -> View:
    """Return the view of one of the held-out digits of 8×8."""
    return replace(view, digit=digit, ink="", levels="", position=-1, number=ANSWER, unit=-1)


def show_ink(view: View, ink: str) -> View:
    """Return the view of a drawing."""
    return replace(view, ink=ink, levels="", position=-1, number=ANSWER, unit=-1)


def show_levels(view: View, levels: str) -> View:
    """Return the view of a digit of MNIST."""
    return replace(view, ink="", levels=levels, position=-1, number=ANSWER, unit=-1)


def look_at(view: View, event: Any) -> View:
    """Return the view that looks at what was clicked: [step], [step, digit] or [step, "unit", unit]."""
    match event:
        case [step, *_] if type(step) is not int or not 0 <= step < view.timesteps:
            pass
        case [step]:
            return replace(view, position=step, number=ANSWER, unit=-1)
        case [step, digit] if type(digit) is int and 0 <= digit < DIGITS:
            return replace(view, position=step, number=ANSWER, unit=digit)
        case [step, "unit", unit] if type(unit) is int and 0 <= unit < view.of_cell.units:
            return replace(view, position=step, number=view.squares, unit=unit)
    raise ValueError("There is no such number in the picture.")


def parse_ink(text: str) -> str:
    """Take a drawing of a link."""
    if text:
        fault = fault_of(parse(text))
        if fault:
            raise ValueError(fault[0].lower() + fault[1:].rstrip("."))
    return text


def parse_cell(text: str) -> str:
    """Take a cell of the confusion matrix: two digits, the truth and the answer."""
    if text and not (len(text) == 2 and text.isascii() and text.isdigit()):
        raise ValueError("two digits are allowed, what it is and what was said")
    return text


READING = Choice(
    "reading",
    "Reads",
    "The same picture as another sequence. The random orders were drawn once and are the same for every picture.",
    options=tuple(READINGS),
    names=tuple(READINGS.values()),
)
KEPT = Flag("kept", "by the network of “row by row”", "Has it read in an order that it was not trained in.")
SEED = Pick("seed", "Seed", "Of its initial weights and of the order of images in training.", options=SEEDS)
SCALED = Flag("scaled", "scaled", "Brings the drawing to the size that the digits of the data set have.")
CENTRED = Flag("centred", "centred", "Puts it in the middle, as every digit of the data set is.")
SQUARES = Choice("squares", "Painted", "Of every unit, after each step.", options=NUMBERS[1:], side_by_side=True)
PREDICT = Flag("predict", "Predict", "Hides the probabilities until you have said where it changes its mind for good.")
TASK = Choice(
    "task",
    "What to train",
    options=("eight", "tutorial", "deep"),
    names=("8×8 digits", "LSTM(30) on MNIST", "2 × LSTM(256), dropout, on MNIST"),
)
KIND = Choice("kind", "Cell", options=CELLS, names=KIND_NAMES)
UNITS = Pick("units", "Units", "How many numbers the state holds.", options=(8, 16, 32, 64))
DROPOUT = Pick("dropout", "Dropout", "The share of h that is set to 0 in training.", options=(0.0, 0.2, 0.5))
EPOCHS = Pick("epochs", "Epochs", "How often all images are read.", options=(1, 2, 4, 10, 20, 40))
COUNT = Pick(
    "count", "Digits to learn from", "The first ones of the file.", options=(1000, 6000, 20000, 0), names=((0, "all"),)
)
PART = Choice(
    "part",
    "Part",
    options=("states", "compared", "wrong", "train", "take"),
    names=("State and gates", "Cells and orders, over seeds", "What it gets wrong", "Train one", "Take it with you"),
)

LINK = Link(
    View,
    (
        Parameter("preset", parse=choice(tuple(PRESETS))),
        *(READING, KEPT, SEED),
        Parameter("digit", parse=whole(0, len(held_out()) - 1)),
        Parameter("ink", parse=parse_ink),
        Parameter("levels", parse=parse_levels),
        *(SCALED, CENTRED, PREDICT, SQUARES, PART),
        Parameter("position", name="at", parse=whole(-1, 28 * 28 - 1)),
        Parameter("number", parse=choice(NUMBERS)),
        Whole("unit", low=-1, high=1023),
        Parameter("cell", parse=parse_cell),
        *(TASK, KIND, UNITS, DROPOUT, EPOCHS, COUNT),
    ),
    lambda values: View.of(values.get("preset", View().preset)),
    fitted,
    unwritten=("own",),
    steps=frozenset({"at", "number", "unit", "squares", "part", "cell"}),
)
