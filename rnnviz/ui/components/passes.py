"""One step of training, as four buttons: forward, loss, backward, update."""

from collections.abc import Callable

from rnnviz.figures.drawing import to_json
from rnnviz.ui.components import register

_passes = register("passes", "<div class='passes'></div>")


def passes(
    rows: list[dict],
    *,
    key: str,
    phase: str,
    selected: list | None,
    units: int,
    unit: int,
    loss: str,
    after: str,
    updates: int,
    locked: bool,
    on_event: Callable[[], None],
) -> None:
    """Draw rows of numbers over time, each filled when its phase comes.

    Args:
        rows: dicts of name, symbol (parts), values (one a timestep: None where there is nothing, "hidden"),
            phase ("forward", "loss" or "backward"), largest (full colour), title, and given (nothing to open).
        key: of the component; ``st.session_state[key].event`` is {"phase"}, {"select": [name, timestep]}, {"unit"} or
            {"reset"} while ``on_event`` runs.
        phase: the last phase that is shown.
        selected: [name, timestep] of the selected number.
        units: how many units there are to choose from.
        unit: the one whose numbers these are.
        loss: the loss, as text.
        after: the loss after the update, as text.
        updates: how many updates these weights have behind them.
        locked: whether the four buttons rest, because a number is to be predicted.
        on_event: called at an event.
    """
    rows = [{**row, "values": to_json(row["values"])} for row in rows]
    data = {"rows": rows, "phase": phase, "selected": selected, "units": units, "unit": unit}
    data |= {"loss": loss, "after": after, "updates": updates, "locked": locked}
    _passes(key=key, data=data, on_event_change=on_event)
