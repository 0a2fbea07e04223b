"""The hidden-state chapter through AppTest: what a reader can do on its page, and what is refused."""

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

from rnnviz.chapters.hidden_state.page.tables import cells_within, typed_into
from rnnviz.chapters.hidden_state.presets import presets
from rnnviz.chapters.hidden_state.scene import scene
from rnnviz.chapters.hidden_state.view import LINK, View, fitted, select
from rnnviz.core.arithmetic import Reference
from rnnviz.ui.selection import reference_in
from tests.support.pages import act, component, components, opened, warnings


def move(app, key: str, value: int) -> None:
    """Move a slider: diagram and sum are drawn first, and the other sections when the browser asks for them."""
    app.slider(key=key).set_value(value)
    act(app, "hidden_state")
    assert components(app) == ["diagram", "panel", "watch"]
    assert {"what_to_notice", "numbers"} <= set(component(app, "watch")["outdated"])
    app.run()
    assert component(app, "watch")["outdated"] == []


@pytest.mark.parametrize("key", presets())
@pytest.mark.parametrize("cell", ["simple_rnn", "lstm", "gru"])
def test_every_example_with_every_cell(key, cell):
    app = opened("hidden_state", preset=key, cell=cell)
    assert not app.warning
    assert component(app, "diagram")["timesteps"] == presets()[key].timesteps


def test_the_founding_numbers_are_on_the_page():
    values = component(opened("hidden_state"), "diagram")["values"]
    assert values["h"][2] == pytest.approx([-1.30195881, -6.84172557], abs=1e-6)
    assert values["y"] == [None, None, pytest.approx([-3.86981216], abs=1e-6)]


def test_a_bad_link_is_named_and_the_page_stands():
    app = opened("hidden_state", units="99", hat="blue", wx="1;" * 30_000, timesteps="-1")
    said = warnings(app)
    for name in ("units", "hat", "wx", "timesteps"):
        assert f"{name} in the link was ignored" in said
    assert component(app, "diagram")["timesteps"] == 3
    app.slider(key="hidden_state_units").set_value(3).run()
    assert not app.warning, "told until the next change"


def test_controls_change_what_is_shown_and_the_link():
    app = opened("hidden_state", step="3")
    move(app, "hidden_state_units", 4)
    move(app, "hidden_state_timesteps", 9)
    table = component(app, "diagram")
    assert len(table["groups"][1]["units"]) == 4 and table["timesteps"] == table["step"] == 9
    assert app.query_params["units"] == "4" and app.query_params["timesteps"] == "9"
    app.button_group(key="hidden_state_preset").set_value("jazz").run()
    assert component(app, "diagram")["captions"] == list("JAZZ")
    assert "units" not in app.query_params


def test_edits_survive_other_sizes_and_what_was_dropped_is_said():
    app = opened("hidden_state", wh="2,-0.49338293;5,0.8698122")
    move(app, "hidden_state_units", 4)
    assert dict(app.session_state["hidden_state_view"].edits)["wh"][1][0] == 5 and not app.warning
    app.slider(key="hidden_state_units").set_value(1).run()
    assert dict(app.session_state["hidden_state_view"].edits)["wh"] == ((2,),)
    assert warnings(app) == "With 1 unit there is no place for your number w_h[1,0]: it was left out."


def test_leaving_and_coming_back_keeps_the_view():
    app = opened("hidden_state")
    move(app, "hidden_state_units", 5)
    app.switch_page("pages/home.py").run()
    app.switch_page("pages/hidden_state.py").run()
    assert len(component(app, "diagram")["groups"][1]["units"]) == 5


def test_own_numbers_and_what_is_wrong_with_them():
    app = opened("hidden_state", preset="own")
    app.text_area(key="hidden_state_numbers").set_value("3, 1, 4, 1, 5").run()
    app.run()
    assert [row[0] for row in component(app, "diagram")["values"]["x"]] == [3, 1, 4, 1, 5]
    for text, named in (("3, one", "Number 2: “one”"), ("nan", "not finite"), ("1 " * 70, "70 numbers; at most 64")):
        app.text_area(key="hidden_state_numbers").set_value(text).run()
        assert named in warnings(app)
        app.run()
        assert not app.exception
        assert [row[0] for row in component(app, "diagram")["values"]["x"]] == [3, 1, 4, 1, 5], "the last good view"


