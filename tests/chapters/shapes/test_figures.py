"""Figures read back: the stack's table, tensors and weights."""

from dataclasses import replace

import numpy as np

from rnnviz.chapters.shapes.figures.stack import stack_table
from rnnviz.chapters.shapes.figures.tensors import tensor_map, weights_map
from rnnviz.chapters.shapes.scene import scene, tensor
from rnnviz.chapters.shapes.view.presets import presets
from rnnviz.chapters.shapes.view.stack import Look
from tests.support.figures import figure_of

DEEP = presets()["deep"].view()


def test_what_is_hidden_is_nowhere_in_the_table():
    view = replace(DEEP, predict=True, answered=1)
    table = stack_table(view)
    assert [edge["shape"] for edge in table["edges"]] == ["(None, 6, 1)", "(None, 6, 8)", "?", "?"]
    assert [layer["formula"] is None for layer in table["layers"]] == [False, True, True]
    broken = replace(presets()["mistake"].view(), predict=True, answered=2)
    told = stack_table(broken)
    assert told["mistake"] is None and told["edges"][2]["status"] == "known"
    told = stack_table(replace(broken, answered=3))
    assert told["mistake"]["position"] == 2 and told["edges"][2]["status"] == "broken"


def test_every_symbol_of_the_stack_says_what_it_means():
    views = [preset.view() for preset in presets().values()]
    for view in views:
        table = stack_table(view)
        for layer in table["layers"]:
            assert {flag["field"] for flag in layer["flags"]} <= set(table["meanings"])
            assert layer["size_meaning"].startswith(layer["size_name"])
        assert all(edge["meaning"].endswith(".") for edge in table["edges"] if edge["status"] != "unknown")
    meanings = {key: [edge.get("meaning") for edge in stack_table(presets()[key].view())["edges"]] for key in presets()}
    assert (
        meanings["encoder_decoder"][0] == "batch None (any number of samples), timesteps None (any length), features 3."
    )
    assert meanings["fed_back"] == [
        "batch None (any number of samples), features 3.",
        "batch None (any number of samples), units 4.",
        "batch None (any number of samples), turns 5, units 3.",
    ]
    assert meanings["one_to_many"][1] == "batch None (any number of samples), timesteps 5, features 3."
    assert meanings["bidirectional"][1] == "batch None (any number of samples), timesteps 5, 2 × units 6."


def test_a_tensor_is_drawn_as_it_is():
    flowing = tensor(scene(DEEP), Look("edge", 1))
    figure = figure_of(tensor_map(replace(flowing, bounded=False), (2, 3)))
    np.testing.assert_array_equal(np.array(figure.data[0].z), flowing.values.T)
    assert figure.layout.coloraxis.cmax == np.abs(flowing.values).max() == -figure.layout.coloraxis.cmin
    assert flowing.bounded and figure_of(tensor_map(flowing, None)).layout.coloraxis.cmax == 1.0
    assert (figure.layout.shapes[0].x0, figure.layout.shapes[0].y0) == (2.5, 2.5)
    vector = replace(flowing, values=np.array([[-0.25, 1.0, -0.001]]), sequence=False, bounded=False)
    small = figure_of(tensor_map(vector, None))
    assert [list(row) for row in small.data[0].text] == [["−0.25"], ["1.00"], ["0.00"]]


def test_weights_are_drawn_with_their_blocks():
    arrays = {"kernel": np.arange(24.0).reshape(2, 12), "bias": np.ones((1, 12))}
    figure = figure_of(weights_map(arrays, ("z", "r", "n"), {"kernel": ["x[0]", "x[1]"], "bias": ["all"]}))
    np.testing.assert_array_equal(np.array(figure.data[0].z), arrays["kernel"])
    assert [shape.x0 for shape in figure.layout.shapes] == [3.5, 7.5] * 2
    assert [note.text for note in figure.layout.annotations[-3:]] == ["<b>z</b>", "<b>r</b>", "<b>n</b>"]
    assert figure.data[0].customdata[0][4] == "r[0]"
