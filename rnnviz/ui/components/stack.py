"""The stack of layers that a reader builds."""

from collections.abc import Callable

from rnnviz.ui.components import register

HTML = """<div class="place"><div class="stack"></div><p class="meaning" hidden></p></div>
<p class="spoken" role="status"></p>"""
_stack = register("stack", HTML)


def stack(table: dict, *, key: str, on_edit: Callable[[], None], mistakes: list[dict]) -> None:
    """Draw a stack (see ``chapters.shapes.figures.stack``) with its controls in place.

    ``on_edit`` is called with ``st.session_state[key].edit`` = {"action", "layer", "field", "value", "look",
    "choice"}; ``mistakes`` are fields of such events whose value was refused, each with a "sentence".
    """
    _stack(key=key, data={"table": table, "mistakes": mistakes}, on_edit_change=on_edit)
