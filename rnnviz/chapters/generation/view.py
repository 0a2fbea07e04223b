"""What the reader chose in the chapter of networks that write: the view, its bounds, and its link."""

from dataclasses import dataclass, replace
from typing import Any

from rnnviz.chapters.generation.presets import NETWORKS, PRESETS
from rnnviz.core.layers import KERAS_NAMES, Recurrent
from rnnviz.core.weights import GATES, STATES
from rnnviz.text.drawing import KEEPS, Decoding
from rnnviz.text.rules import parse_rule
from rnnviz.text.trained import Trained, trained
from rnnviz.ui.link import OWN, Choice, Flag, Link, Number, Parameter, Pick, Whole, choice, whole

MAX_BEGINNING, MAX_LETTERS = 300, 300
"""Letters of the beginning that is typed, and letters to be written."""

TEMPERATURES = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.5, 2.0)
"""Those that the slider stops at; 0 is the likeliest letter always."""

NOTHING = "nothing"


LOOKED = (
    *("temperature", "position", "letter", "predict", "colour", "unit", "part", "rule"),
    *("network", "units", "iterations"),
)
"""Where the reader looks, and what is to be trained: it decides nothing of the texts."""


@dataclass(frozen=True)
class View:
    """Everything that decides what the page shows.

    ``position`` is the letter that is looked at, from 0, -1 the last of the beginning; ``letter`` the one whose
    probability there is opened, "" the one that comes next in the text. ``colour`` names what the letters are
    coloured by: a state or a gate of ``unit``. With ``predict`` the reader is asked for the likeliest next letter.
    """

    preset: str = "every_gru"
    beginning: str = "The "
    letters: int = 60
    temperature: float = 0.5
    keep: str = "all"
    k: int = 5
    p: float = 0.9
    draws: int = 1
    position: int = -1
    letter: str = ""
    predict: bool = False
    colour: str = NOTHING
    unit: int = 0
    part: str = "next"
    rule: str = "inside quotes"
    network: str = "every_gru"
    units: int = 64
    iterations: int = 5
    own: Trained | None = None  # what was trained in this session, on the reader's text

    @classmethod
    def of(cls, preset: str) -> "View":
        """Return the view that a network opens with."""
        return cls(preset)

    @property
    def model(self) -> Trained:
        """The network that writes, and its letters; of no text of the reader's the one that is brought along."""
        if self.preset == OWN:
            return self.own or trained(View.preset)
        return trained(self.preset)

    @property
    def way(self) -> Decoding:
        """How letters are drawn."""
        return Decoding(self.temperature, self.keep, self.k, self.p)


def recurrent_of(view: View) -> Recurrent:
    """Return the recurrent layer of the network."""
    return next(each for each in view.model.network.layers if isinstance(each, Recurrent))


def colours_of(view: View) -> tuple[str, ...]:
    """Return by what of the network its letters can be coloured: its states, then its gates and candidate."""
    kind = recurrent_of(view).cell.kind
    return tuple(dict.fromkeys((*STATES[kind], *GATES[kind])))


def writing_of(view: View) -> View:
    """Return the view without where the reader looks: what decides the texts, at every temperature."""
    bare = View()
    return replace(view, **{name: getattr(bare, name) for name in LOOKED})


def text_of(view: View) -> View:
    """Return what decides the text that is shown."""
    return replace(writing_of(view), temperature=view.temperature)


def known_of(view: View) -> tuple[str, tuple[str, ...]]:
    """Return the beginning as the network reads it, and the letters of it that the network does not know."""
    text = view.beginning.lower() if view.model.settings.folds else view.beginning
    return view.model.vocabulary.known(text)


def fitted(view: View) -> tuple[View, list[str]]:
    """Return a view within its bounds, and what of the reader's was left out.

    Raises:
        ValueError: if nothing is left of the beginning.
    """
    notes = []
    known, unknown = known_of(view)
    if unknown:
        left = ", ".join(f"“{each}”" for each in unknown[:8]) + (" …" if len(unknown) > 8 else "")
        notes.append(f"Left out, as the network has never read them: {left}.")
    if not known:
        raise ValueError("The beginning needs at least one letter that the network knows.")
    last = len(known) + view.letters - 1
    unit = min(view.unit, recurrent_of(view).cell.units - 1)
    colour = view.colour if view.colour in colours_of(view) else NOTHING
    letter = view.letter if view.letter in view.model.vocabulary.characters else ""
    return replace(
        view, beginning=known, position=min(view.position, last), unit=unit, colour=colour, letter=letter
    ), notes


