"""What the reader chose in the clinic: the view, its bounds, and its link."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, NamedTuple

from rnnviz.chapters.clinic.question import LETTERS, Question, Settings
from rnnviz.chapters.clinic.scenes import QUESTIONS, of_group
from rnnviz.core.layers import KERAS_NAMES
from rnnviz.store.passport import MAX_LAYERS, Passport
from rnnviz.ui.link import Choice, Flag, Link, Parameter, Whole, choice, whole

NONE, SHOWN = "none", "shown"
"""No prediction yet, and the answer shown without one."""

MAX_PICTURES, MAX_ROWS, MAX_COLUMNS = 6, 60, 60
"""Of what is selected in a link."""


class Selected(NamedTuple):
    """Which number of the scene is opened: its picture, row and column, from 0; -1 for the first that can be opened."""

    picture: int = -1
    row: int = 0
    column: int = 0


@dataclass(frozen=True)
class View(Settings):
    """Everything that decides what the page shows: scene, settings, prediction, the number that is opened."""

    scene: str = "ndim"
    guess: str = NONE
    selected: Selected = Selected()

    @classmethod
    def of(cls, scene: str) -> "View":
        """Return the view that a scene opens with."""
        return cls(**asdict(QUESTIONS[scene].settings), scene=scene)

    @property
    def question(self) -> Question:
        """The scene."""
        return QUESTIONS[self.scene]

    @property
    def group(self) -> str:
        """The group that the scene is of."""
        return self.question.group

    @property
    def is_answered(self) -> bool:
        """Whether the answer is shown."""
        return self.guess != NONE


def fitted(view: View) -> tuple[View, list[str]]:
    """Return the view with the settings that its scene has, each within its bounds, and what was left out."""
    notes, question = [], view.question
    controls = {each.field: each for each in question.controls}
    for each in fields(Settings):
        own, given = getattr(question.settings, each.name), getattr(view, each.name)
        if given == own or each.name == "own":
            continue
        try:
            if each.name not in controls:
                raise ValueError(f"{each.name} was left out: this scene has none.")
            controls[each.name].check(given)
        except ValueError as error:
            notes.append(str(error))
            view = replace(view, **{each.name: own})
    if view.guess in LETTERS and LETTERS.index(view.guess) >= len(question.choices):
        notes.append(f"The prediction “{view.guess}” was left out: this scene has none of that letter.")
        view = replace(view, guess=NONE)
    return view, notes


def open_scene(view: View, scene: str) -> View:
    """Return the view of a scene as it opens."""
    return View.of(scene)


def open_group(view: View, group: str) -> View:
    """Return the view of the first scene of a group."""
    return View.of(next(iter(of_group(group))))


def parse_selected(text: str) -> Selected:
    """Parse 1,2,3: a picture, a row and a column, from 1."""
    parts = text.split(",")
    if len(parts) != 3:
        raise ValueError("it must be a picture, a row and a column, such as 1,2,3")
    bounds = (MAX_PICTURES, MAX_ROWS, MAX_COLUMNS)
    return Selected(*(whole(1, high)(part) - 1 for part, high in zip(parts, bounds, strict=True)))


def write_selected(selected: Selected) -> str:
    """Write the inverse of ``parse_selected``."""
    return ",".join(str(each + 1) for each in selected)


GUESS = Parameter("guess", parse=choice((NONE, SHOWN, *LETTERS)))


def opened(values: Mapping[str, Any]) -> View:
    """Return the view that a link begins with: its scene."""
    return View.of(values.get("scene", View.scene))


LINK = Link(
    View,
    (
        Parameter("scene", parse=choice(tuple(QUESTIONS))),
        Choice("cell", options=tuple(KERAS_NAMES)),
        Whole("units", low=1, high=8),
        Whole("timesteps", low=0, high=60),
        Whole("features", low=1, high=8),
        Whole("batch", low=1, high=8),
        Flag("switch"),
        Flag("other"),
        Choice("place", options=("pre", "post")),
        Choice("order", options=("keras", "pytorch", "onnx")),
        Whole("layer", low=1, high=MAX_LAYERS),
        Choice("series", options=("airline", "temperature", "walk", "sine")),
        GUESS,
        Parameter("selected", name="select", parse=parse_selected, write=write_selected),
    ),
    opened,
    fitted,
    unwritten=("own",),
    steps=frozenset({"select"}),
)


def settings_of(view: View) -> View:
    """Return the view without the prediction and where the reader looks: what decides every number."""
    return replace(view, guess=NONE, selected=Selected())


def own_of(view: View, passport: Passport | None) -> View:
    """Return the view of a reader's own model, its first layer first; of the one that is brought along where None."""
    return replace(view, own=passport, layer=1, switch=False, selected=Selected())


def guess_of(view: View, letter: str) -> View:
    """Return the view with a prediction made, or the answer shown."""
    return replace(view, guess=letter)
