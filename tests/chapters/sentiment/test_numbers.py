"""What is shown is what the network says: scores, gates, sentences, all recomputed another way."""

import re
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from rnnviz.chapters.sentiment import figures, words
from rnnviz.chapters.sentiment.page.pictures import choose
from rnnviz.chapters.sentiment.presets import PRESETS
from rnnviz.chapters.sentiment.scene import (
    attributing,
    columns_of,
    gate_means,
    read,
    reference_of,
    run_of,
    squares_of,
    timestep_of,
    trained_on,
)
from rnnviz.chapters.sentiment.view import GATES, LINK, SCORE, View, fitted, open_preset, type_sentence
from rnnviz.core.arithmetic import explain
from rnnviz.core.network import run_network
from rnnviz.text import sentiment
from rnnviz.text.grammar import sentences
from rnnviz.text.labelled import key_of
from rnnviz.text.leak import Run
from rnnviz.text.word_attribution import METHODS
from rnnviz.text.words import PAD, words_of
from tests.chapters.sentiment.views import views
from tests.support.figures import figure_of


def alone(view: View) -> float:
    """The score of the network as it was trained, which answers after the last step alone."""
    tokens = view.setting.padded([view.model.words.encode(words_of(view.sentence))])
    return float(run_network(view.model.network, tokens).outputs[0, 0])


@given(views())
@settings(max_examples=40)
def test_every_number_of_the_page_is_what_the_network_says(view):
    shown, timestep = read(view), timestep_of(view)
    assert shown.score == pytest.approx(alone(view), rel=1e-12)
    opened = explain(run_of(view), *reference_of(view))
    part = run_of(view).layers[2].parts[""]
    if view.number == SCORE:
        h, dense = part["h"][0, timestep], view.model.network.weights[-1]
        read_anything = not view.setting.masked or (shown.tokens[: timestep + 1] != PAD).any()
        expected = 1 / (1 + np.exp(-((h @ dense.kernel)[0] * read_anything + dense.bias[0])))
        assert opened.value == shown.scores[timestep] == pytest.approx(expected, rel=1e-12)
        assert opened.total == pytest.approx(np.log(expected / (1 - expected)), rel=1e-8, abs=1e-10)
    else:
        assert opened.value == part[view.number][0, timestep, view.unit]
    for name, values in gate_means(view).items():
        np.testing.assert_allclose(values, part[name][0].mean(axis=1))
    held = (shown.tokens == PAD) & view.setting.masked
    for values in squares_of(view).values():
        np.testing.assert_array_equal(np.isnan(values), held)
        assert np.abs(values[~held]).max(initial=0.0) <= 1.0


@given(views())
@settings(max_examples=60)
def test_columns_are_the_sentence_and_a_click_on_one_looks_at_its_end(view):
    shown, columns = read(view), columns_of(view)
    assert [each.text for each in columns if each.mark != "padding"] == shown.words
    steps = [each.timestep for each in columns]
    assert steps == sorted(set(steps)) and steps[-1] == len(shown.tokens) - 1
    assert len(columns) == len(shown.tokens) or not view.unfold
    for k, each in enumerate(columns):
        looked = fitted(choose(view, [k, "f"]))[0]
        assert timestep_of(looked) == each.timestep
        held = view.setting.masked and each.mark == "padding"
        assert looked.number == ("f" if view.squares == "unit" and not held else SCORE)


@given(views())
@settings(max_examples=60)
def test_what_is_told_is_true(view):
    shown, text = read(view), " ".join(words.told(view))
    score = alone(view)
    if not shown.words:
        assert f"Of no word at all it says **{words.scored(score)}**" in text
    elif view.network == "post":
        assert "**This network has learned nothing**" in text and words.scored(score) in text
    else:
        assert f"**{words.scored(score)}**" in text and ("above one half" in text) == (score > 0.5)
    given_words = words_of(view.sentence)
    assert ("cut." in text) == (len(given_words) > 40)
    kept = given_words[-40:] if view.network.startswith("pre") else given_words[:40]
    assert shown.words == kept
    unknown = [each for each in kept if each.lower() not in view.model.words.known]
    assert ("UNK" in text) == bool(unknown) and ("do not trust the score" in text) == (2 * len(unknown) > len(kept))
    assert ("PAD is masked" in text) == (view.setting.masked and 0 < len(kept) < 40)
    if moved := re.search(r"the widest step is at “(.*)”, from (?:\w+ )?([\d.]+) to (?:\w+ )?([\d.]+)\.", text):
        steps = np.diff(np.append(shown.start, shown.scores))[shown.places]
        most = np.abs(steps).max()
        assert float(moved[3]) - float(moved[2]) == pytest.approx(steps[np.abs(steps).argmax()], abs=2.1e-3)
        assert most > 0 and moved[1] in kept
    found = words.asked(view)
    assert f"step {timestep_of(view) + 1} of 40" in found


@given(views())
@settings(max_examples=40)
def test_a_view_comes_back_from_its_link(view):
    assert LINK.read(LINK.write(view)) == (view, [])


