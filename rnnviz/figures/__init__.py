"""Arrays → figures: Plotly figures, and tables of nodes and edges for the diagrams. Nothing is computed but slices."""
