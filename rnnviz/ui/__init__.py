"""Streamlit: controls, cached wrappers, components, permalinks. The only package, with pages/, that imports it."""