def look_at(view: View, event: Any) -> View:
    """Return the view that looks at what was clicked: [position], or [position, letter]."""
    match event:
        case [position] | [position, str()] if type(position) is int and 0 <= position < MAX_BEGINNING + MAX_LETTERS:
            letter = event[1] if len(event) > 1 else ""
            return replace(view, position=position, letter=letter)
    raise ValueError("There is no such letter.")


def open_preset(view: View, preset: str) -> View:
    """Return the view of another network that goes on from the same beginning, or from its own if it knows none of it.

    Where there is no network of the reader's text yet, it is the view of training one.
    """
    if preset == OWN and view.own is None:
        return replace(view, part="train")
    opened = replace(view, preset=preset, letter="")
    return opened if known_of(opened)[0] else begin(opened, opened.model.settings.beginning)


def begin(view: View, text: str) -> View:
    """Return the view that goes on from another beginning, and looks at its last letter."""
    return replace(view, beginning=text, position=-1, letter="")


def parse_beginning(text: str) -> str:
    """Take what was typed, cut where it is too long."""
    if not text:
        raise ValueError("it needs at least one letter")
    return text[:MAX_BEGINNING]


def parse_letter(text: str) -> str:
    """Take one letter."""
    if len(text) != 1:
        raise ValueError("it must be one letter")
    return text


def parse_written_rule(text: str) -> str:
    """Take a rule that is understood."""
    try:
        return parse_rule(text).source
    except ValueError as error:
        raise ValueError(str(error).rstrip(".")) from None


BEGINNING = Parameter("beginning", name="begin", parse=parse_beginning)
LETTERS = Pick("letters", "Letters to write", options=(20, 60, 100, 200, 300))
TEMPERATURE = Pick("temperature", "Temperature", options=TEMPERATURES)
KEEP = Choice(
    "keep",
    "Drawn from",
    "All letters, the k likeliest, or the fewest that hold the share p together (the nucleus).",
    options=KEEPS,
    names=("all letters", "the k likeliest", "the nucleus"),
)
K = Whole("k", "k", "How many of the likeliest letters may be drawn.", high=20)
P = Pick("p", "p", "The share that they hold together.", options=(0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99))
DRAWS = Number(
    "draws",
    "Seed of the draws",
    "Another seed draws another text. A draw is a number from 0 to 1, one a letter, the same at every temperature.",
    low=0,
    high=9999,
    width=150,
)
PREDICT = Flag("predict", "Predict, then reveal", "Hides what comes next: say which letter is the likeliest.")
COLOUR = Choice(
    "colour",
    "Coloured by",
    options=(NOTHING, *dict.fromkeys(name for kind in KERAS_NAMES for name in (*STATES[kind], *GATES[kind]))),
)
UNIT = Whole("unit", "Unit", low=0, high=127)
NETWORK = Choice("network", "Network", options=tuple(NETWORKS), names=tuple(NETWORKS.values()))
UNITS = Pick("units", "Units", "How many numbers the state holds.", options=(16, 32, 64, 128))
ITERATIONS = Pick("iterations", "Iterations", "How often the text is read.", options=(1, 3, 5, 10, 25))
PART = Choice(
    "part",
    "Part",
    options=("next", "mattered", "units", "learned", "train", "take"),
    names=(
        "What comes next",
        "Which letters mattered",
        "Which unit follows what",
        "While it learned",
        "Train one",
        "Take it with you",
    ),
)

LINK = Link(
    View,
    (
        Parameter("preset", parse=choice(tuple(PRESETS))),
        *(BEGINNING, LETTERS, TEMPERATURE, KEEP, K, P, DRAWS),
        Parameter("position", name="at", parse=whole(0, MAX_BEGINNING + MAX_LETTERS)),
        Parameter("letter", parse=parse_letter),
        PREDICT,
        *(COLOUR, UNIT, PART),
        Parameter("rule", parse=parse_written_rule),
        *(NETWORK, UNITS, ITERATIONS),
    ),
    lambda values: View.of(values.get("preset", View().preset)),
    fitted,
    unwritten=("own",),
    steps=frozenset({"at", "letter", "temperature", "unit", "part", "rule"}),
)
