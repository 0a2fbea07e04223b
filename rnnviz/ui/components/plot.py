"""A Plotly figure that keeps its place: see plot.js."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import plotly
import plotly.graph_objects as go
import streamlit as st

from rnnviz.figures.table import Table
from rnnviz.ui.components import register, to_json

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


@dataclass(frozen=True, eq=False)
class Drawing:
    """A figure to be drawn, kept with what the browser is sent of it.

    Args:
        figure: with a height in its layout; ``layout.meta.scale`` names the theme's palette for its colour axes, or
            ``layout.meta.scales`` one for each, by name.
        table: the numbers behind it, shown on demand and saved as CSV.
        alt: what the figure shows, in words computed from it.
    """

    figure: go.Figure
    table: Table
    alt: str

    @cached_property
    def sent(self) -> dict:
        """The figure and its table as the browser reads them."""
        table = {"columns": self.table.columns, "rows": to_json(self.table.rows)}
        return {"figure": self.figure.to_json(), "height": self.figure.layout.height, "alt": self.alt, "table": table}


def plot(
    drawing: Drawing,
    *,
    key: str,
    name: str,
    group: str = "",
    light: str = "",
    on_click: Callable[[], None] = lambda: None,
    stale: bool = False,
    on_painted: Callable[[], None] = lambda: None,
) -> None:
    """Draw a figure without ever tearing it down.

    Args:
        drawing: the figure, its table and its words.
        key: of the component; ``st.session_state[key].click`` is {"row", "column", "curve"} while ``on_click`` runs.
        name: of saved files.
        group: figures of one group share their cursor.
        light: the name of the value whose number a hover lights in the diagrams.
        on_click: called when a point was clicked.
        stale: whether the browser should tell when it has painted the figure.
        on_painted: called then.
    """
    address = plotly_address()
    if address is None:
        st.plotly_chart(drawing.figure, key=key, alt=drawing.alt)
        return
    sent = {**drawing.sent, "plotly": address, "name": name, "group": group, "light": light}
    _plot(key=key, data={"drawing": sent, "stale": stale}, on_click_change=on_click, on_painted_change=on_painted)
