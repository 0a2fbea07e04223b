"""Links: every view comes back from its link, and no link, however bad, gives anything but a view and sentences."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.chapters.hidden_state.presets import presets
from rnnviz.chapters.hidden_state.scene import scene
from rnnviz.chapters.hidden_state.view import LINK, MAX_SEED, MAX_TIMESTEPS, MAX_UNITS, View, fitted, shapes
from rnnviz.core.activations import ACTIVATIONS
from rnnviz.core.layers import DENSE_ACTIVATIONS
from rnnviz.ui.link import MAX_CHARACTERS, Link

NAMES = [parameter.name for parameter in LINK.parameters]


@st.composite
def views(draw):
    """Any view that a reader can make."""
    view = replace(
        View.of(draw(st.sampled_from(sorted(presets())))),
        cell=draw(st.sampled_from(["simple_rnn", "lstm", "gru"])),
        units=draw(st.integers(1, MAX_UNITS)),
        timesteps=draw(st.integers(1, MAX_TIMESTEPS)),
        activation=draw(st.sampled_from(sorted(ACTIVATIONS))),
        recurrent_activation=draw(st.sampled_from(sorted(ACTIVATIONS))),
        reset_after=draw(st.booleans()),
        output=draw(st.sampled_from(DENSE_ACTIVATIONS)),
        every_step=draw(st.booleans()),
        seed=draw(st.none() | st.integers(0, MAX_SEED)),
        step=draw(st.integers(0, MAX_TIMESTEPS)),
        predict=draw(st.booleans()),
    )
    for name in draw(st.sets(st.sampled_from(sorted(shapes(view))), max_size=2)):
        rows, columns = shapes(view)[name]
        row = st.tuples(*[st.floats(-1e6, 1e6, width=32)] * columns)
        view = view.edited(name, draw(st.tuples(*[row] * rows)) if rows * columns < 40 else ((0.5,) * columns,) * rows)
    return fitted(view)[0]


@given(views())
def test_a_view_comes_back_from_its_link(view):
    query = LINK.write(view)
    again, ignored = LINK.read(query)
    assert ignored == []
    assert replace(again, edits=()) == replace(view, edits=())
    assert dict(again.edits) == dict(view.edits)
    assert all(len(text) <= MAX_CHARACTERS for text in query.values())


def test_an_example_as_it_opens_has_the_shortest_link():
    assert LINK.write(View()) == {}
    assert LINK.write(View.of("jazz")) == {"preset": "jazz"}


@given(st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=20), st.text(max_size=60), max_size=8))
def test_any_link_gives_a_view_that_can_be_shown(query):
    view, ignored = LINK.read(query)
    assert all(sentence.endswith(".") and len(sentence) < 300 for sentence in ignored)
    assert len(scene(view).h) == view.timesteps
    assert LINK.read(LINK.write(view)) == (view, [])


@given(st.lists(st.sampled_from(NAMES), unique=True), st.integers(-(10**12), 10**12))
def test_absurd_sizes_are_ignored(names, number):
    view, _ = LINK.read({name: str(number) for name in names})
    assert 1 <= view.units <= MAX_UNITS and 1 <= view.timesteps <= MAX_TIMESTEPS


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"units": "99"}, "units in the link was ignored: “99” is not allowed; a whole number from 1 to 8 is."),
        ({"units": "2.5"}, "“2.5” is not allowed"),
        ({"cell": "transformer"}, "“transformer” is not known; allowed are simple_rnn, lstm, gru."),
        ({"hat": "blue"}, "hat in the link was ignored: there is no such parameter."),
        ({"wx": "1,a"}, "wx in the link was ignored: “a” is not a number"),
        ({"wx": "1,nan"}, "not finite"),
        ({"wx": "1,2;3"}, "different lengths"),
        ({"wh": "1,2,3"}, "The table wh (1 × 3) was left out: it must now be 2 × 2."),
        ({"c0": "0,0"}, "The table c0 was left out: simple_rnn has none."),
        ({"select": "h,3"}, "such as h,3,0"),
        ({"x": "1;" * 50_000}, "it has 100000 characters; at most 8000 are allowed."),
        ({"<script>" * 9: "1"}, "?script??script?"),
        ({str(k): "1" for k in range(100)}, "The link has 100 parameters; those after the first 60 were ignored."),
    ],
)
def test_what_is_wrong_with_a_link_is_named(query, named):
    view, ignored = LINK.read(query)
    assert named in " ".join(ignored)
    assert view == View()


def test_a_field_that_no_link_has_is_refused_at_import():
    parameters = [each for each in LINK.parameters if each.field != "step"]
    with pytest.raises(TypeError, match="to be mended are step"):
        Link(View, tuple(parameters), LINK.opened, fitted)
    assert Link(View, tuple(parameters), LINK.opened, fitted, unwritten=("step",))
