"""The program says the same with Keras, and notices where the network is another; so does the badge."""

import io
from dataclasses import replace

import numpy as np
import pytest

from rnnviz.chapters.digits.programs import keras_script, network_npz, steps_csv
from rnnviz.chapters.digits.scene import mind, trained_on
from rnnviz.chapters.digits.view import View
from rnnviz.jobs.kinds import check
from rnnviz.jobs.parity import claims, compare
from tests.support.programs import run_script
from tests.support.reports import Heard

VIEWS = [
    View(),
    View("gru", reading="random_pixels"),
    View("small_deep"),
    View.of("tutorial"),
    View(reading="columns", kept=True),
]


@pytest.mark.parametrize("view", [VIEWS[0], VIEWS[2]], ids=["LSTM", "dropout"])
def test_the_script_says_the_same(view, tmp_path):
    (tmp_path / "digit.npz").write_bytes(network_npz(view))
    done = run_script(keras_script(view).decode(), tmp_path / "digit.py")
    assert done.returncode == 0, done.stderr
    assert f"{mind(view).answer}, for good since step {mind(view).step + 1}" in done.stdout


def test_the_script_notices_another_network(tmp_path):
    file = dict(np.load(io.BytesIO(network_npz(View())), allow_pickle=False))
    file["weight_1"] = file["weight_1"] * 0.5
    np.savez(tmp_path / "digit.npz", **file)
    assert run_script(keras_script(View()).decode(), tmp_path / "digit.py").returncode != 0


@pytest.mark.parametrize("view", VIEWS, ids=["LSTM", "pixels", "dropout", "MNIST", "another order"])
def test_keras_agrees_on_every_tensor(view):
    run = trained_on(view)
    (theirs,) = check.run(check.request([run]), Heard())["runs"]
    found = compare(claims(run), theirs)
    assert len(found) > 10 and all(each.agrees for each in found), max(found, key=lambda each: each.relative)


def test_the_table_of_steps_is_the_picture_as_it_is_read():
    rows = steps_csv(replace(View(), reading="columns")).decode().splitlines()
    assert rows[0].startswith("step,pixel 1,") and rows[0].endswith("probability of 9,likeliest") and len(rows) == 9
