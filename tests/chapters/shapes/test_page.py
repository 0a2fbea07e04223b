"""The chapter through AppTest: what a reader can do on its page, and what is refused."""

import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.chapters.shapes.view.presets import presets
from rnnviz.chapters.shapes.view.stack import network_of
from tests.support.pages import act, component, components, given, opened, warnings


def everything(app: AppTest) -> str:
    """All that our components were given."""
    return " ".join(each.proto.bytes.decode() for each in app.get("bidi_component"))


@pytest.mark.parametrize("key", presets())
def test_every_preset_opens(key):
    app = opened("shapes", preset=key)
    assert not app.warning
    assert len(component(app, "stack")["layers"]) == len(presets()[key].layers)
    assert presets()[key].story in [each.value for each in app.markdown]
    assert "keras" in app.code[0].value


def test_a_layer_shows_its_weights_and_a_state_its_tensor():
    app = opened("shapes", preset="encoder_decoder", look="layer,1")
    assert "The weights of lstm" in [each.value for each in app.header]
    assert len(given(opened("shapes", preset="bidirectional", look="layer,1"), "plot")) == 2, "one for each direction"
    app = opened("shapes", preset="encoder_decoder", look="state,1,1")
    assert "The last c of lstm" in [each.value for each in app.header]
    assert component(app, "panel")["trail"][-1]["text"] == "c^(1)_6[0]"


@pytest.mark.parametrize("look", ["layer,2", "edge,2", "state,1,0", "edge,0"])
def test_everything_of_a_stack_can_be_looked_at(look):
    app = opened("shapes", preset="encoder_decoder", look=look)
    assert len(app.header) == 2 and not app.warning


def test_what_was_refused_is_told_in_its_place_until_the_stack_changes():
    app = opened("shapes")
    place = {"action": "set", "layer": "0", "field": "size", "value": "10000", "sentence": "Not so."}
    app.session_state["shapes_refused"] = (network_of(app.session_state["shapes_view"]), place)
    app.run()
    assert component(app, "stack")["mistakes"] == [place]
    app.button_group(key="shapes_preset").set_value("backwards").run()
    assert component(app, "stack")["mistakes"] == []


def test_predict_layer_by_layer():
    app = opened("shapes", predict="1")
    assert "(None, 6, 8)" not in everything(app) and "80" not in everything(app)
    ask(app, "(None, 8)", "72")
    assert [each.value for each in app.error] == [
        r"\(None\, 8\) is not it\. That is the shape with return\_sequences\=False\.",
        r"72 forgets the biases\, or the weights of the inputs\.",
    ]
    ask(app, "(None, 6, 8)", "many")
    assert "is no count" in app.warning[0].value
    ask(app, "(None, 6, 8)", "80")
    assert "Right" in app.success[0].value
    assert component(app, "stack")["edges"][1]["shape"] == "(None, 6, 8)"
    assert app.query_params["answered"] == "1"
    for _ in range(2):
        next(each for each in app.button if each.label == "Reveal").click().run()
    assert "Every shape and count is revealed" in app.info[0].value
    assert not [each for each in app.get("download_button")], "no file gives it away"


def ask(app: AppTest, shape: str, count: str) -> None:
    """Answer the question on the page."""
    app.text_input[0].set_value(shape)
    app.text_input[1].set_value(count)
    next(each for each in app.button if each.label == "Check").click().run()
    assert not app.exception


def test_a_refusal_is_predicted_too():
    app = opened("shapes", preset="mistake", predict="1", answered="2")
    assert "incompatible" not in everything(app)
    ask(app, "error", "")
    assert "Keras refuses to build" in app.success[0].value
    assert "incompatible" in everything(app)


def test_the_page_proposes_what_to_try_next():
    app = opened("shapes")
    app.button(key="shapes_next").click().run()
    assert component(app, "stack")["mistake"]["position"] == 2
    app.button(key="shapes_next").click().run()
    assert component(app, "stack")["mistake"] is None
    app = opened("shapes", predict="1", answered="2")
    assert not [each for each in app.button if each.key == "shapes_next"], "there is a question to answer first"
    ask(app, "(None, 1)", "10")
    app.button(key="shapes_next").click().run()
    table = component(app, "stack")
    assert table["layers"][0]["kind"] == "lstm" and table["edges"][1]["shape"] == "?"


def test_the_wirings_lead_to_where_they_run():
    links = {key: opened("shapes", preset=key).get("page_link") for key in ("many_to_one", "in_step", "deep")}
    assert "preset=sunspots" in str(links["many_to_one"][0].proto) and "preset=jazz" in str(links["in_step"][0].proto)
    assert not links["deep"]


def test_a_seed_makes_other_weights_and_the_same_shapes():
    app = opened("shapes")
    before, stack = component(app, "plot")["drawing"]["figure"], component(app, "stack")
    app.number_input(key="shapes_seed").set_value(7)
    act(app, "shapes")
    assert {"stack", "plot", "panel"} <= set(components(app)), "they come first"
    assert component(app, "plot")["drawing"]["figure"] != before and component(app, "stack") == stack
    assert "order" in component(app, "watch")["outdated"]
    app.run()
    assert component(app, "watch")["outdated"] == [] and app.query_params["seed"] == "7"


@pytest.mark.parametrize(("value", "said"), [(99999, "not 99999."), (1.5, "1.5 is not."), (-1, "not -1.")])
def test_a_seed_that_is_not_allowed_is_told_and_nothing_changes(value, said):
    app = opened("shapes")
    app.number_input(key="shapes_seed").set_value(value).run()
    assert said in warnings(app) and "whole number from 0 to 9999" in warnings(app)
    assert app.session_state["shapes_view"].seed == 1
    app.run()
    assert app.number_input(key="shapes_seed").value == 1


def test_a_large_layer_is_counted_on_the_page_and_opens_no_numbers():
    app = opened("shapes", layers="lstm,1024,seq;dense,2", look="edge,2")
    assert component(app, "stack")["layers"][0]["formula"]["total"] == "4,202,496"
    assert any("numbers are run to 64 units, and lstm has 1,024." in each.value for each in app.markdown)
    assert not given(app, "plot") and not given(app, "panel")
    assert [each.label for each in app.get("download_button")] == ["Keras script", "Notebook"]


def test_a_link_with_everything_at_its_largest_is_shown():
    layers = ";".join(["bi_lstm,64,seq,state"] * 7 + ["simple_rnn,64,relu,back"])
    app = opened("shapes", layers=layers, input="1024,64,32", look="edge,7", select="merged,64,127,7")
    assert not app.warning
    table = component(app, "stack")
    assert table["full"] and table["edges"][7]["shape"] == "(1024, 64, 128)"
    assert component(app, "panel")["trail"][-1]["text"] == "h^(7)↔_64[127]"
