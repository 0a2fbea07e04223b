"""Make data/forecasts: the runs that the presets of the forecasters open with, and the rates of their rules."""

import json
from dataclasses import replace

from rnnviz.chapters.forecasters.scene import rules_of
from rnnviz.chapters.forecasters.shipped import FOLDER, SHIPPED, run_file
from rnnviz.chapters.forecasters.view import View, prepared_of, season_of, series_of
from rnnviz.store import save_run
from rnnviz.training.baselines import smoothing
from rnnviz.training.kernels import ready
from rnnviz.training.runs import train
from rnnviz.training.seeds import seeds_from, train_seeds


def make() -> None:
    """Train every preset under its seeds, fit every rule, and write what came of it."""
    ready.wait()
    FOLDER.mkdir(exist_ok=True)
    for file in FOLDER.iterdir():
        file.unlink()
    known = smoothing.KNOWN_RATES
    known.clear()
    search = smoothing.searched_rates

    def remembered(*about) -> tuple[smoothing.Rates, float]:
        rates, error = search(*about)
        known[smoothing.digest(*about)] = [*rates, error]
        return rates, error

    smoothing.searched_rates = remembered
    for preset in SHIPPED:
        view = View.of(preset)
        series, prepared = series_of(view), prepared_of(view)
        first, *others = seeds_from(view.seed, view.seeds)
        runs = train(prepared, view.model, view.fit), *train_seeds(prepared, view.model, view.fit, tuple(others))
        for seed, run in zip((first, *others), runs, strict=True):
            run_file(preset, seed).write_bytes(save_run(series, replace(run, seconds=0.0)))
        rules_of(series, prepared.trained, season_of(view), view.horizon)
    smoothing.RATES_FILE.write_text(json.dumps(known, indent=0) + "\n", "utf-8")


if __name__ == "__main__":
    make()
