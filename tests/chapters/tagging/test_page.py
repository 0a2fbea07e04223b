"""The chapter on the page, as a reader uses it."""

from dataclasses import replace

import pytest

from rnnviz.chapters.tagging.presets import PAIRS, SENTENCES
from rnnviz.chapters.tagging.scene import answer, candidates
from rnnviz.chapters.tagging.view import View, look_at, open_tag
from rnnviz.chapters.tagging.words.sentence import graded
from rnnviz.text.tagged import grammar_corpus
from rnnviz.ui.link import verbatim
from tests.support.pages import act, component, components, given, labelled, opened, table, warnings


def page(**query):
    return opened("tagging", **query)


def sentence(app):
    """What the component of the sentence is given."""
    return next(each for each in given(app, "words") if each["drawn"]["label"].startswith("What the network says"))


def said(app) -> str:
    """All sentences of the page."""
    return " ".join(each.value.replace("\\", "") for each in app.markdown)


def test_it_opens_reading_a_sentence_with_a_tag_and_the_sum_of_one():
    app = page()
    shown = sentence(app)
    words = shown["drawn"]["words"]
    assert [each["text"] for each in words] == "The show opened in Berlin , and it annoyed us .".split()
    assert all(each["lines"][0].isupper() or each["lines"][0] in ",." for each in words)
    assert shown["chosen"] == 2 and component(app, "panel")["trail"]
    assert "Is “opened”, word 3" in said(app)


def test_the_readers_own_sentence_is_read_and_words_that_are_unknown_are_marked():
    app = page()
    labelled(app.text_input, "The sentence").set_value("A goblin saw the film!").run()
    app.run()
    words = sentence(app)["drawn"]["words"]
    assert [each["text"] for each in words] == ["A", "goblin", "saw", "the", "film", "!"]
    assert "unknown" in words[1]["mark"] and "unknown" not in words[4]["mark"]
    assert app.query_params["sentence"] == "A goblin saw the film!" and "Nobody has tagged" in said(app)


def test_an_empty_sentence_is_refused_and_the_last_one_stays():
    app = page()
    labelled(app.text_input, "The sentence").set_value("   ").run()
    assert "at least one word" in warnings(app)
    app.run()
    assert len(sentence(app)["drawn"]["words"]) == 11
    app = page(sentence="film")
    assert len(sentence(app)["drawn"]["words"]) == 1 and not app.exception


def test_the_tag_of_a_word_is_asked_for_and_graded():
    app = page(sentence="The show", predict="1", at="1")
    assert [each["lines"] for each in sentence(app)["drawn"]["words"]] == [["?"]] * 2
    assert "panel" not in components(app) and "First say which tag" in app.info[0].value and "Nobody" not in said(app)
    view = app.session_state["tagging_view"]
    right = int(answer(view).best[1])
    wrong = next(each for each in candidates(view) if each != right)
    app.button(key=f"tagging_guess_{wrong}").click().run()
    app.run()
    assert app.error[0].value == verbatim(graded(view, wrong)) and component(app, "panel")["trail"]
    labelled(app.button, "The next word").click().run()
    app.run()
    view = app.session_state["tagging_view"]
    assert view.position == 0, "behind the last word comes what is left"
    app.button(key=f"tagging_guess_{int(answer(view).best[0])}").click().run()
    app.run()
    assert app.success[0].value == verbatim(graded(view, int(answer(view).best[0]))) and not app.exception
    assert any("1 of 2 words right so far" in each.value for each in app.caption)
    assert "?" not in str(sentence(app)["drawn"]["words"]) and "Nobody has tagged" in said(app)
    assert "The next word" not in {each.label for each in app.button}


