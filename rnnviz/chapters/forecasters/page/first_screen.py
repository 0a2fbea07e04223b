"""What is on the first screen: the training, the forecast and its errors, and who wins."""

from dataclasses import replace

import streamlit as st

from rnnviz.chapters.forecasters import words
from rnnviz.chapters.forecasters.figures import forecasts, of_runs
from rnnviz.chapters.forecasters.page.state import (
    PAGE,
    branch_run,
    drawn_by,
    find,
    offer,
    section,
    seed_runs,
    shown,
    work_state,
)
from rnnviz.chapters.forecasters.scene import Shown, run_training, seeds_training, verdicts_of
from rnnviz.chapters.forecasters.view import seasons_in
from rnnviz.core.layers import KERAS_NAMES
from rnnviz.core.numbers import plural
from rnnviz.figures.drawing import Drawing
from rnnviz.training.kernels import ready
from rnnviz.training.scores import Row, Score, short
from rnnviz.training.verdicts import Verdict
from rnnviz.ui.components.plot import plot
from rnnviz.ui.components.table import table
from rnnviz.ui.computation import AT_ONCE
from rnnviz.ui.open_in_hidden_state import hidden_state_link


def waiting() -> bool:
    """Return whether training cannot begin yet, which is then said; the page is drawn as soon as it can."""
    if ready.wait(0.05):
        return False
    if ready.problem():
        st.error(f"The training loops cannot be compiled on this machine, so nothing can be trained: {ready.problem()}")
        return True

    @st.fragment(run_every=0.5, key=PAGE.key("compiling"))
    def compiling():
        if ready.is_ready() or ready.problem():
            st.rerun()
        st.info(
            "The training loops are being compiled, once for this machine and in another process: that takes about "
            "twenty seconds. This page opens by itself then; the other chapters are open now."
        )

    compiling()
    return True


def draw(drawing: Drawing, name: str, **options) -> None:
    """Draw a figure of this page."""
    plot(drawing, key=PAGE.key(f"{name}_figure"), name=name, **options)


@PAGE.section(lambda: (drawn_by(), work_state(run_training(PAGE.view))), first=True, height=0)
def training() -> None:
    """Draw the button that begins a training that takes long, and what is shown until then."""
    what, computation = shown(), run_training(PAGE.view)
    if not find(computation).is_whole:
        offer(computation, "Train")
    if what is not None and not what.current:
        st.caption(
            f"Shown until then: {KERAS_NAMES[what.view.kind]}({what.view.units}) after "
            f"{plural(what.run.epochs, 'epoch')}, the last network that was trained."
        )


def forecast_parts(what: Shown) -> tuple:
    """Return what the first figure shows beside the run: an epoch, a sample, the seeds and the branch."""
    return what.frame, what.sample, what.season, seed_runs(what.view), branch_run(what), what.view.level


@section(forecast_parts, first=True, height=440)
def forecast(what: Shown) -> None:
    """Draw what was measured and what the network says."""
    draw(of_runs.forecast(what.series, what.run, *forecast_parts(what)), "forecast", on_click=click_prediction)


def click_prediction() -> None:
    """Choose the sample of a prediction, or of a value that one was made for; a callback."""
    event, what = st.session_state[PAGE.key("forecast_figure")].click, shown()
    sample = forecasts.sample_at(what.prepared, event) if what is not None and isinstance(event, dict) else None
    if sample is not None:
        PAGE.change(lambda view: replace(view, sample=sample))


@section(lambda what: (what.frame,), first=True, height=130)
def errors(what: Shown) -> None:
    """Draw the RMSE of the training and of the test part, scaled and in the series' own unit."""
    row, unit = what.rows[0], what.series.unit
    st.markdown(f"**RMSE** after epoch {what.run.kept[what.frame]}" + (f", in {unit}" if unit else ""))
    for place, title, score in zip(st.columns(2), ("training", "test"), (row.train, row.test), strict=True):
        place.metric(title, short(score.rmse))
        place.caption(f"{short(score.scaled_rmse)} scaled")


