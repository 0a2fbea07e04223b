"""What a scene of the clinic is made of: a question as people put it, and all that answers it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from rnnviz.core.arithmetic import Reference
from rnnviz.core.network import NetworkTrace
from rnnviz.store.passport import Passport
from rnnviz.ui.link import Parameter

GROUPS = {
    "shapes": "Shapes",
    "states": "States",
    "masks": "Masks and lengths",
    "training": "Training",
    "forecasting": "Forecasting",
    "file": "Your own weights",
}
"""The groups of questions, by their names."""

LETTERS = "abcd"
"""What choices are called in a link."""


@dataclass(frozen=True)
class Settings:
    """What a reader may set in a scene; each scene says which of it, by its controls.

    ``switch`` and ``other`` are on or off, and mean what the scene says; ``place`` is where padding stands; ``order``
    whose order of gates is shown, and ``layer`` of which layer, from 1.
    """

    cell: str = "lstm"
    units: int = 3
    timesteps: int = 5
    features: int = 2
    batch: int = 2
    switch: bool = False
    other: bool = False
    place: str = "post"
    series: str = "walk"
    order: str = "keras"
    layer: int = 1
    own: Passport | None = None  # the reader's own model, which no link holds


class Opened(NamedTuple):
    """A number whose arithmetic can be opened: which run of the scene it is of, and where it stands there."""

    run: int
    reference: Reference


class Row(NamedTuple):
    """A row of a picture: its name, its numbers (columns,), and for each of them what it opens, or None."""

    label: str
    values: np.ndarray
    opens: tuple[Opened | None, ...] = ()


@dataclass(frozen=True, eq=False)
class Picture:
    """Numbers over steps or samples, to be drawn as a heat map.

    Args:
        title: what they are.
        rows: from top to bottom.
        columns: what stands under each column.
        along: what the columns are.
        shaded: columns that are padding.
        after: whether it is shown only once the question is answered.
        nan: what is written into cells that are NaN; nothing where they are empty.
    """

    title: str
    rows: tuple[Row, ...]
    columns: tuple[str, ...]
    along: str = "step"
    shaded: tuple[int, ...] = ()
    after: bool = False
    nan: str = ""

    def opened(self, row: int, column: int) -> Opened | None:
        """Return what a cell opens."""
        opens = self.rows[row].opens if 0 <= row < len(self.rows) else ()
        return opens[column] if 0 <= column < len(opens) else None


@dataclass(frozen=True, eq=False)
class Chart:
    """Lines over steps: ``lines`` by name, each (steps,), the first of them drawn boldest."""

    title: str
    lines: dict[str, np.ndarray]
    along: str
    axis: str
    logarithmic: bool = False
    after: bool = False
    dots: bool = False


@dataclass(frozen=True, eq=False)
class Grid:
    """A table to read; the first ``texts`` columns are words."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    texts: int | tuple[int, ...] = 1
    after: bool = False


@dataclass(frozen=True, eq=False)
class Live:
    """What a scene shows with some settings: pictures, the runs that they are of, and what is said of them.

    ``notice`` is what to look at before the question is answered, ``answer`` the answer with the numbers that prove it.
    """

    pictures: tuple[Picture | Chart | Grid, ...]
    notice: str
    answer: str
    runs: tuple[NetworkTrace, ...] = ()


class Choice(NamedTuple):
    """A prediction that can be made; one that is wrong says why it is believed, and why it is not so."""

    text: str
    why_not: str = ""


class Deeper(NamedTuple):
    """A link to the chapter that goes deeper."""

    label: str
    chapter: str
    query: dict[str, str]


@dataclass(frozen=True, eq=False)
class Question:
    """One scene.

    Args:
        key: in a link.
        group: one of ``GROUPS``.
        title: in a row of buttons.
        question: as people put it.
        found_by: messages, older wordings and symptoms that it is found by.
        code: what raises or shows it.
        settings: that it opens with.
        controls: what of them the reader may set.
        live: settings → what is shown.
        asked: what is to be predicted.
        choices: predictions, of which the one without ``why_not`` is right.
        program: settings → a Keras program that asserts the answer.
        deeper: where it goes on.
        changed: what was otherwise in older versions of Keras, where an old answer is widely repeated.
    """

    key: str
    group: str
    title: str
    question: str
    found_by: tuple[str, ...]
    code: str
    settings: Settings
    controls: tuple[Parameter, ...]
    live: Callable[[Any], Live]
    asked: str
    choices: tuple[Choice, ...]
    program: Callable[[Any], str]
    deeper: Deeper
    changed: str = ""

    @property
    def right(self) -> str:
        """The letter of the right choice."""
        return LETTERS[next(k for k, each in enumerate(self.choices) if not each.why_not)]
