"""The forecasters chapter through AppTest."""

import json
from concurrent.futures import Future, wait
from dataclasses import replace

import numpy as np
import pytest

from rnnviz.chapters.forecasters.page.in_keras import subject_of
from rnnviz.chapters.forecasters.presets import PRESETS
from rnnviz.chapters.forecasters.scene import branch_training, run_training, seeds_training
from rnnviz.chapters.forecasters.view import LINK, View, prepared_of, series_of
from rnnviz.store import save_run
from rnnviz.training.false_improvements import TITLES
from rnnviz.training.kernels import ready
from rnnviz.training.runs import train
from rnnviz.ui import background
from rnnviz.ui.cache import CACHE
from rnnviz.ui.jobs import Asked
from tests.support.pages import act, components, given, labelled, table, warnings
from tests.support.pages import opened as opened_chapter

CSV = "month;sales\n" + "\n".join(f"20{20 + k // 12}-{k % 12 + 1:02};{10 + k % 12},5" for k in range(60))


@pytest.fixture(autouse=True, scope="module")
def kernels():
    assert ready.wait(300)


def opened(**query):
    """The chapter, all of it near the screen."""
    return opened_chapter("forecasters", **query)


def text(app) -> str:
    """All Markdown of the page."""
    return " ".join(each.value for each in app.markdown)


def captions(app) -> str:
    """All captions of the page."""
    return " ".join(each.value for each in app.caption)


def shown_metrics(app) -> tuple[str, ...]:
    """The errors that the page shows."""
    return tuple(each.value for each in app.metric)


@pytest.mark.parametrize("key", PRESETS)
def test_every_preset_opens_trained(key):
    app = opened(preset=key)
    assert not [each for each in app.warning if "example stands in" not in each.value]
    assert len(given(app, "film")) == 1 and len(given(app, "plot")) >= 4
    assert len(app.metric) == 3 and app.header[0].value
    assert not [each for each in app.button if each.label.startswith("Train (")]


def begin_and_stop(app) -> None:
    """Begin a training that takes long, stop it, and wait until it has ended."""
    next(each for each in app.button if each.label.startswith("Train (about ")).click()
    app.run()
    work = app.session_state["forecasters_run_work"]
    while work.done == 0:  # stopped in its first epoch it would have nothing to show
        wait([work.future], timeout=0.01)
    app.button(key="forecasters_run_stop").click()
    app.run()
    work.future.result(timeout=60)
    app.run()


def test_the_documents_network_does_not_beat_the_simple_rules():
    app = opened()
    scores, said = table(app, "errors of every forecast"), captions(app)
    assert app.header[0].value == "Nobody wins: AR(27) is ahead, perhaps by chance"
    assert [each.label for each in app.metric] == ["SimpleRNN(3), test RMSE", "AR(27), test RMSE", "Judged on"]
    assert [each.value for each in app.metric] == ["22.1 sunspots", "18.2 sunspots", "46 test points"]
    assert app.metric[0].delta == "mean of 5 seeds, 20.4 to 22.8"
    assert "Over the 46 test points the network's mean squared error is" in said
    assert not [name for name in scores["forecast"] if "★" in name]
    assert scores["forecast"][:2] == ["SimpleRNN(3), seed 1", "last value"]


def test_moving_a_control_retrains_and_nothing_needs_a_button():
    app = opened()
    before = shown_metrics(app)
    app.slider(key="forecasters_units").set_value(6)
    act(app, "forecasters")
    assert components(app) == ["plot", "watch"], "the forecast alone comes first"
    assert app.session_state["forecasters_shown"].run.model.units == 6
    app.run()
    assert shown_metrics(app) != before
    assert given(app, "watch")[0]["outdated"] == [] and len(given(app, "film")) == 1


def test_what_is_far_below_is_neither_trained_nor_computed():
    app = opened()
    app.session_state["forecasters_near"] = set()
    app.run()
    app.number_input(key="forecasters_seed").set_value(771).run()
    app.run()
    view = app.session_state["forecasters_view"]
    assert CACHE.get(run_training(view).key) is not None and CACHE.get(seeds_training(view).key) is None
    assert components(app) == ["plot", "watch"]


