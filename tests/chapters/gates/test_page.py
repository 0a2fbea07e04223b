"""The gates chapter through AppTest: what a reader can do on its page, and what is refused."""

import pytest

from rnnviz.chapters.gates.presets.inputs import INPUTS
from rnnviz.chapters.gates.scene import values
from rnnviz.chapters.gates.view import KINDS, WEIGHTS, View
from rnnviz.core.numbers import written
from tests.support.pages import act, component, components, given, opened


def words_on(app) -> str:
    """Every sentence on the page."""
    return " ".join(each.value for each in (*app.markdown, *app.caption, *app.warning))


@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize("key", INPUTS)
def test_every_input_with_every_weights(key, weights):
    app = opened("gates", input=key, weights=weights, cells=",".join(KINDS), equal="parameters")
    assert not app.warning
    assert len(given(app, "plot")) == len(KINDS) + 5
    (cell,) = given(app, "cell")
    assert set(cell["table"]["kinds"]) == set(KINDS)
    assert given(app, "panel")


def test_the_page_says_how_large_and_how_good_the_cells_are():
    said = words_on(opened("gates"))
    for words_ in (
        "6 units, 48 parameters",
        "6 units, 192 parameters",
        "5 seeds, each 1,200 steps of Adam",
        "equal units",
    ):
        assert words_ in said
    assert "never: the nudge does not reach h" in words_on(opened("gates", weights="shut"))


def test_a_control_draws_diagram_and_sum_first():
    app = opened("gates")
    app.selectbox(key="gates_weights").set_value("fresh")
    act(app, "gates")
    assert components(app) == ["cell", "panel", "watch"]
    outdated = component(app, "watch")["outdated"]
    assert {"lstm_over_time", "memory", "surgery", "choices"} <= set(outdated)
    assert not {"names", "fair"} & set(outdated), "what shows no other number is left alone"
    app.run()
    assert app.query_params["weights"] == "fresh" and component(app, "watch")["outdated"] == []


def test_another_number_is_drawn_without_the_figures():
    app = opened("gates")
    app.slider(key="gates_unit").set_value(2)
    act(app, "gates")
    assert components(app) == ["cell", "panel", "watch"]
    assert component(app, "watch")["outdated"] == ["choices", "take_away"], "its slider, its link and its scripts"
    assert app.query_params["unit"] == "2" and app.query_params["select"] == "lstm,c,3,2"


def test_another_nudge_is_drawn_where_it_is_made():
    app = opened("gates")
    app.slider(key="gates_nudged").set_value(5)
    act(app, "gates")
    assert components(app) == ["plot", "watch"]
    assert "Half-lives" in component(app, "plot")["drawing"]["alt"]
    assert component(app, "watch")["outdated"] == ["fair", "by_keras", "take_away"]


def test_an_operation_is_drawn_beside_its_control_and_in_the_cell():
    app = opened("gates")
    app.selectbox(key="gates_held").set_value("z")
    act(app, "gates")
    assert components(app) == ["cell", "panel", "plot", "watch"]
    assert "z held at 1" in words_on(app)
    gates = component(app, "cell")["kinds"]["gru"]["values"]
    assert set(gates["z"]) == {1.0} and gates["kept"] == gates["h_before"]


def test_another_cell_is_a_figure_more():
    app = opened("gates")
    app.button_group(key="gates_cells").set_value(["lstm", "coupled_lstm", "gru", "simple_rnn"]).run()
    assert len(given(app, "plot")) == 4 + 5
    assert app.query_params["cells"] == "simple_rnn,lstm,gru,coupled_lstm"
    assert component(app, "watch")["outdated"] == []


def test_other_units_take_fresh_weights_and_say_so():
    app = opened("gates")
    app.slider(key="gates_units").set_value(4).run()
    app.run()
    assert "with 4 the weights are fresh" in words_on(app)
    assert app.query_params["weights"] == "fresh" and app.query_params["units"] == "4"


def test_bad_input_is_named_and_the_last_good_view_stays():
    app = opened("gates", input="own", x="1,2,3")
    app.text_area(key="gates_numbers").set_value("1, nan").run()
    assert "not finite" in words_on(app)
    assert app.query_params["x"] == "1,2,3"
    app = opened("gates")
    app.button_group(key="gates_cells").set_value([])
    act(app, "gates")
    assert "at least 1 of SimpleRNN" in words_on(app)
    app.run()
    assert app.button_group(key="gates_cells").value == ["simple_rnn", "lstm", "gru"]
    assert len(given(app, "cell")[0]["table"]["kinds"]) == 3


def test_prediction_hides_the_number_the_experiments_and_the_files():
    app = opened("gates", predict="1", select="lstm,c,4,0")
    (cell,) = given(app, "cell")
    sent = cell["table"]["kinds"]["lstm"]["values"]
    assert sent["c"][2] is not None and sent["c"][3:] == [None] * 21 and sent["kept"][3] is None
    assert not given(app, "panel") and len(given(app, "plot")) == 4
    assert not app.get("download_button")
    right = values(View(), "lstm", "c")[3, 0]
    app.text_input(key="gates_answer").set_value(repr(float(right)))
    app.button[0].click().run()
    assert given(app, "cell")[0]["table"]["kinds"]["lstm"]["values"]["c"][3] == pytest.approx(right)
    assert given(app, "panel")


def test_a_nudged_number_says_by_how_much_it_changed():
    change = (values(View(), "gru", "h", "nudged") - values(View(), "gru", "h"))[4, 1]
    said = words_on(opened("gates", select="gru,h,5,1,nudged"))
    assert f"the change is {written(change)}" in said


def test_the_gradients_are_checked_on_demand():
    app = opened("gates", cells="peephole_lstm,coupled_lstm", input="jazz")
    app.button(key="gates_check").click().run()
    (said,) = [each.value for each in app.markdown if "Largest relative difference" in each.value]
    assert said.count("×10⁻") == 2


def test_only_cells_that_are_in_keras_have_a_keras_script():
    labels = {button.proto.label for button in opened("gates", select="lstm,h,3,0").get("download_button")}
    assert "Keras script" in labels
    app = opened("gates", cells="peephole_lstm", select="peephole_lstm,h,3,0")
    assert {button.proto.label for button in app.get("download_button")} == {"Table (CSV)", "NumPy script"}
    assert "not in Keras, so there is no Keras script" in words_on(app)


def test_a_prediction_is_given_away_neither_by_ghosts_nor_by_the_legend():
    for form in ("lines", "heat"):
        app = opened("gates", cells="lstm", predict="1", select="lstm,c,8,4", cut="1", form=form)
        sent = " ".join(each["drawing"]["figure"] for each in given(app, "plot"))
        assert "untouched" not in sent
        assert "c ±" not in " ".join(each.value for each in app.caption)


@pytest.mark.parametrize("query", [{}, {"weights": "carry"}, {"hold": "f"}, {"cells": "simple_rnn"}, {"cells": "gru"}])
def test_what_is_proposed_next_is_one_click(query):
    app = opened("gates", **query)
    before = dict(app.query_params)
    (button,) = (each for each in app.button if each.label.startswith("Next: "))
    button.click().run()
    app.run()
    assert not app.exception and not app.warning and dict(app.query_params) != before
    if not query:
        assert app.query_params["hold"] == "f" and app.query_params["part"] == "surgery"
        assert "f held at 0" in words_on(app)
