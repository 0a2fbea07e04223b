"""What the gates chapter shows, kept: scenes, pictures, tables and files of a view."""

from dataclasses import replace

import numpy as np

from rnnviz.chapters.gates import cell_diagram, comparison, figures, memory, scenes, words
from rnnviz.chapters.gates.check import gradient_check
from rnnviz.chapters.gates.view import Scene, View, captions_of, inputs_of, sees, shown_names
from rnnviz.chapters.gates.view import scene as made
from rnnviz.core.gradients import NetworkGradients
from rnnviz.core.layers import KERAS_NAMES, NAMES
from rnnviz.export import sequence
from rnnviz.figures.table import Table, chained, hiding
from rnnviz.ui.cache import cached
from rnnviz.figures.drawing import Drawing
from rnnviz.ui.keras_badge import with_gradients

Hidden = tuple
"""(kind, name, timestep) of the number to predict and, last, whether it is shown itself; empty: nothing is hidden."""


def network_of(view: View) -> View:
    """The view without where the reader looks, which makes no other run."""
    plain = View()
    looks = ("cells", "form", "unit", "selected", "predict")
    return replace(view, **{name: getattr(plain, name) for name in looks})


def shown_of(view: View) -> View:
    """The view without what is selected."""
    plain = View()
    return replace(view, selected=plain.selected, predict=False)


def scene(view: View, kind: str) -> Scene:
    """One kind of cell of a view."""
    return _scene(network_of(view), kind)


@cached
def _scene(view: View, kind: str) -> Scene:
    return made(view, kind)


def scenes_of(view: View) -> dict[str, Scene]:
    """The cells that are shown."""
    return {kind: scene(view, kind) for kind in view.cells}


def visible(hidden: Hidden, kind: str, name: str, timesteps: int) -> np.ndarray:
    """At which timesteps a name of a kind may be seen, (timesteps,)."""
    if not hidden:
        return np.ones(timesteps, dtype=bool)
    own = name in (hidden[1], f"pre_{hidden[1]}") and kind == hidden[0] and hidden[3]
    return np.array([sees(kind, name, t, hidden) or (own and t == hidden[2]) for t in range(timesteps)])


def over_time(view: View, kind: str, hidden: Hidden = ()) -> Drawing:
    """One cell over time."""
    return _over_time(replace(shown_of(view), unit=view.unit if view.form == "lines" else 0), kind, hidden)


@cached
def _over_time(view: View, kind: str, hidden: Hidden) -> Drawing:
    shown, captions, names = scene(view, kind), captions_of(view), shown_names(kind)
    values = {"x": shown.inputs} | {name: shown.values(name).copy() for name in names}
    for name in names:
        values[name][~visible(hidden, kind, name, len(captions))] = np.nan
    touched = shown.operated is not shown.untouched
    ghosts = {name: shown.values(name, "untouched") for name in names} if touched and not hidden else {}
    rows = figures.slots({"x"}.union(*(shown_names(each) for each in view.cells)))
    largest = {name: largest_of(view, name) for name in ("x", "c", "y")}
    unit = view.unit if view.form == "lines" else None
    figure = figures.over_time(values, captions, rows, largest, ghosts, unit)
    alt = words.cell_alt(shown, names) if not hidden else f"{NAMES[kind]} over time, with numbers hidden."
    return Drawing(figure, table_of(values, captions), alt)


def largest_of(view: View, name: str) -> float:
    """The largest absolute value of a name over all cells that are shown and their ghosts: one scale for all."""
    found = [inputs_of(view)] if name == "x" else []
    for shown in scenes_of(view).values():
        if name in shown_names(shown.kind):
            found += [shown.values(name, run) for run in ("shown", "untouched")]
    return max((float(np.abs(each).max()) for each in found), default=1.0) or 1.0


def table_of(values: dict[str, np.ndarray], captions: list[str]) -> Table:
    """Arrays (timesteps, units) by name as a table; a number that is hidden is None."""
    columns = {"timestep": range(1, len(captions) + 1), "read": captions}
    columns |= {f"{name}[{k}]": hiding(array[:, k]) for name, array in values.items() for k in range(array.shape[1])}
    return Table.of(columns)


