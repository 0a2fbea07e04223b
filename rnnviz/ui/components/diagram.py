"""The unrolled network."""

from collections.abc import Callable

from rnnviz.figures.drawing import to_json
from rnnviz.ui.components import register

_diagram = register("diagram", "<div class='diagram'></div>")


def diagram(
    table: dict,
    *,
    key: str,
    step: int,
    selected: dict | None,
    on_select: Callable[[], None],
    folds: bool = False,
    on_edit: Callable[[], None] | None = None,
    mistake: dict | None = None,
):
    """Draw ``table`` (of the hidden state's ``figures.diagram_table``), at ``step``, with one number selected.

    ``on_select`` is called when a reader selects a number or settles on a step; ``st.session_state[key].select``
    is then {"name", "timestep", "unit", "step", "clicked"}. A table with "autoplay" plays by itself until touched.
    Where it has "map", which tells it in words, a heat map of h stands below, in the same columns. What ``folds`` can
    be seen as one cell, and is for a moment at first. With ``on_edit`` a click on an edge shows its weight, and
    ``.edit`` is what it is changed to, as of a panel; ``mistake`` is what was refused.
    """
    finite = {part: {name: to_json(rows) for name, rows in table[part].items()} for part in ("values", "totals")}
    drawn = {**table, **finite, "folds": folds, "edits": on_edit is not None}
    data = {"table": drawn, "step": step, "selected": selected, "mistake": mistake}
    return _diagram(key=key, data=data, on_select_change=on_select, on_edit_change=on_edit or (lambda: None))
