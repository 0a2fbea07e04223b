"""The badge "Check with Keras" through AppTest, with a real worker."""

import re
import sys

import pytest

from rnnviz import jobs
from rnnviz.ui.jobs import Asked
from tests.support.pages import opened, table
from tests.support.waiting import until


@pytest.fixture(scope="module", autouse=True)
def shut_down():
    """The worker goes when the tests are done."""
    yield
    jobs.shut_down()


def said(app) -> str:
    """Everything that was found, without the escapes that keep it from being rendered."""
    return re.sub(r"\\(.)", r"\1", " ".join(each.value for each in [*app.success, *app.warning, *app.error, *app.info]))


def checked(app, page: str, patience: float = 60):
    """The app once Keras has answered: the page is not run while it computes, which would only take its time."""
    app.button(key=f"{page}_parity_check").click().run()
    assert app.button(key=f"{page}_parity_check").disabled or app.success
    job = app.session_state[f"{page}_parity"].job
    until(lambda: jobs.follow(job)[-1].kind in jobs.ENDED, patience)
    app.run()
    assert not app.exception and not app.button(key=f"{page}_parity_check").disabled
    return app


@pytest.mark.parametrize(
    ("page", "query", "runs"),
    [
        ("hidden_state", {"preset": "jazz", "cell": "lstm"}, {"LSTM"}),
        (
            "gates",
            {"hold": "f", "cells": "simple_rnn,lstm,gru,coupled_lstm"},
            {"SimpleRNN", "LSTM", "GRU", "SimpleRNN, nudged", "LSTM, nudged", "GRU, nudged", "LSTM, untouched"},
        ),
        ("gradients", {"units": "3", "timesteps": "8", "variants": "1"}, {"SimpleRNN", "LSTM", "GRU"}),
    ],
)
def test_keras_agrees_with_every_tensor_of_a_chapter(page, query, runs):
    app = checked(opened(page, **query), page)
    assert "Keras agrees. The largest relative difference is" in said(app) and "forward and gradients" in said(app)
    compared = table(app, "Keras's tensors beside ours")
    assert set(compared["run"]) == runs
    assert {"layer 1: h", "layer 1: ∂L/∂h", "layer 1: ∂L/∂recurrent_kernel", "∂L/∂inputs"} <= set(compared["tensor"])
    assert "distributed" in sys.modules


def test_a_verdict_is_of_what_was_shown_and_comes_back_with_it():
    app = checked(opened("hidden_state"), "hidden_state")
    verdict = said(app)
    assert "Keras agrees" in verdict
    app.slider(key="hidden_state_units").set_value(3).run()
    app.run()
    assert not said(app) and any("check again" in each.value for each in app.caption)
    app.slider(key="hidden_state_units").set_value(2).run()
    app.run()
    assert said(app) == verdict


def test_a_chaotic_network_is_not_called_false_without_a_reason():
    query = {"units": "16", "timesteps": "200", "radius": "3"}
    app = checked(opened("gradients", **query), "gradients")
    assert "tensors differ by more than" in said(app) and "round otherwise" in said(app) and not app.success


def test_a_check_in_progress_can_be_stopped_and_moving_on_stops_it():
    app = opened("gradients", units="32", timesteps="200")
    app.button(key="gradients_parity_check").click().run()
    assert app.button(key="gradients_parity_check").disabled
    app.button(key="gradients_parity_stop").click().run()
    app.run()
    assert "It was stopped." in said(app) and not app.button(key="gradients_parity_check").disabled
    app.button(key="gradients_parity_check").click().run()
    job = app.session_state["gradients_parity"].job
    app.slider(key="gradients_units").set_value(31).run()
    app.run()
    assert jobs.follow(job)[-1].kind == "cancelled"


def test_a_job_that_is_known_no_more_is_said():
    app = opened("hidden_state")
    app.button(key="hidden_state_parity_check").click().run()
    asked = app.session_state["hidden_state_parity"]
    app.session_state["hidden_state_parity"] = Asked("forgotten", asked.subject)
    app.run()
    assert "There is no such job any more: start it again." in said(app)
    jobs.cancel(asked.job)


def test_a_variant_that_keras_has_not_is_not_offered_to_it():
    app = opened("gates", cells="peephole_lstm")
    assert not [each for each in app.button if each.key == "gates_parity_check"]
    assert any("Keras has no peephole LSTM" in each.value for each in app.markdown)


def test_predicting_hides_the_check_where_it_would_be_beside_the_numbers():
    app = opened("hidden_state", predict="1")
    assert not [each for each in app.button if each.key == "hidden_state_parity_check"]


def test_a_third_job_is_refused_beside_its_button(monkeypatch):
    app = opened("hidden_state")

    def refuse(*rest):
        raise ValueError("You have one job that runs and one that waits already.")

    monkeypatch.setattr(jobs, "submit", refuse)
    app.button(key="hidden_state_parity_check").click().run()
    assert [each.value.replace("\\", "") for each in app.error] == [
        "You have one job that runs and one that waits already."
    ]
    assert not app.button(key="hidden_state_parity_check").disabled
