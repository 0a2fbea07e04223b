"""What the reader chose in the gradients chapter: the view, its bounds, its link, and how events change it."""

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from rnnviz.chapters.gradients.presets import PRESETS
from rnnviz.core.activations import ACTIVATIONS
from rnnviz.core.layers import KERAS_NAMES, NAMES
from rnnviz.core.optimizers import CLIPPINGS
from rnnviz.core.weights import STATES, Cell
from rnnviz.store.recall import recall
from rnnviz.ui.link import Choice, Flag, Link, Number, Parameter, Pick, Whole, choice, table, whole, written_table

MAX_UNITS, MAX_TIMESTEPS, MAX_SEED, MAX_UPDATES, MAX_ABSOLUTE = 32, 200, 9999, 20, 1e6
"""The bounds of what a reader may choose; the last is the largest absolute value of a number of their own."""

PHASES = ("forward", "loss", "backward", "update")

INITIALISERS = ("keras", "orthogonal", "glorot", "identity", "scaled", "irnn")
"""Keras's default draws all blocks together, orthogonal; the others draw each gate's block by itself.

"irnn" is the identity with input weights that are normal, of width 0.001 (Le et al. 2015).
"""

AS_DRAWN = 0.0
RADII = (AS_DRAWN, 0.1, 0.25, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0, 1.05, 1.1, 1.2, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0, 100.0)
"""The spectral radii that a reader may choose; ``AS_DRAWN`` scales nothing."""

NUMBERS = ("x", "h", "c", "y", "error", "loss", "d_y", "d_h", "d_c")
"""What can be selected, beside weights' gradients."""

PREDICTED = ("d_h", "d_c")
"""What a reader may be asked for."""

BY_UNIT = ("h", "c", "d_h", "d_c")
"""What has a number for each unit."""


DRAWN = ("activation", "initial", "radius", "forget")
"""What decides weights that are drawn, beside their number, and that trained ones have of their own."""


class Pair(NamedTuple):
    """Which number of the T×T matrix: ∂h_t/∂h_k, timesteps from 0, of which k is not the later."""

    t: int
    k: int


class Selected(NamedTuple):
    """Which number: its name, its timestep from 0 (None for all together), its unit, (row, column) for a weight."""

    name: str
    timestep: int | None
    unit: int | tuple[int, int]


