"""The web server: Streamlit's own, with compressed files that browsers keep, preloading, and a log without traces."""

from starlette.middleware import Middleware

from rnnviz.ui.server import faults, preload
from rnnviz.ui.server.static_files import StaticFiles


def options() -> dict:
    """Return what ``st.App`` takes beside the path of a script."""
    faults.log_in_one_line()
    return {
        "middleware": [Middleware(StaticFiles)],
        "routes": preload.routes(),
        "on_script_error": faults.show_sentence,
    }
