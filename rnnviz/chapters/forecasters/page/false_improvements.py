"""What makes the score look better and the forecast not: each beside the honest score, for this very series."""

import numpy as np
import streamlit as st

from rnnviz.chapters.forecasters.page.learning import UNTRAINED
from rnnviz.chapters.forecasters.page.state import PAGE, find, offer, section, work_state
from rnnviz.chapters.forecasters.scene import Shown, false_improvements_training
from rnnviz.core.numbers import plural
from rnnviz.training.false_improvements import GAPS, MIN_SEEDS, TITLES, Finding, said
from rnnviz.training.scores import short
from rnnviz.training.verdicts import compared
from rnnviz.ui.components.table import table


def false_improvements_by(what: Shown) -> tuple:
    """Return what the section depends on beside the run."""
    try:
        return what.view.seeds, work_state(false_improvements_training(what.view))
    except ValueError:
        return (what.view.seeds,)


@section(false_improvements_by, height=250)
def false_improvements(what: Shown) -> None:
    """Draw the button that begins it, then the table and the sentence."""
    st.header("False improvements")
    st.markdown(
        "Each of these makes the network know, in training or when it is tested, what it could not know when it "
        "forecasts. Which of them make the error of **this** series look smaller?"
    )
    if not what.current:
        st.caption(UNTRAINED)
        return
    try:
        computation = false_improvements_training(what.view)
    except ValueError as error:
        st.info(f"They cannot be tried on this series. {error}")
        return
    found = find(computation, at_once=False).result
    if not found:
        offer(computation, "Try them all")
        return
    st.markdown(said(found))
    drawn(what, found)


def drawn(what: Shown, found: tuple[Finding, ...]) -> None:
    """Draw the table, and say what was done."""
    rows = [(TITLES[each.name], *map(mean, (each.honest, each.false)), *changes(each)) for each in found]
    titles = "what is done", "honest RMSE", "RMSE reported", "change", "95 % interval", "looks better"
    table(titles, rows, key=PAGE.key("false_improvements_table"), name="false improvements")
    seeds, gaps = max(what.view.seeds, MIN_SEEDS), what.series.imputed
    missing = (
        f"the {plural(len(gaps), 'missing value')} of the series"
        if gaps
        else f"{GAPS:.0%} of the values, taken away at random as none is missing: the honest score is of the rest"
    )
    alone = (
        ""
        if what.view.outputs == 1
        else f" The network here says what comes {plural(what.prepared.horizon, 'step')} ahead, and nothing else."
    )
    by = "the validation part chooses the epoch" if what.view.validation else "the last epoch is taken"
    st.caption(
        f"Means over {seeds} seeds, each compared with itself. The honest score scales by the training part alone, "
        f"splits in time, and {by} where that is the question. Gaps: {missing}.{alone}"
    )


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
