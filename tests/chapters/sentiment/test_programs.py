"""The program gives the same scores with Keras, and notices where the network is another."""

import io
from dataclasses import replace

import numpy as np
import pytest

from rnnviz.chapters.sentiment.programs import keras_script, network_npz, numpy_script, words_csv
from rnnviz.chapters.sentiment.scene import read, trained_on
from rnnviz.chapters.sentiment.view import View
from rnnviz.jobs.kinds import check
from rnnviz.jobs.parity import claims, compare
from rnnviz.text.sentiment import PRESETS
from tests.support.programs import run_script
from tests.support.reports import Heard

VIEWS = [replace(View(), network=name) for name in PRESETS]


@pytest.mark.parametrize("view", VIEWS, ids=PRESETS)
def test_the_script_gives_the_scores(view, tmp_path):
    (tmp_path / "sentence.npz").write_bytes(network_npz(view))
    done = run_script(keras_script(view).decode(), tmp_path / "score.py")
    assert done.returncode == 0, done.stderr
    assert f"score {read(view).score:.4f}" in done.stdout


def test_the_script_notices_another_network(tmp_path):
    file = dict(np.load(io.BytesIO(network_npz(View())), allow_pickle=False))
    file["weight_1"] = file["weight_1"] * 0.5
    np.savez(tmp_path / "sentence.npz", **file)
    assert run_script(keras_script(View()).decode(), tmp_path / "score.py").returncode != 0


@pytest.mark.parametrize("name", ["pre", "post_masked"])
def test_numpy_alone_gives_the_scores(name, tmp_path):
    view = replace(View(), network=name)
    (tmp_path / "sentence.npz").write_bytes(network_npz(view))
    done = run_script(numpy_script(view).decode(), tmp_path / "score.py")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].endswith(f"{read(view).score:.4f}")


@pytest.mark.parametrize("view", VIEWS, ids=PRESETS)
def test_keras_agrees_on_every_tensor(view):
    run = trained_on(view)
    (theirs,) = check.run(check.request([run]), Heard())["runs"]
    found = compare(claims(run), theirs)
    assert len(found) > 10 and all(each.agrees for each in found), max(found, key=lambda each: each.relative)


def test_the_table_of_words_is_the_sentence():
    rows = words_csv(View()).decode().splitlines()
    assert rows[0] == "step,read,token,score,mean of i,mean of f,mean of o" and len(rows) == 41
    assert rows[-1].startswith("40,.,")
