"""The chapter on the page, as a reader uses it."""

import pytest

from rnnviz.chapters.generation.scene import candidates, distributions
from tests.support.pages import act, component, components, given, labelled, opened, table, warnings


def page(**query):
    return opened("generation", **query)


def shown(app):
    """What the component of the text is given."""
    return given(app, "writing")[0]


def test_it_opens_writing_with_the_sum_of_the_next_letter():
    app = page()
    given = shown(app)
    text = given["drawn"]["texts"][given["chosen"]]
    assert len(text) == 4 + 60 and "".join(text[:4]) == "The "
    assert given["letter"] == text[4] and given["position"] == 3
    assert component(app, "panel")["trail"]
    assert not app.exception


def test_another_beginning_is_written_on_from_and_what_is_unknown_is_said():
    app = page()
    labelled(app.text_input, "It goes on from").set_value("import 猫").run()
    assert "never read them: “猫”" in warnings(app)
    app.run()
    assert "".join(shown(app)["drawn"]["texts"][0][:7]) == "import " and app.query_params["begin"] == "import "
    labelled(app.text_input, "It goes on from").set_value("猫").run()
    assert "at least one letter that the network knows" in warnings(app)
    assert app.query_params["begin"] == "import "


def test_letters_can_be_coloured_by_a_unit_and_the_choice_goes_with_the_cell():
    app = page(preset="every_lstm")
    labelled(app.selectbox, "Coloured by").set_value("c").run()
    app.run()
    assert len(shown(app)["colours"]) == 64 and app.query_params["colour"] == "c"
    app.button_group(key="generation_preset_every_gru").set_value("every_gru")
    act(app, "generation")
    app.run()
    assert shown(app)["colours"] is None and "colour" not in app.query_params


def test_the_next_letter_is_asked_for_and_graded():
    app = page(predict="1")
    assert shown(app)["covered"] and shown(app)["asked"] and "panel" not in components(app)
    view = app.session_state["generation_view"]
    best = int(distributions(view)[0].argmax())
    wrong = next(each for each in candidates(view) if each != best)
    app.button(key=f"generation_guess_{wrong}").click().run()
    app.run()
    assert app.error[0].value.startswith("The likeliest is") and shown(app)["covered"] and not shown(app)["asked"]
    assert component(app, "panel")["trail"]
    labelled(app.button, "The next letter").click().run()
    app.run()
    view = app.session_state["generation_view"]
    assert view.position == len(view.beginning) and shown(app)["asked"]
    app.button(key=f"generation_guess_{int(distributions(view)[0].argmax())}").click().run()
    app.run()
    assert app.success[0].value.startswith("Right") and not app.exception
    assert any("1 of 2 letters right so far" in each.value for each in app.caption)
    app = page(predict="1", part="next", begin="import \nos", letters="20", at="26")
    assert "first say which letter" in " ".join(each.value for each in app.info).lower() and not app.exception


def test_a_cut_is_chosen_in_the_drawer_and_is_in_the_link():
    app = page(keep="top_k", k="1", temperature="1")
    given = shown(app)
    greedy = page(temperature="0")
    first, second = (each["drawn"]["texts"][each["chosen"]] for each in (given, shown(greedy)))
    assert first == second, "the likeliest one alone is greedy"


def test_the_tabs_tell_how_it_learned_and_what_is_taken_away():
    app = page(part="learned")
    samples = next(each for each in app.get("bidi_component") if each.proto.component_name == "rnnviz_table")
    assert samples is not None and not app.exception
    app = page(part="take")
    assert not app.exception and [each.label for each in app.get("download_button")]


def after(app, button: str, kind: str):
    """The page when what a button begins has ended."""
    next(each for each in app.button if each.label.startswith(button)).click()
    app.run()
    app.session_state[f"generation_{kind}_work"].future.result(timeout=120)
    app.run()
    assert not app.exception
    return app


@pytest.mark.parametrize("preset", ["every_gru", "document_simple_rnn"])
def test_units_that_follow_a_rule_are_found_and_silenced(preset):
    app = after(page(part="units", preset=preset), "Look for units", "units")
    ranked = table(app, "units that follow the rule best")
    assert len(ranked["unit"]) == 6 and sorted(ranked["AUC"])
    words = " ".join(each.value for each in app.markdown)
    assert "“inside quotes” holds for" in words and "separates “inside quotes” best" in words
    strip = given(app, "writing")[-1]["drawn"]
    assert 0 < sum(strip["marked"]) < len(strip["marked"]) and len(strip["texts"][0]) == len(strip["marked"])
    app = after(app, "Silence these three", "silencing")
    assert "**Silenced.** Without units" in " ".join(each.value for each in app.markdown)
    best = ranked["unit"][0]
    next(each for each in app.button if each.label.startswith("Colour the text above")).click()
    app.run()
    assert best == f"{app.query_params['colour']}[{app.query_params['unit']}]"


def test_a_rule_that_is_not_understood_is_told_of_and_stays_in_its_field():
    app = page(part="units")
    labelled(app.text_input, "The rule").set_value("inside quote marks").run()
    assert "The rule was not taken" in warnings(app)
    app.run()
    assert labelled(app.text_input, "The rule").value == "inside quote marks"
    assert app.session_state["generation_view"].rule == "inside quotes"
    app = page(part="units", rule="digit and letter")
    assert "The rule holds for 0 of 2" in " ".join(each.value for each in app.info)


def test_which_letters_mattered_and_for_how_long():
    app = page(part="mattered", at="14")
    app = after(app, "Leave each letter out", "mattering")
    said = " ".join(each.value for each in app.markdown)
    assert "**Another letter**" in said and "With “" in said
    names = [each["drawing"]["name"] for each in given(app, "plot")]
    assert {"which letters mattered", "how long a change is remembered"} <= set(names)
