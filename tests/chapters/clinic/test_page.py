"""The clinic through AppTest: how a scene is found, predicted and answered, and what becomes of a reader's file."""

import io
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given as for_any
from hypothesis import settings
from hypothesis import strategies as st

from rnnviz import Cell
from rnnviz.chapters.clinic import scene
from rnnviz.chapters.clinic.figures import drawn
from rnnviz.chapters.clinic.programs import converted_npz, keras_text, numbers_csv
from rnnviz.chapters.clinic.question import Grid
from rnnviz.chapters.clinic.scenes import QUESTIONS
from rnnviz.chapters.clinic.scenes.weights import small_network
from rnnviz.chapters.clinic.view import View, fitted, own_of
from rnnviz.chapters.gradients.view import LINK as GRADIENTS
from rnnviz.chapters.hidden_state.view import LINK as HIDDEN_STATE
from rnnviz.core.layers import Dense, DenseWeights
from rnnviz.core.network import Network
from rnnviz.core.weights import init_weights
from rnnviz.store.passport import read_passport
from rnnviz.training.series import DATA
from rnnviz.ui.open_network import gradients_link, hidden_state_link
from tests.support.pages import act, component, components, given, labelled, opened, warnings


def said(app) -> str:
    """All that is written on the page."""
    boxes = (*app.markdown, *app.success, *app.error, *app.info, *app.caption)
    return re.sub(r"\\(.)", r"\1", " ".join(each.value for each in boxes))


@pytest.mark.parametrize("key", QUESTIONS)
def test_every_scene_opens_alive_and_answers(key):
    app = opened("clinic", scene=key)
    question = QUESTIONS[key]
    assert not app.warning and question.question in [each.value for each in app.header]
    assert {"plot", "table"} & set(components(app))
    assert "Why the other answers" not in [each.label for each in app.expander]
    shown = len(given(app, "plot")) + len(given(app, "table"))
    app = opened("clinic", scene=key, guess=question.right)
    assert any(each.value.startswith("Right:") for each in app.success)
    assert len(given(app, "plot")) + len(given(app, "table")) >= shown


def test_a_prediction_is_graded_with_why_it_is_believed():
    app = opened("clinic")
    labelled(app.radio, QUESTIONS["ndim"].asked).set_value("a")
    act(app, "clinic")
    assert app.session_state["clinic_view"].guess == "a"
    app.run()
    assert app.error[0].value.startswith("Not so. Diagrams of an unrolled network")
    assert dict(app.query_params)["guess"] in ("a", ["a"])


def test_a_message_opens_its_scene_and_one_that_is_not_known_leaves_the_page():
    app = opened("clinic")
    app.text_input(key="clinic_search").set_value("ValueError: loss is nan")
    app.run()
    assert app.session_state["clinic_view"].scene == "nan"
    assert "Found, and opened below" in said(app)
    app.text_input(key="clinic_search").set_value("how do I cook rice?")
    app.run()
    assert app.session_state["clinic_view"].scene == "nan" and "not known here" in warnings(app)
    assert len([each for each in app.button if each.key.startswith("clinic_near_")]) == 3


def test_a_pasted_100_kb_is_answered_with_a_sentence():
    app = opened("clinic")
    app.text_input(key="clinic_search").set_value("?! " * 34_000)
    app.run()
    assert "not known here" in warnings(app) and "102,000 characters" in warnings(app)


def test_a_click_opens_the_arithmetic_of_that_very_number():
    app = opened("clinic", scene="units", select="1,4,2")
    assert component(app, "panel")["trail"][-1]["text"] == "h_2[1]"


def test_what_is_taken_away_is_of_the_view():
    view = View.of("units")
    assert "units, timesteps, features = 3, 5, 2" in keras_text(view)
    assert b"h[0]" in numbers_csv(view) and b"kernel" not in numbers_csv(view)
    assert b"kernel" in numbers_csv(View(**vars(view) | {"guess": "shown"}))


# A reader's own model

EXAMPLE = (DATA / "clinic.keras").read_bytes()


def arrays_file(cell: Cell, features: int) -> bytes:
    """Weights of one layer, as ``np.savez(file, *model.get_weights())`` makes them."""
    file = io.BytesIO()
    np.savez(file, *init_weights(cell, features, seed=0).arrays())
    return file.getvalue()


