"""The chapter on the page, as a reader uses it."""

import re
from dataclasses import replace

import pytest

from rnnviz.chapters.sentiment.scene import goes, read, timestep_of
from rnnviz.chapters.sentiment.view import View
from rnnviz.chapters.sentiment.words import GOES, graded
from rnnviz.ui.link import verbatim
from tests.support.pages import act, component, components, given, labelled, opened, table, warnings

ENOUGH = "".join(f"{k % 2}\tIt was {'good' if k % 2 else 'bad'}, number {k}.\n" for k in range(40))


def page(**query):
    """The chapter, opened from a link."""
    return opened("sentiment", **query)


def shown(app):
    """What the component of the sentence is given."""
    return component(app, "words")


def said(app) -> str:
    """All that is said on the page, under figures as well, without the escapes that keep it from being rendered."""
    alts = [each["drawing"]["alt"] for each in given(app, "plot")]
    return re.sub(r"\\(.)", r"\1", " ".join([*(each.value for each in app.markdown), *alts]))


def test_it_opens_with_a_sentence_its_scores_and_a_sum():
    app = page()
    given_words = shown(app)["drawn"]["words"]
    assert [each["text"] for each in given_words][:3] == ["28 × PAD", "The", "music"]
    assert given_words[0]["mark"] == "padding" and shown(app)["chosen"] == len(given_words) - 1
    assert [name for name, _ in shown(app)["drawn"]["rows"]] == ["i", "f", "o"]
    assert component(app, "panel")["trail"] and "it warns" in said(app)


def test_the_readers_own_sentence_is_read_and_what_is_unknown_is_marked():
    app = page()
    labelled(app.text_input, "A sentence").set_value("A <b>zeitgeisty</b> film, *really*.").run()
    app.run()
    marks = {each["text"]: each["mark"] for each in shown(app)["drawn"]["words"]}
    assert marks["zeitgeisty"] == "unknown" and marks["film"] == ""
    assert app.query_params["preset"] == "own" and not app.exception
    labelled(app.text_input, "A sentence").set_value("").run()
    app.run()
    assert [each["text"] for each in shown(app)["drawn"]["words"]] == ["40 × PAD"] and not app.exception
    labelled(app.text_input, "A sentence").set_value("very good " * 150).run()
    app.run()
    assert "260 words are cut" in said(app) and len(shown(app)["drawn"]["words"]) == 40


def test_pad_can_be_read_elsewhere_masked_and_one_by_one():
    app = page(network="post_masked", unfold="1")
    assert len(shown(app)["drawn"]["words"]) == 40 and "PAD is masked" in said(app)
    scores = [each["value"] for each in shown(app)["drawn"]["words"]]
    assert len({*scores[12:]}) == 1, "held"
    labelled(app.selectbox, "Filled up with PAD").set_value("post").run()
    app.run()
    assert app.query_params["network"] == "post" and "PAD are read after the last word" in said(app)


def test_a_square_of_one_unit_opens_its_sum():
    app = page(squares="unit", unit="5")
    assert [name for name, _ in shown(app)["drawn"]["rows"]] == ["i", "f", "g", "o"]
    app = page(squares="unit", unit="5", number="f", at="29")
    trail = component(app, "panel")["trail"]
    assert trail[0]["base"] == "f" and trail[0]["index"] == "5" and "f of unit 5 at “music”" in said(app)


def test_which_words_mattered_first_where_the_truth_is_known():
    app = page(part="mattered", steps="8")
    for button, kind in (("Try them on", "trying"), ("Ask all four methods", "attributing")):
        found = [each for each in app.button if each.label.startswith(button)]
        if found:
            found[0].click()
            app.run()
            app.session_state[f"sentiment_{kind}_work"].future.result(timeout=120)
            app.run()
    assert not app.exception
    assert len(table(app, "methods where the truth is known")["method"]) == 4
    text = said(app)
    assert "With 8 steps integrated gradients add up to" in text and "The completeness gap is" in text
    app = page(part="mattered", sentence="", preset="own")
    assert "There is no word to ask about" in " ".join(each.value for each in app.info)


