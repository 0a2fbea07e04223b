"""The chapter on the page, as a reader uses it."""

import io
import re
from dataclasses import replace

import numpy as np
import pytest

from rnnviz.chapters.stateful.scene import studies as scene
from rnnviz.chapters.stateful.scene import tickets_of
from rnnviz.chapters.stateful.view import PERIOD, OwnSeries, View, fitted
from rnnviz.chapters.stateful.words import studies as words
from rnnviz.training.series import bundled
from rnnviz.training.stateful import Setup, cut_rows, train
from rnnviz.training.stateful_studies import Study, pulse_rows
from tests.support.pages import act, component, given, labelled, opened, table, warnings


def page(**query):
    return opened("stateful", **query)


def board(app):
    """What the board is given."""
    return component(app, "lanes")


def plots(app) -> list[str]:
    """The names of the figures."""
    return [each["drawing"]["name"] for each in given(app, "plot")]


def said(app) -> str:
    """All sentences of the page."""
    texts = (*app.markdown, *app.caption, *app.success, *app.error)
    return " ".join(re.sub(r"\\(.)", r"\1", each.value) for each in texts)


def test_it_opens_with_lanes_that_are_right_and_the_sum_of_a_state():
    app = page()
    shown = board(app)["drawn"]
    assert len(shown["columns"]) == 4 and len(shown["stops"]) == 12 and board(app)["chosen"] == [4, 0]
    assert {each["relation"] for each in shown["stops"]} == {"zeros", "continues"}
    assert "lanes are right" in said(app) and component(app, "panel")["trail"][0]["text"] == "h^b2_1[0]"
    assert plots(app)[:2] == ["both networks over seeds", "a state along a lane"]


def test_one_click_breaks_every_lane_and_another_mends_them():
    app = page()
    app.button(key="stateful_next").click()
    act(app, "stateful")
    app.run()
    shown = board(app)["drawn"]["stops"]
    assert [each["gap"] for each in shown if each["source"] >= 0] == ["+8"] * 9 and "Lanes are broken" in said(app)
    assert app.query_params["preset"] == "usual"
    app.button(key="stateful_next").click()
    act(app, "stateful")
    app.run()
    assert "lanes are right" in said(app)


def test_the_sum_leads_over_the_border_and_the_board_follows():
    app = page()
    terms = component(app, "panel")["terms"]
    (reference,) = {tuple(f["reference"]) for t in terms for f in t["factors"] if f["symbol"]["text"] == "h^b2_0[0]"}
    assert reference == ("h", 3, 0, 0, "", 1)
    app.session_state["stateful_trail"][1].append(reference)
    app.run()
    from rnnviz.core.arithmetic import Reference

    app.session_state["stateful_trail"][1][-1] = Reference(*reference)
    app.run()
    assert component(app, "panel")["trail"][-1]["text"] == "h^b1_4[0]" and board(app)["chosen"] == [1, 3]


def test_a_batch_that_is_larger_than_the_samples_is_refused_and_the_board_stays():
    app = page(samples="4")
    labelled(app.slider, "Batch size B").set_value(6)
    act(app, "stateful")
    app.run()
    assert "no whole batch" in warnings(app) and len(board(app)["drawn"]["columns"]) == 1
    app = page(batch="6", samples="2")
    assert "The link's setting was left out" in warnings(app) and len(board(app)["drawn"]["stops"]) == 12


def test_what_is_cut_is_said():
    app = page(samples="13")
    assert "The last 1 window fills no whole batch and is cut" in said(app) and "every row read it" in said(app)
    assert len(board(app)["drawn"]["stops"]) == 12
    assert "The last 2 windows fill no whole batch" in said(page(samples="14"))


def test_predictions_hide_the_lanes_and_are_graded():
    app = page(predict="1")
    shown = board(app)["drawn"]
    assert shown["asked"] and {each["relation"] for each in shown["stops"]} == {"hidden"}
    assert all(each["value"] is None and each["source"] == -1 for each in shown["stops"]) and not given(app, "panel")
    assert "Whose last state" in said(app) and "lanes are right" not in said(app)
    app.button(key="stateful_say_zeros").click()
    act(app, "stateful")
    app.run()
    assert "No: this layer is stateful" in said(app) and board(app)["drawn"]["asked"]
    app.button(key="stateful_reveal").click()
    act(app, "stateful")
    app.run()
    assert not board(app)["drawn"]["asked"] and given(app, "panel")
    app.button(key="stateful_another").click()
    act(app, "stateful")
    app.run()
    assert board(app)["drawn"]["asked"] and app.query_params["ticket"] != "4"


def test_with_sequences_every_state_is_on_the_board():
    app = page(sequences="1", at="2", state="h")
    assert all(len(each["cells"]) == 4 for each in board(app)["drawn"]["stops"]) and board(app)["chosen"] == [4, 2]
    assert board(page())["drawn"]["stops"][0]["cells"] is None


