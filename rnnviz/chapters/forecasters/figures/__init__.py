"""Figures of the forecasters chapter: finished numbers in, Plotly figures out."""