def test_the_forecast_gets_the_band_of_the_seeds_when_they_are_trained():
    app = opened(seed="772")
    first = next(each for each in given(app, "plot") if each["drawing"]["name"] == "forecast")
    assert "all seeds" in json.dumps(first) and given(app, "watch")[0]["outdated"] == []


def test_what_takes_long_waits_for_a_button_and_the_view_before_stays():
    app = opened()
    before = shown_metrics(app)
    app.select_slider(key="forecasters_epochs").set_value(2000)
    app.run()
    app.run()
    assert shown_metrics(app) == before and "the last network that was" in " ".join(c.value for c in app.caption)
    assert [each for each in app.button if each.label.startswith("Train (about ")]


def test_a_training_is_begun_followed_and_stopped():
    app = opened(epochs="2000", units="8", overlap="1", seed="78")
    begin_and_stop(app)
    run = app.session_state["forecasters_shown"].run
    assert run.ending == "stopped" and run.epochs < 2000
    assert "You stopped the training" in " ".join(each.value for each in app.info)


def test_divergence_is_said_with_its_step_and_what_helps():
    app = opened(optimizer="sgd", rate="1", activation="linear", output="linear", scaling="none")
    said = " ".join(each.value for each in app.info)
    run = app.session_state["forecasters_shown"].run
    assert run.ending == "diverged" and f"in epoch {run.diverged_at[0]}, at batch {run.diverged_at[1]}" in said
    assert "clipping" in said and not app.exception


def test_pasted_text_becomes_the_series():
    app = opened(preset="own")
    app.text_area(key="forecasters_own_text").set_value(CSV).run()
    app.run()
    assert not app.exception
    series = app.session_state["forecasters_shown"].series
    assert series.season == 12 and series.dates[0] == "2020-01" and series.values[1] == 11.5
    assert "The decimal mark of column" in " ".join(each.value for each in app.caption).replace("\\", "")


@pytest.mark.parametrize(
    "typed,said",
    [
        ("5", "a single value"),
        ("a,b\n1,2\n3,4\nx,5\n" + "6,7\n" * 30, "Row 4, column “a”"),
        ("\n".join(["7"] * 40), "divide by zero"),
        ("1\n2\n3\n4", "a window of 1 and its target"),
        ("day;v\n2024-01-01;1\n2024-01-01;2\n2024-02-01;3", "2024-01-01"),
    ],
)
def test_text_that_is_no_series_is_told_and_the_view_stays(typed, said):
    app = opened(preset="own")
    before = shown_metrics(app)
    app.text_area(key="forecasters_own_text").set_value(typed).run()
    app.run()
    assert said in warnings(app)
    assert not app.exception and shown_metrics(app) == before


def test_what_a_table_does_not_tell_is_asked_once():
    app = opened(preset="own")
    before = shown_metrics(app)
    lines = [f"01/{number:02}/2024;{number % 4}.5" for number in range(1, 13)]
    app.text_area(key="forecasters_own_text").set_value("\n".join(["day;v", *lines])).run()
    app.run()
    assert not app.exception and shown_metrics(app) == before
    assert "is day/month/year or month/day/year" in text(app).replace("\\", "")
    app.button(key="forecasters_own_reading_1").click().run()
    app.run()
    assert not app.exception and "Or say it here" not in text(app)
    assert app.session_state["forecasters_shown"].series.dates[1] == "2024-01-02"


def test_a_bad_link_is_named_and_the_page_stands():
    app = opened(epochs="1000000", units="0", window="-1", own="1,nan", optimizer="lion", hat="blue", branch="x")
    said = warnings(app)
    for name in ("epochs", "units", "window", "own", "optimizer", "hat", "branch"):
        assert f"{name} in the link was ignored" in said, name
    assert not app.exception and given(app, "film")