@pytest.mark.parametrize("words", ["The show opened in Berlin, and it annoyed us.", "film " * 50])
@pytest.mark.parametrize("preset", ["step_gru", "document_gru"])
def test_the_likeliest_tag_is_among_those_that_are_offered(preset, words):
    view = View(preset, words)
    for position in range(len(answer(view).best)):
        looked = replace(view, position=position)
        assert answer(view).best[position] in candidates(looked) and len({*candidates(looked)}) == 4


def test_three_hundred_words_are_read_and_what_is_cut_is_told():
    app = page(sentence="film " * 320)
    assert "has 320 words; the first 300 are read" in warnings(app)
    assert len(sentence(app)["drawn"]["words"]) == 300
    app = page(preset="document_gru", sentence="film " * 50)
    words = sentence(app)["drawn"]["words"]
    assert [each["mark"] for each in words].count("padding") == 14 and words[36]["lines"] == ["cut off"]
    assert "the last 14 were cut off" in said(app)


def test_marks_without_width_are_left_out():
    app = page(sentence="fi\u200blm")
    assert "U+200B" in warnings(app) and [each["text"] for each in sentence(app)["drawn"]["words"]] == ["film"]


def test_a_sentence_that_is_offered_and_one_that_was_held_out():
    app = page()
    next(each for each in app.button if each.label == "words it never met").click()
    app.run()
    assert app.query_params["sentence"] == SENTENCES["words it never met"]
    next(each for each in app.button if each.label == "another held-out one").click()
    app.run()
    words = [each["text"] for each in sentence(app)["drawn"]["words"]]
    assert words == list(grammar_corpus().held_out[0].words) and "right" in said(app)


def test_a_word_and_one_of_its_tags_are_chosen():
    view = look_at(View(), [0])
    assert (view.position, view.tag) == (0, "") and open_tag(view, "NN").tag == "NN"
    with pytest.raises(ValueError, match="no such tag"):
        open_tag(view, "XYZ")
    app = page(at="0", tag="NN")
    assert "NN (a noun, one)" in said(app)


def test_accuracy_is_told_with_and_without_padding_beside_the_rules():
    app = page(part="accuracy", preset="document_gru")
    rows = table(app, "accuracy on held-out sentences")
    assert len(rows["who"]) == 8 and rows["who"][-1] == "Always NN"
    starred = [each.endswith("*") for each in rows["padding counted"]]
    assert starred == [True] * 3 + [False] * 3 + [True] * 2
    assert "of what is tagged is padding" in said(app)
    assert table(app, "accuracy tag by tag")["tag"]


def test_the_parts_about_what_is_heard_and_what_the_future_decides():
    app = page(part="context", preset="document_gru")
    names = [each["drawing"]["name"] for each in given(app, "plot")]
    assert {"what is left of each word", "which words each tag goes by"} <= set(names)
    app = page(part="future", pair="her")
    pairs = [each["drawn"] for each in given(app, "words") if each["drawn"]["label"].startswith("Sentence")]
    assert [[w["text"] for w in each["words"]] for each in pairs] == [list(s.words) for s in PAIRS["her"].sentences]
    assert len(pairs[0]["words"][2]["lines"]) == 3 and "both times" in said(app)


def test_the_link_says_that_a_trained_tagger_is_not_in_it():
    app = page(preset="own")
    assert "not in the link" in warnings(app)
    view = app.session_state["tagging_view"]
    assert (view.preset, view.part) == ("step_gru", "train")


def test_networks_stand_in_a_row_and_the_readers_own_leads_to_training():
    app = page()
    app.button_group(key="tagging_preset_own").set_value("own")
    act(app, "tagging")
    app.run()
    assert not app.exception and app.session_state["tagging_view"].part == "train"
    app = page(sentence="We saw her leave .", at="2")
    app.button_group(key="tagging_preset_document_gru").set_value("document_both")
    act(app, "tagging")
    app.run()
    assert app.query_params["preset"] == "document_both"
    shown = sentence(app)
    assert shown["chosen"] == 2 and shown["drawn"]["words"][2]["text"] == "her"
