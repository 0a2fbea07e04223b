"""The gates chapter: agreement with Keras, gradients, half-lives, operations, figures, links, and the page."""

import itertools
import json
import re
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from data import make_recall
from rnnviz import run_network
from rnnviz.chapters.gates import cell_diagram, check, comparison, results, scenes, words
from rnnviz.chapters.gates.check import gradient_check
from rnnviz.chapters.gates.inputs import INPUTS
from rnnviz.chapters.gates.memory import change, half_life
from rnnviz.chapters.gates.page.controls import FIELDS, from_query, selected, to_query
from rnnviz.chapters.gates.sizes import MOST, equal_sizes
from rnnviz.chapters.gates.view import (
    DELTAS,
    FORMS,
    HELD_GATES,
    KINDS,
    SEEDS,
    TIMESTEPS,
    UNITS,
    WEIGHTS,
    View,
    fitted,
    names_of,
    scene,
    sees,
    shown_names,
)
from rnnviz.core.arithmetic import explain
from rnnviz.core.layers import KERAS_NAMES
from rnnviz.core.numbers import written
from rnnviz.core.weights import Cell
from rnnviz.export import sequence

ROOT = Path(__file__).resolve().parents[3]

SHOWN = [
    fitted(replace(View.of(key), weights=weights, equal=equal, cells=KINDS))[0]
    for key, weights, equal in itertools.product(INPUTS, WEIGHTS, ("units", "parameters"))
]
"""Every input with every choice of weights, of both sizes."""

NUMBERS = st.floats(-1e6, 1e6, allow_nan=False).map(float)

VIEWS = st.builds(
    lambda key, **chosen: fitted(replace(View.of(key), **chosen))[0],
    st.sampled_from(list(INPUTS)),
    weights=st.sampled_from(WEIGHTS),
    cells=st.lists(st.sampled_from(KINDS), min_size=1, unique=True).map(tuple),
    units=st.integers(1, UNITS),
    equal=st.sampled_from(("units", "parameters")),
    seed=st.integers(0, SEEDS),
    timesteps=st.integers(1, TIMESTEPS),
    form=st.sampled_from(FORMS),
    unit=st.integers(0, MOST - 1),
    nudged=st.integers(1, TIMESTEPS),
    delta=st.sampled_from(DELTAS),
    held=st.sampled_from(HELD_GATES),
    value=st.integers(0, 100),
    silenced=st.sampled_from(("none", "0", "3")),
    cut=st.booleans(),
    numbers=st.lists(NUMBERS, max_size=5).map(tuple),
    selected=st.tuples(
        st.sampled_from(KINDS),
        st.sampled_from(("h", "c", "f", "pre_z", "y")),
        st.integers(0, TIMESTEPS - 1),
        st.integers(0, 9),
        st.sampled_from(("shown", "untouched", "nudged")),
    ),
    predict=st.booleans(),
)


def keras_gates(cell: Cell, weights, inputs, initial):
    """Every gate and state of Keras's own cell, stepped once a timestep; gates from its weights as Keras uses them."""
    import keras

    keras.config.set_floatx("float64")
    made = {"simple_rnn": keras.layers.SimpleRNNCell, "lstm": keras.layers.LSTMCell, "gru": keras.layers.GRUCell}
    layer = made[cell.kind](cell.units, dtype="float64")
    layer.build((None, inputs.shape[1]))
    layer.set_weights(weights.arrays())
    states, rows = [keras.ops.convert_to_tensor(each[None]) for each in initial], []
    for x in inputs:
        x, h = x[None], np.array(states[0])
        row = {}
        if cell.kind == "lstm":
            pre = x @ weights.kernel + h @ weights.recurrent_kernel + weights.bias
            row = dict(zip("ifgo", layer_split(layer, pre), strict=True))
        if cell.kind == "gru":
            in_x = x @ weights.kernel + weights.bias[0]
            in_h = h @ weights.recurrent_kernel + weights.bias[1]
            (xz, xr, xn), (hz, hr, hn) = np.split(in_x, 3, axis=-1), np.split(in_h, 3, axis=-1)
            r = layer.recurrent_activation(xr + hr)
            row = {"z": layer.recurrent_activation(xz + hz), "r": r, "n": layer.activation(xn + r * hn)}
        _, states = layer(keras.ops.convert_to_tensor(x), states)
        row |= dict(zip(cell.states, states, strict=True))
        rows.append({name: np.array(value)[0] for name, value in row.items()})
    return {name: np.stack([row[name] for row in rows]) for name in rows[0]}


