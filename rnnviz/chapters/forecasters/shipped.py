"""The runs that the presets open with, trained by data/make_forecasts.py: with them a page is whole at once."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from rnnviz.chapters.forecasters.presets import PRESETS
from rnnviz.chapters.forecasters.view import View, prepared_of, training_of
from rnnviz.store import load_run
from rnnviz.training.runs import Run
from rnnviz.training.seeds import seeds_from
from rnnviz.training.series import DATA

FOLDER = DATA / "forecasts"

SHIPPED = tuple(preset for preset in PRESETS if preset != "own")


def run_file(preset: str, seed: int) -> Path:
    """Return the file of a preset's run under a seed."""
    return FOLDER / f"{preset}_{seed}.npz"


@cache
def shipped_runs(preset: str) -> tuple[Run, ...]:
    """Return the runs of a preset, that of its own seed first; () where one is missing or of another setting."""
    view = View.of(preset)
    files = [run_file(preset, seed) for seed in seeds_from(view.seed, view.seeds)]
    if not all(file.exists() for file in files):
        return ()
    prepared = prepared_of(view)
    runs = [load_run(file.read_bytes(), foreign=False)[1] for file in files]
    if any(run.prepared.preparation != prepared.preparation for run in runs):
        return ()  # made before the preset was changed
    return tuple(replace(run, prepared=prepared) for run in runs)


@cache
def presets_by_training() -> dict[View, str]:
    """Return the presets by what decides how their networks are trained."""
    return {training_of(View.of(preset)): preset for preset in SHIPPED}


def shipped_for(view: View) -> tuple[Run, ...]:
    """Return the runs that are brought along for a view, if it is trained as a preset; else ()."""
    preset = presets_by_training().get(training_of(view))
    return shipped_runs(preset) if preset else ()
