"""A page that holds nothing but a chart of Streamlit's own: what a chapter's first figure is compared with."""

import plotly.graph_objects as go
import streamlit as st

st.plotly_chart(go.Figure({"type": "scatter", "y": [1, 3, 2]}))
