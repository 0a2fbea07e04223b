"""The training itself: the film over its epochs, a branch, the loss curves, several seeds, and the race of cells."""

from dataclasses import replace

import numpy as np
import streamlit as st

from rnnviz.chapters.forecasters import drawings
from rnnviz.chapters.forecasters.page import cached_figures, results
from rnnviz.chapters.forecasters.page.controls import (
    BRANCH_CELL,
    BRANCH_CLIPPING,
    BRANCH_RATE,
    BRANCH_THRESHOLD,
    FAIR_CHOICE,
    PAGE,
    SEEDS_PICK,
)
from rnnviz.chapters.forecasters.page.pictures import drawn
from rnnviz.chapters.forecasters.snapshots import MOST_WORK
from rnnviz.chapters.forecasters.view import SAME
from rnnviz.core.layers import KERAS_NAMES
from rnnviz.training.seeds import rmse_on_test
from rnnviz.ui.components.film import film

UNTRAINED = "First the network itself has to be trained, with the button above the forecast."


def time_machine(shown: results.Shown) -> None:
    """The film over the epochs, and the branch."""
    st.header("The time machine")
    st.markdown(
        "Slide through the epochs: prediction, weights, hidden states and gradients move together. The inner pictures "
        f"are of the chosen window, for {shown.series.label(int(shown.prepared.positions[shown.view.chosen]))}; the "
        "matrix is ‖∂hₜ/∂hₖ‖, how much each state (row t) depends on each earlier one (column k)."
    )
    if shown.current:
        branch_choices(shown)
    branch = results.branched(shown)
    the_film(shown, branch)
    st.subheader("The loss, epoch by epoch")
    drawn(cached_figures.losses(shown, branch), "losses")


@st.fragment(key=PAGE.key("film_part"))
def the_film(shown: results.Shown, branch) -> None:
    """The component; choosing an epoch redraws what depends on it."""
    data = results.film_of(shown, branch)
    film(
        data,
        key=PAGE.key("film"),
        on_epoch=settled,
        on_pick=picked,
        epoch=None if shown.view.epoch < 0 else shown.view.epoch,
    )
    if data["runs"][0]["reach"] is None:
        st.caption(
            f"The T×T matrices of this network would take more than {MOST_WORK / 1e6:.0f} million products, so the "
            "film is without them: fewer units or a shorter window bring them back."
        )


def settled() -> None:
    """The reader settled on an epoch: the figures above show it."""
    epoch = st.session_state[PAGE.key("film")].epoch
    if type(epoch) is int and 0 <= epoch <= PAGE.view.epochs:
        PAGE.change(lambda view: replace(view, epoch=-1 if epoch == view.epochs else epoch))
        st.rerun()


def picked() -> None:
    """A prediction in the film was picked: it is the chosen sample."""
    match st.session_state[PAGE.key("film")].pick:
        case {"sample": int(sample), "epoch": int(epoch)} if sample >= 0 and 0 <= epoch <= PAGE.view.epochs:
            PAGE.change(lambda view: replace(view, sample=sample, epoch=-1 if epoch == view.epochs else epoch))
            st.rerun()


def branch_choices(shown: results.Shown) -> None:
    """Another way on from the epoch that is looked at."""
    view = shown.view
    if view.branch_epoch < 0:
        epoch = min(shown.run.kept[results.frame_of(shown)], shown.run.whole) if view.epoch >= 0 else 0
        text = f"Branch from epoch {epoch}" if epoch else "Train again from the same initial weights"

        def branch():
            PAGE.change(lambda v: replace(v, branch_epoch=epoch))

        st.button(text, key=PAGE.key("branch_begin"), on_click=branch, disabled=epoch >= view.epochs)
        st.caption(
            "With another learning rate, clipping or cell; both runs are drawn. Slide to an epoch to branch there."
        )
        return
    cell, rate, clip, threshold, close = st.columns([1, 1, 1, 1, 0.8], gap="medium", vertical_alignment="bottom")
    with cell:
        BRANCH_CELL.draw(PAGE)
    with rate:
        BRANCH_RATE.draw(PAGE)
    with clip:
        BRANCH_CLIPPING.draw(PAGE)
    with threshold:
        BRANCH_THRESHOLD.draw(PAGE)

    def end():
        PAGE.change(lambda v: replace(v, branch_epoch=-1))

    close.button("Close the branch", key=PAGE.key("branch_end"), on_click=end)
    if not results.branches(shown):
        st.info(f"The run ended after epoch {shown.run.whole}, so it has no branch after epoch {view.branch_epoch}.")
    elif view.branch_kind == SAME:
        st.caption(f"The branch leaves the run after epoch {view.branch_epoch}; until then both are the same.")
    else:
        st.caption("Another cell, trained from the beginning: same seed, same batches in the same order.")


def seeds(shown: results.Shown) -> None:
    """The same setting under several seeds."""
    st.header("How much is luck")
    with st.columns([1, 2])[0]:
        SEEDS_PICK.draw(PAGE)
    if not shown.current:
        st.caption(UNTRAINED)
        return
    runs = results.seeded(shown.view)
    if not runs:
        return
    if len(runs) == 1:
        st.caption("One seed says nothing of luck: choose more.")
        return
    drawn(cached_figures.seeds(shown, runs), "seeds")
    if any(np.isfinite(rmse_on_test(run)) for run in runs) and results.shelved_seeds(shown.view):
        below = ", the loss below those of the test loss" if cached_figures.comparable(shown) else ""
        st.caption(f"The first figure draws the median and the range of their predictions{below}.")


def race(shown: results.Shown) -> None:
    """The three cells against each other."""
    st.header("The race")
    st.markdown("The three cells, trained one after the other from the same seeds.")
    FAIR_CHOICE.draw(PAGE)
    if not shown.current:
        st.caption(UNTRAINED)
        return
    entries = results.raced(shown.view)
    if not entries:
        return
    st.caption(
        "; ".join(
            f"{KERAS_NAMES[each.model.kind]}({each.model.units}), {each.model.parameters} parameters"
            for each in entries
        )
        + f". {len(entries[0].runs)} seeds, the same for all; times are of the training alone, on this server, now."
    )
    told = [(each.model.kind, each.model.parameters, each.seconds, each.rmses) for each in entries]
    drawn(drawings.race(told, unit=shown.series.unit, baseline=results.best_rule(shown)), "race")