def layer_split(layer, pre):
    """LSTM's gates by Keras's own activations, in Keras's order i, f, c, o."""
    i, f, g, o = np.split(pre, 4, axis=-1)
    gate = layer.recurrent_activation
    return gate(i), gate(f), layer.activation(g), gate(o)


@pytest.mark.parametrize("kind", KERAS_NAMES)
def test_every_shown_gate_agrees_with_keras(kind):
    for view in SHOWN:
        shown = scene(view, kind)
        trace = shown.trace
        expected = keras_gates(trace.cell, trace.weights, shown.inputs, shown.initial)
        assert set(expected) == set(shown_names(kind)) - {"y"}
        for name, values in expected.items():
            np.testing.assert_allclose(
                shown.values(name), values, rtol=1e-10, atol=1e-12, err_msg=f"{view.input} {view.weights} {name}"
            )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("weights", WEIGHTS)
def test_gradients_agree_with_finite_differences(kind, weights):
    for key in ("two", "jazz"):
        view = fitted(replace(View.of(key), weights=weights, cells=KINDS, timesteps=8))[0]
        assert gradient_check(scene(view, kind)) < 1e-6


def test_a_wrong_gradient_is_found_by_the_check(monkeypatch):
    shown = scene(View(), "peephole_lstm")
    honest = check.backpropagate
    monkeypatch.setattr(check, "backpropagate", lambda trace, d: honest(trace, 1.001 * d))
    assert gradient_check(shown) > 1e-4


def test_equal_parameters_are_as_near_as_units_allow():
    for features, units in itertools.product((1, 3), range(1, UNITS + 1)):
        target = Cell("lstm", units).parameters(features)
        for kind, size in equal_sizes(KINDS, units, "parameters", features).items():
            off = abs(Cell(kind, size).parameters(features) - target)
            assert size < MOST
            for other in (size - 1, size + 1):
                assert other < 1 or off <= abs(Cell(kind, other).parameters(features) - target)


def test_half_life_in_closed_form():
    decay = 0.5 ** (np.arange(12) / 3.0)
    assert half_life(decay * (1 - 1e-12), nudged=0).steps == 3
    assert half_life(np.ones(5), nudged=0).said(4) == "never within the 4 steps that follow: 1 of it is left at the end"
    assert half_life(np.array([0.0, 1.0, 0.4, 0.9, 0.1]), nudged=1).steps == 3, "for good, not for once"
    assert half_life(np.zeros(3), nudged=1).said(1).startswith("never: the nudge does not reach h")
    assert half_life(np.array([1.0]), nudged=0).said(0).startswith("none: nothing follows")


def test_a_shut_cell_never_hears_the_nudge_and_a_carrying_one_never_forgets():
    shut = fitted(replace(View(), weights="shut", cells=KINDS))[0]
    lives = results.half_lives(shut)
    assert lives["simple_rnn"].reached
    assert not any(lives[kind].reached for kind in ("gru", "lstm", "coupled_lstm", "peephole_lstm"))
    np.testing.assert_allclose(scene(shut, "gru").values("h"), scenes.KEPT, rtol=1e-12)
    lives = results.half_lives(replace(shut, weights="carry"))
    assert lives["simple_rnn"].steps is not None
    assert all(lives[kind].steps is None and lives[kind].reached for kind in ("gru", "lstm", "coupled_lstm"))


