"""The hidden-state chapter's controls, its link, and what its components ask for."""

from dataclasses import replace
from functools import partial

import streamlit as st

from rnnviz.activations import ACTIVATIONS
from rnnviz.arithmetic import Reference, explain
from rnnviz.chapters import words
from rnnviz.chapters.hidden_state import ARRAYS, LARGEST, SEEDS, TIMESTEPS, UNITS, Scene, View, fitted
from rnnviz.chapters.presets import presets
from rnnviz.network import DENSE_ACTIVATIONS, KERAS_NAMES
from rnnviz.numbers import parse_number, parse_numbers, written
from rnnviz.ui import cached
from rnnviz.ui.components.diagram import diagram
from rnnviz.ui.components.link import copy_link
from rnnviz.ui.components.panel import panel
from rnnviz.ui.components.plot import plot
from rnnviz.ui.components.tables import tables
from rnnviz.ui.controls import Choice, Flag, Whole
from rnnviz.ui.permalink import Parameter, choice, read, table, whole, write, written_table
from rnnviz.ui.prediction import question
from rnnviz.ui.state import Held
from rnnviz.weights import GATES

CELL = Choice("cell", "cell", "Cell", None, tuple(GATES), tuple(KERAS_NAMES.values()), side_by_side=True)
UNITS_SLIDER = Whole("units", "units", "Units", "How many numbers the state holds.", 1, UNITS)
TIMESTEPS_SLIDER = Whole("timesteps", "timesteps", "Timesteps", "How long the sequence is.", 1, TIMESTEPS)
ACTIVATION = Choice("activation", "activation", "Activation", "Of the candidate and of the state.", tuple(ACTIVATIONS))
GATE_ACTIVATION = Choice("recurrent_activation", "gates", "Activation of the gates", None, tuple(ACTIVATIONS))
RESET_AFTER = Flag(
    "reset_after", "reset_after", "reset_after", "Keras's default: the reset gate multiplies after the product."
)
OUTPUT = Choice("output", "output", "Activation of the output", None, DENSE_ACTIVATIONS)
EVERY_STEP = Flag(
    "every_step", "every", "Output after every step", "Off: only after the last, as without return_sequences."
)
PREDICT = Flag("predict", "predict", "Predict, then reveal", "Hides the next state: work it out and type it.")

CONTROLS = (CELL, UNITS_SLIDER, TIMESTEPS_SLIDER, ACTIVATION, GATE_ACTIVATION, RESET_AFTER, OUTPUT, EVERY_STEP, PREDICT)

WIDEST = 4 * UNITS
"""Columns that a table can have: four gates of the most units."""


def parse_selected(text: str) -> tuple[str, int, int]:
    """h,3,0: a name, a step counted from 1, a unit counted from 0."""
    parts = text.split(",")
    if len(parts) != 3:
        raise ValueError("it must be a name, a step and a unit, such as h,3,0")
    return choice(("h", "c", "y"))(parts[0]), whole(1, TIMESTEPS)(parts[1]) - 1, whole(0, UNITS - 1)(parts[2])


PARAMETERS = (
    Parameter("preset", choice(tuple(presets()))),
    *(control.parameter for control in CONTROLS),
    Parameter("seed", whole(0, SEEDS)),
    Parameter("step", whole(0, TIMESTEPS)),
    Parameter("select", parse_selected, lambda s: f"{s[0]},{s[1] + 1},{s[2]}"),
    *(Parameter(name, table(TIMESTEPS, WIDEST, LARGEST), written_table) for name in ARRAYS),
)

FIELDS = {control.name: control.field for control in CONTROLS} | {"seed": "seed", "step": "step", "select": "selected"}


def from_query(query: dict[str, str]) -> tuple[View, list[str]]:
    """The view that a link describes, and a sentence for everything in it that was ignored."""
    values, ignored = read(PARAMETERS, query)
    view = View.of(values.get("preset", "document"))
    view = replace(view, **{field: values[name] for name, field in FIELDS.items() if name in values})
    view = replace(view, edits=tuple((name, values[name]) for name in ARRAYS if name in values))
    if view.preset == "own" and "x" in values and "timesteps" not in values:
        view = replace(view, timesteps=len(values["x"]))
    view, left_out = fitted(view)
    return view, ignored + left_out


