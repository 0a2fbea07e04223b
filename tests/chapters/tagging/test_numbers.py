"""What the chapter says and draws is what the network says, for any view that a reader can make."""

import re
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings

from rnnviz.chapters.tagging import contest as contests
from rnnviz.chapters.tagging.contest import ALWAYS, FREQUENT, contest, counterpart
from rnnviz.chapters.tagging.figures import accuracy as of_accuracy
from rnnviz.chapters.tagging.figures.hearing import moved, vector
from rnnviz.chapters.tagging.figures.sentence import LIKELIEST, alternatives, learning, likeliest
from rnnviz.chapters.tagging.presets import LONG, PAIRS
from rnnviz.chapters.tagging.scene import answer, beside, is_compared, of_pair, reference_of, run_of, truth, unit_of
from rnnviz.chapters.tagging.view import LINK, View, fitted, look_at
from rnnviz.chapters.tagging.words.accuracy import chance_told, future_told, padding_told
from rnnviz.chapters.tagging.words.future import pair_told
from rnnviz.chapters.tagging.words.numbers import percent
from rnnviz.chapters.tagging.words.sentence import asked, story
from rnnviz.core.arithmetic import explain
from rnnviz.core.network import run_network
from rnnviz.text.hearing import hear
from rnnviz.text.tagged import grammar_corpus
from rnnviz.text.taggers import trained
from tests.chapters.tagging.views import views
from tests.support.figures import figure_of


def plain(text: str) -> str:
    """A sentence as it is read, without the escapes that keep it from being rendered."""
    return re.sub(r"\\(.)", r"\1", text)


@given(views())
@settings(max_examples=25)
def test_the_number_that_is_opened_is_the_probability_and_its_arithmetic_adds_up(view):
    found = answer(view)
    p = found.probabilities[view.position, unit_of(view)]
    explanation = explain(run_of(view), *reference_of(view))
    assert explanation.value == p
    tokens = view.tagger.tokens(view.words)
    again = run_network(view.tagger.network, tokens).outputs[0]
    read = view.tagger.read(len(view.words))
    first = 0 if view.tagger.wiring.in_step else len(again) - read
    np.testing.assert_array_equal(found.probabilities, again[first : first + read])
    assert f"{100 * p:.3g}" in plain(asked(view)) and view.tagger.tags[unit_of(view)] in asked(view)


@given(views())
@settings(max_examples=25)
def test_the_story_counts_what_is_right_what_differs_and_what_is_unknown(view):
    found, text, tags = answer(view), plain(story(view)), view.tagger.tags
    known, read = truth(view), len(found.best)
    said = [tags[unit] for unit in found.best]
    if known is None:
        assert "Nobody has tagged this sentence" in text
    else:
        right = sum(a == b for a, b in zip(said, known, strict=False))
        assert f"{right} of {len(view.words)} tag" in text
    if is_compared(view):
        other = beside(view)
        both = min(read, len(other.best))
        differ = int((found.best[:both] != other.best[:both]).sum())
        assert (f"gives another tag to {differ} word" if differ else "gives the same tag to every word") in text
    unknown = int(found.unknown.sum())
    assert (f"{unknown} word" in text) if unknown else "unknown to it" not in text
    assert ("were cut off" in text) == (read < len(view.words))


@given(views())
@settings(max_examples=15)
def test_the_alternatives_are_the_probabilities_and_any_view_comes_back_from_its_link(view):
    drawing = alternatives(view)
    first = figure_of(drawing)["data"][0]
    order = likeliest(view)[:LIKELIEST]
    np.testing.assert_array_equal(np.asarray(first["y"]), answer(view).probabilities[view.position, order])
    assert list(first["x"]) == [view.tagger.tags[unit] for unit in order]
    assert LINK.read(LINK.write(view)) == (view, [])


def test_what_was_kept_of_the_held_out_sentences_is_what_the_networks_say():
    found = contest(View())
    for name in LONG:
        tagger, right = trained(name), []
        assert tagger.said.plain() == tagger.saved.about["said"]
        for each in found.asked.sentences[:40]:
            says = tagger.probabilities(each.words, tagger.run(each.words).outputs[0]).argmax(axis=-1)
            right += [tagger.tags[unit] == tag for unit, tag in zip(says, each.tags, strict=True)]
        np.testing.assert_array_equal(found.rows[name].right[: len(right)], right)


def test_every_network_reaches_what_its_file_says_of_keras():
    for name in LONG:
        tagger, row = trained(name), contest(View()).rows[name]
        counted = row.right.mean() if row.with_padding is None else row.with_padding
        assert tagger.saved.curves["held_out_accuracy"][-1] == pytest.approx(counted, abs=2e-4), name


def test_the_rules_learn_from_the_training_part_alone():
    found, corpus = contest(View()), grammar_corpus()
    counts: dict[str, Counter] = {}
    for each in corpus.training:
        for word, tag in zip(each.known_by, each.tags, strict=True):
            counts.setdefault(word, Counter())[tag] += 1
    expected = [counts[word].most_common(1)[0][0] if word in counts else "NN" for word in found.asked.words]
    assert found.rows[FREQUENT].answers.tolist() == expected
    assert set(found.rows[ALWAYS].answers.tolist()) == {"NN"}


