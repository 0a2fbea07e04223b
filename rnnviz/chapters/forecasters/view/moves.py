"""What a reader's moves make of a view."""

from dataclasses import replace
from typing import Any

from rnnviz.chapters.forecasters.view.choices import View
from rnnviz.training.series import Series
from rnnviz.ui.link import Parameter


def open_preset(view: View, preset: str) -> View:
    """Return the view of a preset, with the reader's own series as it was."""
    return replace(View.of(preset), own=view.own)


def change_training(view: View, parameter: Parameter, value: Any) -> View:
    """Return the view with another setting; what belonged to the run before is let go."""
    return replace(parameter.apply(view, value), epoch=-1, branch_epoch=-1)


def take_series(view: View, series: Series) -> View:
    """Return the view of another series of the reader's own: a short one gets a short window, so that it has some."""
    again = view.own is not None and len(view.own) == len(series)
    window = view.window if again else min(View.of("own").window, max(1, len(series) // 10))
    return replace(view, own=series, window=window, season=0, sample=-1, epoch=-1, branch_epoch=-1, start=0)


def pick_epoch(view: View, epoch: Any) -> View:
    """Return the view that looks at an epoch of an event from the browser; one that is none changes nothing."""
    if type(epoch) is not int or not 0 <= epoch <= view.epochs:
        return view
    return replace(view, epoch=-1 if epoch == view.epochs else epoch)


def pick_sample(view: View, event: Any) -> View:
    """Return the view with a prediction of the film picked, at the epoch at which it was picked."""
    match event:
        case {"sample": int(sample), "epoch": int(epoch)} if sample >= 0 and 0 <= epoch <= view.epochs:
            return replace(pick_epoch(view, epoch), sample=sample)
    return view
