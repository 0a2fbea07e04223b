"""What is shown is what the network says: texts, guesses, colours, sentences, all recomputed another way."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from rnnviz.chapters.generation import figures, words
from rnnviz.chapters.generation.presets import PRESETS
from rnnviz.chapters.generation.scene import (
    GUESSES,
    colours,
    distributions,
    guesses,
    letter_of,
    position_of,
    reference_of,
    run_of,
    texts,
    trained_on,
    written,
)
from rnnviz.chapters.generation.studies import mattering
from rnnviz.chapters.generation.view import LINK, NOTHING, TEMPERATURES, View, fitted, look_at, open_preset
from rnnviz.core.arithmetic import explain
from rnnviz.core.network import run_network
from rnnviz.text.attribution import quoted
from rnnviz.text.vocabulary import Vocabulary
from tests.chapters.generation.views import views
from tests.support.figures import figure_of


def says(view: View, length: int) -> np.ndarray:
    """What the network says after so many letters of the text, from nothing but these letters."""
    tokens = written(view).tokens[:length]
    window = view.model.settings.rereads
    outputs = run_network(view.model.network, tokens[None, -window:] if window else tokens[None]).outputs
    return outputs[0] if window else outputs[0, -1]


@given(views(20))
@settings(max_examples=25)
def test_every_number_of_the_page_is_what_the_network_says(view):
    shown, position = written(view), position_of(view)
    alone = says(view, position + 1)
    np.testing.assert_allclose(shown.probabilities[position], alone, rtol=1e-9, atol=1e-15)
    opened = explain(run_of(view), *reference_of(view))
    assert opened.value == pytest.approx(alone[letter_of(view)], rel=1e-9)
    assert shown.tokens.tolist() == texts(view).tokens[TEMPERATURES.index(view.temperature)].tolist()
    letters, shares = guesses(view)[TEMPERATURES.index(view.temperature)]
    for letter, share in zip(letters[position], shares[position], strict=True):
        token = view.model.vocabulary.characters.index(letter)
        assert abs(1000 * alone[token] - share) <= 0.5000001
        assert (alone > alone[token]).sum() < GUESSES
    if view.colour != NOTHING:
        part = run_of(view).layers[1].parts[""][view.colour][0]
        at = -1 if view.model.settings.rereads else position
        assert colours(view)[position] == pytest.approx(part[at, view.unit], rel=1e-9, abs=1e-12)


@given(views(20))
@settings(max_examples=40)
def test_the_sentence_about_the_next_letter_is_true(view):
    shown, position, known = written(view), position_of(view), view.model.vocabulary.characters
    text, alone = words.next_letter(view), says(view, position + 1)
    best = quoted(known[int(alone.argmax())])
    assert f"the likeliest next one is {best}, {words.share(alone.max())}" in text
    at = position + 1 - shown.given
    assert ("Drawn was" in text) == (0 <= at < view.letters and view.temperature > 0)
    if "Drawn was" in text:
        tempered = alone ** (1 / view.temperature)
        order = np.argsort(-tempered, kind="stable")
        kept = tempered[order] / tempered.sum()
        many = {"all": len(known), "top_k": view.k, "top_p": int(np.argmax(np.cumsum(kept) >= view.p - 1e-12)) + 1}
        cut = np.zeros(len(known))
        cut[order[: many[view.keep]]] = kept[: many[view.keep]]
        chance = cut[shown.tokens[position + 1]] / cut.sum()
        said = float(re.search(r": ([\d.e-]+)\N{NO-BREAK SPACE}% under temperature", text)[1])
        assert said == pytest.approx(100 * chance, rel=6e-3)


@given(views())
@settings(max_examples=40)
def test_a_view_comes_back_from_its_link(view):
    assert LINK.read(LINK.write(view)) == (view, [])


def test_a_longer_text_begins_as_a_shorter_one():
    short, long = (texts(View(letters=each)).tokens for each in (20, 60))
    assert short.tolist() == long[:, : short.shape[1]].tolist()


def test_a_loop_is_found_where_there_is_one():
    assert words.loop_of("abcabcabc") == "abc" and words.loop_of("xyzzz") == "z"
    assert words.loop_of("abcabc") == "" and words.loop_of("") == ""


@pytest.mark.parametrize("name", PRESETS)
def test_the_verdict_on_the_tables_is_theirs(name):
    model, text = View(name).model, words.beaten(View(name).model)
    assert f"**{model.held_out[-1]:.2f} bits a letter**" in text
    beats = [name for name, bits in model.tables.items() if model.held_out[-1] < bits]
    assert all(f"of {name} {bits:.2f}" in text for name, bits in model.tables.items())
    assert ("all three" in text) == (len(beats) == 3) and ("none of them" in text) == (not beats)


def test_figures_have_what_is_said_and_what_is_drawn_from():
    view = View(keep="top_k", k=3, temperature=0.5)
    made, (network, way) = figures.next_letters(view), distributions(view)
    first, second = figure_of(made).data
    np.testing.assert_allclose(first.y, np.sort(network)[::-1][: figures.LIKELIEST])
    assert np.count_nonzero(second.y) == 3 and sum(second.y) == pytest.approx(1.0)
    assert way.sum() == pytest.approx(1.0) and made.alt == words.next_letter(view)
    learned = figure_of(figures.learning(view.model))
    np.testing.assert_allclose(learned.data[1].y, view.model.held_out)


def test_what_the_network_cannot_read_is_left_out_and_said():
    view, notes = fitted(replace(View(), beginning="The 猫"))
    assert view.beginning == "The " and notes == ["Left out, as the network has never read them: “猫”."]
    with pytest.raises(ValueError, match="at least one letter that the network knows"):
        fitted(replace(View(), beginning="猫猫"))
    folded, notes = fitted(View("document_simple_rnn", beginning="The End"))
    assert folded.beginning == "the end" and not notes


@pytest.mark.parametrize("event", [None, [], [-1], [600], ["x"], [1.5], [True, "a", 3], {"a": 1}, [3, 4]])
def test_what_no_letter_is_is_refused(event):
    with pytest.raises(ValueError, match="no such letter"):
        look_at(View(), event)


def test_another_network_goes_on_from_its_own_beginning_if_it_knows_none_of_the_letters():
    gru, made = View().model, replace(View().model, vocabulary=Vocabulary(tuple(map(chr, range(0x4E00, 0x4E00 + 103)))))
    own = replace(View("own", own=made), beginning="\u4e00\u4e01")
    assert fitted(own) == (own, [])
    back, notes = fitted(open_preset(own, "every_gru"))
    assert back.beginning == gru.settings.beginning and not notes
    assert open_preset(View(), "every_lstm").beginning == "The "
    found = mattering(own).make(None, None)
    assert len(found.memory.others) == 1 and found.memory.others[0] != written(own).tokens[1]


def test_the_loss_of_the_text_is_the_mean_of_what_came():
    for name in ("every_gru", "document_simple_rnn"):
        view = View(name, beginning="the value ")
        shown, run = written(view), trained_on(view)
        first = 0 if name == "every_gru" else view.model.settings.rereads - 1
        rows = np.arange(first, len(shown.tokens) - 1)
        nll = -np.log(shown.probabilities[rows, shown.tokens[rows + 1]])
        assert run.loss.value == pytest.approx(nll.mean(), rel=1e-9)
