"""What to notice, the tables of every number that can be changed, and the check of what follows from them."""

import streamlit as st

from rnnviz.chapters.hidden_state import programs, words
from rnnviz.chapters.hidden_state.page.editing import cells_within, typed_into
from rnnviz.chapters.hidden_state.page.state import PAGE, network
from rnnviz.chapters.hidden_state.scene import Scene, scene
from rnnviz.chapters.hidden_state.view import shapes
from rnnviz.core.layers import KERAS_NAMES
from rnnviz.core.weights import GATES
from rnnviz.ui.components.tables import tables
from rnnviz.ui.keras_badge import badge, with_gradients
from rnnviz.ui.take_away import Download, take_away_section


@PAGE.section(network, height=150)
def what_to_notice() -> None:
    """Tell what is true of what is shown."""
    st.markdown("\n".join(f"- {sentence}" for sentence in words.to_notice(scene(PAGE.view))))


@PAGE.section(lambda: (network(), repr(st.session_state.get(PAGE.key("mistakes")))), height=600)
def numbers() -> None:
    """Draw the tables of inputs and weights."""
    shown = scene(PAGE.view)
    st.header("Every number you can change")
    rows = [table_row(shown, name, mistakes(shown, name)) for name in shapes(PAGE.view)]
    tables(rows, key=PAGE.key("tables"), on_edit=edit)


def mistakes(shown: Scene, name: str) -> dict:
    """Return what was typed into a table and is no number yet: "errors" and "typed"; {} once the table is another."""
    owner, found = st.session_state.get(PAGE.key("mistakes"), {}).get(name, (None, {}))
    return found if owner == owner_of(shown) else {}


def owner_of(shown: Scene) -> tuple:
    """Return what a table belongs to: with another example or other sizes it is another table."""
    view = shown.view
    return view.preset, view.cell, view.units, view.timesteps, view.seed, view.reset_after


def edit() -> None:
    """Take the tables' event: cells were typed, or a table is to be as it was.

    What is no number is named, and all that was typed into the table waits until it is one.
    """
    event, shown = st.session_state[PAGE.key("tables")].edit, scene(PAGE.view)
    if not isinstance(event, dict) or event.get("key") not in shapes(PAGE.view):
        return
    name, waiting = event["key"], st.session_state.setdefault(PAGE.key("mistakes"), {})
    if event.get("cells") is None:
        waiting.pop(name, None)
        return PAGE.change(lambda view: view.edited(name, None))
    rows = shown.table(name).tolist()
    typed = cells_within(rows, [*mistakes(shown, name).get("typed", []), *cells_within(rows, event["cells"])])
    rows, errors = typed_into(rows, typed)
    waiting.pop(name, None)
    if errors:
        waiting[name] = (owner_of(shown), {"errors": errors, "typed": typed})
        return PAGE.redraw(numbers)
    PAGE.change(lambda view: view.edited(name, tuple(map(tuple, rows))), numbers)


@PAGE.section(network, height=150)
def by_keras() -> None:
    """Put every tensor of the page beside Keras's."""
    view = PAGE.view
    st.header("Does Keras agree?")
    st.markdown("Keras computes every state and output of this page anew, from the same inputs and weights.")
    loss = "the mean of y² over all steps, as this page has no loss"
    badge(PAGE, network(), lambda: {KERAS_NAMES[view.cell]: with_gradients(scene(view).run)}, loss)


TITLES = {
    "x": "what is read at each step",
    "wx": "from the input to the state",
    "wh": "from the state to the next state",
    "bh": "bias of the state",
    "wy": "from the state to the output",
    "by": "bias of the output",
    "h0": "the state before the first step",
    "c0": "the cell state before the first step",
}


def table_row(shown: Scene, name: str, mistake: dict) -> dict:
    """Return a table as the component takes it."""
    values, view = shown.table(name), shown.view
    units = [str(unit) for unit in range(view.units)]
    gates = [unit if view.cell == "simple_rnn" else f"{gate}{unit}" for gate in GATES[view.cell] for unit in units]
    features = list(shown.preset.features) or [str(k) for k in range(shown.inputs.shape[1])]
    outputs = list(shown.preset.outputs) or [str(k) for k in range(shown.y.shape[1])]
    rows = {"x": shown.captions, "wx": features, "wh": units, "wy": units}.get(
        name, ["input", "recurrent"] if len(values) == 2 else [""]
    )
    columns = {"x": features, "wx": gates, "wh": gates, "bh": gates, "wy": outputs, "by": outputs}.get(name, units)
    return {
        "key": name,
        "name": name,
        "symbol": {"base": name[0], "subscript": name[1:]},
        "title": TITLES[name],
        "values": values.tolist(),
        "rows": rows,
        "columns": columns,
        "heads": len(columns) > 1,
        "largest": float(abs(values).max()) or 1.0,
        "weight": f"w_{name[1]}" if name[0] == "w" else None,
        "units": len(outputs) if name == "wy" else view.units,
        "edited": name in dict(view.edits),
        **mistake,
    }


take_away = take_away_section(
    PAGE,
    (
        Download("Table (CSV)", "hidden-state.csv", "text/csv", programs.states_csv),
        Download("NumPy script", "hidden_state_numpy.py", "text/x-python", programs.numpy_script),
        Download("Keras script", "hidden_state_keras.py", "text/x-python", programs.keras_script),
        Download("Notebook", "hidden_state.ipynb", "application/x-ipynb+json", programs.notebook),
    ),
    lambda view: "Each script carries the weights and asserts the numbers shown.",
)