def test_the_leak_is_shown_and_own_sentences_are_taken_or_refused():
    app = page(part="leak")
    assert "Split at random" in said(app) and "synthetic" in said(app)
    app.text_area(key="sentiment_leak_pasted_0").set_value("2\tneither\n1\tgood\n").run()
    assert "Line 1 has “2” for a label; 0 and 1 are allowed." in warnings(app)
    app.run()
    app.text_area(key="sentiment_leak_pasted_0").set_value(ENOUGH).run()
    app.run()
    assert "those that you pasted. 40 lines, 40 of them different, 20 with the label 1" in said(app)
    assert any(each.label.startswith("Train 6 networks with Keras") for each in app.button)
    app.button(key="sentiment_leak_back").click().run()
    app.run()
    assert "Split at random" in said(app) and not app.exception


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"%PDF-1.4", b"1\tonly one\n" * 30, b"no labels\n" * 50])
def test_a_file_that_is_none_leaves_the_sentences_that_were_there(data):
    app = page(part="train")
    app.file_uploader(key="sentiment_train_file_0").set_value(("lines.txt", data, "text/plain")).run()
    assert "The sentences were not taken." in warnings(app) or not data
    app.run()
    assert "synthetic sentences of a grammar" in said(app) and not app.exception


def test_the_tabs_offer_training_and_files():
    app = page(part="train")
    assert any(each.label.startswith("Train it with Keras") for each in app.button)
    app = page(part="take")
    assert [each.label for each in app.get("download_button")][2:] == ["NumPy script", "Keras script"]
    assert not app.exception


def test_where_a_word_takes_the_score_is_asked_for_and_graded():
    app = page()
    labelled(app.toggle, "Predict, then reveal").set_value(True).run()
    app.run()
    view = app.session_state["sentiment_view"]
    assert view.position == read(view).places[0] and "panel" not in components(app)
    values = [each["value"] for each in shown(app)["drawn"]["words"]]
    assert values[0] is not None and {*values[1:]} == {None}, "PAD before it is not covered"
    assert "it warns" not in said(app) and "are covered while you predict" in app.info[0].value
    hits = 0
    for word in range(2):
        view = app.session_state["sentiment_view"]
        right = goes(view)
        choice = right if word else next(each for each in GOES if each != right)
        app.button(key=f"sentiment_guess_{choice}").click().run()
        app.run()
        hits += bool(word)
        assert (app.success if word else app.error)[0].value == verbatim(graded(view))
        assert any(f"{hits} of {word + 1} word" in each.value for each in app.caption)
        assert component(app, "panel")["trail"] and app.query_params["predict"] == "1"
        labelled(app.button, "The next word").click().run()
        app.run()
    for change in (
        lambda: labelled(app.text_input, "A sentence").set_value("The plot was dull."),
        lambda: labelled(app.selectbox, "Filled up with PAD").set_value("post"),
        lambda: labelled(app.text_input, "A sentence").set_value("Splendid"),
    ):
        change().run()
        app.run()
        view = app.session_state["sentiment_view"]
        assert timestep_of(view) == read(view).places[0], "another sentence is asked about from its first word"
    app = page(predict="1")
    app.button(key=f"sentiment_guess_{goes(app.session_state['sentiment_view'])}").click().run()
    app.run()
    assert "it warns" in said(app) and not app.exception, "after the last word nothing is covered"


@pytest.mark.parametrize("network", ["pre", "post_masked"])
@pytest.mark.parametrize("sentence", ["", "film", "The film was not bad."])
def test_where_the_score_goes_is_the_difference_of_two_readings(network, sentence):
    view = View(network=network, sentence=sentence, unfold=True)
    scores = [read(view).start, *read(view).scores]
    for position in range(40):
        change = scores[position + 1] - scores[position]
        expected = "still" if abs(change) < 0.01 else "up" if change > 0 else "down"
        assert goes(replace(view, position=position)) == expected


def test_the_link_says_that_a_trained_network_is_not_in_it():
    app = page(network="own")
    assert "The network that you trained is not in the link" in warnings(app)
    view = app.session_state["sentiment_view"]
    assert (view.network, view.part) == ("pre", "train")


def test_an_example_is_a_button():
    app = page()
    app.button_group(key="sentiment_preset").set_value("not")
    act(app, "sentiment")
    app.run()
    assert app.query_params["preset"] == "not" and "“not bad” recommends" in said(app)
    assert len(given(app, "words")) == 1
