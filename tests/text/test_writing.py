"""Networks that write: each letter is drawn from what the network says after all before it."""

import numpy as np
import pytest

from rnnviz.core.layers import CategoryEncoding, Dense, Recurrent
from rnnviz.core.network import init_network, run_network
from rnnviz.core.weights import Cell
from rnnviz.text import writing
from rnnviz.text.drawing import Decoding, decoded, drawn
from rnnviz.text.writing import after_each, continued, logits, read, write

WAYS = [Decoding(each) for each in (0.0, 0.7, 1.0)]


def network(kind: str, every: bool):
    return init_network(
        [CategoryEncoding(7), Recurrent(Cell(kind, 5), return_sequences=every), Dense(7, "softmax")], (None, None), 3
    )


@pytest.mark.parametrize("window", [None, 4])
@pytest.mark.parametrize("kind", ["simple_rnn", "lstm", "gru"])
def test_texts_are_what_reading_everything_anew_for_each_letter_writes(kind, window):
    made, draws = network(kind, window is None), np.random.default_rng(1).random(9)
    found, sums = write(made, [3, 1], draws, WAYS, window)
    for each, text in zip(sums, found, strict=True):
        np.testing.assert_allclose(each, logits(made, text, window), atol=1e-13)
    for text, way in zip(found, WAYS, strict=True):
        slow = [3, 1]
        for draw in draws:
            says = run_network(made, np.array([slow if window is None else slow[-window:]])).layers[-1].parts[""]
            slow.append(int(drawn(decoded(says["pre_y"][0, -1], way), draw)))
        assert text.tolist() == slow
    assert continued(made, [3, 1], draws, 0.7, window).tolist() == found[1, 2:].tolist()
    assert write(made, [3, 1], draws[:4], WAYS, window).tokens.tolist() == found[:, :6].tolist()


@pytest.mark.parametrize("window", [None, 4])
def test_what_is_said_after_a_letter_depends_on_nothing_behind_it(window):
    made, text = network("gru", window is None), np.array([3, 1, 4, 1, 5, 2])
    found = decoded(logits(made, text, window), Decoding())
    for length in range(1, 7):
        whole = text[None, :length] if window is None else text[None, max(0, length - window) : length]
        outputs = run_network(made, whole).outputs[0]
        np.testing.assert_allclose(found[length - 1], outputs if window else outputs[-1], atol=1e-14)
        run = read(made, text, window, length - 1)
        np.testing.assert_allclose(
            run.outputs[0] if window else run.outputs[0, length - 1], found[length - 1], atol=1e-14
        )


@pytest.mark.parametrize("window", [None, 4])
def test_a_unit_is_told_after_every_letter(window, monkeypatch):
    monkeypatch.setattr(writing, "TOGETHER", 2)
    made, text = network("lstm", window is None), np.array([3, 1, 4, 1, 5, 2])
    found = after_each(made, text, window, ("h", "c", "f", "z"))
    assert set(found) == {"h", "c", "f"}
    for position in range(6):
        part = read(made, text, window, position).layers[1].parts[""]
        for name, values in found.items():
            np.testing.assert_allclose(values[position], part[name][0, -1 if window else position], atol=1e-14)
