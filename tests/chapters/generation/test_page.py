"""The chapter on the page, as a reader uses it."""

from tests.support.pages import act, component, labelled, opened, warnings


def page(**query):
    return opened("generation", **query)


def shown(app):
    """What the component of the text is given."""
    return component(app, "writing")


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
