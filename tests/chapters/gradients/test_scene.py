"""What the gradients chapter computes, says and draws."""

import re
import warnings
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz import GATES, Cell
from rnnviz.chapters.gradients import drawings, results
from rnnviz.chapters.gradients.check import check
from rnnviz.chapters.gradients.figures import jacobians
from rnnviz.chapters.gradients.initial import AS_DRAWN, INITIALISERS, RADII, recurrent_kernel, spectral_radius
from rnnviz.chapters.gradients.page.controls import FORGET, RATE, THRESHOLD, from_query, selected, to_query
from rnnviz.chapters.gradients.page.training import after_event, table
from rnnviz.chapters.gradients.presets import PRESETS
from rnnviz.chapters.gradients.product import power_of_u, product
from rnnviz.chapters.gradients.scene import INPUTS, LOSSES, PHASES, View, fitted, scene
from rnnviz.chapters.gradients.words import Verdict, explosion, verdict, verdict_sentence
from rnnviz.core.layers import KERAS_NAMES, NAMES
from rnnviz.core.optimizers import CLIPPINGS
from rnnviz.figures.log_axis import LogAxis
from rnnviz.keras_bridge import network_to_keras

NAMES_AND_STEPS = st.sampled_from(["h", "c", "y", "error", "d_h", "d_c", "d_y"])


@st.composite
def views(draw):
    """A view as a reader may have made it, small enough to compute."""
    timesteps = draw(st.integers(1, 12))
    step = st.integers(0, 11)
    own = tuple(draw(st.lists(st.floats(-10, 10), min_size=1, max_size=12)))
    weight = st.tuples(st.just("d_recurrent_kernel"), st.none() | step, st.tuples(step, step))
    view = View(
        preset=draw(st.sampled_from(list(PRESETS))),
        cell=draw(st.sampled_from(list(NAMES))),
        units=draw(st.integers(1, 4)),
        timesteps=timesteps,
        activation=draw(st.sampled_from(["linear", "tanh", "relu", "sigmoid"])),
        initial=draw(st.sampled_from(INITIALISERS)),
        radius=draw(st.sampled_from(RADII)),
        forget=draw(st.sampled_from(FORGET.options)),
        inputs=draw(st.sampled_from(INPUTS)),
        own=own,
        seed=draw(st.integers(0, 9)),
        loss=draw(st.sampled_from(LOSSES)),
        chosen=tuple(draw(st.lists(step, max_size=3))),
        variants=draw(st.booleans()),
        share=draw(st.booleans()),
        state=draw(st.sampled_from("hc")),
        pair=draw(st.tuples(step, step)),
        step=draw(st.integers(1, 12)),
        clipping=draw(st.sampled_from(CLIPPINGS)),
        threshold=draw(st.sampled_from(THRESHOLD.options)),
        learning_rate=draw(st.sampled_from(RATE.options)),
        updates=draw(st.integers(0, 2)),
        phase=draw(st.sampled_from(PHASES)),
        selected=draw(st.tuples(NAMES_AND_STEPS, step, st.integers(0, 3)) | weight | st.just(("loss", None, 0))),
    )
    return fitted(view)[0]


@given(views())
def test_a_link_gives_the_view_back(view):
    assert fitted(view) == (view, [])
    assert from_query(to_query(view)) == (view, [])


@given(views())
def test_everything_can_be_drawn_and_said_without_a_warning(view):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for kind in view.kinds:
            assert drawings.reach_map(view, kind).alt
        opened = drawings.product(view) if results.opened(view).steps else ()
        made = [drawings.flow(view), *opened, drawings.eigenvalues(view), drawings.contributions(view)]
        made += [drawings.contribution_matrices(view), drawings.update_matrices(view), drawings.clipping(view)]
        assert all(each.alt and each.sent["figure"] for each in made)
        assert results.verdicts(view) and len(table(results.scene(view), 0, None)) >= 6
        results.notices(view)


