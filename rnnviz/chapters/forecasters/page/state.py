"""Where the view of the forecasters chapter is held, and what this session has of what it asks for."""

from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import wraps
from typing import Any, NamedTuple

import streamlit as st

from rnnviz.chapters.forecasters.scene import (
    BROUGHT,
    Runs,
    Shown,
    branch_training,
    quick_view,
    run_training,
    seeds_training,
    weakly,
)
from rnnviz.chapters.forecasters.view import LINK, series_of
from rnnviz.training.kernels import ready
from rnnviz.training.runs import Run
from rnnviz.ui import background
from rnnviz.ui.cache import CACHE
from rnnviz.ui.computation import AT_ONCE, Computation, compute_at_once
from rnnviz.ui.page_state import PageState, Section

PAGE = PageState("forecasters", LINK, structure=lambda view: view.part)


class Found(NamedTuple):
    """A result, None where there is none yet; of work that was stopped it is a part."""

    result: Any
    is_whole: bool


def find(computation: Computation, at_once: bool = True) -> Found:
    """Return what this session has brought, or had last of its kind, what is cached or quick, or what was stopped.

    ``at_once`` is whether it may be computed now, where that is quick.
    """
    last = PAGE.key(f"{computation.kind}_result")
    for slot in (PAGE.key("brought"), last):
        key, result = st.session_state.get(slot, (None, None))
        if key == computation.key:
            return Found(result, True)
    result = compute_at_once(computation) if at_once and can_be_done(computation) else CACHE.get(computation.key)
    work = background.begun(PAGE, computation)
    if result is None and work is not None:
        result = work.result
    if result is None:
        return Found(None if work is None else work.part, False)
    st.session_state[last] = computation.key, result
    return Found(result, True)


def can_be_done(computation: Computation) -> bool:
    """Return whether a training can be done now: before the loops are compiled, only what is brought along."""
    return ready.is_ready() or computation.seconds == BROUGHT


def offer(computation: Computation, label: str) -> None:
    """Draw the button that begins what takes long, or the progress of it."""
    if not can_be_done(computation):
        st.caption("This is trained as soon as the training loops are compiled.")
        return
    background.offer(PAGE, computation, label)
    st.caption(f"Work of up to about {AT_ONCE} s is done by itself when a control moves; more waits for its button.")


def bring(key: Hashable, run: Run) -> None:
    """Take a run that the reader brought back; it is shown to them alone, for nobody can tell who made it."""
    st.session_state[PAGE.key("brought")] = key, run


def shown() -> Shown | None:
    """Return what the page shows: the run of the view, else the last of the same series, else as much as is quick.

    None where not even one epoch is quick.
    """
    view, slot = PAGE.view, PAGE.key("shown")
    before: Shown | None = st.session_state.get(slot)
    if before is not None and before.current and before.view is view and before.run.ending != "stopped":
        return before
    run = find(run_training(view)).result
    if run is not None:
        st.session_state[slot] = Shown(view, run.by_output[view.target - 1], True)
    elif before is not None and before.series is series_of(view):
        st.session_state[slot] = replace(before, current=False) if before.current else before
    else:
        quick = quick_view(view)
        run = None if quick is None else find(run_training(quick)).result
        st.session_state[slot] = None if run is None else Shown(quick, run.by_output[quick.target - 1], False)
    return st.session_state[slot]


def seed_runs(view, at_once: bool = False) -> Runs:
    """Return the runs of the view's seeds, where they have been trained, or are quick to train."""
    found = find(seeds_training(view), at_once)
    return looking_at(view, found.result) if found.is_whole else None


def looking_at(view, runs: Runs) -> Runs:
    """Return runs that look at the one of their forecasts that the view shows."""
    return runs and tuple(run.by_output[view.target - 1] for run in runs)


def branch_run(shown: Shown, at_once: bool = False) -> Run | None:
    """Return the run that leaves the run shown at the epoch of the branch; None where there is none, or not yet."""
    if not (shown.current and shown.can_branch):
        return None
    run = find(branch_training(shown.view), at_once).result
    if run is None or run.epochs <= shown.view.branch_epoch:  # it may have been stopped before
        return None
    return run.by_output[shown.view.target - 1]


def work_state(computation: Computation) -> Hashable:
    """Return what a section depends on that may offer a computation: its button, and how far the work has come."""
    found, work = find(computation, at_once=False), background.begun(PAGE, computation)
    return None if found.is_whole else computation.key, weakly(found.result), work is not None and work.future.done()


def drawn_by(*also: Hashable) -> Hashable:
    """Return what is drawn of the run that is shown, by weak references: a section keeps no run."""
    what = shown()
    return None if what is None else (weakly(what.run), what.current, *weakly(also))


def section(by: Callable[[Shown], tuple] = lambda what: (), **options) -> Callable[[Callable[[Shown], None]], Section]:
    """Make a function that draws a part of what is shown a section; where nothing is shown, it is empty.

    ``by`` returns what it depends on beside the run; for the options see ``Section``.
    """

    def make(draw: Callable[[Shown], None]) -> Section:
        @wraps(draw)
        def draw_shown():
            if (what := shown()) is not None:
                draw(what)

        return PAGE.section(lambda: (what := shown()) and drawn_by(*by(what)), **options)(draw_shown)

    return make
