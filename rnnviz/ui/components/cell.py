"""One cell at one timestep: every number on its wires."""

from collections.abc import Callable

from rnnviz.figures.drawing import to_json
from rnnviz.ui.components import register

_cell = register("cell", "<div class='cell'></div>")


def cell(table: dict, *, key: str, selected: dict, on_select: Callable[[], None], group: str) -> None:
    """Draw the cells of ``table``, one at a time.

    ``table`` is {"kinds": {kind: {"title", "unit", "drawing" (see ``figures.cell_diagram``), "values": {name: one
    number a timestep, None where hidden}, "sentences"}}, "captions"}. ``on_select`` is called when a reader opens a
    number, chooses a cell or settles on a step; ``st.session_state[key].select`` is then {"kind", "name", "timestep",
    "clicked"}. Figures of ``group`` show their cursor at the timestep.
    """
    kinds = {
        kind: {**each, "values": {name: to_json(list(values)) for name, values in each["values"].items()}}
        for kind, each in table["kinds"].items()
    }
    data = {"table": {**table, "kinds": kinds}, "selected": selected, "group": group}
    _cell(key=key, data=data, on_select_change=on_select)
