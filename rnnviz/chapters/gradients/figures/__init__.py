"""Figures of the gradients chapter: finished numbers in, Plotly figures out."""