@pytest.mark.parametrize("preset", LONG)
def test_the_verdicts_are_those_of_the_numbers(preset):
    view = View(preset)
    found = contest(view)
    text = padding_told(view)
    name = preset if preset.startswith("document") else "document_gru"
    assert percent(found.rows[name].with_padding) in text
    for other in (FREQUENT, counterpart(view)):
        gap = contests.difference(view, preset, other)
        certain = gap.low > 0 or gap.high < 0
        title = contests.title_of(view, other)
        pattern = (
            rf"(ahead of|behind) {re.escape(title)} by" if certain else rf"and {re.escape(title)} differ by no more"
        )
        assert re.search(pattern, chance_told(view))
    drawn = of_accuracy.by_length(view)
    lines = [each for each in figure_of(drawn)["data"] if each.name]
    assert len(lines) == 3
    words = found.asked.lengths[found.asked.sentence]
    stretch = contests.lengths(view)[-1]
    among = (words >= stretch.first) & (words <= stretch.last)
    assert np.asarray(lines[0]["y"])[-1] == pytest.approx(found.rows[preset].right[among].mean())
    for each in contests.tags(view):
        mine = found.asked.tags == each.tag
        assert each.count == mine.sum() and each.network.value == pytest.approx(found.rows[preset].right[mine].mean())
        if each.taken_for:
            wrong = Counter(found.rows[preset].answers[mine & (found.rows[preset].right == 0)].tolist())
            assert wrong[each.taken_for] == max(wrong.values())


def test_what_both_ways_add_is_claimed_beyond_chance_alone():
    rows = contests.ambiguous_words(View())
    text = of_accuracy.words.of_ambiguous(rows)
    helped, _, rest = text.partition("No difference beyond chance")
    for each in rows:
        name = f"({' or '.join(each.tags)}"
        assert (name in helped) == (each.ahead.low > 0) and (name in rest) == (not each.ahead.is_certain)
        assert each.count >= contests.FEWEST_ASKED
    assert "her" in helped and "points" in future_told()


@pytest.mark.parametrize("name", PAIRS)
def test_one_direction_must_answer_the_same_and_is_said_to(name):
    pair = PAIRS[name]
    first, second = pair.sentences
    assert first.known_by[: pair.position + 1] == second.known_by[: pair.position + 1]
    assert first.tags[pair.position] != second.tags[pair.position]
    for preset in ("step_gru", "step_lstm"):
        np.testing.assert_allclose(*(of_pair(name, preset, number).says for number in (0, 1)), rtol=1e-12)
    both = [of_pair(name, "step_both", number) for number in (0, 1)]
    assert np.allclose(both[0].says, both[1].says, rtol=1e-9, atol=0) == (not pair.is_decided)
    right = [found.tag == each.tags[pair.position] for found, each in zip(both, pair.sentences, strict=True)]
    verdict = (
        "nobody can know"
        if not pair.is_decided
        else {0: "wrong both times", 1: "first, then", 2: "right both times"}[sum(right)]
    )
    assert verdict in pair_told(name)


OPEN = {"NN", "NNP", "JJ", "RB", "VB", "VBD", "VBN", "PRP", "PRP$", "DT"}
"""Tags of words that stand for others of their kind."""


def shape(words, tags):
    """A sentence by its tags, with the words that stand for no others."""
    return tuple((tag, "" if tag in OPEN else word.lower()) for word, tag in zip(words, tags, strict=True))


def test_the_pairs_are_made_as_the_grammar_makes_sentences_and_nobody_has_learned_them():
    corpus = grammar_corpus()
    whole = {shape(*each) for each in (*corpus.training, *corpus.held_out)}
    begins = {each[:k] for each in whole for k in range(len(each))}
    for each in (each for pair in PAIRS.values() for each in pair.sentences):
        assert each.known_by not in {other.known_by for other in corpus.training}
        parts = shape(*each)  # one sentence, or an event and a verdict, or who says something and what
        cuts = [0, *(k + 1 for k, part in enumerate(parts) if part == ("CC", "and")), 2]
        assert any(parts[:cut] in begins and parts[cut:] in whole for cut in cuts), each


@pytest.mark.parametrize("preset", ["step_gru", "step_both", "document_gru"])
def test_what_is_heard_is_drawn_and_told(preset):
    view = View(preset)
    found = hear(view.tagger, view.words, view.position)
    drawing = moved(view, found)
    np.testing.assert_array_equal(figure_of(drawing)["data"][0]["z"], found.moved)
    own = int((found.moved.argmax(axis=0) == np.arange(len(found.moved))).sum())
    assert drawing.alt.startswith(f"{own} of {len(found.moved)} answers")
    assert ("nothing moves" in drawing.alt) == (preset == "step_gru")
    if preset == "step_gru":
        assert np.tril(found.moved, -1).max() < 1e-14
    if found.vector is not None:
        bars = figure_of(vector(view, found))["data"][0]["y"]
        np.testing.assert_array_equal(np.asarray(bars), found.vector)


def test_the_curves_are_those_of_the_training():
    tagger = trained("step_gru")
    data = figure_of(learning(tagger))["data"]
    np.testing.assert_array_equal(np.asarray(data[1]["y"]), tagger.saved.curves["held_out_accuracy"])


def test_a_sentence_is_fitted_and_what_is_left_out_is_told():
    view, notes = fitted(View(sentence="word " * 350, position=299))
    assert len(view.words) == 300 and notes == ["The sentence has 350 words; the first 300 are read."]
    assert fitted(View("document_gru", "word " * 50, 45))[0].position == 35
    with pytest.raises(ValueError, match="at least one word"):
        fitted(View(sentence="  \u200b"))
    with pytest.raises(ValueError, match="reads the first 36 words alone"):
        look_at(View("document_gru", "word " * 50), [40])
    for event in ([-1], [11], ["a"], None, [True]):
        with pytest.raises(ValueError, match="no such word"):
            look_at(View(), event)