def test_a_file_is_taken_and_another_refused_and_what_was_there_stays():
    app = opened("clinic", scene="passport")
    upload = app.get("file_uploader")[0]
    upload.set_value(("mine.npz", arrays_file(Cell("gru", 4), 2), "application/zip"))
    app.run()
    own = app.session_state["clinic_view"].own
    assert own.entries[0].keras_class == "GRU" and not app.exception
    assert "two biases" in said(app)
    app.get("file_uploader")[0].set_value(("model.pkl", b"\x80\x04K\x01.", "application/octet-stream"))
    app.run()
    assert "model.pkl was not taken. This is a pickle" in warnings(app)
    assert app.session_state["clinic_view"].own is own


def test_the_layers_open_in_other_chapters_with_the_weights_of_the_file():
    view = View.of("passport")
    for layer, switch in ((1, False), (2, False), (2, True)):
        network, inputs, _ = small_network(replace(view, layer=layer, switch=switch))
        opened_there, ignored = HIDDEN_STATE.read(hidden_state_link(network, inputs))
        assert ignored == []
        edits = dict(opened_there.edits)
        np.testing.assert_array_equal(np.array(edits["wx"]), network.weights[0].kernel)
        assert opened_there.reset_after == network.layers[0].cell.reset_after


def test_a_door_keeps_the_gates_and_where_they_reset():
    cell = Cell("gru", 2, reset_after=False)
    view = own_of(View.of("passport"), read_passport(arrays_file(cell, 1)))
    network, inputs, _ = small_network(view)
    there, ignored = HIDDEN_STATE.read(hidden_state_link(network, inputs))
    assert ignored == [] and there.reset_after is False
    with pytest.raises(ValueError, match="with reset_after"):
        gradients_link(replace_output(network), inputs)


def replace_output(network):
    """The network with one output, as the gradients chapter needs it."""
    units = network.layers[0].cell.units
    return Network((network.layers[0], Dense(1)), (network.weights[0], DenseWeights(np.ones((units, 1)), np.zeros(1))))


def test_an_lstm_with_one_output_opens_in_the_gradients_chapter_too():
    cell, file = Cell("lstm", 2), io.BytesIO()
    np.savez(file, *init_weights(cell, 1, seed=0).arrays(), np.ones((2, 1)), np.zeros(1))
    network, inputs, _ = small_network(own_of(View.of("passport"), read_passport(file.getvalue())))
    there, ignored = GRADIENTS.read(gradients_link(replace_output(network), inputs))
    assert ignored == []


def test_a_large_layer_is_told_and_not_opened():
    app = opened("clinic", scene="passport")
    app.get("file_uploader")[0].set_value(("mine.npz", arrays_file(Cell("lstm", 64), 32), "application/zip"))
    app.run()
    assert not app.exception and "up to 8 units" in said(app)


@pytest.mark.parametrize("order", ["pytorch", "onnx"])
def test_the_file_in_another_order_has_the_names_of_that_library(order):
    with np.load(io.BytesIO(converted_npz(replace(View.of("passport"), layer=2), order))) as file:
        names = set(file)
    expected = {"W", "R", "B", "linear_before_reset"}
    if order == "pytorch":
        kinds = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        expected = {f"{kind}_l0{end}" for kind in kinds for end in ("", "_reverse")}
    assert names == expected


VALUES = st.sampled_from((0.0, 1.0, -0.5, 1e30, -1e300, np.nan, np.inf))


@for_any(
    st.lists(st.tuples(st.sampled_from((1, 3, 4)), st.integers(1, 9), st.integers(1, 7)), min_size=1, max_size=3),
    st.lists(VALUES, min_size=1, max_size=5),
    st.sampled_from(("keras", "pytorch", "onnx")),
    st.integers(1, 6),
)
@settings(max_examples=60, deadline=None)
def test_any_weights_that_are_read_are_drawn_and_converted_or_refused_with_a_sentence(shapes, values, order, layer):
    file, arrays = io.BytesIO(), []
    for gates, units, features in shapes:
        sizes = ((features, gates * units), (units, gates * units), (gates * units,))
        arrays += [np.resize(values, each).astype("f8") for each in sizes] + [np.zeros((0, 3))]
    np.savez(file, *arrays)
    view = own_of(View.of("passport"), read_passport(file.getvalue()))
    view, _ = fitted(replace(view, order=order, layer=layer, guess="shown"))
    shown = scene.live(view)
    for number, picture in enumerate(shown.pictures):
        if not isinstance(picture, Grid):
            assert drawn(view, number).alt
    assert shown.notice and shown.answer and numbers_csv(view)
    for make in (lambda: converted_npz(view, "pytorch"), lambda: hidden_state_link(*small_network(view)[:2])):
        try:
            assert make()
        except ValueError as error:
            assert str(error).endswith(".")
