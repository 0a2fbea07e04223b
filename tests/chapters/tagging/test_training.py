"""Training on the reader's own two files: what is taken, what is refused, and what comes back is all that is known."""

import numpy as np
import pytest

from rnnviz.chapters.tagging.contest import FREQUENT, contest, scores, title_of
from rnnviz.chapters.tagging.page import training
from rnnviz.chapters.tagging.presets import LONG
from rnnviz.chapters.tagging.training import MAX_KNOWN, MAX_LENGTH, begun, cut, fitted, learned
from rnnviz.chapters.tagging.view import View, look_from
from rnnviz.core.network import run_network
from rnnviz.jobs.kinds import train
from rnnviz.text.tagged import Tagged, read, split
from rnnviz.ui.jobs import Asked
from rnnviz.ui.link import OWN
from tests.support.pages import given, opened, table, warnings
from tests.support.reports import Heard

WORDS = "".join(f"der hund {number} läuft{' schnell' * (number % 3)}\n" for number in range(60))
TAGS = "".join(f"ART NOMEN ZAHL VERB{' ADV' * (number % 3)}\n" for number in range(60))


def corpus_of(words: str = WORDS, tags: str = TAGS):
    """Sentences of two files."""
    return split("own", read(words, tags).sentences, "w.txt and t.txt")


def bring(app, words: bytes, tags: bytes):
    """Upload two files."""
    attempts = app.session_state["tagging_attempts"] if "tagging_attempts" in app.session_state else 0
    for name, data in (("words", words), ("tags", tags)):
        app.file_uploader(key=f"tagging_{name}_{attempts}").set_value((f"{name}.txt", data, "text/plain")).run()
    app.run()
    assert not app.exception
    return app


def test_two_files_are_taken_and_what_is_wrong_leaves_those_that_were_there():
    app = opened("tagging", part="train")
    assert app.session_state["tagging_corpus"].name == "grammar"
    bring(app, WORDS.encode(), TAGS.encode())
    taken = app.session_state["tagging_corpus"]
    assert taken.source == "words.txt and tags.txt" and len(taken.held_out) == 12
    bring(app, WORDS.encode(), (TAGS + "ART\n").encode())
    assert "The files were not taken." in warnings(app) and "line 61 is missing in the words" in warnings(app)
    assert app.session_state["tagging_corpus"] is taken


@pytest.mark.parametrize("network", ["step_both", "document_gru"])
def test_what_comes_back_is_the_tagger_and_its_scores(network):
    corpus = corpus_of()
    what = begun(View(network=network, units=8, epochs=1), corpus)
    own = learned(what, train.run(what.request, Heard()))
    view = look_from(View(OWN, own=own))
    found = contest(view)
    assert set(found.rows) == {OWN, FREQUENT, "always"} and len(scores(view)) == 3
    assert title_of(view, "always").startswith("always ") and view.words
    counted = found.rows[OWN].right.mean() if what.wiring.in_step else found.rows[OWN].with_padding
    assert own.tagger.saved.curves["held_out_accuracy"][-1] == pytest.approx(counted, abs=1e-4)
    outputs = run_network(own.tagger.network, own.tagger.tokens(view.words)).outputs
    assert np.isfinite(outputs).all() and own.tagger.tags[0] == "PAD"


@pytest.mark.parametrize("network", LONG)
def test_a_wiring_suits_the_sentences_and_what_is_cut_is_told(network):
    long = Tagged(("a",) * 80, ("X",) * 80)
    many = [Tagged((f"w{k}", f"v{k}", "a"), ("X", "Y", "Y")) for k in range(6000)]
    corpus = split("own", [long, *many], "own")
    wiring = fitted(View(network=network), corpus)
    assert wiring.length == MAX_LENGTH and wiring.known == MAX_KNOWN
    text = cut(wiring, corpus)
    assert text.startswith("The 5,000 most frequent of ") and "1 sentence is longer than 60 words" in text
    small = fitted(View(network=network), corpus_of())
    assert small.length == 6 and small.batch == 1 and "longer" not in cut(small, corpus_of())


def test_what_was_trained_tags_a_sentence_and_is_told_honestly(monkeypatch):
    app = opened("tagging", part="train", units="8", epochs="1")
    bring(app, WORDS.encode(), TAGS.encode())
    what = begun(View(units=8, epochs=1), app.session_state["tagging_corpus"])
    result = train.run(what.request, Heard())
    monkeypatch.setattr(training.jobs, "show_job", lambda page, name: result)
    app.session_state["tagging_training"] = Asked("job", what)
    app.session_state["tagging_drawn"].clear()
    app.run()
    assert any("held-out sentences as right, without padding" in each.value for each in app.markdown)
    next(each for each in app.button if each.label == "Let it tag the sentence above").click()
    app.run()
    assert not app.exception and app.session_state["tagging_view"].preset == OWN
    words = next(each for each in given(app, "words") if each["drawn"]["label"].startswith("What the network says"))
    assert [each["text"] for each in words["drawn"]["words"]][:2] == ["der", "hund"]
    assert table(app, "accuracy on held-out sentences")["who"][0] == "Your tagger"
