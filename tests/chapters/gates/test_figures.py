"""The gates chapter's figures read back: they show the traces, and nothing that is to be predicted."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from rnnviz.chapters.gates import figures
from rnnviz.chapters.gates.figures import cell_diagram, plots
from rnnviz.chapters.gates.scene import inputs_of, run_of, scene, values
from rnnviz.chapters.gates.scene.hiding import Hidden, is_seen
from rnnviz.chapters.gates.view import FORMS, KINDS, View, names_of, shown_names
from rnnviz.core.arithmetic import explain
from rnnviz.core.weights import GATES
from tests.support.figures import figure_of
from tests.support.gates import VIEWS


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", FORMS)
def test_figures_show_the_trace(kind, form):
    view = replace(View(cells=KINDS), form=form, held="f", value=50, unit=4)
    figure = figure_of(figures.over_time(view, kind, None))
    drawn = [trace for trace in figure.data if trace.meta and "untouched" not in (trace.name or "")]
    assert [trace.meta for trace in drawn if trace.meta != "x"] == sorted(shown_names(kind), key="irfzgnochy".index), (
        "from the gates to the output"
    )
    for trace in drawn:
        found = inputs_of(view) if trace.meta == "x" else values(view, kind, trace.meta)
        if form == "heat":
            np.testing.assert_array_equal(trace.z, found.T)
        else:
            np.testing.assert_array_equal(trace.y, found[:, min(4, found.shape[1] - 1)])
    ghosts = [trace for trace in figure.data if "untouched" in (trace.name or "")]
    assert bool(ghosts) == (form == "lines" and "f" in GATES[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_every_number_of_the_diagram_is_of_the_trace_and_opens(kind):
    shown = scene(View(cells=KINDS), kind)
    trace, table = shown.trace, figures.diagram_table(View(cells=KINDS, unit=2), None)["kinds"][kind]
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


@given(VIEWS)
def test_what_is_to_be_predicted_is_nowhere_in_sight(view):
    kind, name, timestep, unit, _ = view.selected
    hidden = Hidden(kind, name, timestep, False)
    table = figures.over_time(replace(view, form="heat"), kind, hidden).table
    order = names_of(kind)
    for other in shown_names(kind):
        column = table[f"{other}[0]"]
        may = [is_seen(hidden, kind, other, t) for t in range(view.timesteps)]
        assert [value is not None for value in column] == may
        assert all(may[:timestep]) and not any(may[timestep + 1 :])
        if order.index(other) >= order.index(name):
            assert not may[timestep]
    operands = explain(run_of(view, kind), name, timestep, unit, layer=int(name in ("y", "pre_y"))).terms
    for factor in (factor for term in operands for factor in term.factors if factor.reference):
        assert is_seen(hidden, kind, factor.reference.name, factor.reference.timestep), "what it is made of may be seen"
    values = figures.diagram_table(view, hidden)["kinds"][kind]["values"]
    assert values[name][timestep] is None if name in values else True


def test_seeds_that_keep_nothing_are_drawn_too():
    found = {"lstm": np.array([0.1, 0.0, 1e-3]), "gru": np.array([0.0, 0.0, np.nan])}
    drawn = plots.spread(found, {"lstm": 1e-3, "gru": 0.0}, "left", None)
    for trace in drawn["data"]:
        assert np.isfinite(trace["y"]).all()
    labels = dict(zip(drawn["layout"]["yaxis"]["ticktext"], drawn["layout"]["yaxis"]["tickvals"], strict=True))
    assert drawn["data"][0]["y"][1] == labels["0"] and drawn["data"][2]["y"][2] == labels["NaN"]
    assert labels["0"] < min(drawn["data"][0]["y"][[0, 2]])
