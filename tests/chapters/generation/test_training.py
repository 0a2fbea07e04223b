"""Training on the reader's own text: what is taken, what is refused, and what comes back is all that is known of it."""

import numpy as np
import pytest

from rnnviz.chapters.generation.page import training as page
from rnnviz.chapters.generation.training import UPDATES, fitted, learned
from rnnviz.core.network import run_network
from rnnviz.jobs.kinds import train
from rnnviz.jobs.writing import task_of
from rnnviz.text.corpus import python_topics, split
from rnnviz.text.presets import PRESETS
from rnnviz.text.tables import scores
from tests.support.pages import act, labelled, opened, warnings
from tests.support.reports import Heard

TEXT = "Es war einmal ein König, der hatte drei Töchter. Die älteste sprach: „Ich will reisen!“ 😀\n" * 30


def bring(app, data: bytes, name: str = "text.txt"):
    """Upload a file."""
    attempts = app.session_state["generation_attempts"] if "generation_attempts" in app.session_state else 0
    app.file_uploader(key=f"generation_file_{attempts}").set_value((name, data, "text/plain")).run()
    app.run()
    assert not app.exception
    return app


def corpus_of(app):
    """The text that would be trained on."""
    return app.session_state["generation_corpus"]


def test_a_text_is_taken_and_what_is_none_leaves_the_one_that_was_there():
    app = opened("generation", part="train")
    assert corpus_of(app).name == "python"
    bring(app, TEXT.encode())
    assert corpus_of(app).text == TEXT and len(corpus_of(app).held_out) == len(TEXT) // 10
    bring(app, b"short")
    assert "The text has 5 characters" in warnings(app)
    bring(app, b"\xff\xfe\x00")
    bring(app, b"%PDF-1.4")
    assert "This file is a PDF" in warnings(app) and corpus_of(app).text == TEXT
    labelled(app.text_area, "Or paste one, 1,000 letters at least").set_value("a b\u200b" * 500).run()
    app.run()
    assert "500 times" in warnings(app) and corpus_of(app).name == "the text that you pasted"


def test_alice_is_fetched_or_the_text_stays(monkeypatch):
    network = []

    def fetch(remote):
        if not network:
            raise ValueError(f"{remote.name} could not be fetched: there is no answer from the network.")
        return network[0]

    monkeypatch.setattr(page, "fetch", fetch)
    app = opened("generation", part="train")
    labelled(app.button, "Fetch Alice in Wonderland").click().run()
    assert "no answer from the network. The text stays what it was." in warnings(app)
    assert corpus_of(app) == python_topics()
    network.append(b"\xef\xbb\xbf" + b"Down the Rabbit-Hole.\r\n" * 60)
    labelled(app.button, "Fetch Alice in Wonderland").click().run()
    assert corpus_of(app).text == "Down the Rabbit-Hole.\n" * 60 and "public domain" in corpus_of(app).source
    labelled(app.button, "Back to Python's help").click().run()
    assert corpus_of(app) == python_topics() and not app.exception


def test_the_link_says_that_a_trained_network_is_not_in_it():
    app = opened("generation", preset="own")
    assert "The network of your text is not in the link" in warnings(app)
    view = app.session_state["generation_view"]
    assert (view.preset, view.part) == ("every_gru", "train")
    app = opened("generation")
    app.button_group(key="generation_preset_own").set_value("own")
    act(app, "generation")
    app.run()
    assert not app.exception and app.session_state["generation_view"].part == "train"


@pytest.mark.parametrize("name", ["every_gru", "document_simple_rnn"])
def test_a_preset_suits_a_text_of_any_length_and_script(name):
    corpus = split("own", TEXT, "own")
    preset = fitted(PRESETS[name], corpus)
    read = preset.read(corpus)
    assert read.text.startswith(preset.beginning)
    assert preset.batch == max(1, min(PRESETS[name].batch, len(read.training) // preset.stride // UPDATES))
    assert task_of(preset, corpus, 1).request["batch"] == preset.batch


def test_what_comes_back_is_the_network_and_its_scores():
    corpus = split("own", TEXT, "own")
    preset = fitted(PRESETS["every_gru"], corpus)
    task = task_of(preset.__class__(**{**vars(preset), "units": 6, "iterations": 2}), corpus, 1)
    made = learned(preset, corpus, task, train.run(task.request, Heard()))
    assert len(made.losses) == len(made.held_out) == len(made.samples) == 2 and all(map(len, made.samples))
    assert made.tables == scores(task.training, task.held_out, len(task.vocabulary))
    starts = np.arange(0, len(task.held_out) - preset.length, preset.stride)
    windows = task.held_out[starts[:, None] + np.arange(preset.length + 1)]
    p = run_network(made.network, windows[:, :-1]).outputs
    bits = -np.log2(np.take_along_axis(p, windows[:, 1:, None], axis=-1)).mean()
    assert made.held_out[-1] == pytest.approx(bits, rel=1e-4)
