"""A formula on a page."""

import streamlit as st


def formula(latex: str) -> None:
    """Draw a formula; the thin space after it keeps its box as wide as its ink, or browsers let it scroll a pixel."""
    st.latex(f"\\small {latex}\\,")
