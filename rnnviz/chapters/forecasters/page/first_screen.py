"""What is on the first screen: the training, the forecast and its errors, and who wins."""

from dataclasses import replace
from functools import partial

import numpy as np
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
from rnnviz.core.numbers import plural
from rnnviz.figures.drawing import Drawing
from rnnviz.training.kernels import ready
from rnnviz.training.runs import Run
from rnnviz.training.scores import Row, short
from rnnviz.training.seeds import rmse_on_test
from rnnviz.training.verdicts import Verdict, brief, headline
from rnnviz.ui.components.plot import plot
from rnnviz.ui.components.table import table
from rnnviz.ui.computation import AT_ONCE
from rnnviz.ui.link import verbatim
from rnnviz.ui.open_network import gradients_link, hidden_state_link


def waiting() -> bool:
    """Say so where training cannot begin yet; return whether there is nothing to show until it can."""
    if ready.wait(0.05):
        return False
    if ready.problem():
        st.error(f"The training loops cannot be compiled on this machine, so nothing can be trained: {ready.problem()}")
        return shown() is None

    @st.fragment(run_every=0.5, key=PAGE.key("compiling"))
    def compiling():
        if ready.is_ready() or ready.problem():
            st.rerun()
        st.info(
            "The training loops are being compiled, once for this machine and in another process: that takes about "
            "twenty seconds. Until then the examples are as they were trained before; what you change is trained then, "
            "by itself."
        )

    compiling()
    return shown() is None


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
            f"Shown until then: {what.network} after "
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


def verdict_runs(what: Shown) -> tuple[Run, ...]:
    """Return the runs that are judged: of all seeds where those are trained or quick to train, else the one shown."""
    return seed_runs(what.view, at_once=True) or (what.run,)


def verdicts(what: Shown) -> tuple[Verdict, Verdict]:
    """Return who wins beside the best rule and beside the simplest."""
    return verdicts_of(what.series, verdict_runs(what), what.season)


def verdict_by(what: Shown) -> tuple:
    """Return what the verdict depends on beside the run: on seeds that take long once they have been trained."""
    trained = seed_runs(what.view) if seeds_training(what.view).seconds > AT_ONCE else None
    return what.frame, what.season, what.view.seeds, trained


@section(verdict_by, height=420)
def verdict(what: Shown) -> None:
    """Say who wins: the errors of the network and of the best rule, over how many points, and how sure that is."""
    best, simplest = verdicts(what)
    runs, unit = verdict_runs(what), what.series.unit
    st.header(headline(best))
    quiet = {"delta_color": "off", "delta_arrow": "off", "width": "content"}
    with st.container(horizontal=True, gap="small"):
        ours = words.errors.finite(best.network_rmse, unit)
        st.metric(f"{what.network}, test RMSE", ours, words.errors.spread(list(map(rmse_on_test, runs))), **quiet)
        if best.rule:
            title = f"{words.errors.capital(brief(best.rule))}, test RMSE"
            chosen = "chosen on the validation part" if best.chosen_on == "validation" else "the least of all rules"
            st.metric(title, words.errors.finite(best.rule_rmse, unit), chosen, **quiet)
        st.metric(
            "Judged on", plural(best.points, "test point"), words.errors.from_to(what.series, what.prepared), **quiet
        )
    last = None if what.run.kept[what.frame] == what.run.epochs else what.run.epochs
    st.caption(words.errors.verdict(best, simplest, unit, last))
    if alone := words.reading.rules_alone(what.prepared):
        st.caption(verbatim(alone))
    if how := words.runs.how_it_ended(what.run):
        st.info(how)


