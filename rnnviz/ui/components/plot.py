"""A Plotly figure that keeps its place: see plot.js."""

import hashlib
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import plotly
import streamlit as st
from plotly.offline import get_plotlyjs_version

from rnnviz.figures.drawing import Drawing
from rnnviz.ui.components import register

STATIC = Path(__file__).resolve().parents[3] / "static"

_plot = register("plot", "<div class='rnnviz-plot root'></div>", isolate_styles=False)


def plotly_source() -> Path:
    """Return Plotly's script: the partial build that ``make plotly`` has fetched for this version, or the package's."""
    partial = STATIC / f"plotly-cartesian-{get_plotlyjs_version()}.min.js"
    return partial if partial.exists() else Path(plotly.__file__).parent / "package_data" / "plotly.min.js"


@cache
def plotly_file() -> Path | None:
    """Return a copy of Plotly's script that is named by its content; None if it cannot be written.

    A copy, because Streamlit does not serve links; swapped in whole, because another process may be reading it.
    """
    script = plotly_source().read_bytes()
    target = STATIC / f"plotly-{hashlib.sha256(script).hexdigest()[:12]}.min.js"
    try:
        if not target.exists():
            STATIC.mkdir(exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=STATIC, delete=False) as part:
                part.write(script)
            Path(part.name).chmod(0o644)
            Path(part.name).replace(target)
    except OSError:
        return None
    return target


def plotly_address() -> str | None:
    """Return where the browser finds Plotly's script, below the app's address; None if it could not be written."""
    file = plotly_file()
    return file and f"app/static/{file.name}"


def plot(
    drawing: Drawing,
    *,
    key: str,
    name: str,
    group: str = "",
    told: bool = True,
    kind: str = "",
    on_click: Callable[[], None] = lambda: None,
) -> None:
    """Draw a figure without ever tearing it down.

    Args:
        drawing: the figure, its table and its words.
        key: of the component; ``st.session_state[key].click`` is {"row", "column", "curve"} while ``on_click`` runs.
        name: of saved files.
        group: figures of one group share their cursor.
        kind: what the figure is of: the cell's diagram frames the selected number of that kind in it.
        told: whether what the figure shows is written below it, as it is for a screen reader.
        on_click: called when a point was clicked.
    """
    address = plotly_address()
    if address is None:
        st.plotly_chart(drawing.figure, key=key, alt=drawing.alt)
        return
    sent = {**drawing.sent, "plotly": address, "name": name, "group": group, "told": told, "kind": kind}
    _plot(key=key, data={"drawing": sent}, on_click_change=on_click)
