"""How sure the forecasts are: the intervals of every method, and how many of the test values they hold."""

import numpy as np
import streamlit as st

from rnnviz.chapters.forecasters.page.state import PAGE, section
from rnnviz.chapters.forecasters.scene import Shown, free_coverage_of, intervals_of
from rnnviz.chapters.forecasters.view import link as parameters
from rnnviz.training.intervals import METHODS, STARTS, said, why
from rnnviz.training.scores import measured
from rnnviz.ui.components.table import table
from rnnviz.ui.controls import control


@section(lambda what: (what.frame, what.view.level, what.view.steps), height=330)
def intervals(what: Shown) -> None:
    """Draw the choice of the level, and what each method holds beside what it promises."""
    st.header("How sure it is")
    with st.columns([1, 2])[0]:
        control(PAGE, parameters.LEVEL)
    made = intervals_of(what.run, what.frame, what.view.level)
    if not made:
        st.info("There are too few errors to make intervals of, or they are not finite.")
        return
    st.markdown(f"{said(made['adaptive'])} It is the band in the first figure.")
    titles = "interval", "promised", "holds", "mean width"
    rows = [
        (METHODS[name], f"{each.level:.0%}", f"{each.coverage:.0%}", measured(each.width, what.series.unit))
        for name, each in made.items()
    ]
    table(titles, rows, key=PAGE.key("intervals_table"), name="intervals")
    st.caption(f"{why(made)} {ahead(what)}")


def ahead(what: Shown) -> str:
    """Say how much the free-running intervals hold at their first and at their last step."""
    steps, level = what.view.steps, what.view.level
    found = free_coverage_of(what.run, what.frame, steps, level)
    if found is None or not np.isfinite(found).all():
        return ""
    text = (
        "Free-running, each of many paths adds an error drawn from those the network made, and feeds the sum back: "
        f"over up to {STARTS} starts in the test part the {level:.0%} band holds {found[0]:.0%} one step ahead"
    )
    return f"{text}." if steps == 1 else f"{text} and {found[-1]:.0%} of the values {steps} steps ahead."