@dataclass(frozen=True)
class View:
    """Everything that decides what the page shows.

    ``cell`` is the kind that is looked at closely; ``variants`` adds the two that are not in Keras. ``chosen`` are the
    timesteps of the loss from 0, ``step`` is the timestep, from 1, whose contribution is drawn as a matrix. ``updates``
    counts steps of gradient descent.
    """

    preset: str = "defaults"
    cell: str = "simple_rnn"
    units: int = 16
    timesteps: int = 40
    activation: str = "tanh"
    initial: str = "keras"
    radius: float = AS_DRAWN
    forget: float = 1.0
    inputs: str = "noise"
    own: tuple[float, ...] = ()
    seed: int = 1
    weights: str = "drawn"
    loss: str = "last"
    chosen: tuple[int, ...] = ()
    variants: bool = False
    share: bool = False
    state: str = "h"
    pair: Pair = Pair(39, 19)
    step: int = 40
    clipping: str = "none"
    threshold: float = 1.0
    learning_rate: float = 0.01
    run_rate: float = 0.3
    updates: int = 0
    phase: str = "backward"
    selected: Selected = Selected("d_h", 38, 0)
    predict: bool = False
    part: str = "states"

    @classmethod
    def of(cls, key: str) -> "View":
        """Return the view that a preset opens with, whose last step but one is selected."""
        view = replace(cls(), preset=key, **PRESETS[key].changes)
        return fitted(replace(view, selected=Selected("d_h", view.timesteps - 2, 0)))[0]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of cell that are shown beside each other."""
        return tuple(NAMES if self.variants else KERAS_NAMES)

    @property
    def loss_steps(self) -> tuple[int, ...]:
        """The timesteps, from 0, at which the output counts."""
        if self.loss == "every":
            return tuple(range(self.timesteps))
        return self.chosen if self.loss == "chosen" else (self.timesteps - 1,)

    @property
    def unit(self) -> int:
        """The unit that is selected; 0 where a weight is."""
        return self.selected.unit if isinstance(self.selected.unit, int) else 0

    def state_of(self, kind: str) -> str:
        """Return the state whose dependence on earlier ones is shown of a kind of cell: h where it has no c."""
        return self.state if self.state in STATES[kind] else "h"


def fitted(view: View) -> tuple[View, list[str]]:
    """Return the view within what its sizes allow, and a sentence for each thing that had to give way."""
    notes, last = [], view.timesteps - 1
    if view.inputs == "own" and len(view.own) != view.timesteps:
        own = view.own or (0.0,)
        view, last = replace(view, own=own, timesteps=len(own)), len(own) - 1
        notes.append(f"The sequence is as long as your numbers: timesteps is {len(own)}.")
    if view.cell not in view.kinds:
        view = replace(view, variants=True)
    if view.weights == "trained" and view != as_trained(view):
        view = as_trained(view)
        notes.append(f"The trained cells are as they are: {view.units} units of tanh, with their own U and biases.")
    chosen = ()
    if view.loss == "chosen":
        chosen = tuple(sorted({t for t in view.chosen if t <= last})) or (last,)
        if max(view.chosen, default=0) > last:
            there = f"timesteps 1 to {last + 1} are" if last else "timestep 1 is"
            notes.append(f"Only {there} there: the loss leaves the others out.")
    later, earlier = max(view.pair), min(view.pair)
    within = min(later, last)
    pair = Pair(within, earlier if earlier < within or later <= last else last // 2)
    view = replace(view, chosen=chosen, pair=pair, step=min(max(view.step, 1), last + 1))
    return replace(view, selected=selected_within(view)), notes


def as_trained(view: View) -> View:
    """Return the view with the sizes and functions of the trained cells, and none of what only drawn ones have."""
    return without(replace(view, weights="trained", units=recall()["units"]), *DRAWN)


def without(view: View, *names: str) -> View:
    """Return the view with fields as they are in ``View()``."""
    return replace(view, **{name: getattr(View, name) for name in names})


def selected_within(view: View) -> Selected:
    """Return the selection, brought within the sizes; a cell without c has h in its place."""
    (name, timestep, unit), last = view.selected, view.timesteps - 1
    if view.predict and name not in PREDICTED:
        name = "d_h"
    if name == "d_recurrent_kernel":
        rows, columns = recurrent_shape(view)
        row, column = unit if isinstance(unit, tuple) else (0, 0)
        place = min(row, rows - 1), min(column, columns - 1)
        return Selected(name, None if timestep is None else min(timestep, last), place)
    if name == "loss":
        return Selected(name, None, 0)
    if "c" not in STATES[view.cell]:
        name = {"c": "h", "d_c": "d_h"}.get(name, name)
    unit = min(unit, view.units - 1) if name in BY_UNIT and not isinstance(unit, tuple) else 0
    return Selected(name, min(last if timestep is None else timestep, last), unit)


def recurrent_shape(view: View) -> tuple[int, int]:
    """Return the shape of the recurrent kernel of the cell that is looked at closely."""
    return Cell(view.cell, view.units).weight_shapes(1)["recurrent_kernel"]


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


# What of a view decides which numbers: each leaves out more than the one before.


def network_of(view: View) -> View:
    """Return the view without where the reader looks, which changes no number."""
    looks = ("preset", "cell", "variants", "share", "state", "pair", "step", "phase", "selected", "predict", "part")
    return without(view, *looks)


def loss_of(view: View) -> View:
    """Return what decides the loss and its gradients; how an update is made matters only once there has been one."""
    view = network_of(view)
    view = without(view, "run_rate")
    return view if view.updates else without(view, "clipping", "threshold", "learning_rate")


def forward_of(view: View) -> View:
    """Return what decides the states, and how they depend on each other."""
    view = loss_of(view)
    return view if view.updates else without(view, "loss", "chosen")


def weights_of(view: View) -> View:
    """Return what decides the weights."""
    view = forward_of(view)
    return view if view.updates else without(view, "timesteps", "inputs", "own")


# What controls and events make of a view.


def begin_anew(view: View, parameter: Parameter, value: Any) -> View:
    """Return the view with a value changed, begun anew from the initial weights."""
    view = replace(parameter.apply(view, value), updates=0)
    if view.weights == "trained" and parameter.field in ("units", *DRAWN):
        view = replace(view, weights="drawn")
    if parameter.field in ("loss", "chosen"):
        view = replace(view, step=max(view.loss_steps, default=view.timesteps - 1) + 1)
    return view


def change_weights(view: View, parameter: Parameter, value: str) -> View:
    """Return the view with trained weights and what they were trained to read, or with weights as drawn."""
    view = begin_anew(view, parameter, value)
    if value == "trained":
        view = as_trained(change_timesteps(replace(view, inputs="pulse"), TIMESTEPS, recall()["timesteps"]))
    return view


def change_timesteps(view: View, parameter: Parameter, value: int) -> View:
    """Return a view of another length: own numbers are cut or repeated; pair and selection at the end stay there."""
    own = tuple(view.own[t % len(view.own)] for t in range(value)) if view.own else ()
    last, moved = view.timesteps - 1, value - view.timesteps
    if view.pair.t == last:
        view = replace(view, pair=Pair(value - 1, max(0, view.pair.k + (moved if view.pair.k > 0 else 0))))
    timestep = view.selected.timestep
    if timestep is not None and timestep >= last - 1:
        view = replace(view, selected=view.selected._replace(timestep=max(0, timestep + moved)))
    return begin_anew(replace(view, own=own), parameter, value)


def select(view: View, event: Any) -> View:
    """Return the view with the number that an event from the browser names; one that names none changes nothing."""
    if not isinstance(event, dict) or event.get("name") not in NUMBERS:
        return view
    timestep, unit = event.get("timestep"), event.get("unit")
    if not all(type(each) is int and each >= 0 for each in (timestep, unit)):
        return view
    return replace(view, selected=Selected(event["name"], timestep, unit), step=timestep + 1)


def select_in_flow(view: View, event: Any) -> View:
    """Return the view with a clicked point of a cell's gradients over time selected."""
    lines = [(kind, state) for kind in view.kinds for state in STATES[kind]]
    match event:
        case {"row": int(row), "column": int(column)} if 0 <= row < len(lines):
            kind, state = lines[row]
            number = {"name": f"d_{state}", "timestep": column, "unit": view.unit}
            return select(replace(view, cell=kind, phase="backward"), number)
    return view