@given(views(8))
@settings(max_examples=8)
def test_what_words_did_is_told_as_it_adds_up(view):
    if not len(read(view).places):
        return
    found = attributing(view).make(None, None)
    assert len(found.values["leaving one out"]) == len(read(view).words)
    text = words.added_up(found)
    assert ("PAD moves it on" in text) == (found.after != found.total)
    assert found.total == pytest.approx(np.log(read(view).score / (1 - read(view).score)), rel=1e-6, abs=1e-8)
    drawn = figure_of(figures.mattered(found, read(view).words, "log-odds", "")).data
    for trace, method in zip(drawn, METHODS, strict=True):
        np.testing.assert_allclose(trace.y, found.values[method])


def test_figures_have_the_scores_and_the_units():
    view = View()
    shown = read(view)
    drawn = figure_of(figures.scores(view))
    np.testing.assert_allclose(drawn.data[0].y, shown.scores)
    assert len(drawn.layout.shapes) == 3, "one stretch of PAD, one half, and where the reader looks"
    for number, name in ((SCORE, "c"), ("f", "f"), ("g", "g")):
        heat = figure_of(figures.units(replace(view, number=number, unit=3))).data[0]
        np.testing.assert_allclose(heat.z, run_of(view).layers[2].parts[""][name][0].T)


def test_no_example_was_learned_from_and_all_are_read_whole():
    learned = {key_of(each.words) for each in sentences(12_000, 1)}
    for name, each in PRESETS.items():
        written = words_of(each.sentence)
        assert key_of(written) not in learned and len(written) <= 40, name
        known = {word.lower() for word in written} <= set(View().model.words.known)
        assert known == (name != "unknown")
    first, second = (Counter(key_of(words_of(PRESETS[name].sentence))) for name in ("first", "second"))
    assert first == second


@pytest.mark.parametrize("network", [name for name in sentiment.PRESETS if name != "post"])
def test_each_network_reads_the_examples_as_they_are_meant(network):
    expected = {"but": 0, "not": 1, "although": 1, "first": 0, "second": 1, "long": 0}
    for name, label in expected.items():
        view = replace(View.of(name), network=network)
        assert (read(view).score > 0.5) == bool(label), (network, name, read(view).score)


def test_an_empty_sentence_is_all_pad_and_one_of_300_words_is_cut():
    for network in sentiment.PRESETS:
        view = fitted(replace(View(), sentence="", network=network))[0]
        assert [each.text for each in columns_of(view)] == ["40 × PAD"]
        assert "Of no word at all" in " ".join(words.told(view))
        long = fitted(type_sentence(view, "good " * 299 + "end"))[0]
        assert len(read(long).words) == 40 and len(read(long).cut) == 260
        assert (read(long).words[-1] == "end") == network.startswith("pre")


def test_an_example_is_one_only_while_its_sentence_stands():
    view = open_preset(View(), "not")
    assert fitted(view)[0].preset == "not" and fitted(type_sentence(view, "Bad."))[0].preset == "own"


@pytest.mark.parametrize("event", [None, [], [-1], [99], ["x"], [True], [1, 2], {"a": 1}, [1, "f", 2]])
def test_what_no_word_is_is_refused(event):
    with pytest.raises(ValueError, match="no such word"):
        choose(View(), event)


def test_the_loss_is_that_of_the_label_1():
    run = trained_on(View())
    assert run.loss.value == pytest.approx(-np.log(alone(View())), rel=1e-9)


def runs(random: float, clean: float) -> tuple[Run, ...]:
    """Two runs with these accuracies of the network."""
    rest = {
        "trained": 80,
        "held_out": 20,
        "bag": 0.5,
        "commoner": 0.4,
        "bag_unseen": 0.5,
        "only_network": 3,
        "only_bag": 1,
    }
    rest |= {"by_order": (), "by_words": (), "seed": 1}
    return (
        Run(split="random", seen=15, network=random, network_unseen=0.8, **rest),
        Run(split="clean", seen=0, network=clean, network_unseen=clean, **rest),
    )


def test_the_leak_is_told_in_its_numbers():
    text = words.leaked(runs(0.95, 0.7)).replace("\N{NO-BREAK SPACE}", " ")
    assert (
        "75.0 % of the held-out lines" in text and "95.0 % (95.0 to 95.0) of them; without repeats, on 70.0 %" in text
    )
    assert "had not seen, the network: 80.0 %" in text and "The commoner label, always: 40.0 %" in text
    found = words.only_one(runs(1, 1)[1])
    assert "the network alone is right on 3, the bag of words alone on 1" in found and "no verdict" in found
    many = replace(runs(1, 1)[1], only_network=2, only_bag=20)
    assert "the bag of words is better" in words.only_one(many) and words.by_chance(2, 20) < 0.001
    drawn = figure_of(figures.accuracies(runs(0.95, 0.7)))
    assert drawn.data[0].y == (0.95, 0.7) and drawn.data[1].y == (0.5, 0.5) and drawn.data[2].y == (0.4, 0.4)


def test_gates_are_named_as_in_the_trace():
    assert set(GATES) <= set(run_of(View()).layers[2].parts[""].values)
