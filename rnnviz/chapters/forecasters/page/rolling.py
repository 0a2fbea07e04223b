"""Several test parts in place of one: the network trained, and the rules fitted, before each of them."""

import numpy as np
import streamlit as st

from rnnviz.chapters.forecasters import words
from rnnviz.chapters.forecasters.page.learning import UNTRAINED
from rnnviz.chapters.forecasters.page.state import PAGE, find, offer, section, work_state
from rnnviz.chapters.forecasters.scene import Shown, rolling_training
from rnnviz.core.numbers import plural
from rnnviz.training.rolling import ORIGINS, SHARE, Origin, rmses, verdict
from rnnviz.training.scores import short
from rnnviz.training.verdicts import evidence, headline
from rnnviz.ui.components.table import table
from rnnviz.ui.computation import Computation
from rnnviz.ui.link import verbatim


def computation_of(what: Shown) -> Computation | None:
    """Return the trainings; None where the series is too short for them."""
    try:
        return rolling_training(what.view)
    except ValueError:
        return None


def rolling_by(what: Shown) -> tuple:
    """Return what the section depends on beside the run."""
    computation = computation_of(what)
    return what.season, computation and work_state(computation)


@section(rolling_by, height=250)
def rolling(what: Shown) -> None:
    """Draw the button that begins it, then the errors on every test part and who wins over all of them."""
    st.header("More than one test part")
    st.markdown(
        f"One test part is one stretch of time, and may be an easy one. Here the last {SHARE:.0%} of the series are "
        f"{ORIGINS} test parts, one after the other; before each the network is trained anew, and every rule fitted "
        "anew, on what lies before it (**rolling origin**)."
    )
    if not what.current:
        st.caption(UNTRAINED)
        return
    try:
        computation = rolling_training(what.view)
    except ValueError as error:
        st.info(f"This series cannot be cut into {ORIGINS} test parts. {error}")
        return
    found, is_whole = find(computation, at_once=False)
    if not is_whole:
        offer(computation, f"Train before {ORIGINS} test parts")
    if found:
        drawn(what, found)


def spread(errors: np.ndarray) -> float:
    """Return the standard deviation over the test parts; NaN of one."""
    return float(errors.std(ddof=1)) if len(errors) > 1 else np.nan


def drawn(what: Shown, found: tuple[Origin, ...]) -> None:
    """Draw the table and the verdict."""
    network, judged = what.network, verdict(found)
    begins = [what.series.label(each.prepared.boundary) for each in found]
    rows = []
    for title, errors in rmses(found).items():
        name = (network if title == "the network" else title) + (" ★" if title == judged.winner_title else "")
        numbers = ["–" if np.isnan(each) else short(each) for each in (*errors, errors.mean(), spread(errors))]
        rows.append((name, *numbers))
    titles = "RMSE", *(f"from {each}" for each in begins), "mean", "spread"
    table(titles, rows, key=PAGE.key("rolling_table"), name="errors on every test part")
    st.markdown(f"Over {plural(len(found), 'test part')}: **{headline(judged)}.** {evidence(judged)}")
    if alone := words.reading.rules_alone(what.prepared):
        st.caption(verbatim(alone))
    chosen = "on the validation parts" if judged.chosen_on == "validation" else "on the test parts themselves"
    st.caption(
        "The spread is the standard deviation over the test parts. Every value of each is forecast one by one; the "
        f"best baseline is chosen {chosen}."
    )