def select_pair(view: View, event: Any, kind: str) -> View:
    """Return the view with a clicked number of the T×T matrix of a kind of cell opened."""
    match event:
        case {"row": int(t), "column": int(k)} if 0 <= k <= t < view.timesteps:
            return replace(view, cell=kind, pair=Pair(t, k))
    return view


def select_contribution(view: View, event: Any) -> View:
    """Return the view with the contribution of a clicked timestep opened."""
    match event:
        case {"column": int(step)} if 0 <= step < view.timesteps:
            return replace(view, step=step + 1)
    return view


def select_weight(view: View, event: Any) -> View:
    """Return the view with a clicked weight's gradient selected: one timestep's contribution, or their sum."""
    rows, columns = recurrent_shape(view)
    match event:
        case {"row": int(row), "column": int(column), "curve": int(curve)}:
            if 0 <= row < rows and 0 <= column < columns:
                timestep = view.step - 1 if curve == 0 else None
                return replace(view, selected=Selected("d_recurrent_kernel", timestep, (row, column)), phase="backward")
    return view


def take_step(view: View, event: Any) -> View:
    """Return the view after an event of the training step; one that makes no sense changes nothing.

    Raises:
        ValueError: a sentence, where there are to be more updates than ``MAX_UPDATES``.
    """
    match event:
        case {"reset": True}:
            return replace(view, updates=0, phase="forward")
        case {"phase": "forward", "next": True}:
            if view.updates == MAX_UPDATES:
                raise ValueError(
                    f"{MAX_UPDATES} updates are as many as this page makes: go back to the initial weights."
                )
            return replace(view, updates=view.updates + 1, phase="forward")
        case {"phase": str(phase)} if phase in PHASES:
            return replace(view, phase=phase)
        case {"unit": unit} if type(unit) is int and 0 <= unit < view.units:
            name, timestep, _ = view.selected
            return replace(view, selected=Selected(name if name in BY_UNIT else "d_h", timestep or 0, unit))
        case {"select": [str(name), timestep]} if name in NUMBERS and name != "x":
            return select(view, {"name": name, "timestep": timestep, "unit": view.unit})
    return view
