"""Both networks trained on the series, the tutorial's faults, and a series on which carrying a state is worth it."""

import streamlit as st

from rnnviz.chapters.stateful import figures
from rnnviz.chapters.stateful import view as parameters
from rnnviz.chapters.stateful.page.own import bring_series
from rnnviz.chapters.stateful.page.state import PAGE
from rnnviz.chapters.stateful.scene import studies as scene
from rnnviz.chapters.stateful.view import training_of
from rnnviz.chapters.stateful.words import studies as words
from rnnviz.training.stateful_studies import Study
from rnnviz.ui.background import compute_or_offer, progress_of
from rnnviz.ui.components.plot import plot
from rnnviz.ui.computation import Computation
from rnnviz.ui.controls import control
from rnnviz.ui.link import verbatim


def trained_by():
    """Return what the parts about the series depend on."""
    return training_of(PAGE.view), progress_of(PAGE, scene.training(PAGE.view))


def known(found: Study | None, computation: Computation, label: str) -> Study | None:
    """Return a study that is done and has come to something; else offer it, or say that it has not."""
    found = found if found is not None else compute_or_offer(PAGE, computation, label)
    if found is not None and not found.is_finite:
        st.warning("A training diverged: its loss is no number any more. Fewer units or epochs may help.")
        return None
    return found


@PAGE.section(trained_by, height=760)
def trained() -> None:
    """Draw what both reach, over seeds, beside what needs no network; and a state along a lane."""
    view = PAGE.view
    st.header("Does it help on electricity?" if not scene.is_own(view) else "Does it help on your series?")
    st.markdown(
        "An LSTM reads 20 values and predicts the next, once without and once with `stateful=True`: the same initial "
        "weights, the same batches in order, states emptied after each epoch."
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        for each in ("TRAIN_BATCH", "TRAIN_EPOCHS", "TRAIN_UNITS"):
            control(PAGE, getattr(parameters, each), in_row=250)
    bring_series()
    if refusal := scene.refusal(view):
        st.warning(verbatim(refusal))
        return
    found = known(scene.study_of(view), scene.training(view), "Train both")
    if found is None:
        return
    st.markdown(f"{words.compared(found)} {words.beside_rules(found)} {words.lane(found)}")
    errors, states = st.columns(2, gap="medium")
    with errors:
        plot(figures.both(found), key=PAGE.key("both"), name="both networks over seeds")
    with states:
        carried()
    st.caption(words.cut(found) + with_faults(found))


def carried() -> None:
    """Draw a state of the trained stateful network along a lane."""
    traced = scene.carried_lane(PAGE.view)
    if traced is None:
        st.caption("The states of this network are not kept.")
        return
    plot(figures.lane(traced), key=PAGE.key("lane"), name="a state along a lane")


def with_faults(found: Study) -> str:
    """Say which of the tutorial's faults are in what is shown."""
    faults = [name for name, is_in in (("late target", found.setup.late), ("zeros", found.setup.zeros)) if is_in]
    return f" **With the tutorial's faults: {' and '.join(faults)}.**" if faults else ""


def faults_by():
    """Return what the lesson of faults depends on."""
    view = PAGE.view
    found = scene.of_faults(view)
    done = tuple(each is not None for each in found.values())
    wanted = scene.training_now(view) if found[view.late, view.zeros] is None else scene.all_trainings(view)
    return training_of(view), done, progress_of(PAGE, wanted) if not all(done) else None


@PAGE.section(faults_by, height=760)
def faults() -> None:
    """Draw the scores with the tutorial's faults and without."""
    view = PAGE.view
    st.header("The tutorial's two faults")
    st.code(
        "for i in range(len(data) - NUM_TIMESTEPS - 1):\n"
        "    X[i] = data[i : i + NUM_TIMESTEPS].T\n"
        "    Y[i] = data[i + NUM_TIMESTEPS + 1]        # one too far: the next value is data[i + NUM_TIMESTEPS]\n"
        "# X and Y have as many rows as data has values: the last 21 are never filled and stay zeros",
        language=None,
    )
    with st.container(horizontal=True, gap="large"):
        control(PAGE, parameters.LATE)
        control(PAGE, parameters.ZEROS)
    if refusal := scene.refusal(view):
        st.warning(verbatim(refusal))
        return
    if scene.study_of(view) is None:
        compute_or_offer(PAGE, scene.training_now(view), "Train both so")
    found = scene.of_faults(view)
    now = found[view.late, view.zeros]
    if now is not None:
        last = words.percent(now.rules["last"])
        st.markdown(
            f"**Now: stateless {words.spread(now.stateless)}, stateful {words.spread(now.stateful)}**, repeating the "
            f"last value {last}; rows of zeros: {words.fault_rows(now)}."
        )
        if any(each is None for each in found.values()):
            compute_or_offer(PAGE, scene.all_trainings(view), "Train with the faults and without")
    if any(each is not None for each in found.values()):
        plot(figures.of_faults(found), key=PAGE.key("of_faults"), name="with the faults and without")
        st.markdown(words.faults(found))
    st.markdown(words.document_zeros())
    st.markdown(
        "**And a third, in its words:** that a batch of 96 quarters of an hour, one day, lets the network learn the "
        "day's period. Row i of the next batch begins 96 values later, while its state has read 20: 76 are skipped, "
        "and what is handed on is the state of the same time yesterday. Batches of 20 would go on exactly."
    )


@PAGE.section(lambda: (PAGE.view.period, progress_of(PAGE, scene.pulse_training(PAGE.view.period))), height=560)
def worth() -> None:
    """Draw both on a series whose period is longer than the window."""
    view = PAGE.view
    st.header("When is it worth it?")
    st.markdown(
        "When what decides lies **before the window**, and the window cannot be longer. Here is a series made for it: "
        "a 1 at every so many values, else 0."
    )
    control(PAGE, parameters.PERIOD, place=st.container(width=300))
    found = known(scene.pulse_study_of(view.period), scene.pulse_training(view.period), "Train both")
    if found is None:
        return
    st.markdown(words.pulses(found))
    plot(figures.both(found), key=PAGE.key("pulses"), name="both networks on pulses")
    st.caption(words.PULSE_SETTING)