def test_a_reset_gate_at_0_makes_the_candidate_forget():
    shown = scene(fitted(replace(View(), weights="reset"))[0], "gru")
    n, x = shown.values("n"), shown.inputs[:, 0]
    assert np.ptp(n[x == 0]) == 0.0, "equal inputs, equal candidates, whatever came before"
    assert np.ptp(shown.values("h")[x == 0]) > 0.1


def test_half_lives_are_those_of_the_traces():
    view = View()
    for kind, life in results.half_lives(view).items():
        shown = scene(view, kind)
        apart = np.abs(shown.values("h", "nudged") - shown.values("h")).max(axis=1)
        np.testing.assert_array_equal(change(shown.values("h", "nudged"), shown.values("h"))[0], apart)
        assert not apart[: view.nudged - 1].any(), "the future never changes the past"
        assert (apart[view.nudged - 1 + life.steps :] <= 0.5 * apart[view.nudged - 1]).all()


def test_the_trained_networks_reach_what_is_said_of_them():
    facts = scenes.recall()
    for task in ("pulse", "jazz"):
        for name, own in facts[task]["networks"].items():
            assert own["loss_reached"] == own["losses"][str(own["seed"])] == sorted(own["losses"].values())[2]
            assert own["loss_reached"] < 0.1 * facts[task]["baseline"], name
    inputs, targets = make_recall.pulses(np.random.default_rng(0), 512)
    for kind in KINDS:
        outputs = run_network(scenes.network("trained", kind, 6, 1, 0), inputs).outputs
        loss = facts["pulse"]["networks"][f"recall_pulse_{kind}_6"]["loss_reached"]
        assert make_recall.loss("pulse", outputs, targets) == pytest.approx(loss, abs=1e-7)


# ---- operations ----------------------------------------------------------------------------------------------------


def test_operations_touch_the_cells_that_they_concern():
    view = replace(View(), held="z", value=100)
    gru, lstm = scene(view, "gru"), scene(view, "lstm")
    np.testing.assert_array_equal(gru.values("z"), 1.0)
    assert np.ptp(gru.values("z", "untouched")) > 0.1
    assert lstm.operated is lstm.untouched
    silent = scene(replace(View(), silenced="2"), "lstm")
    assert not silent.values("h")[:, 2].any() and silent.values("h", "untouched")[:, 2].any()
    said = words.surgery_lines(view, {"gru": gru, "lstm": lstm})
    assert "z held at 1" in said[0] and "is untouched" in said[1]
    moved = gru.values("y")[-1, 0] - gru.values("y", "untouched")[-1, 0]
    assert words.short(moved) in said[0]


# ---- figures -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", FORMS)
def test_figures_show_the_trace(kind, form):
    view = replace(View(cells=KINDS), form=form, held="f", value=50, unit=4)
    shown = scene(view, kind)
    figure = results.over_time(view, kind).figure
    drawn = [trace for trace in figure.data if trace.meta and "untouched" not in (trace.name or "")]
    assert [trace.meta for trace in drawn if trace.meta != "x"] == sorted(shown_names(kind), key="irfzgnochy".index), (
        "from the gates to the output"
    )
    for trace in drawn:
        values = shown.inputs if trace.meta == "x" else shown.values(trace.meta)
        if form == "heat":
            np.testing.assert_array_equal(trace.z, values.T)
        else:
            np.testing.assert_array_equal(trace.y, values[:, min(4, values.shape[1] - 1)])
    ghosts = [trace for trace in figure.data if "untouched" in (trace.name or "")]
    assert bool(ghosts) == (form == "lines" and "f" in shown.trace.cell.gates)


