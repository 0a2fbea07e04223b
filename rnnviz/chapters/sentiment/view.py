"""What the reader chose in the chapter of sentences' scores: the view, its bounds, and its link."""

from dataclasses import dataclass, replace
from typing import Any

from rnnviz.chapters.sentiment.presets import NETWORKS, PRESETS
from rnnviz.core.layers import Recurrent
from rnnviz.text.sentiment import Setting, trained
from rnnviz.text.word_networks import WordNetwork
from rnnviz.text.words import words_of
from rnnviz.ui.link import OWN, Choice, Flag, Link, Parameter, Pick, Whole, choice, whole

MAX_CHARACTERS = 4000
"""Of a sentence that is typed: more than 300 words."""

SCORE, GATES = "y", ("i", "f", "g", "o")
"""What can be opened: the score, and of one unit a gate or the candidate."""

LOOKED = ("position", "number", "unit", "squares", "unfold", "predict", "part", "steps", "units", "epochs")
"""Where the reader looks, and what is to be trained: it decides nothing of what the network reads."""


@dataclass(frozen=True)
class View:
    """Everything that decides what the page shows.

    ``position`` is the timestep that is looked at, from 0, PAD counted; -1 the last. ``number`` names what is opened
    there: the score, or a gate of ``unit``. With ``predict`` the reader is asked where the score goes, word by word.
    """

    preset: str = "but"
    sentence: str = PRESETS["but"].sentence
    network: str = "pre"
    unfold: bool = False
    predict: bool = False
    position: int = -1
    number: str = SCORE
    squares: str = "mean"
    unit: int = 0
    part: str = "steps"
    steps: int = 16
    units: int = 64
    epochs: int = 10
    own: WordNetwork | None = None  # what was trained in this session

    @classmethod
    def of(cls, preset: str) -> "View":
        """Return the view that an example opens with."""
        return cls(preset, PRESETS[preset].sentence) if preset in PRESETS else cls(preset)

    @property
    def model(self) -> WordNetwork:
        """The network that reads; where there is none of the reader's, the one that is brought along."""
        if self.network == OWN:
            return self.own or trained(View.network)
        return trained(self.network)

    @property
    def setting(self) -> Setting:
        """How the network is built."""
        return Setting(**self.model.about["setting"])


def reading_of(view: View) -> View:
    """Return the view without where the reader looks: what decides every score."""
    bare = View()
    return replace(view, preset=OWN, **{name: getattr(bare, name) for name in LOOKED})


def units_of(view: View) -> int:
    """Return how many units the LSTM has."""
    return next(each.cell.units for each in view.model.network.layers if isinstance(each, Recurrent))


def fitted(view: View) -> tuple[View, list[str]]:
    """Return a view within its bounds, and what of the reader's was left out."""
    length = view.setting.length
    sentence = " ".join(view.sentence.split())
    preset = view.preset if view.preset in PRESETS and sentence == PRESETS[view.preset].sentence else OWN
    position = -1 if view.position >= length - 1 else view.position
    unit = min(view.unit, units_of(view) - 1)
    return replace(view, preset=preset, sentence=sentence, position=position, unit=unit), []


def at_once(view: View) -> View:
    """Return the view that looks at the last score; at the first word's, where that is to be predicted."""
    setting, count = view.setting, len(words_of(view.sentence))
    first = max(0, setting.length - count) if setting.side == "pre" else 0
    return replace(view, number=SCORE, position=first if view.predict and count else -1)


def type_sentence(view: View, text: str) -> View:
    """Return the view of another sentence."""
    return at_once(replace(view, preset=OWN, sentence=text[:MAX_CHARACTERS]))


def open_preset(view: View, preset: str) -> View:
    """Return the view of another example, read by the same network."""
    return replace(type_sentence(view, PRESETS[preset].sentence), preset=preset)


def look_at(view: View, timestep: int, row: str) -> View:
    """Return the view that looks at a timestep: at its score, or, of one unit, at a gate."""
    number = row if view.squares == "unit" and row in GATES else SCORE
    return replace(view, position=timestep, number=number)


def choose_network(view: View, parameter: Parameter, network: Any) -> View:
    """Return the view that another network reads; where the reader has none of their own yet, of training it."""
    if network == OWN and view.own is None:
        return replace(view, part="train")
    return at_once(replace(view, network=network))


def parse_sentence(text: str) -> str:
    """Take what a link has, cut where it is too long."""
    return text[:MAX_CHARACTERS]


NETWORK = Choice(
    "network",
    "Filled up with PAD",
    "Every sentence is read as 40 words. Where is it filled up, and is PAD masked, so that the state is held there? "
    "Each way has a network of its own.",
    options=tuple(NETWORKS),
    names=tuple(NETWORKS.values()),
)
UNFOLD = Flag("unfold", "Every PAD", "Show each PAD by itself.")
PREDICT = Flag("predict", "Predict, then reveal", "Covers the scores: say of each word where it takes the score.")
SQUARES = Choice(
    "squares",
    "Gates",
    "Their mean over all units, or one unit's: a click on a square of that opens its sum.",
    options=("mean", "unit"),
    names=("mean of all units", "one unit"),
)
UNIT = Whole("unit", "Unit", low=0, high=127)
STEPS = Pick("steps", "Steps of integration", "How finely the way is walked along.", options=(4, 8, 16, 32, 64, 128))
UNITS = Pick("units", "Units", "How many numbers the state holds.", options=(8, 16, 32, 64, 128))
EPOCHS = Pick("epochs", "Epochs", "How often all sentences are read.", options=(1, 3, 5, 10, 20))
PART = Choice(
    "part",
    "Part",
    options=("steps", "mattered", "leak", "train", "take"),
    names=("Word by word", "Which words mattered", "The leak", "Train one", "Take it with you"),
)

LINK = Link(
    View,
    (
        Parameter("preset", parse=choice((*PRESETS, OWN))),
        Parameter("sentence", parse=parse_sentence),
        *(NETWORK, UNFOLD, PREDICT, SQUARES, UNIT, PART, STEPS, UNITS, EPOCHS),
        Parameter("position", name="at", parse=whole(-1, 39)),
        Parameter("number", parse=choice((SCORE, *GATES))),
    ),
    lambda values: View.of(values.get("preset", View().preset)),
    fitted,
    unwritten=("own",),
    steps=frozenset({"at", "number", "unit", "squares", "unfold", "part", "steps"}),
)
