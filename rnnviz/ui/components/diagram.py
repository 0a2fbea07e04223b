"""The unrolled network."""

from collections.abc import Callable

from rnnviz.ui.components import plain, register

_diagram = register("diagram", "<div class='diagram'></div>")


def diagram(
    table: dict,
    *,
    key: str,
    step: int,
    selected: dict | None,
    on_select: Callable[[], None],
    stale: bool = False,
    on_painted: Callable[[], None] = lambda: None,
):
    """Draw ``table`` (see ``figures.unrolled``), at ``step``, with one number selected.

    ``on_select`` is called when a reader selects a number or settles on a step; ``st.session_state[key].select``
    is then {"name", "timestep", "unit", "step", "clicked"}. A table with "autoplay" plays by itself until touched.
    ``on_painted`` is called when the browser has painted a picture that came with ``stale``.
    """
    values = {name: plain(rows) for name, rows in table["values"].items()}
    data = {"table": {**table, "values": values}, "step": step, "selected": selected, "stale": stale}
    return _diagram(key=key, data=data, on_select_change=on_select, on_painted_change=on_painted)