def test_a_branch_is_drawn_beside_the_run():
    app = opened(epoch="5", branch="5", branch_rate="0.1")
    film = given(app, "film")[0]["film"]
    assert [each["start"] for each in film["runs"]] == [0, 5]
    run, branch = film["runs"]
    assert run["losses"][5] != branch["losses"][0] and len(branch["losses"]) == 15
    app.run()
    assert "the branch" in json.dumps(given(app, "plot")[0]), "the forecast has it as soon as it is trained"


def test_an_epoch_of_the_film_is_what_the_figures_show():
    app, last = opened(epoch="0"), opened()
    assert "After epoch 0 its RMSE" in captions(app)
    errors, at_last = (table(each, "errors of every forecast")["RMSE, test"] for each in (app, last))
    assert errors[0] != at_last[0] and errors[1:] == at_last[1:]
    assert shown_metrics(app) == shown_metrics(last), "the verdict is of the last epoch"
    shown = app.session_state["forecasters_shown"]
    assert shown.run.frame(0) == 0 and np.isfinite(shown.run.predictions[0]).all()


def test_the_race_is_run_when_it_is_asked_for():
    app = opened(fair="parameters")
    assert not any(e.proto.id.endswith("forecasters_race_figure") for e in app.get("bidi_component"))
    next(each for each in app.button if each.label.startswith("Run the race")).click()
    app.run()
    app.session_state["forecasters_race_work"].future.result(timeout=60)
    app.run()
    said = " ".join(each.value for each in app.caption)
    assert "SimpleRNN(3)" in said and "LSTM(" in said and "GRU(" in said and "the same for all" in said


def saved(**changes) -> tuple[bytes, object]:
    """A run as a file, and its view."""
    view = replace(View(epochs=10), **changes)
    return save_run(series_of(view), train(prepared_of(view), view.model, view.fit, view.branch)), view


@pytest.mark.parametrize("changes", [{}, {"branch_epoch": 4, "branch_rate": 0.03}, {"kind": "gru", "units": 5}])
def test_a_saved_run_comes_back_as_it_was(changes):
    data, view = saved(**changes)
    app = opened()
    app.file_uploader(key="forecasters_run_file").set_value(("run.npz", data, "application/octet-stream")).run()
    app.run()
    assert not app.warning and app.session_state["forecasters_view"] == view
    _, run = app.session_state["forecasters_brought"]
    assert run.epochs == 10


def test_a_saved_run_is_seen_by_nobody_else():
    data, view = saved(seed=4321)
    app = opened()
    app.file_uploader(key="forecasters_run_file").set_value(("run.npz", data, "application/octet-stream")).run()
    app.run()
    mine = app.session_state["forecasters_shown"].run
    other = opened(epochs="10", seed="4321").session_state["forecasters_shown"].run
    assert other is not mine and mine is app.session_state["forecasters_brought"][1]


def test_a_file_that_is_no_run_is_told_and_the_view_stays():
    app = opened()
    before = shown_metrics(app)
    app.file_uploader(key="forecasters_run_file").set_value(("run.npz", b"PK\x03\x04nonsense", "x")).run()
    app.run()
    assert "“run.npz” was not taken" in warnings(app) and shown_metrics(app) == before


def test_files_are_of_what_is_shown():
    app = opened(units="2", epochs="3")
    assert {each.label for each in app.get("download_button")} >= {"NumPy script", "Keras script", "The run (.npz)"}
    diverged = opened(optimizer="sgd", rate="1", activation="linear", output="linear", scaling="none")
    assert "Keras script" not in {each.label for each in diverged.get("download_button")}


def test_a_branch_may_be_another_cell_from_the_beginning():
    app = opened(branch="5", branch_cell="gru")
    assert "the branch begins before training" in warnings(app)
    run, branch = given(app, "film")[0]["film"]["runs"]
    assert branch["start"] == 0 and "GRU" in branch["name"] and "SimpleRNN" in run["name"]