@pytest.mark.parametrize("key", PRESETS)
def test_a_setting_is_a_view_of_its_own(key):
    view = View.of(key)
    assert fitted(view) == (view, []) and to_query(view) == ({"preset": key} if key != "defaults" else {})
    assert set(PRESETS[key].changes) <= {field.name for field in fields(View)}


@pytest.mark.parametrize("key", ["defaults", "vanish", "identity", "open"])
@pytest.mark.parametrize("kind", KERAS_NAMES)
def test_gradients_of_the_page_are_those_of_keras(key, kind):
    import tensorflow as tf

    shown = scene(View.of(key), kind)
    model = network_to_keras(shown.network, (1, *shown.inputs.shape))
    with tf.GradientTape() as tape:
        outputs = model(shown.inputs[None])
        loss = tf.reduce_mean(tf.square(outputs[:, -1] - shown.inputs[0, 0]))
    theirs = tape.gradient(loss, model.trainable_weights)
    assert shown.loss.value == pytest.approx(float(loss), rel=1e-10)
    for (name, (_, ours)), other in zip(shown.parameters.items(), theirs, strict=True):
        scale = np.abs(other.numpy()).max()
        np.testing.assert_allclose(ours, other.numpy(), rtol=1e-10, atol=1e-10 * scale, err_msg=name)


@pytest.mark.parametrize("key", ["defaults", "linear", "vanish", "open"])
@pytest.mark.parametrize("kind", NAMES)
def test_finite_differences_agree(key, kind):
    view = fitted(replace(View.of(key), variants=True))[0]
    found = check(scene(view, kind))
    assert max(each.difference for each in found) <= 1e-6, found
    assert len(found) == 5 + (kind == "peephole_lstm")


def test_finite_differences_notice_a_wrong_gradient():
    shown = scene(View(units=3, timesteps=6), "gru")
    shown.parameters["bias"][1][0] *= 1.001
    assert max(each.difference for each in check(shown)) > 1e-6


def test_in_a_linear_rnn_the_product_is_a_power_of_u():
    view = View.of("linear")
    shown = scene(view, "simple_rnn")
    for pair in ((11, 0), (11, 5), (3, 3)):
        found = product(shown, pair, "h")
        np.testing.assert_allclose(found.matrix, power_of_u(shown, pair).T, rtol=1e-10, atol=1e-15)


@pytest.mark.parametrize("state", ["h", "c"])
@pytest.mark.parametrize("kind", NAMES)
def test_an_opened_product_is_the_number_of_the_map_and_within_its_bounds(kind, state):
    view = replace(View(), units=4, timesteps=15)
    shown = scene(view, kind)
    for pair in ((14, 3), (9, 8), (5, 5)):
        found = product(shown, pair, state)
        stretch = np.sqrt(np.mean(np.square(found.singular_values)))
        assert stretch == pytest.approx(shown.reach_of(state)[pair], rel=1e-10)
        if found.steps:
            assert found.singular_values[0] <= found.bounds[-1] * (1 + 1e-12)
            if kind == "simple_rnn":
                assert found.bounds[-1] <= found.activation_bounds[-1] * (1 + 1e-12)


@pytest.mark.parametrize("kind", GATES)
@pytest.mark.parametrize("initialiser", INITIALISERS)
def test_each_block_has_the_spectral_radius_that_was_asked_for(kind, initialiser):
    cell = Cell(kind, 5)
    u = recurrent_kernel(cell, initialiser, 0.7, seed=3)
    assert u.shape == cell.weight_shapes(1)["recurrent_kernel"]
    for gate in cell.gates:
        assert spectral_radius(u[:, cell.block(gate)]) == pytest.approx(0.7, rel=1e-12)
    drawn = recurrent_kernel(cell, "keras", AS_DRAWN, seed=3)
    np.testing.assert_allclose(drawn @ drawn.T, np.eye(5), atol=1e-12)


def row(*back: float) -> np.ndarray:
    """A T×T matrix whose last row, read backwards, is this."""
    matrix = np.zeros((len(back), len(back)))
    matrix[-1] = back[::-1]
    return matrix


