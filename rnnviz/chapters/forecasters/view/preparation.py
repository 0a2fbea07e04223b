"""What follows from the reader's choices without training: the series, its windows, and whether all of it can be."""

from dataclasses import replace

from rnnviz.chapters.forecasters.view.choices import BATCHES, SAME, View
from rnnviz.core.numbers import plural
from rnnviz.training import cost
from rnnviz.training.preparation import Preparation
from rnnviz.training.seasons import seasons_of
from rnnviz.training.series import BUNDLED, SYNTHETIC, Series, bundled, synthetic
from rnnviz.training.windows import Prepared, prepare
from rnnviz.ui.cache import cached

EXAMPLE = replace(
    bundled("airline"),
    name="own",
    title="An example: airline passengers",
    source=f"An example, until you bring yours. {bundled('airline').source}",
)
"""What stands in for the reader's own series until there is one."""


def series_of(view: View) -> Series:
    """Return the series of a view; where the reader has brought none yet, an example of one."""
    if view.series in BUNDLED:
        return bundled(view.series)
    if view.series in SYNTHETIC:
        noise = view.noise if view.series in ("sine", "sines") else 0.0  # only the sines have noise on them
        return synthetic(view.series, view.length, view.series_seed, noise)
    return view.own or EXAMPLE


def season_of(view: View) -> int:
    """Return the steps of one season: the reader's, or what the series has, 1 for none."""
    return view.season or next(iter(seasons_in(series_of(view), view.split)), 1)


@cached
def seasons_in(series: Series, split: float) -> tuple[int, ...]:
    """Return the seasons of a series, the strongest first.

    Of a made one they are known; of a measured one they are looked for in what lies before the test part.
    """
    if series.name in SYNTHETIC:
        return (series.season,) if series.season > 1 else ()
    return seasons_of(series.values[: int(len(series) * split)], series.season)


def prepared_of(view: View) -> Prepared:
    """Return the windows of a view."""
    return prepared_series(series_of(view), view.preparation)


@cached
def prepared_series(series: Series, preparation: Preparation) -> Prepared:
    """Return the windows of a series, the same for all who ask."""
    return prepare(series.values, preparation, series.imputed, series.covariates)


def sample_of(view: View) -> int:
    """Return the sample that is looked into."""
    return prepared_of(view).parts["test"].start if view.sample < 0 else view.sample


def estimate(view: View) -> float:
    """Return the seconds that training will take, roughly."""
    prepared = prepared_of(view)
    return cost.seconds(view.model, view.fit, prepared.n_train, len(prepared), view.window)


def fitted(view: View) -> tuple[View, list[str]]:
    """Return the view within its bounds, and sentences about what had to give way.

    Raises:
        ValueError: if it cannot be: a part too short for one window, a constant series, more work than is allowed.
    """
    notes, prepared = [], prepared_of(view)
    if view.batch > prepared.n_train:
        batch = max(each for each in BATCHES if each <= prepared.n_train)
        notes.append(
            f"The batch is {batch} now: {view.batch} is more than the {plural(prepared.n_train, 'window')} of the "
            "training part."
        )
        view = replace(view, batch=batch)
    cost.check_room(view.model, view.fit.batch, view.window)
    cost.check(estimate(view))
    sample = min(view.sample, len(prepared) - 1)
    epoch = min(view.epoch, view.epochs)
    branch_epoch = min(view.branch_epoch, view.epochs - 1)
    if view.branch_kind == view.kind:
        view = replace(view, branch_kind=SAME)
    if view.branch_kind != SAME and branch_epoch > 0:
        notes.append("Another cell cannot go on with these weights: the branch begins before training.")
        branch_epoch = 0
    start = view.start if view.preparation.memory < view.start <= len(prepared.values) else 0
    view = replace(view, target=min(view.target, view.outputs))
    return replace(view, sample=sample, epoch=epoch, branch_epoch=branch_epoch, start=start), notes
