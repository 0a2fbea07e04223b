"""Which output of a recurrent layer belongs to which input, drawn."""

from collections.abc import Callable

from rnnviz.figures.drawing import to_json
from rnnviz.ui.components import register

_reading = register("reading", "<div class='reading sideways'></div>")


def reading(table: dict, *, key: str, label: str, on_choose: Callable[[], None]) -> None:
    """Draw ``table`` (see ``chapters.shapes.scene.alignment``).

    ``on_choose`` is called when a number is chosen; ``st.session_state[key].choose`` is [position] of an output or
    [lane, timestep] of a state.
    """
    lanes = [{**lane, "values": to_json(lane["values"])} for lane in table["lanes"]]
    outputs = [{**each, "value": to_json(each["value"])} for each in table["outputs"]]
    data = {**table, "lanes": lanes, "outputs": outputs, "label": label}
    _reading(key=key, data=data, on_choose_change=on_choose)