def diagram(view: View, hidden: Hidden = ()) -> dict:
    """The cells for the diagram."""
    return _diagram(replace(shown_of(view), form="heat"), hidden)


@cached
def _diagram(view: View, hidden: Hidden) -> dict:
    captions, kinds = captions_of(view), {}
    for kind, shown in scenes_of(view).items():
        unit = min(view.unit, view.sizes[kind] - 1)
        numbers = cell_diagram.numbers(shown.trace, unit)
        reads = [words.read(x, caption) for x, caption in zip(shown.inputs, captions, strict=True)]
        sentences = [words.step(kind, numbers, t, said) for t, said in enumerate(reads)]
        values = {name: [None if np.isnan(each) else float(each) for each in array] for name, array in numbers.items()}
        if hidden:
            for name, column in values.items():
                seen = seen_on_wire(hidden, kind, name, len(captions))
                values[name] = [each if may else None for each, may in zip(column, seen, strict=True)]
            all_seen = visible(hidden, kind, "h", len(captions))
            sentences = [
                said if may else "Not all of this timestep may be seen yet."
                for said, may in zip(sentences, all_seen, strict=False)
            ]
        values["x"] = shown.inputs[:, 0].tolist() if view.features == 1 else reads
        kinds[kind] = {
            "title": NAMES[kind],
            "unit": unit,
            "drawing": cell_diagram.drawing(kind),
            "values": values,
            "sentences": sentences,
        }
    return {"kinds": kinds, "captions": captions}


def seen_on_wire(hidden: Hidden, kind: str, name: str, timesteps: int) -> np.ndarray:
    """At which timesteps a number on a wire may be seen: a product as its sum, a state from before as that state."""
    trace_name = cell_diagram.opened(kind, name)
    seen = visible(hidden, kind, trace_name, timesteps)
    if name.endswith("_before"):
        return np.concatenate([[True], seen[:-1]])
    if name in ("kept", "added") and kind == hidden[0] and not hidden[3] and hidden[1] == trace_name:
        return seen & (np.arange(timesteps) != hidden[2])
    return seen


def echoes(view: View) -> Drawing:
    """|Δh| of every cell after the nudge."""
    return _echoes(replace(network_of(view), cells=view.cells))


@cached
def _echoes(view: View) -> Drawing:
    found = scenes_of(view)
    sizes = {kind: memory.change(each.values("h", "nudged"), each.values("h"))[0] for kind, each in found.items()}
    lives = words.half_lives(view, found)
    figure = figures.echoes(sizes, view.nudged - 1, {kind: life.steps for kind, life in lives.items()})
    table = table_of({NAMES[kind]: size[:, None] for kind, size in sizes.items()}, captions_of(view))
    return Drawing(figure, table, words.memory_alt(view, lives))


def half_lives(view: View) -> dict[str, memory.HalfLife]:
    """The half-life of the nudge in each cell that is shown."""
    return _half_lives(replace(network_of(view), cells=view.cells))


@cached
def _half_lives(view: View) -> dict[str, memory.HalfLife]:
    return words.half_lives(view, scenes_of(view))


def most_changed(view: View, kind: str, timestep: int) -> int:
    """The unit whose h the nudge changed most."""
    shown = scene(view, kind)
    return int(memory.change(shown.values("h", "nudged"), shown.values("h"))[1][timestep])


def output_unit(view: View) -> int:
    """The output that the operations change most at the last step, over all cells."""
    moved = [np.abs(s.values("y")[-1] - s.values("y", "untouched")[-1]) for s in scenes_of(view).values()]
    return int(np.argmax(np.max(moved, axis=0)))


def outputs(view: View) -> Drawing:
    """The output of every cell, with and without the operations."""
    return _outputs(replace(network_of(view), cells=view.cells))


@cached
def _outputs(view: View) -> Drawing:
    unit, found = output_unit(view), scenes_of(view)
    runs = {
        run: {kind: each.values("y", run)[:, unit] for kind, each in found.items()} for run in ("shown", "untouched")
    }
    name = "y" if view.features == 1 else f"y[{unit}]"
    figure = figures.outputs(runs["shown"], runs["untouched"], name)
    columns = {NAMES[kind]: y[:, None] for kind, y in runs["shown"].items()}
    columns |= {f"{NAMES[kind]} untouched": y[:, None] for kind, y in runs["untouched"].items()}
    lines = " ".join(words.surgery_lines(view, found)).replace("**", "")
    return Drawing(figure, table_of(columns, captions_of(view)), f"The output {name} of each cell over time. {lines}")


