"""The gradients chapter through AppTest."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.chapters.gradients.presets import PRESETS
from rnnviz.chapters.gradients.scene import scene
from rnnviz.chapters.gradients.scene.descent import clipping_runs, learning
from rnnviz.chapters.gradients.view.choices import Selected, View
from rnnviz.chapters.gradients.view.link import LINK
from rnnviz.core.layers import NAMES
from rnnviz.ui.computation import AT_ONCE
from tests.support.pages import act, component, components, given, labelled, opened, warnings


def text(app) -> str:
    """All Markdown of the page."""
    return " ".join(each.value for each in app.markdown)


@pytest.mark.parametrize("key", PRESETS)
def test_every_setting_opens(key):
    app = opened("gradients", preset=key)
    assert not app.warning
    view = View.of(key)
    offered = sum(each(view, view.cell).seconds > AT_ONCE for each in (learning, clipping_runs))
    assert [each.label.startswith(("Train on", "Run with")) for each in app.button].count(True) == offered
    assert len(given(app, "plot")) == 14 - offered and len(given(app, "passes")) == 1


@pytest.mark.parametrize("kind", NAMES)
def test_every_cell_can_be_looked_at_closely(kind):
    app = opened("gradients", cell=kind, units="3", timesteps="8")
    rows = [row["name"] for row in given(app, "passes")[0]["rows"]]
    assert ("d_c" in rows) == (kind not in ("simple_rnn", "gru"))
    assert app.get("download_button")


def test_the_linear_setting_shows_the_power_of_u():
    app = opened("gradients", preset="linear")
    shown = " ".join(each.value for each in app.latex)
    assert "U^{6}" in shown and shown.count("begin{pmatrix}") == 2
    product, power = (part.split("\\end{pmatrix}")[0] for part in shown.split("\\begin{pmatrix}")[1:])
    assert product == power


def test_a_bad_link_is_named_and_the_page_stands():
    app = opened(
        "gradients", units="10000", timesteps="-3", pair="3,9", select="d_h", own="1,nan", radius="7", phase="x"
    )
    said = warnings(app)
    for name in ("units", "timesteps", "pair", "select", "own", "radius", "phase"):
        assert f"{name} in the link was ignored" in said, name
    assert not app.exception and given(app, "plot")


def test_own_numbers_and_what_is_wrong_with_them():
    app = opened("gradients", inputs="own", own="1,2,3")
    assert given(app, "passes")[0]["rows"][0]["values"] == [1, 2, 3]
    for typed, named in (("1, inf", "not finite"), ("", "no number yet"), ("1 " * 300, "at most 200")):
        app.text_area(key="gradients_numbers").set_value(typed).run()
        assert named in warnings(app)
        app.run()
        assert given(app, "passes")[0]["rows"][0]["values"] == [1, 2, 3], "the last good view stays"
    app.text_area(key="gradients_numbers").set_value("4 5").run()
    app.run()
    assert given(app, "passes")[0]["rows"][0]["values"] == [4, 5]


def test_the_loss_at_chosen_steps():
    app = opened("gradients", loss="chosen", chosen="2,5", timesteps="6")
    errors = next(row for row in given(app, "passes")[0]["rows"] if row["name"] == "error")["values"]
    assert [t for t, value in enumerate(errors, 1) if value is not None] == [2, 5]
    assert "The loss L is (y − the first input)², averaged over 2 steps." in text(app)
    app.text_input(key="gradients_steps").set_value("3, 99").run()
    assert "the loss leaves the others out" in warnings(app)
    app.run()
    app.text_input(key="gradients_steps").set_value("three").run()
    assert "Those steps were not taken" in warnings(app)
    assert app.query_params["chosen"] == "3"


def test_other_steps_of_the_loss_begin_from_the_initial_weights_and_say_so():
    app = opened("gradients", loss="chosen", chosen="2,5", timesteps="6", updates="1")
    app.text_input(key="gradients_steps").set_value("3").run()
    assert "initial ones again" in warnings(app) and "updates" not in app.query_params


def test_a_gradient_to_predict_is_nowhere_on_the_page():
    app = opened("gradients", predict="1", units="2", timesteps="5", select="d_h,4,1", cell="gru")
    assert not given(app, "plot") and not app.get("download_button")
    rows = {row["name"]: row["values"] for row in given(app, "passes")[0]["rows"]}
    assert rows["d_h"][:4] == ["hidden"] * 4
    app.button(key="FormSubmitter:gradients_product_answer_form-Reveal").click().run()
    app.text_input(key="gradients_answer").set_value("0.5")
    app.button(key="FormSubmitter:gradients_answer_form-Check").click().run()
    assert "0.5 is not it" in app.error[0].value
    app.button(key="FormSubmitter:gradients_answer_form-Reveal").click().run()
    assert isinstance({row["name"]: row["values"] for row in given(app, "passes")[0]["rows"]}["d_h"][3], float)
    assert given(app, "panel")


def test_finite_differences_on_demand():
    app = opened("gradients", units="2", timesteps="5")
    assert not app.success
    app.button(key="gradients_check").click().run()
    assert "They agree" in app.success[0].value
    app.slider(key="gradients_units").set_value(3).run()
    app.run()
    assert not app.success, "another network has not been checked"


def test_after_an_update_the_new_loss_and_weights():
    app = opened("gradients", phase="update", timesteps="6", units="3", rate="0.01")
    shown = given(app, "passes")[0]
    assert float(shown["after"]) < float(shown["loss"])
    assert len(given(app, "plot")) == 15
    again = opened("gradients", phase="forward", updates="1", timesteps="6", units="3", rate="0.01")
    assert given(again, "passes")[0]["loss"] == shown["after"]


def test_an_explosion_is_explained_and_nothing_breaks():
    app = opened("gradients", preset="explode")
    assert "The gradient leaves floating point" in app.info[0].value
    app.button(key="gradients_check").click().run()
    assert app.warning and not app.exception


def test_variants_are_marked():
    app = opened("gradients", variants="1", timesteps="5", units="2")
    assert text(app).count("not in Keras") == 2


def test_a_slider_draws_the_gradients_over_time_first():
    app = opened("gradients")
    app.slider(key="gradients_timesteps").set_value(50)
    act(app, "gradients")
    assert components(app) == ["plot", "watch"] and given(app, "plot")[0]["drawing"]["alt"].startswith("SimpleRNN h")
    assert {"sensitivity", "training", "contributions"} <= set(component(app, "watch")["outdated"])
    assert "eigenvalues" not in component(app, "watch")["outdated"], "U is the same"
    app.run()
    assert component(app, "watch")["outdated"] == [] and app.query_params["timesteps"] == "50"
    assert app.query_params["pair"] == "50,30", "a pair at the end stays there"


@pytest.mark.parametrize(
    ("change", "drawn_anew"),
    [
        ({"selected": Selected("d_h", 5, 1)}, {"flow", "training"}),
        ({"share": True}, {"choices", "flow"}),
        ({"state": "c"}, {"sensitivity"}),
        ({"run_rate": 0.1}, {"clipping"}),
        ({"learning_rate": 0.1}, {"training", "learned", "clipping"}),
        (
            {"loss": "every"},
            {"choices", "flow", "what_to_notice", "training", "learned", "contributions", "clipping", "check"},
        ),
    ],
)
def test_only_what_a_change_changes_is_drawn_anew(change, drawn_anew):
    app = opened("gradients", units="3", timesteps="8")
    app.session_state["gradients_view"] = replace(app.session_state["gradients_view"], **change)
    act(app, "gradients")
    assert set(component(app, "watch")["outdated"]) == {*drawn_anew, "take_away"}


def test_what_the_first_answer_needs_is_no_matrix(monkeypatch):
    app = opened("gradients")
    app.session_state["gradients_near"] = set()

    def refused(*given):
        raise AssertionError("The T×T matrix and its Jacobians' norms are for those who come near them.")

    for name in ("scene.sensitivities", "scene.product.norms", "scene.update", "figures.gradients.contribution_sizes"):
        monkeypatch.setattr(f"rnnviz.chapters.gradients.{name}", refused)
    app.slider(key="gradients_units").set_value(7).run()
    assert not app.exception and components(app) == ["plot", "watch"]
    assert "of it after 39 steps" in text(app)


def test_updates_end_in_not_finite_weights_and_the_page_stands():
    app = opened("gradients", preset="explode", timesteps="200", updates="1")
    assert any("weights that are not finite" in each.value for each in app.info)


def test_own_numbers_begin_with_what_was_read():
    app = opened("gradients", timesteps="4")
    before = given(app, "passes")[0]["rows"][0]["values"]
    app.selectbox(key="gradients_inputs").set_value("own").run()
    app.run()
    assert given(app, "passes")[0]["rows"][0]["values"] == pytest.approx(before, abs=5e-4)


def test_another_setting_begins_from_the_initial_weights_and_says_so():
    app = opened("gradients", timesteps="4", updates="2")
    app.select_slider(key="gradients_learning_rate").set_value(0.1).run()
    assert "initial ones again" in warnings(app)
    app.run()
    assert given(app, "passes")[0]["updates"] == 0


@pytest.mark.parametrize("select", ["d_c,5,0", "d_recurrent_kernel,3,0,60"])
def test_another_cell_has_a_number_in_the_place_of_one_that_it_lacks(select):
    app = opened("gradients", cell="lstm", select=select, timesteps="8")
    app.button_group(key="gradients_cell").set_value("simple_rnn").run()
    app.run()
    assert not app.exception and given(app, "panel")


def test_the_simple_rnn_can_be_looked_at_where_c_is_asked_for():
    app = opened("gradients", preset="open", timesteps="8")
    app.button_group(key="gradients_cell").set_value("simple_rnn").run()
    app.run()
    assert app.query_params["cell"] == "simple_rnn" and not app.exception


def test_prediction_asks_for_a_gradient_whatever_was_selected():
    app = opened("gradients", select="y,5,0", timesteps="8")
    app.toggle(key="gradients_predict").set_value(True).run()
    assert not app.exception and app.query_params["select"] == "d_h,5,0"


def test_controls_move_where_a_gradient_is_to_be_predicted():
    """The section of gradients over time, which is drawn first on the whole page, is not there to be drawn."""
    app = opened("gradients", timesteps="8")
    app.toggle(key="gradients_predict").set_value(True).run()
    assert "plot" not in components(app)
    app.slider(key="gradients_timesteps").set_value(6)
    act(app, "gradients")
    assert not app.exception and components(app) == ["passes", "watch"]
    assert len(given(app, "passes")[0]["rows"][0]["values"]) == 6
    app.run()
    app.button_group(key="gradients_cell").set_value("lstm").run()
    assert not app.exception and "d_c" in [row["name"] for row in given(app, "passes")[0]["rows"]]
    app.run()
    app.toggle(key="gradients_predict").set_value(False).run()
    app.slider(key="gradients_timesteps").set_value(5).run()
    assert not app.exception and components(app)[0] == "plot"


def test_trained_cells_can_be_opened_and_left():
    app = opened("gradients", timesteps="12", units="3")
    app.button_group(key="gradients_weights").set_value("trained").run()
    app.run()
    query = app.query_params
    assert (query["weights"], query["units"], query["timesteps"], query["inputs"]) == ("trained", "6", "30", "pulse")
    assert "the weights are no seed's" in " ".join(each["drawing"]["alt"] for each in given(app, "plot"))
    labelled(app.slider, "Units").set_value(4).run()
    assert "now they are drawn" in warnings(app)
    app.run()
    assert "weights" not in app.query_params and app.query_params["units"] == "4"


def test_an_example_leaves_the_open_part_open():
    app = opened("gradients", part="why")
    app.button_group(key="gradients_example_linear").set_value("vanish").run()
    app.run()
    assert dict(app.query_params) == {"preset": "vanish", "part": "why"}


def test_prediction_asks_for_one_product_before_the_sum():
    app = opened("gradients", predict="1", units="2", timesteps="5", select="d_h,4,1", cell="simple_rnn")
    shown = scene(LINK.read(dict(app.query_params))[0], "simple_rnn")
    products = shown.recurrent["pre_h"][0, 4] * shown.weights["recurrent_kernel"][1]
    (largest,) = products[np.abs(products) == np.abs(products).max()]
    assert not [each for each in app.text_input if each.key == "gradients_answer"]
    for typed, told in (("0.123", "0.123 is not it"), ("a", "not a number")):
        app.text_input(key="gradients_product_answer").set_value(typed)
        app.button(key="FormSubmitter:gradients_product_answer_form-Check").click().run()
        assert told in " ".join(each.value for each in (*app.error, *app.warning)).replace("\\", "")
    app.text_input(key="gradients_product_answer").set_value(f"{largest:.4g}")
    app.button(key="FormSubmitter:gradients_product_answer_form-Check").click().run()
    assert "One of its products" in app.success[0].value
    app.text_input(key="gradients_answer").set_value(f"{shown.recurrent['h'][0, 3, 1]:.6g}")
    app.button(key="FormSubmitter:gradients_answer_form-Check").click().run()
    assert "Right" in app.success[0].value and given(app, "panel")


@pytest.mark.parametrize("preset", PRESETS)
def test_what_is_proposed_next_is_one_click(preset):
    app = opened("gradients", preset=preset, part="why")
    before = dict(app.query_params)
    (button,) = (each for each in app.button if each.label.startswith("Next: "))
    button.click().run()
    app.run()
    assert not app.exception and not app.warning
    assert app.query_params["part"] == "why" and dict(app.query_params) != before
