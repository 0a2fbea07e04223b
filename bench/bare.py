"""A page that holds nothing but a slider and the chapter's figure: what the chapter's speed is compared with."""

import streamlit as st

from rnnviz.chapters.hidden_state.figures import states_figure
from rnnviz.chapters.hidden_state.view import TIMESTEPS, View, change_timesteps
from rnnviz.ui import frame
from rnnviz.ui.components.plot import plot

if __name__ == "__main__":
    frame.start_process()
    timesteps = st.slider("Timesteps", 1, 64, 12)
    drawing = states_figure(change_timesteps(View.of("sunspots"), TIMESTEPS, timesteps))
    plot(drawing, key="figure", name="states")