@section(verdict_by, height=470)
def scores(what: Shown) -> None:
    """Draw the network and the rules in one table, and how to read it."""
    st.header("Beside rules that need no network")
    best, _ = verdicts(what)
    winner, validated = best.winner_title, what.prepared.n_validation > 0
    scored = [row for row in what.rows if row.test is not None]
    lines = [line(row, f"{what.network}, seed {what.view.seed}", winner, validated) for row in scored]
    table(lines[0], (each.values() for each in lines), key=PAGE.key("scores_table"), name="errors of every forecast")
    epoch, season = what.run.kept[what.frame], what.season
    star = f"★ wins, as said above{'' if winner else '; here nobody does'}."
    st.caption(
        " ".join(filter(None, (words.errors.scaled(what.rows[0], epoch), words.errors.published(what.view), star)))
    )
    if note := " ".join(filter(None, (words.reading.transformed(what.prepared), words.reading.beside(what.prepared)))):
        st.caption(verbatim(note))
    with st.expander("How the rules are fitted and chosen, and what the columns say"):
        seasons = words.errors.seasons(season, seasons_in(what.series, what.prepared.preparation.split))
        st.markdown(
            f"{words.errors.columns(what.prepared, season, what.series.unit)}\n\n{words.errors.FITTED} {seasons}"
        )
        st.markdown(words.errors.about_choice(what.rows))
        reasons = dict.fromkeys(row.reason for row in what.rows if row.reason)
        for reason in reasons:
            titles = " and ".join(row.title for row in what.rows if row.reason == reason)
            st.markdown(f"Not in the table: {titles}. {reason}")
        st.markdown(words.reading.left_out(what.prepared).strip())


def line(row: Row, network: str, winner: str | None, validated: bool) -> dict[str, str]:
    """Return a row of the table as it is shown."""
    title = network if row.title == "the network" else brief(row.title)
    cells = {"forecast": f"{title} ★" if row.title == winner else title}
    cells |= {"RMSE, test": short(row.test.rmse), "MAE": short(row.test.mae), "MASE": short(row.test.mase)}
    others = {"validation": row.validation} if validated else {}
    for part, score in (others | {"training": row.train}).items():
        cells[f"RMSE, {part}"] = "–" if score is None else short(score.rmse)
    return cells


@section(lambda what: (what.frame, what.sample), height=70)
def opened(what: Shown) -> None:
    """Draw the chosen sample: what was read, said and measured, and the way into the hidden state."""
    prepared, sample = what.prepared, what.sample
    part = prepared.part_of(sample)
    said, actual = what.run.forecast(what.frame)[sample], prepared.actual[sample]
    unit = f" {what.series.unit}" if what.series.unit else ""
    scaled = short(what.run.scaled_forecast(what.frame)[sample])
    told, way = st.columns([2.4, 1], gap="medium", vertical_alignment="center")
    told.markdown(
        f"For **{what.series.label(int(prepared.positions[sample]))}** ({part} part) the network says "
        f"**{short(said)}{unit}** ({scaled} scaled); measured was **{short(actual)}{unit}**. Click another prediction "
        "to choose it."
    )
    names = names_of(what)
    for chapter, label, link_of in (
        ("hidden_state", "See how: this window in the hidden state", partial(hidden_state_link, names=names)),
        ("gradients", "See what reaches back: its gradients", gradients_link),
    ):
        try:
            link = link_of(what.run.network(what.frame), prepared.inputs[sample])
        except ValueError as error:
            way.caption(str(error))
            continue
        way.button(
            label,
            key=PAGE.key(f"open_{chapter}"),
            on_click=st.switch_page,
            args=(f"pages/{chapter}.py",),
            kwargs={"query_params": link},
        )
    if len(names) > 1:
        with st.expander("What it read, timestep by timestep", key=PAGE.key("opened_read")):
            steps = prepared.ends[sample] + np.arange(1 - prepared.preparation.window, 1)
            rows = [
                (what.series.label(step), *map(short, numbers))
                for step, numbers in zip(steps.tolist(), prepared.inputs[sample].tolist(), strict=True)
            ]
            table(("step", *names), rows, key=PAGE.key("opened_table"), name="what was read")
            st.caption(verbatim(words.reading.as_read(prepared)))


def names_of(what: Shown) -> tuple[str, ...]:
    """Return what the numbers of a timestep are called, in their order."""
    calendar = ("sine", "cosine") if what.prepared.preparation.calendar else ()
    value = what.series.title if what.series.name == "own" else "value"
    return value, *calendar, *(each.name for each in what.prepared.covariates)