def surgery_lines(view: View) -> list[str]:
    """What the operations did."""
    return words.surgery_lines(view, scenes_of(view))


def fresh_spread(view: View) -> Drawing:
    """What is left of the nudge over many seeds of fresh weights."""
    plain = replace(network_of(view), weights="fresh", seed=0, held="none", silenced="none", cut=False)
    return _fresh_spread(replace(plain, cells=view.cells))


@cached
def _fresh_spread(view: View) -> Drawing:
    left = comparison.left_of_nudge(view)
    medians = {kind: comparison.median(values) for kind, values in left.items()}
    figure = figures.spread(left, medians, "what is left at the end", None)
    table = Table.of({"seed": comparison.SEEDS} | {NAMES[kind]: values for kind, values in left.items()})
    said = "; ".join(comparison.said(NAMES[kind], values) for kind, values in left.items())
    alt = (
        f"What is left of the nudge at the last step, as a share of what it first was, for {len(table)} seeds: {said}."
    )
    return Drawing(figure, table, alt)


def trained_spread(view: View) -> Drawing:
    """The losses of the trained cells over the seeds of their training."""
    return _trained_spread(replace(View(input=view.input), cells=view.cells, equal=view.equal))


@cached
def _trained_spread(view: View) -> Drawing:
    task = scenes.task_of(view.features)
    facts = scenes.recall()[task]
    losses = {}
    for kind in view.cells:
        own = facts["networks"][f"recall_{task}_{kind}_{view.sizes[kind]}"]["losses"]
        losses[kind] = np.array(list(own.values()))
    medians = {kind: float(np.median(each)) for kind, each in losses.items()}
    figure = figures.spread(losses, medians, "loss", facts["baseline"])
    table = Table.of({"seed": list(own)} | {NAMES[kind]: each for kind, each in losses.items()})
    said = "; ".join(comparison.said(NAMES[kind], each) for kind, each in losses.items())
    alt = (
        f"The loss ({facts['loss']}) of {len(table)} seeds: {said}. Saying the same always scores "
        f"{words.short(facts['baseline'])}, the dashed line."
    )
    return Drawing(figure, table, alt)


def notices(view: View) -> list[str]:
    """What there is to notice."""
    return _notices(replace(network_of(view), cells=view.cells))


@cached
def _notices(view: View) -> list[str]:
    return words.to_notice(view, scenes_of(view))


def checked(view: View, kind: str) -> float:
    """The largest relative difference of a cell's gradients from finite differences."""
    return _checked(network_of(view), kind)


@cached
def _checked(view: View, kind: str) -> float:
    return gradient_check(scene(view, kind))


def in_keras(view: View) -> dict[str, NetworkGradients]:
    """Every run that the page draws of the cells that Keras has, with its gradients, by a title."""
    titles = {"shown": "", "untouched": ", untouched", "nudged": ", nudged"}
    found = {}
    for kind in view.cells:
        shown = scene(view, kind) if kind in KERAS_NAMES else None
        for run, title in titles.items() if shown else ():
            if run != "untouched" or shown.operated is not shown.untouched:
                found[NAMES[kind] + title] = with_gradients(shown.runs[run])
    return found


def csv(view: View) -> bytes:
    """Every number of the cells that are shown, as CSV."""
    return chained(over_time(view, kind).table.marked("cell", NAMES[kind]) for kind in view.cells).csv()


def exported(view: View):
    """The chosen cell as the export takes it."""
    shown = scene(view, view.selected[0])
    return shown.operated, shown.inputs, shown.initial


def numpy_script(view: View) -> bytes:
    """A NumPy script that reproduces the chosen cell."""
    return sequence.numpy_script(*exported(view)).encode()


def keras_script(view: View) -> bytes:
    """A Keras script that reproduces the chosen cell."""
    return sequence.keras_script(*exported(view)).encode()


def notebook(view: View) -> bytes:
    """A notebook that reproduces the chosen cell."""
    return sequence.notebook(*exported(view)).encode()
