"""A page that holds nothing but a slider and a figure of the states: what a chapter's speed is compared with."""

import streamlit as st

from rnnviz.chapters.hidden_state.figures import states_table
from rnnviz.chapters.hidden_state.scene import scene
from rnnviz.chapters.hidden_state.view import TIMESTEPS, View, change_timesteps
from rnnviz.figures.drawing import Drawing
from rnnviz.figures.layout import DIVERGING, about_zero, figure
from rnnviz.figures.marks import heat
from rnnviz.ui import frame
from rnnviz.ui.components.plot import plot

if __name__ == "__main__":
    frame.start_process()
    timesteps = st.slider("Timesteps", 1, 64, 12)
    view = change_timesteps(View.of("sunspots"), TIMESTEPS, timesteps)
    shown = scene(view)
    states = heat(shown.h.T, x=list(range(1, timesteps + 1)), hover="%{z:.6g}")
    drawn = figure([states], height=300, margin=(48, 8, 8, 40), coloraxis=about_zero(1.0), meta=DIVERGING)
    plot(Drawing(drawn, states_table(view), "h"), key="figure", name="states")
