"""Two figures of one group, and a button that changes nothing: what the browser tests hover over."""

from functools import partial

import numpy as np
import streamlit as st

from rnnviz.figures.drawing import Drawing
from rnnviz.figures.layout import DIVERGING, about_zero, figure
from rnnviz.figures.marks import heat
from rnnviz.figures.table import Table
from rnnviz.ui.components.plot import plot

clicked = st.session_state.setdefault("clicked", [])


def on_click(key: str) -> None:
    """Remember which point was clicked."""
    point = st.session_state[key].click
    clicked.append([point["row"], point["column"]])


for key in ("first", "second"):
    values = np.linspace(-1, 1, 8).reshape(4, 2)
    table = Table.of({"a": values[:, 0], "b": values[:, 1]})
    cells = heat(values.T, x=[1, 2, 3, 4], y=["h[0]", "h[1]"], hover="%{y} after step %{x} (): %{z:.6g}")
    axes = {"yaxis": {"autorange": "reversed"}, "coloraxis": about_zero(1.0), "meta": DIVERGING}
    drawn = figure([cells], height=144, margin=(48, 8, 8, 40), **axes)
    plot(Drawing(drawn, table, f"The {key} figure."), key=key, name=key, group="time", on_click=partial(on_click, key))
st.button("Again")
st.text(f"clicked {clicked}")
