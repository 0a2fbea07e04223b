"""A page with one sentence: what a chapter's first paint is compared with."""

import streamlit as st

st.markdown("Nothing else is here.")
