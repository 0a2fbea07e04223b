"""What each page shows, without drawing it: a frozen view → networks, traces and words. No Streamlit, no Plotly."""