def test_a_hidden_number_is_nowhere_on_the_page_until_it_is_answered():
    app = opened("hidden_state", step="2", select="h,2,0", predict="1")
    everything = " ".join(each.proto.bytes.decode() for each in app.get("bidi_component")).replace("−", "-")
    for value in (-0.07471441, -3.64187915, -1.30195885, -6.84172548, -3.86981229):
        for decimals in range(2, 9):
            assert f"{value:.{decimals}f}" not in everything
    assert [each.value for each in app.text_input] == [""]
    app.text_input(key="hidden_state_answer").set_value("0.5")
    app.button(key="FormSubmitter:hidden_state_answer_form-Check").click().run()
    assert "0.5 is not it" in app.error[0].value
    app.text_input(key="hidden_state_term_1").set_value("0.37324644")
    app.text_input(key="hidden_state_term_2").set_value("99")
    app.text_input(key="hidden_state_term_3").set_value("0")
    app.text_input(key="hidden_state_term_4").set_value("0")
    app.button(key="FormSubmitter:hidden_state_terms_form-Find the first that differs").click().run()
    assert "The first term that differs is number 2: h_1[0] × w_h[0,0]" in app.info[0].value
    app.text_input(key="hidden_state_answer").set_value("nonsense")
    app.button(key="FormSubmitter:hidden_state_answer_form-Check").click().run()
    assert "“nonsense” is not a number" in warnings(app)
    app.text_input(key="hidden_state_answer").set_value("-0.0747")
    app.button(key="FormSubmitter:hidden_state_answer_form-Check").click().run()
    assert app.success[0].value == "Right: you said −0.0747."
    assert component(app, "diagram")["values"]["h"][2] == [None, None], "the next one is still to be predicted"


def test_a_seed_replaces_the_weights_of_the_example_and_empty_gives_them_back():
    app = opened("hidden_state")
    before = component(app, "diagram")["values"]["h"]
    app.number_input(key="hidden_state_seed").set_value(7).run()
    assert component(app, "diagram")["values"]["h"] != before
    app.run()
    app.number_input(key="hidden_state_seed").set_value(None).run()
    assert component(app, "diagram")["values"]["h"] == before


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=7) | st.dictionaries(st.sampled_from(["name", "timestep", "unit", "step"]), inner)
    ),
    max_leaves=12,
)


@for_any(JUNK)
def test_no_event_from_the_browser_can_break_a_view(event):
    view = select(View(), event)
    assert view == fitted(view)[0] and LINK.read(LINK.write(view)) == (view, [])


@for_any(JUNK)
def test_no_event_opens_a_number_that_is_not_there(event):
    assert reference_in(scene(View()).run, event) is None


def test_an_event_opens_a_number_that_is_there():
    assert reference_in(scene(View()).run, ["h", 1, 0, 0, "", 0]) == ("h", 1, 0, 0, "", 0)


@for_any(JUNK)
def test_cells_of_an_event_are_within_the_table(event):
    rows = [[1.0, 2.0]]
    assert all(
        0 <= row < 1 and 0 <= column < 2 and isinstance(text, str) for row, column, text in cells_within(rows, event)
    )


def test_an_event_beyond_the_view_is_brought_within_it():
    view = select(View(), {"name": "h", "timestep": 10**9, "unit": 10**9, "step": 10**9})
    assert (view.selected, view.step) == (("h", 2, 1), 3)


def test_cells_that_are_no_numbers_are_named():
    cells = cells_within(
        [[1.0, 2.0]], [[0, 0, "7"], [0, 1, "x"], [0, 9, "1"], [-1, 0, "1"], [0, 1, "y"], [True, 0, "8"]]
    )
    rows, errors = typed_into([[1.0, 2.0]], cells)
    assert rows == [[7.0, 2.0]] and list(errors) == ["0,1"] and "“y” is not a number" in errors["0,1"]


def test_a_changed_network_closes_what_was_opened():
    app = opened("hidden_state", cell="lstm", select="h,3,0")
    app.session_state["hidden_state_trail"][1].append(Reference("o", 2, 0))
    app.run()
    assert component(app, "panel")["trail"][-1]["text"] == "o_3[0]"
    app.segmented_control(key="hidden_state_cell").set_value("simple_rnn").run()
    app.run()
    assert not app.exception and [each["text"] for each in component(app, "panel")["trail"]] == ["h_3[0]"]