@pytest.mark.parametrize("kind", KINDS)
def test_every_number_of_the_diagram_is_of_the_trace_and_opens(kind):
    shown = scene(View(cells=KINDS), kind)
    trace, table = shown.trace, results.diagram(View(cells=KINDS, unit=2))["kinds"][kind]
    values = table["values"]
    for wire in table["drawing"]["wires"]:
        if wire["carries"] in ("", "x"):
            continue
        assert len(values[wire["carries"]]) == trace.timesteps
        assert wire["opens"] in names_of(kind)
        explain(trace, wire["opens"], 3, 2)
    carried = {wire["carries"] for wire in table["drawing"]["wires"]}
    assert {name for name in names_of(kind) if not name.endswith("y")} - {"pre_i" * (kind == "coupled_lstm")} <= carried
    state = "h" if kind in ("gru", "simple_rnn") else "c"
    if kind != "simple_rnn":
        sums = np.add(values["kept"], values["added"])
        np.testing.assert_allclose(sums, trace[state][0, :, 2], rtol=1e-12, atol=1e-15)
    np.testing.assert_array_equal(values["h_before"][1:], values["h"][:-1])


@pytest.mark.parametrize("kind", KINDS)
def test_wires_begin_and_end_at_parts_or_on_wires(kind):
    parts, wires, columns, rows = cell_diagram.DRAWINGS[kind]
    places = {(part.column, part.row) for part in parts}
    for wire in wires:
        assert all(0 <= column <= columns and 0 <= row <= rows for column, row in wire.points)
        if wire.form != "peephole" and wire.carries not in ("x", "h_before"):
            assert wire.points[-1] in places, wire
    for wire in wires:
        if wire.valve:
            assert wire.valve in cell_diagram.numbers(scene(View(cells=KINDS), kind).trace, 0)


# ---- predicting ----------------------------------------------------------------------------------------------------


@given(VIEWS)
def test_what_is_to_be_predicted_is_nowhere_in_sight(view):
    kind, name, timestep, unit, _ = view.selected
    hidden = (kind, name, timestep, False)
    table = results.over_time(replace(view, form="heat"), kind, hidden).table
    order = names_of(kind)
    for other in shown_names(kind):
        column = table[f"{other}[0]"]
        may = [sees(kind, other, t, hidden) for t in range(view.timesteps)]
        assert [value is not None for value in column] == may
        assert all(may[:timestep]) and not any(may[timestep + 1 :])
        if order.index(other) >= order.index(name):
            assert not may[timestep]
    operands = explain(scene(view, kind).runs["shown"], name, timestep, unit, layer=int(name in ("y", "pre_y"))).terms
    for factor in (factor for term in operands for factor in term.factors if factor.reference):
        assert sees(kind, factor.reference.name, factor.reference.timestep, hidden), "what it is made of may be seen"
    values = results.diagram(view, hidden)["kinds"][kind]["values"]
    assert values[name][timestep] is None if name in values else True


# ---- links and events ----------------------------------------------------------------------------------------------


@given(VIEWS)
def test_every_view_comes_back_from_its_link(view):
    assert fitted(view) == (view, [])
    assert from_query(to_query(view)) == (view, [])


@given(st.dictionaries(st.sampled_from([*to_query(View()), "x", "cells", "select", "hold", "nudge"]), st.text()))
def test_no_link_gives_anything_but_a_view_and_sentences(query):
    view, ignored = from_query(query)
    assert fitted(view) == (view, []) and all(isinstance(each, str) for each in ignored)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
)


@given(JUNK | st.dictionaries(st.sampled_from(["kind", "name", "timestep", "unit", "run"]), JUNK))
def test_junk_from_the_browser_changes_nothing_or_selects_a_number(event):
    view = selected(View(), event)
    assert fitted(view) == (view, [])


def test_the_unit_that_is_drawn_is_the_selected_one():
    assert from_query({"select": "gru,n,4,1"})[0].unit == 1
    assert from_query({"unit": "3"})[0].selected[3] == 3
    assert selected(View(), {"kind": "gru", "name": "z", "timestep": 0, "unit": 5}).unit == 5
    output = selected(View(unit=2), {"kind": "gru", "name": "y", "timestep": 0, "unit": 0})
    assert (output.unit, output.selected[3]) == (2, 0)