def test_a_training_that_was_stopped_is_seen_by_nobody_else_and_can_be_begun_again():
    chosen = {"epochs": "2000", "units": "8", "overlap": "1", "seed": "77"}
    app = opened(**chosen)
    begin_and_stop(app)
    assert app.session_state["forecasters_shown"].run.ending == "stopped"
    assert [each for each in app.button if each.label.startswith("Train (about ")]
    other = opened(**chosen)
    assert other.session_state["forecasters_shown"].run.ending == "done"
    assert [each for each in other.button if each.label.startswith("Train (about ")]


def test_what_would_take_all_others_too_long_has_no_button():
    query = {"epochs": "2000", "units": "30", "seeds": "20", "overlap": "1", "batch": "32"}
    view, _ = LINK.read(query)
    key = run_training(view).key
    CACHE.put(key, train(prepared_of(view), view.model, replace(view.fit, epochs=1)))
    app = opened(**query)
    assert app.session_state["forecasters_shown"].current
    assert not [each for each in app.button if each.label.startswith(("Train 20 seeds", "Run the race"))]
    assert "at most 120 are allowed" in " ".join(each.value for each in app.info)


def test_a_stopped_training_is_of_whole_epochs_and_nobody_elses():
    link = {"epochs": "2000", "units": "9", "overlap": "1"}
    app = opened(**link)
    next(each for each in app.button if each.label.startswith("Train (about ")).click()
    app.run()
    work = app.session_state["forecasters_run_work"]
    while work.done == 0:
        wait([work.future], timeout=0.01)
    app.button(key="forecasters_run_stop").click()
    app.run()
    work.future.result(timeout=60)
    app.run()
    run = app.session_state["forecasters_shown"].run
    assert run.ending == "stopped" and np.isfinite(run.losses).all() and np.isfinite(run.test_losses).all()
    assert run.kept[-1] == run.epochs
    assert [each for each in app.button if each.label.startswith("Train (about ")]
    other = opened(**link)
    assert other.session_state["forecasters_shown"].run.ending == "done"
    assert not other.session_state["forecasters_shown"].current


def test_another_own_series_gets_the_window_that_its_length_allows():
    app = opened(preset="own")
    for count, window in ((25, 2), (400, 12)):
        numbers = "\n".join(str(k * k % 17) for k in range(count))
        app.text_area(key="forecasters_own_text").set_value(numbers).run()
        app.run()
        assert app.session_state["forecasters_shown"].view.window == window


def test_what_is_changed_is_said():
    assert "Here the setting is another" not in text(opened())
    assert "Here the setting is another" in text(opened(units="5"))


def test_the_simplest_rule_is_named_where_another_is_best():
    assert "Nor does the network beat repeating the last value, 20.2 sunspots" in captions(opened())


@pytest.mark.parametrize(
    "query",
    [
        {"optimizer": "sgd", "rate": "1", "activation": "linear", "output": "linear", "scaling": "none"},
        {"rate": "0.1", "patience": "2", "epochs": "30", "overlap": "1", "batch": "16"},
    ],
)
def test_a_branch_from_beyond_the_end_of_the_run_is_told_of(query):
    app = opened(branch="19", **query)
    run = app.session_state["forecasters_shown"].run
    assert run.epochs < 19 and not app.exception
    assert f"The run ended after epoch {run.whole}, so it has no branch" in " ".join(each.value for each in app.info)


def test_a_start_in_a_longer_series_waits_until_that_is_shown():
    app = opened(preset="airline")
    view, _ = LINK.read({"preset": "electricity", "epochs": "2000", "start": "4000"})
    app.session_state["forecasters_view"] = view
    app.run()
    shown = app.session_state["forecasters_shown"]
    assert not app.exception and shown.series.name == "electricity" and not shown.current


def test_what_keras_did_with_a_part_of_a_run_is_not_held_to_the_whole(monkeypatch):
    monkeypatch.setattr("rnnviz.ui.jobs.show_job", lambda held, name: pytest.fail("compared with another run"))
    app = opened(epochs="10")
    shown = app.session_state["forecasters_shown"]
    part = replace(shown, run=replace(shown.run, losses=shown.run.losses[:4], ending="stopped"))
    app.session_state["forecasters_keras_fit"] = Asked("a job", subject_of(part))
    app.run()
    assert not app.exception and "Train the same in Keras" in {each.label for each in app.button}