def verdicts(what: Shown) -> tuple[Verdict, Verdict]:
    """Return who wins beside the best rule and beside the simplest, over the seeds where they are quick to train."""
    return verdicts_of(what.series, seed_runs(what.view, at_once=True) or (what.run,), what.season)


def verdict_by(what: Shown) -> tuple:
    """Return what the verdict depends on beside the run: on seeds that take long once they have been trained."""
    trained = seed_runs(what.view) if seeds_training(what.view).seconds > AT_ONCE else None
    return what.frame, what.season, what.view.seeds, trained


@section(verdict_by, height=260)
def verdict(what: Shown) -> None:
    """Say who wins, and how the training ended."""
    last = None if what.run.kept[what.frame] == what.run.epochs else what.run.epochs
    st.markdown(words.verdict(*verdicts(what), what.series.unit, last))
    if how := words.how_it_ended(what.run):
        st.info(how)


@section(verdict_by, height=380)
def scores(what: Shown) -> None:
    """Draw the network and the baselines in one table."""
    st.header("Beside rules that need no network")
    network = f"{KERAS_NAMES[what.view.kind]}({what.view.units})"
    best, _ = verdicts(what)
    winner = best.winner_title
    lines = [line(row, network, winner, what.prepared.n_validation > 0) for row in what.rows]
    table(lines[0], (each.values() for each in lines), key=PAGE.key("scores_table"), name="errors of every forecast")
    st.caption(words.about_scores(what.prepared, what.season, what.series.unit, winner, what.rows))
    for note in (words.published(what.view), words.transformed(what.prepared), words.left_out(what.prepared).strip()):
        if note:
            st.caption(note)
    st.caption(words.seasons(what.season, seasons_in(what.series, what.prepared.preparation.split)))
    reasons = dict.fromkeys(row.reason for row in what.rows if row.reason)
    for reason in reasons:
        titles = " and ".join(row.title for row in what.rows if row.reason == reason)
        st.caption(f"{words.capital(titles)}: {reason}")


def line(row: Row, network: str, winner: str | None, validated: bool) -> dict:
    """Return a row of the table as it is shown."""
    cells = {"forecast": network if row.title == "the network" else row.title}
    for part, score, names in parts_of(row, validated):
        for name in names:
            cells[f"{name.upper()}, {part}"] = "–" if score is None else short(getattr(score, name))
    if row.title == winner:
        cells["forecast"] += " ★"
    return cells


def parts_of(row: Row, validated: bool) -> list[tuple[str, Score | None, tuple[str, ...]]]:
    """Return the scores of a row that are shown, each with its part and the names of its numbers."""
    every = ("rmse", "mae", "mase")
    chosen = [("validation", row.validation, every[:1])] if validated else []
    return [("test", row.test, every), *chosen, ("training", row.train, every)]


@section(lambda what: (what.frame, what.sample), height=190)
def opened(what: Shown) -> None:
    """Draw the chosen sample: what was read, said and measured, and the way into the hidden state."""
    prepared, sample = what.prepared, what.sample
    part = prepared.part_of(sample)
    said, actual = what.run.forecast(what.frame)[sample], prepared.actual[sample]
    unit = f" {what.series.unit}" if what.series.unit else ""
    st.header("One prediction opened")
    st.markdown(
        f"For **{what.series.label(int(prepared.positions[sample]))}** ({part} part) the network says "
        f"**{short(said)}{unit}**; measured was **{short(actual)}{unit}**. Click another prediction in the first "
        "figure to choose it."
    )
    try:
        link = hidden_state_link(what.run.network(what.frame), prepared.inputs[sample])
    except ValueError as error:
        st.caption(str(error))
        return
    scaled = what.run.predictions[what.frame][sample]
    st.caption(
        f"The hidden state shows the numbers as the network has them, scaled: its output there is {short(scaled)}."
    )
    st.button(
        "Open this window in the hidden state",
        key=PAGE.key("open_hidden_state"),
        on_click=st.switch_page,
        args=("pages/hidden_state.py",),
        kwargs={"query_params": link},
    )
