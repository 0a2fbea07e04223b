"""What the gates chapter draws: each cell over time and inside, a nudge, the operations, and seeds."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from rnnviz.chapters.gates import words
from rnnviz.chapters.gates.figures import cell_diagram, plots
from rnnviz.chapters.gates.scene import (
    answers,
    captions_of,
    changes,
    half_lives,
    inputs_of,
    scales,
    scene,
    targets_of,
    values,
)
from rnnviz.chapters.gates.scene.comparison import SEEDS, fresh_of, left_of_nudge, losses, median, trained_of
from rnnviz.chapters.gates.scene.hiding import Hidden, visible, visible_on_wire
from rnnviz.chapters.gates.view import CELL_FIELDS, View, cells_of, nudged_cells_of, only, shown_names
from rnnviz.core.layers import NAMES
from rnnviz.figures.drawing import Drawing
from rnnviz.figures.table import Table, by_timestep, hiding
from rnnviz.store.recall import task_facts
from rnnviz.ui.cache import cached


def over_time_of(view: View) -> View:
    """Return what decides the pictures over time: the cells beside each other, their form, and the unit of lines."""
    return replace(cells_of(view), form=view.form, unit=view.unit if view.form == "lines" else 0)


@cached(by=over_time_of)
def over_time(view: View, kind: str, hidden: Hidden | None) -> Drawing:
    """Return one cell over time."""
    shown, captions, names = scene(view, kind), captions_of(view), shown_names(kind)
    found = {"x": shown.inputs}
    for name in names:
        found[name] = np.where(visible(hidden, kind, name, len(captions))[:, None], values(view, kind, name), np.nan)
    ghosts = {}
    if shown.is_operated and hidden is None:
        ghosts = {name: values(view, kind, name, "untouched") for name in names}
    beside = view.cells if kind != "simple_rnn" else (kind,)  # the task stands above it, where it has no gates
    rows = plots.slots({"x"}.union(*(shown_names(each) for each in beside)))
    unit = view.unit if view.form == "lines" else None
    figure = plots.over_time(
        found, captions, rows, scales(view), words.colour_ends(view, hidden is not None), ghosts, unit
    )
    alt = words.cell_alt(view, kind) if hidden is None else f"{NAMES[kind]} over time, with numbers hidden."
    return Drawing(figure, by_timestep(found, captions), alt)


diagram_of = only(*CELL_FIELDS, "cells", "unit")
"""What decides the cell diagrams: the cells, and the unit that is drawn."""


@cached(by=diagram_of)
def diagram_table(view: View, hidden: Hidden | None) -> dict:
    """Return the cells at every timestep, as the diagram's component takes them."""
    return {"kinds": {kind: inside(view, kind, hidden) for kind in view.cells}, "captions": captions_of(view)}


def inside(view: View, kind: str, hidden: Hidden | None) -> dict:
    """Return one cell: its drawing, one unit's number on every wire, and a sentence for each timestep."""
    shown, captions = scene(view, kind), captions_of(view)
    unit = min(view.unit, view.sizes[kind] - 1)
    numbers = cell_diagram.numbers(shown.trace, unit)
    reads = [words.read(x, caption) for x, caption in zip(shown.inputs, captions, strict=True)]
    all_seen = visible(hidden, kind, "h", len(captions))
    sentences = [
        words.step(kind, numbers, t, said) if all_seen[t] else "Not all of this timestep may be seen yet."
        for t, said in enumerate(reads)
    ]
    on_wires = {}
    for name, array in numbers.items():
        seen = visible_on_wire(hidden, kind, name, cell_diagram.opened(kind, name), len(captions))
        on_wires[name] = hiding(np.where(seen, array, np.nan))
    on_wires["x"] = shown.inputs[:, 0].tolist() if view.features == 1 else reads
    return {
        "title": NAMES[kind],
        "unit": unit,
        "units": view.sizes[kind],
        "drawing": cell_diagram.drawing(kind),
        "values": on_wires,
        "sentences": sentences,
    }


@cached(by=nudged_cells_of)
def perturbation(view: View) -> Drawing:
    """Return the change of every state of every cell after the nudge."""
    sizes = changes(view)
    steps = {each: life.steps for each, life in half_lives(view).items()}
    columns = {f"{NAMES[kind]}, {state}": size[:, None] for (kind, state), size in sizes.items()}
    table = by_timestep(columns, captions_of(view))
    return Drawing(plots.perturbation(sizes, view.nudged - 1, steps), table, words.memory_alt(view))


@cached(by=cells_of)
def outputs(view: View, hidden: Hidden | None) -> Drawing:
    """Return what every cell says, with and without the operations, against what it should say."""
    captions, targets = captions_of(view), targets_of(view)
    seen = {kind: visible(hidden, kind, "y", len(captions)) for kind in view.cells}
    shown = {kind: np.where(seen[kind], answers(view, kind), np.nan) for kind in view.cells}
    is_compared = view.operated and hidden is None
    untouched = {kind: answers(view, kind, "untouched") for kind in view.cells} if is_compared else {}
    columns = {NAMES[kind]: y[:, None] for kind, y in shown.items()}
    columns |= {f"{NAMES[kind]} untouched": y[:, None] for kind, y in untouched.items()}
    columns |= {} if targets is None else {"target": targets[:, None]}
    read = inputs_of(view)[:, 0] if view.features == 1 else None
    alt = words.outputs_alt(view) if hidden is None else "What each cell says over time, with numbers hidden."
    return Drawing(plots.outputs(shown, untouched, read, targets), by_timestep(columns, captions), alt)


@cached(by=fresh_of)
def fresh_spread(view: View) -> Drawing:
    """Return what is left of the nudge over many seeds of fresh weights."""
    return seeds(left_of_nudge(view), SEEDS, "what is left at the end", None, words.fresh_alt(view))


@cached(by=trained_of)
def trained_spread(view: View) -> Drawing:
    """Return the losses of the trained cells over the seeds of their training."""
    facts = task_facts(view.features)
    return seeds(losses(view), map(str, facts["seeds"]), "loss", facts["baseline"], words.trained_alt(view))


def seeds(found: dict[str, np.ndarray], names: Iterable, title: str, reference: float | None, alt: str) -> Drawing:
    """Return a dot for each seed and a bar at the median, for each kind."""
    figure = plots.spread(found, {kind: median(each) for kind, each in found.items()}, title, reference)
    return Drawing(figure, Table.of({"seed": names} | {NAMES[kind]: each for kind, each in found.items()}), alt)