def test_a_branch_that_was_stopped_before_it_began_is_not_drawn():
    app = opened(epochs="2000", branch="1000", units="8", overlap="1")
    view = app.session_state["forecasters_view"]
    key = run_training(view).key
    run = train(prepared_of(view), view.model, replace(view.fit, epochs=5))
    CACHE.put(key, replace(run, losses=np.ones(2000), test_losses=np.ones(2000), norms=np.ones(2000)))
    work = background.Work(branch_training(view), part=replace(run, branch=view.branch), future=Future())
    work.future.set_result(None)
    app.session_state["forecasters_branch_work"] = work
    app.run()
    assert not app.exception and len(given(app, "film")[0]["film"]["runs"]) == 1


def test_the_verdict_is_of_the_last_epoch_and_says_so():
    assert "All of this is after epoch 20, the last." in captions(opened(epoch="3"))
    assert "All of this is after" not in captions(opened())


@pytest.mark.parametrize(
    "query", [{"preset": "walk"}, {"preset": "airline"}, {"preset": "sine", "epochs": "2"}, {"preset": "temperature"}]
)
def test_star_and_headline_never_part(query):
    app = opened(**query)
    starred = [name.removesuffix(" ★") for name in table(app, "errors of every forecast")["forecast"] if "★" in name]
    headline = app.header[0].value
    if headline == "The network wins":
        assert starred == [table(app, "errors of every forecast")["forecast"][0].removesuffix(" ★")]
    elif headline.startswith(("Nobody wins", "Too few")):
        assert starred == []
    else:
        assert len(starred) == 1 and headline == f"{starred[0][:1].upper()}{starred[0][1:]} wins"


def test_early_stopping_says_where_it_looked():
    chosen = {"rate": "0.1", "patience": "2", "epochs": "30", "overlap": "1", "batch": "16"}
    two = " ".join(each.value for each in opened(**chosen).info)
    assert "the test loss has not fallen" in two and "There is no validation part, so it looked at the test part" in two
    three = " ".join(each.value for each in opened(**chosen, validation="0.15").info)
    assert "the validation loss has not fallen" in three and "looked at the test part" not in three


def test_the_best_rule_is_said_to_be_chosen_where_it_was():
    two, three = opened(), opened(validation="0.15")
    assert "is picked on the test part itself, which flatters it" in text(two)
    assert "least RMSE on the validation part" in text(three)
    assert "RMSE, validation" in table(three, "errors of every forecast")
    assert (two.metric[1].delta, three.metric[1].delta) == ("the least of all rules", "chosen on the validation part")


def asked_for(app, kind: str, label: str):
    """The page after a computation of a kind was begun and has ended."""
    next(each for each in app.button if each.label.startswith(label)).click()
    app.run()
    app.session_state[f"forecasters_{kind}_work"].future.result(timeout=120)
    app.run()
    assert not app.exception
    return app


def test_more_test_parts_are_trained_for_when_they_are_asked_for():
    app = asked_for(opened(preset="temperature", epochs="5"), "rolling", "Train before 5 test parts")
    scores = table(app, "errors on every test part")
    assert len(scores) == 8 and len(scores["mean"]) == 9
    said = next(each.value for each in app.markdown if "Over 5 test parts" in each.value)
    starred = [name for name in scores["RMSE"] if "★" in name]
    assert bool(starred) == (" wins.**" in said)


def test_a_false_improvement_is_tried_when_it_is_switched_on():
    app = opened(preset="walk", epochs="3", part="false")
    assert table(app, "false improvements")["what is done"] == [TITLES["scaler"]], "one is on, and quick"
    labelled(app.button_group, "False improvements").set_value(["one_off", "epoch"]).run()
    app.run()
    assert not app.exception and app.query_params["false"] == "one_off,epoch"
    tried = table(app, "false improvements")
    better = tried["looks better"].count("yes")
    assert better and tried["what is done"] == [TITLES["one_off"], TITLES["epoch"]]
    assert f"On this very series {better} of the 2" in text(app)


