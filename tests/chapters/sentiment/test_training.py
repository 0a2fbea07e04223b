"""What comes back from Keras is the network with its scores, and a leak is measured where there is one."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.chapters.sentiment.training import SHORT, SHOWN, asked_of, grammar, learned, shown_of
from rnnviz.core.network import run_network
from rnnviz.jobs.kinds import beside_bags, train
from rnnviz.jobs.scoring import leak_of
from rnnviz.text.grammar import sentences
from rnnviz.text.labelled import Labelled
from rnnviz.text.leak import SETTING
from rnnviz.text.sentiment import PRESETS, Setting, trained
from tests.support.reports import Heard

SMALL = replace(SETTING, embedding=4, units=3, length=12, epochs=2)


def few(count: int) -> Labelled:
    """Some sentences of the grammar."""
    return grammar().take(range(count))


@pytest.mark.parametrize("masked", [False, True])
def test_what_comes_back_is_the_network_and_its_scores(masked):
    setting = replace(SMALL, masked=masked)
    split, task = asked_of(setting, few(200))
    heard = Heard()
    result = train.run(task.request | {"compiled": masked}, heard)
    made = learned(setting, split, task, result)
    tokens = setting.padded(map(made.words.encode, split.held_out.sentences))
    scores = run_network(made.network, tokens).outputs[:, 0]
    assert made.curves["held_out_accuracy"][-1] == pytest.approx(
        ((scores > 0.5) == np.array(split.held_out.labels)).mean()
    )
    shown = shown_of(split)
    where = [split.held_out.sentences.index(each) for each in shown.sentences]
    assert len(where) == SHOWN and max(map(len, shown.sentences)) <= SHORT
    np.testing.assert_allclose(result["shown"][-1][:, 0], scores[where], atol=1e-5)
    assert sum(kind == "sample" for kind, _ in heard.told) == 2
    assert made.about["sentences"] == {"training": 160, "held_out": 40} and len(made.curves["losses"]) == 2


def test_both_splits_are_trained_under_every_seed_and_the_epochs_are_counted_through():
    lines = few(60)
    twice = Labelled(lines.sentences * 2, lines.labels * 2, "twice")
    asked, heard = leak_of(SMALL, twice, (1, 2)), Heard()
    for each in asked.request["trainings"]:
        each["compiled"] = False  # compiling takes longer than these few batches
    assert beside_bags.estimate(asked.request) > 0
    runs = asked.runs(beside_bags.run(asked.request, heard))
    assert [(each.split, each.seed) for each in runs] == [("random", 1), ("clean", 1), ("random", 2), ("clean", 2)]
    assert all(each.seen > 0 for each in runs if each.split == "random")
    assert all(each.seen == 0 for each in runs if each.split == "clean")
    epochs = [data for kind, data in heard.told if kind == "epoch"]
    assert [each["epoch"] for each in epochs] == list(range(1, 9)) and {each["epochs"] for each in epochs} == {8}
    left = [each["left"] for each in epochs]
    assert left[-1] == 0.0 and left[0] > 0.0


@pytest.mark.parametrize("name", PRESETS)
def test_what_is_brought_along_is_as_good_as_it_says(name):
    model = trained(name)
    assert (
        model.about["setting"]["side"] == PRESETS[name].side
        and model.about["setting"]["masked"] == PRESETS[name].masked
    )
    assert model.about["bag"] < 0.7
    accuracy = model.curves["held_out_accuracy"][-1]
    assert accuracy < 0.55 if name == "post" else accuracy >= 0.97, (
        "PAD between the last word and the loss: nothing learned"
    )
    held_out = sentences(15_000, model.about["seed_of_sentences"])[12_000:12_300]
    tokens = Setting(**model.about["setting"]).padded([model.words.encode(each.words) for each in held_out])
    right = (run_network(model.network, tokens).outputs[:, 0] > 0.5) == [each.label for each in held_out]
    assert right.mean() == pytest.approx(accuracy, abs=0.08)
