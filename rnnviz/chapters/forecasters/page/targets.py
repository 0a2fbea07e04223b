"""Of several values that are forecast at once: which of them the page shows."""

from dataclasses import replace

import streamlit as st

from rnnviz.chapters.forecasters.page.state import PAGE, section
from rnnviz.chapters.forecasters.scene import Shown
from rnnviz.core.numbers import plural


@section(lambda what: (PAGE.view.outputs, PAGE.view.target), first=True, height=0)
def targets(what: Shown) -> None:
    """Draw the choice, where there is one."""
    view = PAGE.view
    if view.outputs == 1:
        return
    shown = PAGE.widget("target", view.target)

    def changed(target: int) -> None:
        PAGE.change(lambda view: replace(view, target=min(target, view.outputs)), targets)

    choice, told = st.columns([1, 2], gap="medium", vertical_alignment="center")
    choice.select_slider(
        "Shown, of those forecast at once",
        range(1, view.outputs + 1),
        key=shown.key,
        on_change=shown.then(changed),
        format_func=lambda target: f"{plural(view.horizon + target - 1, 'step')} ahead",
    )
    told.caption(
        f"One network says {view.outputs} values at once, and is trained on the mean of their losses. Forecasts, "
        "errors, rules and verdict are those of the one chosen."
    )