def test_false_improvements_that_take_long_wait_for_their_button():
    long = {"preset": "walk", "epochs": "100", "batch": "1", "part": "false"}
    app = opened(**long, false="scaler,shuffled")
    assert not [each for each in given(app, "table") if each["name"] == "false improvements"]
    asked_for(app, "false_improvements", "Try them")
    assert len(table(app, "false improvements")["what is done"]) == 2


def test_a_series_too_short_for_more_test_parts_says_so():
    app = opened(
        preset="own",
        own=",".join(str(k * k % 17) for k in range(30)),
        window="12",
        validation="0.1",
        reach_back="1",
        part="sure",
    )
    assert "cannot be cut into 5 test parts. The training part has" in " ".join(each.value for each in app.info)


def test_intervals_say_what_they_hold_and_the_band_is_theirs():
    app = opened(preset="sine", level="0.5", validation="0.15")
    made = table(app, "intervals")
    assert made["promised"] == ["50%"] * 3 and made["interval"][0] == "conformal, adapting as it goes"
    first = next(each for each in given(app, "plot") if each["drawing"]["name"] == "forecast")
    assert "50% interval" in json.dumps(first) and "The 50\N{NO-BREAK SPACE}% interval" in text(app)


def test_logarithms_are_refused_where_there_are_none_and_said_where_there_are():
    app = opened(preset="airline", transform="log difference", lag="12")
    assert not app.warning and "log" in app.session_state["forecasters_view"].transform
    assert len([each for each in app.caption if "how far the logarithm of each value" in each.value]) == 2
    refused = opened(transform="log")
    assert "Only positive values have a logarithm" in warnings(refused)
    assert len(given(refused, "film")) == 1


def test_of_several_forecasts_at_once_the_one_that_is_chosen_is_shown():
    query = {"preset": "airline", "window": "6", "outputs": "4", "epochs": "5", "seeds": "3"}
    app = opened(**query)
    slider = next(each for each in app.get("select_slider") if "forecast at once" in each.label)
    assert slider.value == 1 and list(slider.options)[-1] == "4 steps ahead"
    first, before = table(app, "errors of every forecast"), app.session_state["forecasters_shown"]
    ahead = next(each for each in given(app, "plot") if each["drawing"]["name"] == "ahead")
    assert "all at once" in json.dumps(ahead)
    slider.set_value(3)
    app.run()
    after = app.session_state["forecasters_shown"]
    assert after.prepared.horizon == 3 and after.run.weights is before.run.weights, "it is not trained anew"
    third = table(app, "errors of every forecast")
    dots = next(each for each in given(app, "plot") if each["drawing"]["name"] == "seeds")
    assert third["RMSE, test"][0] in json.dumps(dots), "the luck is that of the same forecasts"
    assert third["RMSE, test"][0] != first["RMSE, test"][0]
    repeat = next(each for each in after.baselines.values() if each.title == "repeating the last value")
    values, at = after.prepared.values, after.prepared.positions
    np.testing.assert_array_equal(repeat.predictions, values[at - 3])
    assert LINK.write(app.session_state["forecasters_view"])["target"] == "3"
    straight = opened(**query, target="3")
    assert table(straight, "errors of every forecast") == third


def test_a_calendar_is_read_by_everything_on_the_page():
    app = opened(preset="airline", calendar="12", window="3", epochs="5", seeds="3", part="ahead")
    assert not app.warning and app.session_state["forecasters_shown"].prepared.inputs.shape[2] == 3
    assert [each for each in app.caption if "sine and cosine of where in a period of 12 steps" in each.value]
    names = {each["drawing"]["name"] for each in given(app, "plot")}
    assert {"forecast", "seeds", "ahead", "horizon"} <= names
    inside = opened(preset="airline", calendar="12", window="3", epochs="5", part="inside")
    assert len(given(inside, "film")) == 1
    assert "at least 2 steps" in warnings(opened(calendar="1"))