def test_what_is_wrong_with_a_link_is_named():
    for query, named in (
        ({"x": "1,inf", "input": "own"}, "not finite"),
        ({"select": "lstm,z,3,0"}, "“z” is not known"),
        ({"cells": "lstm,transformer"}, "“transformer” is not known"),
        ({"silence": "7"}, "Not every cell has a unit 7: units 0 to 5 can be silenced."),
        ({"nudge": "40"}, "There is no step 40 in a sequence of 24"),
        ({"units": "4"}, "The trained networks have 6 units"),
    ):
        view, ignored = from_query(query)
        assert named in " ".join(ignored)


def test_every_field_of_the_view_has_a_name_in_the_link():
    assert sorted(FIELDS.values()) == sorted(field.name for field in fields(View))


# ---- export --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_the_numpy_script_of_the_chosen_cell_runs(kind, tmp_path):
    view = fitted(
        replace(View(cells=KINDS), weights="trained", held="f", value=30, selected=(kind, "h", 2, 0, "shown"))
    )[0]
    script = results.numpy_script(view).decode()
    exec(compile(script, "script", "exec"), {})
    wrong = re.sub(r"(expected_y = np\.array\(\s*\[\s*\[)", r"\g<1>9", script)
    with pytest.raises(AssertionError):
        exec(compile(wrong, "script", "exec"), {})


@pytest.mark.parametrize("kind", ["peephole_lstm", "coupled_lstm"])
def test_there_is_no_keras_script_of_what_keras_has_not(kind):
    view = View(cells=KINDS, selected=(kind, "h", 2, 0, "shown"))
    for write in (sequence.keras_script, sequence.notebook):
        with pytest.raises(ValueError, match="is not in Keras"):
            write(*results.exported(view))


def test_the_table_holds_every_cell_that_is_shown():
    csv = results.csv(View(cells=("lstm", "gru"))).decode()
    assert csv.count("\n") == 1 + 2 * 24 and "z[5]" in csv


def test_notebook_is_json():
    json.loads(results.notebook(View()))


# ---- the page ------------------------------------------------------------------------------------------------------