def test_a_change_is_not_undone_by_an_address_that_is_older():
    app = opened("hidden_state", preset="jazz")
    app.toggle(key="hidden_state_every_step").set_value(False).run()
    app.run()
    app.query_params["every"] = "1"
    app.toggle(key="hidden_state_predict").set_value(True).run()
    view = app.session_state["hidden_state_view"]
    assert view.predict and not view.every_step


def test_praise_is_for_the_network_it_was_earned_with():
    app = opened("hidden_state", step="2", select="h,2,0", predict="1")
    app.text_input(key="hidden_state_answer").set_value("-0.0747")
    app.button(key="FormSubmitter:hidden_state_answer_form-Check").click().run()
    assert app.success
    app.number_input(key="hidden_state_seed").set_value(5).run()
    assert not app.success and not app.error and app.text_input(key="hidden_state_answer").label


def test_own_numbers_keep_their_digits_and_come_back():
    app = opened("hidden_state", preset="own", x="0.123456789;123456.789")
    assert app.text_area(key="hidden_state_numbers").value == "0.123456789, 123456.789"
    app.switch_page("pages/home.py").run()
    app.switch_page("pages/hidden_state.py").run()
    assert app.text_area(key="hidden_state_numbers").value == "0.123456789, 123456.789"


def test_nothing_of_a_link_is_rendered_as_markdown():
    app = opened("hidden_state", wx="![](//example.invalid/a)", hat="[a](//b)")
    for each in app.warning:
        assert "![](" not in each.value and "](" not in each.value


def test_a_number_opened_from_another_is_the_one_that_the_diagram_shows():
    app = opened("hidden_state", step="3", select="h,3,0")
    _, trail = app.session_state["hidden_state_trail"]
    trail.append(Reference("h", 1, 1))
    app.run()
    table = component(app, "diagram")
    assert table["step"] == 2 and table["selected"] == {"name": "h", "timestep": 1, "unit": 1}


def test_another_cell_takes_the_hand_examples_own_activation_away_and_gives_it_back():
    app = opened("hidden_state")
    for cell, activation in (("lstm", "tanh"), ("gru", "tanh"), ("simple_rnn", "linear")):
        app.button_group(key="hidden_state_cell").set_value(cell).run()
        assert app.session_state["hidden_state_view"].activation == activation


def test_what_to_try_next_is_one_click():
    app = opened("hidden_state")
    for label, check in (
        ("Next: go to step 2, where what it remembers, h₁, enters the sum", lambda view: view.step == 2),
        ("Next: set w_h to 0. What is left of the memory?", lambda view: dict(view.edits)["wh"] == ((0, 0), (0, 0))),
        ("Next: give w_h back. What returns?", lambda view: not view.edits),
    ):
        button = app.button(key="hidden_state_next")
        assert button.label == label
        button.click().run()
        assert check(app.session_state["hidden_state_view"])


def test_the_next_question_has_an_empty_field():
    app = opened("hidden_state", step="1", select="h,1,0", predict="1")
    app.text_input(key="hidden_state_answer").set_value("0.18662322")
    app.button(key="FormSubmitter:hidden_state_answer_form-Check").click().run()
    button = app.button(key="hidden_state_next")
    assert button.label == "Next: predict h₂[0]"
    button.click().run()
    assert app.session_state["hidden_state_view"].selected == ("h", 1, 0)
    assert app.text_input(key="hidden_state_answer").value == ""


@pytest.mark.parametrize(
    "query, label",
    [
        ({"cell": "lstm"}, "Next: go to step 2, where the gates read what it remembers, h₁"),
        ({"cell": "lstm", "step": "2"}, "Next: set w_h to 0. What does c still carry?"),
        ({"preset": "rotation", "cell": "gru"}, "Next: set w_h to 0. What does z still keep?"),
        ({"step": "0"}, "Next: go to step 1, where the first input is read"),
        ({"step": "3", "wh": "0.5,0;0,0.5"}, "Next: predict the next state yourself"),
    ],
)
def test_what_is_proposed_is_true_of_the_cell_and_costs_nothing(query, label):
    app = opened("hidden_state", **query)
    button = app.button(key="hidden_state_next")
    assert button.label == label
    edits = app.session_state["hidden_state_view"].edits
    button.click().run()
    assert not app.exception and set(edits) <= set(app.session_state["hidden_state_view"].edits)