@pytest.mark.parametrize(
    ("reached", "expected"),
    [
        (row(1.0, 0.6, 0.4, 0.1), Verdict("vanishes", 0.1, 2, None)),
        (row(1.0, 1.5, 2.5, 9.0), Verdict("explodes", 9.0, None, 2)),
        (row(1.0, 0.4, 1.0, 0.9), Verdict("is kept", 0.9, 1, None)),
        (row(1.0, 1.0), Verdict("is kept", 1.0, None, None)),
        (row(1.0), Verdict("is kept", 1.0, None, None)),
        (row(1.0, 0.0), Verdict("vanishes", 0.0, 1, None)),
        (row(1.0, np.inf), Verdict("explodes", np.inf, None, 1)),
    ],
)
def test_the_verdict(reached, expected):
    assert verdict(reached) == expected


def test_a_verdict_on_what_is_no_number_and_on_a_single_step():
    assert verdict(row(1.0, np.nan)).word == "is no number"
    shown = scene(View(timesteps=1), "gru")
    assert "a single step has no past" in verdict_sentence(shown, "h", shown.reach_h)
    two = scene(View(timesteps=2), "lstm")
    assert "h (c held fixed) **is kept**, ×1 over 1 step." in verdict_sentence(two, "h", row(1.0, 1.0))
    assert "At least doubled first after 1 step" in verdict_sentence(two, "c", row(1.0, 3.0))
    assert "is no number" in verdict_sentence(two, "c", row(1.0, np.nan))


def test_an_explosion_is_told_of_with_its_step():
    view = replace(View.of("explode"), timesteps=200)
    shown = scene(view, "simple_rnn")
    step = int(re.search(r"At step (\d+) a state is ∞", explosion(shown))[1])
    h = shown.trace["h"][0]
    assert np.isfinite(h[step - 2]).all() and np.isinf(h[step - 1]).any()
    assert "the loss is NaN" in explosion(shown)
    assert explosion(scene(View(), "simple_rnn")) is None


def test_the_gradient_explodes_where_the_states_do_not():
    shown = scene(View.of("explode"), "simple_rnn")
    said = explosion(shown)
    step = int(re.search(r"The gradient leaves floating point at step (\d+)", said)[1])
    sizes = shown.flow("h")
    assert np.isfinite(shown.trace["h"]).all() and np.isfinite(sizes[step:]).all() and not np.isfinite(sizes[step - 1])
    assert "The loss itself, a square, is ∞" in said


def test_after_an_update_that_was_not_finite_the_page_says_so_and_stands():
    view = fitted(replace(View.of("explode"), timesteps=200, updates=1))[0]
    assert "weights that are not finite" in explosion(results.scene(view))
    assert "U is not finite" in drawings.eigenvalues(view).alt
    drawn = [drawings.flow(view), *drawings.product(view), drawings.update_matrices(view), drawings.clipping(view)]
    assert all(each.sent["figure"] for each in drawn)
    assert "not finite" in drawings.contribution_matrices(view).sent["figure"]


def test_what_is_not_to_be_predicted_cannot_be_selected():
    view = fitted(replace(View(), predict=True))[0]
    assert after_event(view, {"select": ["y", 3]}).selected == ("d_h", 3, 0)


def test_a_push_can_be_infinite_where_nothing_moves():
    """The input is zero, so the states are; what a push would become is infinite all the same."""
    view = fitted(replace(View.of("explode"), inputs="zeros", timesteps=200))[0]
    shown = scene(view, "simple_rnn")
    assert np.isfinite(shown.trace["h"]).all() and np.isinf(shown.reach_h[-1, 0])
    assert explosion(shown) is None, "the error is 0, and so is every gradient"


def test_a_log_axis_has_lanes_for_what_has_no_logarithm():
    values = np.array([1e-3, 10.0, 0.0, np.inf, np.nan, -10.0])
    axis = LogAxis(values)
    places = axis.positions(values)
    assert places[:2].tolist() == [-3.0, 1.0] and places[5] == 1.0
    assert places[2] < -3.0 and places[3] > 1.0 and places[4] > places[3]
    layout = axis.layout("size")
    labels = dict(zip(layout["ticktext"], layout["tickvals"], strict=True))
    assert [labels[name] for name in ("0", "∞", "NaN")] == [places[2], places[3], places[4]]
    assert layout["range"][0] <= min(places) and layout["range"][1] >= max(places)


