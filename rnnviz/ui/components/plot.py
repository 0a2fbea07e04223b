"""A Plotly figure that keeps its place: see plot.js."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import plotly
import plotly.graph_objects as go
import streamlit as st

from rnnviz.ui.components import plain, register

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


def written(figure: go.Figure, table: pd.DataFrame) -> dict:
    """A figure and its table as the browser reads them, made once: kept figures are drawn often and never changed."""
    if getattr(figure, "_written_with", None) is not table:
        figure._written_with = table
        rows = {"columns": list(table.columns), "rows": plain(table.values.tolist())}
        figure._written = {"figure": figure.to_json(), "height": figure.layout.height, "table": rows}
    return figure._written


def plot(
    figure: go.Figure,
    *,
    key: str,
    alt: str,
    table: pd.DataFrame,
    name: str,
    group: str = "",
    light: str = "",
    on_click: Callable[[], None],
    stale: bool = False,
    on_painted: Callable[[], None] = lambda: None,
) -> None:
    """Draw a figure without ever tearing it down.

    Args:
        figure: not to be changed later; with a height in its layout. ``layout.meta.scale`` names the theme's palette
            for its colour axis, or ``layout.meta.scales`` one for each of several axes, by name.
        key: of the component; ``st.session_state[key].click`` is {"row", "column", "curve"} while ``on_click`` runs.
        alt: what the figure shows, for readers who cannot see it.
        table: the numbers behind it, shown on demand and saved as CSV.
        name: of saved files.
        group: figures of one group share their cursor.
        light: the name of the value whose number a hover lights in the diagrams.
        on_click: called when a point was clicked.
        stale: whether the browser should tell when it has painted the figure.
        on_painted: called then.
    """
    address = plotly_address()
    if address is None:
        st.plotly_chart(figure, key=key, alt=alt)
        return
    drawing = {
        **written(figure, table),
        "plotly": address,
        "alt": alt,
        "name": name,
        "group": group,
        "light": light,
    }
    data = {"drawing": drawing, "stale": stale}
    _plot(key=key, data=data, on_click_change=on_click, on_painted_change=on_painted)
