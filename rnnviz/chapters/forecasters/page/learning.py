"""The training itself: the film over its epochs, a branch, the loss curves, several seeds, and the race of cells."""

from dataclasses import replace

import numpy as np
import streamlit as st

from rnnviz.chapters.forecasters.figures import of_runs, seed_variance
from rnnviz.chapters.forecasters.figures.film import film_table
from rnnviz.chapters.forecasters.page.first_screen import draw
from rnnviz.chapters.forecasters.page.state import PAGE, branch_run, find, looking_at, offer, section, work_state
from rnnviz.chapters.forecasters.scene import Shown, branch_training, race_training, seeds_training
from rnnviz.chapters.forecasters.snapshots import MAX_WORK
from rnnviz.chapters.forecasters.view import SAME, pick_epoch, pick_sample
from rnnviz.chapters.forecasters.view import link as parameters
from rnnviz.core.layers import KERAS_NAMES
from rnnviz.core.numbers import plural
from rnnviz.training.seeds import rmse_on_test
from rnnviz.ui.components.film import film
from rnnviz.ui.controls import control

UNTRAINED = "First the network itself has to be trained, with the button above the forecast."


BRANCH = parameters.BRANCH_CELL, parameters.BRANCH_RATE, parameters.BRANCH_CLIPPING, parameters.BRANCH_THRESHOLD


def branch_by(what: Shown) -> tuple:
    """Return what the choices of the branch depend on."""
    view = PAGE.view
    work = work_state(branch_training(view)) if view.branch_epoch >= 0 else None
    chosen = (each.value(view) for each in BRANCH)
    return what.frame, what.sample, view.epochs, view.branch_epoch, *chosen, work


@section(branch_by, height=220)
def branch(what: Shown) -> None:
    """Draw what the film shows, and another way on from the epoch that is looked at."""
    st.header("The time machine")
    st.markdown(
        "Slide through the epochs: prediction, weights, hidden states and gradients move together. The inner pictures "
        f"are of the chosen window, for {what.series.label(int(what.prepared.positions[what.sample]))}; the matrix is "
        "‖∂hₜ/∂hₖ‖, how much each state (row t) depends on each earlier one (column k)."
    )
    if not what.current:
        return
    view = what.view
    if view.branch_epoch < 0:
        epoch = min(what.run.kept[what.frame], what.run.whole) if view.epoch >= 0 else 0
        text = f"Branch from epoch {epoch}" if epoch else "Train again from the same initial weights"
        st.button(
            text,
            key=PAGE.key("branch_begin"),
            on_click=lambda: PAGE.change(lambda v: replace(v, branch_epoch=epoch), branch),
            disabled=epoch >= view.epochs,
        )
        st.caption(
            "With another learning rate, clipping or cell; both runs are drawn. Slide to an epoch to branch there."
        )
        return
    *places, close = st.columns([1, 1, 1, 1, 0.8], gap="medium", vertical_alignment="bottom")
    for place, parameter in zip(places, BRANCH, strict=True):
        control(PAGE, parameter, place=place)
    close.button(
        "Close the branch",
        key=PAGE.key("branch_end"),
        on_click=lambda: PAGE.change(lambda v: replace(v, branch_epoch=-1), branch),
    )
    if not what.can_branch:
        st.info(f"The run ended after epoch {what.run.whole}, so it has no branch after epoch {view.branch_epoch}.")
        return
    if view.branch_kind == SAME:
        st.caption(f"The branch leaves the run after epoch {view.branch_epoch}; until then both are the same.")
    else:
        st.caption("Another cell, trained from the beginning: same seed, same batches in the same order.")
    computation = branch_training(view)
    if not find(computation).is_whole:
        offer(computation, "Train the branch")


@section(lambda what: (what.sample, what.view.epoch, branch_run(what)), height=900)
def time_machine(what: Shown) -> None:
    """Draw the film over the epochs."""
    data = film_table(what.series, what.run, branch_run(what, at_once=True), what.sample)
    film(
        data,
        key=PAGE.key("film"),
        on_epoch=lambda: PAGE.change(lambda view: pick_epoch(view, st.session_state[PAGE.key("film")].epoch)),
        on_pick=lambda: PAGE.change(lambda view: pick_sample(view, st.session_state[PAGE.key("film")].pick)),
        epoch=None if what.view.epoch < 0 else what.view.epoch,
    )
    if data["runs"][0]["sensitivities"] is None:
        st.caption(
            f"The T×T matrices of this network would take more than {MAX_WORK / 1e6:.0f} million products, so the "
            "film is without them: fewer units or a shorter window bring them back."
        )


@section(lambda what: (what.season, PAGE.view.seeds, work_state(seeds_training(PAGE.view))), height=400)
def seeds(what: Shown) -> None:
    """Draw the same setting under several seeds."""
    st.header("How much is luck")
    with st.columns([1, 2])[0]:
        control(PAGE, parameters.SEEDS)
    if not what.current:
        st.caption(UNTRAINED)
        return
    computation = seeds_training(what.view)
    found, is_whole = find(computation)
    runs = looking_at(what.view, found)
    if not is_whole:
        offer(computation, f"Train {plural(what.view.seeds, 'seed')}")
    if not runs:
        return
    if len(runs) == 1:
        st.caption("One seed says nothing of luck: choose more.")
        return
    draw(of_runs.seed_variance(runs, what.best_baseline, what.series.unit), "seeds")
    if is_whole and any(np.isfinite(rmse_on_test(run)) for run in runs):
        st.caption("The shade in the figure above is the range of their predictions.")


def race_by(what: Shown) -> tuple:
    """Return what the race depends on."""
    view = PAGE.view
    return what.season, view.fair, view.seeds, work_state(race_training(view))


@section(race_by, height=250)
def race(what: Shown) -> None:
    """Draw the three cells against each other."""
    st.header("The race")
    st.markdown("The three cells, trained one after the other from the same seeds.")
    control(PAGE, parameters.FAIR_CHOICE)
    if not what.current:
        st.caption(UNTRAINED)
        return
    computation = race_training(what.view)
    entries = find(computation, at_once=False).result
    if not entries:
        offer(computation, "Run the race")
        return
    sizes = (
        f"{KERAS_NAMES[each.model.kind]}({each.model.units}), {plural(each.model.parameters, 'parameter')}"
        for each in entries
    )
    st.caption(
        f"{'; '.join(sizes)}. {plural(len(entries[0].runs), 'seed')}, the same for all; times are of the training "
        "alone, on this server, now."
    )
    entries = [replace(each, runs=looking_at(what.view, each.runs)) for each in entries]
    told = [(each.model.kind, each.model.parameters, each.seconds, each.rmses) for each in entries]
    draw(seed_variance.race(told, unit=what.series.unit, baseline=what.best_baseline), "race")