def to_query(view: View) -> dict[str, str]:
    """The link of a view: its example, and whatever differs from it."""
    return write(PARAMETERS, values_of(view), values_of(View.of(view.preset)) | {"preset": "document"})


def values_of(view: View) -> dict:
    """The view by parameter name."""
    edits = dict(view.edits)
    fields = {name: getattr(view, field) for name, field in FIELDS.items()}
    return {"preset": view.preset} | fields | {name: edits.get(name) for name in ARRAYS}


HELD = Held("hidden_state", from_query, to_query)

PICTURES = ("states", "unrolled")
"""The fragments that a control redraws first."""


def changed(view: View, field: str, value) -> View:
    """The view with a field replaced, and what no longer fits left out and told of."""
    view, left_out = fitted(replace(view, **{field: value}))
    for sentence in left_out:
        HELD.tell(sentence)
    return view


def choose_preset() -> None:
    """The example row."""
    key, titles = HELD.key("preset"), {key: preset.title for key, preset in presets().items()}
    st.session_state[key] = HELD.view.preset

    def chosen():
        HELD.change(lambda view: replace(View.of(st.session_state[key]), predict=view.predict))
        st.session_state.pop(HELD.key("trail"), None)

    st.pills(
        "Example",
        titles,
        format_func=titles.get,
        key=key,
        on_change=chosen,
        required=True,
        label_visibility="collapsed",
    )


def network() -> None:
    """The choices that matter most, in a row."""
    cell, sizes, predict = st.columns([1.4, 2.4, 1], gap="medium")
    with cell:
        CELL.draw(HELD, changed, PICTURES)
    units, timesteps = sizes.columns(2, gap="medium", wrap=False)
    with units:
        UNITS_SLIDER.draw(HELD, changed, PICTURES)
    with timesteps:
        TIMESTEPS_SLIDER.draw(HELD, change_timesteps, PICTURES)
    with predict, st.container(gap="xsmall"):
        PREDICT.draw(HELD)
        more_choices()


def more_choices() -> None:
    """The others, in a drawer."""
    view = HELD.view
    with st.popover("More choices", width="stretch"):
        ACTIVATION.draw(HELD, changed)
        if view.cell != "simple_rnn":
            GATE_ACTIVATION.draw(HELD, changed)
        if view.cell == "gru":
            RESET_AFTER.draw(HELD, changed)
        OUTPUT.draw(HELD, changed)
        EVERY_STEP.draw(HELD, changed)
        seed_control(view)


def change_timesteps(view: View, field: str, value: int) -> View:
    """Another length: the example goes on, own numbers are cut or repeated, a step at the end stays at the end."""
    edits = dict(view.edits)
    if "x" in edits:
        rows = edits["x"]
        view = view.edited("x", tuple(rows[t % len(rows)] for t in range(value)))
    if view.step == view.timesteps:
        name, _, unit = view.selected
        view = replace(view, step=value, selected=(name, value - 1, unit))
    return changed(view, field, value)


def seed_control(view: View) -> None:
    """Where the weights come from: the example, or a seed."""
    key = HELD.key("seed")
    st.session_state[key] = view.seed

    def seeded():
        value = st.session_state[key]
        HELD.change(lambda v: without_weights(replace(v, seed=value)))

    st.number_input(
        "Seed of the initial weights",
        0,
        SEEDS,
        None,
        step=1,
        key=key,
        on_change=seeded,
        placeholder="the example's own",
        help="Empty: the example's own weights, where any fit. A number: weights as Keras draws them by default.",
    )


def without_weights(view: View) -> View:
    """The view without edited weights, which a new seed replaces."""
    for name in ("wx", "wh", "bh", "wy", "by"):
        view = view.edited(name, None)
    return view


def select() -> None:
    """The diagram's event: a number was chosen, or the reader settled on a step."""
    event = st.session_state[HELD.key("diagram")].select
    if event:
        st.session_state.pop(HELD.key("trail"), None)
        HELD.change(partial(selected, event=event))
        if not HELD.view.predict:
            st.rerun([HELD.key("arithmetic")])