def opened(**query) -> AppTest:
    """The app with the chapter open, from a link with ``query``."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30).run()
    app.query_params.update(query)
    app.switch_page("pages/gates.py").run()
    assert not app.exception
    return app


def components(app: AppTest, name: str) -> list[dict]:
    """The data of our components of a name."""
    return [
        json.loads(each.proto.json)[0]
        for each in app.get("bidi_component")
        if each.proto.component_name == f"rnnviz_{name}"
    ]


def words_on(app: AppTest) -> str:
    """Every sentence on the page."""
    return " ".join(each.value for each in (*app.markdown, *app.caption, *app.warning))


@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize("key", INPUTS)
def test_every_input_with_every_weights(key, weights):
    app = opened(input=key, weights=weights, cells=",".join(KINDS), equal="parameters")
    assert not app.warning
    assert len(components(app, "plot")) == len(KINDS) + 4
    (cell,) = components(app, "cell")
    assert set(cell["table"]["kinds"]) == set(KINDS)
    assert components(app, "panel")


def test_the_page_says_how_large_and_how_good_the_cells_are():
    said = words_on(opened())
    for words_ in ("6 units, 48 parameters", "6 units, 192 parameters", "(seed ", "median of 5 seeds", "equal units"):
        assert words_ in said
    assert "never: the nudge does not reach h" in words_on(opened(weights="shut"))


def test_a_control_redraws_the_cells_first():
    app = opened()
    app.button_group(key="gates_weights").set_value("fresh").run()
    assert {each.proto.component_name for each in app.get("bidi_component")} == {"rnnviz_plot"}
    assert sum(each["stale"] for each in components(app, "plot")) == 1
    app.run()
    assert app.query_params["weights"] == "fresh" and not app.exception


def test_other_units_take_fresh_weights_and_say_so():
    app = opened()
    app.session_state["gates_more"] = True
    app.run()
    app.slider(key="gates_units").set_value(4).run()
    app.run()
    assert "with 4 the weights are fresh" in words_on(app)
    assert app.query_params["weights"] == "fresh" and app.query_params["units"] == "4"


def test_bad_input_is_named_and_the_last_good_view_stays():
    app = opened(input="own", x="1,2,3")
    app.text_area(key="gates_numbers").set_value("1, nan").run()
    assert "not finite" in words_on(app)
    assert app.query_params["x"] == "1,2,3"
    app = opened()
    app.button_group(key="gates_cells").set_value([]).run()
    assert "At least one cell must be chosen" in words_on(app)
    assert len(components(app, "cell")[0]["table"]["kinds"]) == 3


def test_prediction_hides_the_number_the_experiments_and_the_files():
    app = opened(predict="1", select="lstm,c,4,0")
    (cell,) = components(app, "cell")
    values = cell["table"]["kinds"]["lstm"]["values"]
    assert values["c"][2] is not None and values["c"][3:] == [None] * 21 and values["kept"][3] is None
    assert not components(app, "panel") and len(components(app, "plot")) == 3
    assert not app.get("download_button")
    right = scene(View(), "lstm").values("c")[3, 0]
    app.text_input(key="gates_answer").set_value(repr(float(right)))
    app.button[0].click().run()
    assert components(app, "cell")[0]["table"]["kinds"]["lstm"]["values"]["c"][3] == pytest.approx(right)
    assert components(app, "panel")


def test_a_nudged_number_says_by_how_much_it_changed():
    shown = scene(View(), "gru")
    change_ = (shown.values("h", "nudged") - shown.values("h"))[4, 1]
    said = words_on(opened(select="gru,h,5,1,nudged"))
    assert f"the change is {written(change_)}" in said


def test_the_gradients_are_checked_on_demand():
    app = opened(cells="peephole_lstm,coupled_lstm", input="jazz")
    app.button(key="gates_check").click().run()
    (said,) = [each.value for each in app.markdown if "Largest relative difference" in each.value]
    assert said.count("×10⁻") == 2


def test_only_cells_that_are_in_keras_have_a_keras_script():
    labels = {button.proto.label for button in opened(select="lstm,h,3,0").get("download_button")}
    assert "Keras script" in labels
    app = opened(cells="peephole_lstm", select="peephole_lstm,h,3,0")
    assert {button.proto.label for button in app.get("download_button")} == {"Table (CSV)", "NumPy script"}
    assert "not in Keras, so there is no Keras script" in words_on(app)


def test_a_prediction_is_given_away_neither_by_ghosts_nor_by_the_legend():
    for form in ("lines", "heat"):
        app = opened(cells="lstm", predict="1", select="lstm,c,8,4", cut="1", form=form)
        sent = " ".join(each["drawing"]["figure"] for each in components(app, "plot"))
        assert "untouched" not in sent
        assert "c ±" not in " ".join(each.value for each in app.caption)


def test_seeds_that_the_nudge_does_not_reach_are_counted_and_not_averaged():
    values = np.array([0.5, np.nan, 0.1])
    assert comparison.median(values) == pytest.approx(0.3)
    assert comparison.said("GRU", values).endswith("median 0.3 (in 1 of 3 seeds it reaches nothing)")
    assert "nothing to compare" in comparison.said("GRU", np.full(3, np.nan))
    assert np.isnan(comparison.median(np.full(3, np.nan)))


def test_another_input_keeps_the_operations():
    app = opened(silence="2", hold="f", at="30", cells="lstm")
    app.button_group(key="gates_input").set_value("sine").run()
    app.run()
    assert app.query_params["silence"] == "2" and app.query_params["hold"] == "f"
