"""The program says the same with Keras, and notices where the network is another; Keras agrees on every tensor."""

import io

import numpy as np
import pytest

from rnnviz.chapters.tagging.presets import LONG
from rnnviz.chapters.tagging.programs import keras_script, network_npz, numpy_script, tags_csv
from rnnviz.chapters.tagging.scene import answer, learned_from
from rnnviz.chapters.tagging.view import View
from rnnviz.jobs.kinds import check
from rnnviz.jobs.parity import claims, compare
from tests.support.programs import run_script
from tests.support.reports import Heard

VIEWS = {
    "both ways": View("step_both", "She saw her leave , and the goblin was not bad ."),
    "one vector": View("document_gru", "film " * 50),
    "one vector, both ways": View("document_both", "We saw her leave ."),
}


@pytest.mark.parametrize("name", VIEWS)
def test_the_script_tags_the_sentence(name, tmp_path):
    says(name, keras_script, tmp_path)


@pytest.mark.parametrize("name", VIEWS)
def test_numpy_alone_says_the_same(name, tmp_path):
    says(name, numpy_script, tmp_path)


def says(name, script, tmp_path):
    """See that a program says the tags of a view."""
    view = VIEWS[name]
    (tmp_path / "tagging.npz").write_bytes(network_npz(view))
    done = run_script(script(view).decode(), tmp_path / "tag.py")
    assert done.returncode == 0, done.stderr
    rows = [line.split() for line in done.stdout.splitlines() if line.strip()]
    tags = [view.tagger.tags[unit] for unit in answer(view).best]
    assert [row[1] for row in rows[-len(tags) :]] == tags


def test_the_script_notices_another_network(tmp_path):
    view = VIEWS["both ways"]
    file = dict(np.load(io.BytesIO(network_npz(view)), allow_pickle=False))
    file["weight_2"] = file["weight_2"] * 0.5
    np.savez(tmp_path / "tagging.npz", **file)
    assert run_script(keras_script(view).decode(), tmp_path / "tag.py").returncode != 0


def test_the_table_is_the_sentence():
    rows = tags_csv(View()).decode().splitlines()
    assert len(rows) == 12 and rows[0].startswith("position,word,known to the network,tag,right tag,P(PAD)")


@pytest.mark.parametrize("preset", LONG)
def test_keras_agrees_on_every_tensor_of_every_network(preset):
    run = learned_from(View(preset, "We saw her leave ."))
    theirs = check.run(check.request([run]), Heard())["runs"][0]
    found = compare(claims(run), theirs)
    assert all(each.agrees for each in found), [each for each in found if not each.agrees]