def selected(view: View, event: dict) -> View:
    """The view with what a component's event selects; an event that names no number of the view changes nothing."""
    name, timestep, unit = event.get("name"), event.get("timestep"), event.get("unit")
    if name not in ("h", "c", "y", "x") or not all(isinstance(each, int) and each >= 0 for each in (timestep, unit)):
        return view
    step = event.get("step", timestep + 1)
    if name != "x":
        view = replace(view, selected=(name, timestep, unit))
    return fitted(replace(view, step=step if isinstance(step, int) and step >= 0 else view.step))[0]


def edit() -> None:
    """The tables' event: cells were typed. What is no number is named, and the whole edit waits until it is one."""
    event = st.session_state[HELD.key("tables")].edit
    if not event:
        return
    name, cells = event["name"], event["cells"]
    if cells is None:
        st.session_state[HELD.key("errors")] = {}
        return HELD.change(lambda view: fitted(view.edited(name, None))[0])
    waiting = st.session_state.get(HELD.key("errors"), {}).get(name, {}).get("typed", [])
    cells = list({(row, column): (row, column, text) for row, column, text in [*waiting, *cells]}.values())
    rows, errors = typed_into(cached.scene(HELD.view).table(name).tolist(), cells)
    st.session_state[HELD.key("errors")] = {name: {"errors": errors, "typed": cells}} if errors else {}
    if not errors:
        HELD.change(lambda view: fitted(view.edited(name, tuple(map(tuple, rows))))[0])
        HELD.show_first(*PICTURES)


def typed_into(rows: list[list[float]], cells: list) -> tuple[list[list[float]], dict[str, str]]:
    """A table with cells typed into it, and a sentence for each that is no number, by "row,column"."""
    errors = {}
    for row, column, text in cells:
        try:
            rows[row][column] = parse_number(str(text), LARGEST)
        except ValueError as error:
            errors[f"{row},{column}"] = f"Row {row}, column {column}: {error}"
    return rows, errors


def own_numbers() -> None:
    """The text field of the reader's own series."""
    key, view = HELD.key("numbers"), HELD.view
    shown = ", ".join(f"{row[0]:g}" for row in dict(view.edits).get("x", presets()["own"].inputs(view.timesteps)))
    if st.session_state.get(HELD.key("numbers_of")) != shown:
        st.session_state[key] = st.session_state[HELD.key("numbers_of")] = shown

    def typed():
        try:
            numbers = parse_numbers(st.session_state[key], TIMESTEPS, LARGEST)
        except ValueError as error:
            return HELD.tell(str(error))
        rows = tuple((each,) for each in numbers)
        HELD.change(lambda v: fitted(replace(v.edited("x", rows), timesteps=len(rows), step=len(rows)))[0])

    st.text_area(
        f"Your numbers: 1 to {TIMESTEPS}, separated by commas, spaces or new lines",
        key=key,
        on_change=typed,
        height=80,
        max_chars=4000,
    )


def header() -> None:
    """The title, the question and the examples."""
    st.title("The hidden state")
    choose_preset()
    preset = presets()[HELD.view.preset]
    st.markdown(preset.story)
    if HELD.view.preset == "own":
        own_numbers()


def notices() -> None:
    """What was refused or left out since the last drawing."""
    for sentence in HELD.notices():
        st.warning(sentence)


def asked() -> Reference | None:
    """The number that the reader is to predict; None where nothing is hidden."""
    if not HELD.view.predict:
        return None
    reference = selected_reference()
    return None if st.session_state.get(HELD.key("revealed")) == reference else reference


def selected_reference() -> Reference:
    """The selected number."""
    name, timestep, unit = HELD.view.selected
    return Reference(name, timestep, unit, layer=1 if name == "y" else 0)


def hidden() -> cached.Hidden:
    """From which timestep h and y are hidden; empty where nothing is."""
    view, reference = HELD.view, asked()
    if not view.predict:
        return ()
    timestep = view.selected[1]
    if reference is None:
        return (("h", timestep + 1), ("y", timestep + 1))
    return (("h", timestep + (reference.name == "y")), ("y", timestep))