def test_validation_and_resets_are_on_the_board():
    shown = board(page(preset="unreset", resets="epoch"))["drawn"]
    assert [each["kind"] for each in shown["columns"]] == ["training"] * 3 + ["validation"] + ["training"] * 3 + [
        "validation"
    ]
    assert [each["is_reset"] for each in shown["columns"]] == [True, *[False] * 3, True, *[False] * 3]
    assert shown["columns"][0]["group"] == "epoch 1" and shown["columns"][4]["title"] == "b5"


def test_the_kept_studies_are_what_training_gives():
    right = scene.study_of(View())
    rows = cut_rows(bundled("electricity").values, Setup())
    assert right.rules == rows.rules and right.cut == rows.cut == (24, 4)
    assert np.isclose(right.stateful[0], train(rows, 1, True).rmse, rtol=1e-9)
    assert np.allclose(right.theta, train(rows, 1, True).theta, rtol=0, atol=1e-9)
    assert np.isclose(right.stateless[4], train(rows, 5, False).rmse, rtol=1e-9)
    assert all(each is not None for each in scene.of_faults(View()).values())
    assert all(scene.pulse_study_of(period) is not None for period in PERIOD.options)
    nine = scene.pulse_study_of(9)
    assert np.isclose(nine.stateful[1], train(pulse_rows(9), 2, True).rmse, rtol=1e-6)


def test_the_parts():
    app = page(part="faults", late="1")
    assert "Now: stateless" in said(app) and "are not of the same rows" in said(app)
    assert "with the faults and without" in plots(app)
    app = page(part="worth")
    assert "All 5 stateful networks are below it" in said(app)
    app = page(part="one")
    assert "Backwards they differ" in said(app)
    app = page(part="one", ticket="0")
    assert "this window is all of its lane" in said(app) and "the gradient along a lane" not in plots(app)
    app = page(part="keras")
    assert len(table(app, "stateful layers in Keras")["what"]) == 8
    app = page(part="take")
    assert [each.label for each in app.get("download_button")] == ["Board (CSV)", "NumPy script", "Keras script"]


def test_another_setting_is_offered_and_trained_in_the_background():
    app = page(train_epochs="20", train_units="4")
    assert any(each.label.startswith("Train both (about") for each in app.button)
    assert any(each.label.startswith("Train both so") for each in app.button), "in the lesson of faults as well"
    assert "both networks over seeds" not in plots(app)


def npy(values) -> bytes:
    """The bytes of a .npy file."""
    file = io.BytesIO()
    np.save(file, values, allow_pickle=True)
    return file.getvalue()


def upload(app, name, data):
    """Give a file."""
    app.file_uploader(key="stateful_series_0").set_value((name, data, "application/octet-stream")).run()
    return app


def test_a_series_of_ones_own_is_taken_and_what_is_hostile_is_refused():
    app = page()
    upload(app, "evil.npy", npy(np.array([print, 1], dtype=object)))
    assert "Python objects" in warnings(app) and "4,032 values" in said(app)
    app = upload(page(), "short.npy", npy(np.arange(50.0)))
    assert "no whole batch" in warnings(app) and "4,032 values" in said(app)
    app = upload(page(), "mine.npy", npy(np.sin(np.arange(600.0))))
    app.run()
    assert "“mine.npy”, 600 values" in said(app) and not warnings(app)
    assert any(each.label.startswith("Train both") for each in app.button)
    app.button(key="stateful_back").click().run()
    app.run()
    assert "4,032 values" in said(app)


def test_a_long_series_is_taken_as_quarters_of_an_hour():
    from rnnviz.chapters.stateful.page.own import brought

    view = brought(View(), OwnSeries("LD_250.npy", np.arange(30_000.0).tobytes()))
    assert (view.season, view.train_batch, len(view.values)) == (96, 96, 30_000)
    assert fitted(view)[0] == view
    assert scene.study_of(replace(view, series="electricity", season=48, train_batch=48)) is not None, "it is kept"
    app = page(series="own", train_batch="96")
    assert "not in the link" in warnings(app) and "4,032 values" in said(app)


@pytest.mark.parametrize("ahead", [True, False])
def test_differences_within_the_spread_of_the_seeds_are_called_so(ahead):
    spread = np.array([0.05, 0.06, 0.055])
    close = Study(
        Setup(), {"last": 0.04, "yesterday": 0.2}, spread, spread + 0.001, (96, 48), (0, 0), (0, 0), np.ones(1)
    )
    assert not close.is_certain and "within the spread" in words.compared(close)
    shift = -0.03 if ahead else 0.03
    clear = replace(close, stateful=spread + shift)
    assert clear.is_certain and ("stateful" if ahead else "stateless") + " network is ahead" in words.compared(clear)
    assert ("below both" in words.beside_rules(clear)) == ahead and "nothing had to be cut" in words.cut(close)
    assert "goes on exactly" in words.lane(replace(close, setup=Setup(batch=20)))
    assert "read twice" in words.lane(replace(close, setup=Setup(batch=7)))
    assert len(tickets_of(View())) == 12
