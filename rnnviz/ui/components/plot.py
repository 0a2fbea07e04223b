"""A Plotly figure that keeps its place: see plot.js."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import plotly
import streamlit as st

from rnnviz.figures.drawing import Drawing
from rnnviz.ui.components import register

STATIC = Path(__file__).resolve().parents[3] / "static"

_plot = register("plot", "<div class='rnnviz-plot root'></div>", isolate_styles=False)


@st.cache_resource(max_entries=1)
def plotly_address() -> str | None:
    """Where the browser finds Plotly's script, copied from the plotly package; None if it cannot be written.

    A copy, because Streamlit does not serve links; swapped in whole, because another process may be reading it.
    """
    source, target = Path(plotly.__file__).parent / "package_data" / "plotly.min.js", STATIC / "plotly.min.js"
    try:
        if not target.exists() or target.stat().st_size != source.stat().st_size:
            STATIC.mkdir(exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=STATIC, delete=False) as part:
                part.write(source.read_bytes())
            Path(part.name).chmod(0o644)
            Path(part.name).replace(target)
    except OSError:
        return None
    return f"app/static/plotly.min.js?v={plotly.__version__}"


def plot(
    drawing: Drawing,
    *,
    key: str,
    name: str,
    group: str = "",
    light: str = "",
    on_click: Callable[[], None] = lambda: None,
) -> None:
    """Draw a figure without ever tearing it down.

    Args:
        drawing: the figure, its table and its words.
        key: of the component; ``st.session_state[key].click`` is {"row", "column", "curve"} while ``on_click`` runs.
        name: of saved files.
        group: figures of one group share their cursor.
        light: the name of the value whose number a hover lights in the diagrams.
        on_click: called when a point was clicked.
    """
    address = plotly_address()
    if address is None:
        st.plotly_chart(drawing.figure, key=key, alt=drawing.alt)
        return
    sent = {**drawing.sent, "plotly": address, "name": name, "group": group, "light": light}
    _plot(key=key, data={"drawing": sent}, on_click_change=on_click)
