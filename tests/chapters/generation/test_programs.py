"""The program writes the same text with Keras, and notices where the network is another."""

import io
from dataclasses import replace

import numpy as np
import pytest

from rnnviz.chapters.generation.programs import keras_script, letters_csv, network_npz, numpy_script
from rnnviz.chapters.generation.scene import written
from rnnviz.chapters.generation.view import View
from tests.support.programs import run_script

VIEWS = {
    "every": View(letters=20, temperature=0.7, keep="top_p", p=0.8),
    "greedy": View("every_lstm", letters=20, temperature=0.0),
    "window": View("document_simple_rnn", beginning="t", letters=20, temperature=1.0, keep="top_k"),
}


@pytest.mark.parametrize("write", [keras_script, numpy_script], ids=["keras", "numpy"])
@pytest.mark.parametrize("name", VIEWS)
def test_the_script_writes_the_text(name, write, tmp_path):
    (tmp_path / "letters.npz").write_bytes(network_npz(VIEWS[name]))
    done = run_script(write(VIEWS[name]).decode(), tmp_path / "write.py")
    assert done.returncode == 0, done.stderr
    assert VIEWS[name].model.vocabulary.decode(written(VIEWS[name]).tokens) in done.stdout


@pytest.mark.parametrize("write", [keras_script, numpy_script], ids=["keras", "numpy"])
def test_the_script_notices_another_network(write, tmp_path):
    view = VIEWS["every"]
    file = dict(np.load(io.BytesIO(network_npz(view)), allow_pickle=False))
    file["weight_1"] = file["weight_1"] * 0.5
    np.savez(tmp_path / "letters.npz", **file)
    assert run_script(write(view).decode(), tmp_path / "write.py").returncode != 0


def test_the_table_of_letters_is_the_text():
    view = replace(View(), letters=20)
    rows = letters_csv(view).decode().splitlines()
    assert len(rows) >= 1 + len(view.beginning) + 20 - 1 and rows[0].startswith("letter,character,after")
