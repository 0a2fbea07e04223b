"""Links: every view comes back from its link, and no link, however bad, gives anything but a view and sentences."""

from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz import Cell, Recurrent
from rnnviz.chapters.shapes.figures.stack import stack_table
from rnnviz.chapters.shapes.view import LINK
from rnnviz.chapters.shapes.view.link import write_layer
from rnnviz.chapters.shapes.view.presets import presets
from rnnviz.chapters.shapes.view.stack import Selected
from rnnviz.core.layers import Embedding
from tests.support.stacks import loops, stacks

DEEP = presets()["deep"].view()


@settings(max_examples=300)
@given(stacks() | loops())
def test_a_view_comes_back_from_its_link(view):
    assert LINK.read(LINK.write(view)) == (view, [])


def test_presets_have_the_shortest_links():
    assert LINK.write(DEEP) == {}
    for key in list(presets())[1:]:
        assert LINK.write(presets()[key].view()) == {"preset": key}


@settings(max_examples=200)
@given(
    st.dictionaries(
        st.sampled_from(
            ["preset", "input", "layers", "starts", "seed", "look", "select", "predict", "answered", "hat"]
        ),
        st.text("None,;.0123456789-lstmgrubi_densqacopu ", max_size=24),
    )
)
def test_any_link_gives_a_view_that_can_be_shown(query):
    view, ignored = LINK.read(query)
    assert LINK.read(LINK.write(view)) == (view, [])
    assert stack_table(view)["layers"] and all(sentence.endswith(".") for sentence in ignored)


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"layers": "lstm,0"}, "“0” is not allowed; a whole number from 1 to 4096 is"),
        ({"layers": "repeat_vector,65"}, "“65” is not allowed; a whole number from 1 to 64 is"),
        ({"layers": "embedding,0,4"}, "“0” is not allowed; a whole number from 1 to 100000 is"),
        ({"layers": "embedding"}, "it must begin with a kind and a size"),
        ({"input": "None,None"}, "The input has one feature"),
        ({"layers": "lstm,4;dropout,2"}, "“2” is not allowed; a number from 0 to 1 is"),
        ({"layers": "lstm,4;dropout,x"}, "“x” is not a number"),
        ({"layers": "lstm"}, "it must begin with a kind and a size, such as lstm,8"),
        ({"layers": "lstm,4,sum"}, "“sum” is no option of LSTM"),
        ({"layers": "bi_lstm,4,back"}, "“back” is no option of Bidirectional"),
        ({"layers": ";".join(["dense,2"] * 9)}, "it has 9 layers; at most 8 are allowed"),
        ({"input": "None,-1,3"}, "“-1” is not allowed"),
        ({"input": "3"}, "it must be batch, timesteps and features"),
        ({"look": "door,1"}, "“door” is not known"),
        ({"select": "h,1"}, "it must be a name, a step, a unit and a layer"),
        ({"select": "h,60,0,1"}, "select in the link was ignored: this stack has no such number"),
        ({"starts": "2,1"}, "simple_rnn_1 begins with zeros again"),
    ],
)
def test_what_is_wrong_with_a_link_is_named(query, named):
    view, ignored = LINK.read(query)
    assert named in " ".join(ignored)
    assert view.layers == presets()["deep"].layers


def test_tokens_in_a_link():
    view, notes = LINK.read({"input": "None,None", "layers": "embedding,9,4,mask;lstm,3", "select": "embedded,2,3,1"})
    assert notes == [] and view.layers == (Embedding(9, 4, True), Recurrent(Cell("lstm", 3)))
    assert view.input_shape == (None, None) and view.selected == Selected("embedded", 1, 3, 0)
    view, notes = LINK.read({"input": "None,40,2", "layers": "embedding,9,4;embedding,5,4;gru,2"})
    assert view.input_shape == (None, 32) and len(view.layers) == 2
    assert notes == [
        "embedding_1 was left out: only the first layer can read tokens.",
        "The input has no features: embedding reads tokens, (batch, timesteps).",
    ]


def test_a_link_selects_what_the_stack_has_and_nothing_else():
    assert LINK.read({"select": "h,3,0,1"})[0].selected == Selected("h", 2, 0, 0)
    for text in ("h,3,8,1", "h,7,0,1", "c,3,0,1", "y,1,0,1", "h,3,0,1,forward", "merged,1,0,1", "h,3,0,4"):
        view, ignored = LINK.read({"select": text})
        assert view.selected is None and ignored == ["select in the link was ignored: this stack has no such number."]


def test_a_loop_is_that_of_the_presets_layers_alone():
    view = LINK.read({"preset": "fed_back", "loop": "3"})[0]
    assert view.loop == 3 and LINK.write(view) == {"preset": "fed_back", "loop": "3"}
    other, ignored = LINK.read({"preset": "fed_back", "layers": "lstm,3,state"})
    assert other.loop == 0 and ignored == []
    assert LINK.read({"preset": "fed_back", "layers": "lstm,3,state", "loop": "5"})[0].loop == 5
    for query, named in (
        ({"input": "None,6,3"}, "The loop was left out. The input of a loop is one vector a sample"),
        ({"input": "None,4"}, "its last layer, dense, must have as many units as the input has features: 4, not 3."),
        ({"layers": "lstm,3", "loop": "5"}, "In a loop lstm reads one step a turn"),
        ({"layers": "dense,3", "loop": "5"}, "A loop needs a recurrent layer"),
        ({"layers": "bi_lstm,3,sum", "loop": "5"}, "bidirectional is none of them"),
        ({"loop": "1"}, "a whole number from 2 to 64 is"),
    ):
        assert named in " ".join(LINK.read({"preset": "fed_back"} | query)[1])


def test_initial_states_are_those_of_the_presets_layers_alone():
    view = presets()["encoder_decoder"].view()
    assert LINK.read({"preset": "encoder_decoder"})[0].starts == ((2, 0),)
    same, other = (";".join(map(write_layer, layers)) for layers in (view.layers, (*view.layers, view.layers[-1])))
    assert LINK.read({"preset": "encoder_decoder", "layers": other})[0].starts == ()
    longer = LINK.read({"preset": "encoder_decoder", "layers": other, "starts": "3,1"})[0]
    assert longer.starts == ((2, 0),) and LINK.write(longer)["starts"] == "3,1"
    silent = LINK.read({"preset": "encoder_decoder", "layers": same})[0]
    assert silent.starts == () and LINK.read(LINK.write(silent)) == (silent, [])


def test_where_a_wiring_runs_is_a_view_that_its_chapter_has():
    runs = [each for preset in presets().values() for each in preset.runs]
    assert {each.chapter for each in runs} == {"hidden_state", "generation", "sentiment", "tagging", "digits"}
    for each in runs:
        link = import_module(f"rnnviz.chapters.{each.chapter}.view").LINK
        view, ignored = link.read(each.query)
        assert not ignored and link.read(link.write(view))[0] == view, each.label