def test_figures_hold_the_numbers_they_were_given():
    view = replace(View(), units=3, timesteps=9)
    shown = scene(view, "lstm")
    figure = drawings.flow(view).figure
    names = [trace.name for trace in figure.data]
    assert names == ["SimpleRNN h", "LSTM h", "LSTM c", "GRU h", "loss taken here"]
    sizes = np.linalg.norm(shown.recurrent["c"][0], axis=-1)
    np.testing.assert_allclose(10 ** np.array(figure.data[2].y), sizes, rtol=1e-12)
    reached = shown.reach_h
    drawn = np.array(jacobians.reach_map(reached, 3.0, (8, 2)).data[0].z, dtype=float)
    below = np.tri(9, dtype=bool)
    np.testing.assert_allclose(10 ** drawn[below], reached[below], rtol=1e-5)
    assert np.isnan(drawn[~below]).all()
    bars = drawings.contributions(view).figure.data[0]
    sizes = np.linalg.norm(scene(view, view.cell).contributions.reshape(9, -1), axis=-1)
    np.testing.assert_allclose(10 ** (np.array(bars.y) + bars.base)[1:], sizes[1:], rtol=1e-12)
    assert bars.text[0] == "0", "before the first step h is 0"


def test_zeros_and_infinities_of_the_map_have_colours_of_their_own():
    reached = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [np.inf, np.nan, 1.0]])
    traces = jacobians.reach_map(reached, 3.0, (2, 0)).data
    assert [re.search(": (.*)<extra>", trace.hovertemplate)[1] for trace in traces[1:]] == ["exactly 0", "∞", "NaN"]
    assert [np.argwhere(np.array(trace.z) == 1).tolist() for trace in traces[1:]] == [[[1, 0]], [[2, 0]], [[2, 1]]]


def test_contributions_add_up():
    shown = scene(replace(View(), units=3, timesteps=9), "gru")
    np.testing.assert_allclose(shown.contributions.sum(axis=0), shown.recurrent.recurrent_kernel, rtol=1e-12)


def test_an_update_goes_down_and_comes_again():
    view = replace(View(), timesteps=6, units=3, learning_rate=0.01)
    first, second = scene(view, "lstm"), scene(replace(view, updates=1), "lstm")
    assert first.updated.loss.value < first.loss.value
    assert second.loss.value == pytest.approx(first.updated.loss.value, rel=1e-12)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["name", "timestep", "unit", "select", "phase", "reset", "next"]), inner)
    ),
    max_leaves=10,
)


@given(views(), JUNK)
def test_no_event_from_the_browser_can_break_a_view(view, event):
    for changed in (selected(view, event), after_event(view, event)):
        assert fitted(changed) == (changed, []) and from_query(to_query(changed)) == (changed, [])


def test_events_of_the_four_buttons():
    view = replace(View(), phase="backward")
    assert after_event(view, {"phase": "update", "next": False}).phase == "update"
    again = after_event(replace(view, phase="update"), {"phase": "forward", "next": True})
    assert (again.updates, again.phase) == (1, "forward")
    assert after_event(again, {"reset": True}).updates == 0
    assert after_event(view, {"select": ["d_h", 3]}).selected == ("d_h", 3, 0)
    assert after_event(view, {"unit": 2}).selected == ("d_h", 38, 2)
    with pytest.raises(ValueError, match="20 updates"):
        after_event(replace(view, updates=20), {"phase": "forward", "next": True})


def test_what_is_to_be_predicted_is_not_sent():
    shown = results.scene(View())
    rows = {entry["name"]: entry for entry in table(shown, 0, hidden=39)}
    assert rows["d_h"]["values"][:39] == ["hidden"] * 39 and isinstance(rows["d_h"]["values"][39], float)
    assert "hidden" not in rows["h"]["values"]
