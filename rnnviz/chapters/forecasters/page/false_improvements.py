"""What makes the score look better and the forecast not: each beside the honest score, for this very series."""

import numpy as np
import streamlit as st

from rnnviz.chapters.forecasters.page.learning import UNTRAINED
from rnnviz.chapters.forecasters.page.state import PAGE, find, offer, section, work_state
from rnnviz.chapters.forecasters.scene import Shown, false_improvement_training
from rnnviz.chapters.forecasters.view import View
from rnnviz.chapters.forecasters.view.link import FALSE
from rnnviz.core.numbers import plural
from rnnviz.training.false_improvements import GAPS, MIN_SEEDS, TITLES, Finding, said
from rnnviz.training.scores import short
from rnnviz.training.verdicts import compared
from rnnviz.ui.components.table import table
from rnnviz.ui.computation import Computation, together
from rnnviz.ui.controls import control


def trainings(view: View) -> list[Computation]:
    """Return the trainings of those that are switched on; ValueError where the series is too short."""
    return [false_improvement_training(view, name) for name in view.false]


def untried(computations: list[Computation]) -> Computation | None:
    """Return those that are neither known nor quick, as one; None where there is none."""
    missing = [each for each in computations if find(each).result is None]
    return together("false_improvements", missing) if missing else None


def false_improvements_by(what: Shown) -> tuple:
    """Return what the section depends on beside the run."""
    try:
        missing = untried(trainings(PAGE.view))
    except ValueError:
        missing = None
    return what.view.seeds, PAGE.view.false, missing and work_state(missing)


@section(false_improvements_by, height=250)
def false_improvements(what: Shown) -> None:
    """Draw the switches, the table and the sentence; what takes long waits for its button."""
    st.header("False improvements")
    st.markdown(
        "Each of these makes the network know, in training or when it is tested, what it could not know when it "
        "forecasts. Switch them on: which make the error of **this** series look smaller?"
    )
    control(PAGE, FALSE)
    if not what.current:
        st.caption(UNTRAINED)
        return
    try:
        switched_on = trainings(PAGE.view)
    except ValueError as error:
        st.info(f"They cannot be tried on this series. {error}")
        return
    if found := [each for each in (find(each).result for each in switched_on) if each is not None]:
        st.markdown(said(found))
        drawn(what, found)
    if missing := untried(switched_on):
        offer(missing, "Try it" if len(switched_on) - len(found) == 1 else "Try them")


def drawn(what: Shown, found: list[Finding]) -> None:
    """Draw the table, and say what was done."""
    rows = [(TITLES[each.name], *map(mean, (each.honest, each.false)), *changes(each)) for each in found]
    titles = "what is done", "honest RMSE", "RMSE reported", "change", "95 % interval", "looks better"
    table(titles, rows, key=PAGE.key("false_improvements_table"), name="false improvements")
    names, seeds, gaps = {each.name for each in found}, max(what.view.seeds, MIN_SEEDS), what.series.imputed
    told = [
        f"Means over {seeds} seeds, each compared with itself.",
        "The honest score scales by the training part alone and splits in time.",
    ]
    if "epoch" in names:
        told.append(f"The honest epoch is {'the best on the validation part' if what.view.validation else 'the last'}.")
    if "interpolated" in names and gaps:
        told.append(f"The gaps are the {plural(len(gaps), 'missing value')} of the series.")
    elif "interpolated" in names:
        told.append(
            f"No value is missing, so {GAPS:.0%} of them, drawn at random, are taken away: the honest score is of the "
            "others."
        )
    if what.view.outputs > 1:
        steps = plural(what.prepared.horizon, "step")
        told.append(f"The network here says what comes {steps} ahead, and nothing else.")
    st.caption(" ".join(told))


def mean(errors: np.ndarray) -> str:
    """Say the mean over the seeds that did not diverge."""
    good = errors[np.isfinite(errors)]
    return short(good.mean()) if len(good) else "–"


def changes(finding: Finding) -> tuple[str, str, str]:
    """Say the change, its interval, and whether it looks better by more than luck."""
    low, middle, high = finding.change
    if np.isnan(middle):
        return "–", "–", "–"
    return compared(middle), f"{compared(low)} to {compared(high)}", "yes" if finding.improves else "no"