@st.fragment(key=HELD.key("unrolled"))
def unrolled() -> None:
    """The unrolled network."""
    HELD.write_address()
    view = HELD.view
    name, timestep, unit = view.selected
    diagram(
        cached.diagram_table(view, hidden()),
        key=HELD.key("diagram"),
        step=view.step,
        selected={"name": name, "timestep": timestep, "unit": unit},
        on_select=select,
        stale=HELD.stale,
        on_painted=HELD.draw_rest,
    )
    st.caption(words.weights_from(cached.scene(view)))


@st.fragment(key=HELD.key("arithmetic"))
def arithmetic() -> None:
    """The selected number's arithmetic, or the question for it."""
    HELD.write_address()
    trail = st.session_state.setdefault(HELD.key("trail"), [selected_reference()])
    if trail[0] != selected_reference():
        trail = st.session_state[HELD.key("trail")] = [selected_reference()]
    network = cached.scene(HELD.view).run
    explanation = explain(network, *trail[-1])
    with st.container(key=HELD.key("arithmetic")):
        if asked():
            return question(HELD, explanation, HELD.key("revealed"))
        praised, answer = st.session_state.get(HELD.key("praise"), (None, 0.0))
        if praised == trail[-1] and HELD.view.predict:
            st.success(f"Right: you said {written(answer)}.")
        symbols = [explain(network, *reference).symbol for reference in trail]
        panel(explanation, symbols, key=HELD.key("panel"), on_open=open_operand, on_back=go_back)


def open_operand() -> None:
    """The panel's event: a factor was opened."""
    event = st.session_state[HELD.key("panel")].open
    if event:
        name, timestep, unit, layer, direction, sample = event
        trail = st.session_state[HELD.key("trail")]
        trail.append(Reference(name, timestep, unit, layer, direction, sample))


def go_back() -> None:
    """The panel's event: an earlier number of the trail was chosen."""
    position = st.session_state[HELD.key("panel")].back
    if isinstance(position, int):
        trail = st.session_state[HELD.key("trail")]
        del trail[position + 1 :]


@st.fragment(key=HELD.key("states"))
def over_time() -> None:
    """The heat map of h."""
    figure, table_, alt = cached.states_figure(HELD.view, hidden())
    st.header("h over time")
    plot(
        figure,
        key=HELD.key("states"),
        alt=alt,
        table=table_,
        name="hidden-state",
        group="time",
        light="h",
        on_click=click_state,
    )


def click_state() -> None:
    """The heat map's event: a state was clicked."""
    event = st.session_state[HELD.key("states")].click
    if event:
        HELD.change(partial(selected, event={"name": "h", "timestep": event["column"], "unit": event["row"]}))
        if not HELD.view.predict:
            st.rerun([HELD.key("unrolled"), HELD.key("arithmetic")])


def what_to_notice() -> None:
    """Sentences computed from what is shown."""
    if not HELD.view.predict:
        st.header("What to notice")
        st.markdown("\n".join(f"- {sentence}" for sentence in cached.notices(HELD.view)))


def numbers() -> None:
    """The tables of inputs and weights."""
    shown = cached.scene(HELD.view)
    st.header("Every number you can change")
    errors = st.session_state.get(HELD.key("errors"), {})
    tables(
        [table_row(shown, name, errors.get(name, {})) for name in shown.table_names],
        key=HELD.key("tables"),
        on_edit=edit,
    )


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
    """A table as the component takes it."""
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


def take_away() -> None:
    """The link, the numbers and the code that reproduces them."""
    st.header("Take it with you")
    copy_link(to_query(HELD.view), key=HELD.key("link"))
    if HELD.view.predict:
        st.caption("The link keeps the number hidden. Files that would give it away are here once prediction is off.")
        return
    view = cached.scene(HELD.view).view
    with st.container(horizontal=True):
        for label, name, mime, make in DOWNLOADS:
            st.download_button(label, partial(make, view), name, mime, key=HELD.key(name), on_click="ignore")
    st.caption("Each script carries the weights, computes these states again and asserts them to ten digits.")


DOWNLOADS = (
    ("Table (CSV)", "hidden-state.csv", "text/csv", cached.states_csv),
    ("NumPy script", "hidden_state_numpy.py", "text/x-python", cached.numpy_script),
    ("Keras script", "hidden_state_keras.py", "text/x-python", cached.keras_script),
    ("Notebook", "hidden_state.ipynb", "application/x-ipynb+json", cached.notebook),
)
