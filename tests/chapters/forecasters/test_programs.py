"""The programs that a forecaster is taken away as come to the errors on the screen, and fail when a number is wrong."""

import csv
import io
import json
import re
from dataclasses import replace

import nbformat
import numpy as np
import pytest

from rnnviz.chapters.forecasters.programs import (
    forecaster_notebook,
    keras_forecaster,
    numpy_forecaster,
    predictions_csv,
)
from rnnviz.training.baselines import baselines
from rnnviz.training.preparation import Preparation
from rnnviz.training.runs import Branch, train
from rnnviz.training.scores import baseline_row, best_row, score_row
from rnnviz.training.seeds import train_seeds
from rnnviz.training.series import Covariate, Series, bundled, synthetic
from rnnviz.training.settings import Fit, Model
from rnnviz.training.verdicts import judged
from rnnviz.training.windows import prepare
from tests.support.programs import results, run_script

WILD = 'sales"""\nraise SystemExit(9)\n\'"\\\u2028\u202e{x} <b>#</b>'
"""A title that would end a string, a comment or a line, were it not written as a literal."""

OWN = Series("own", WILD, WILD, synthetic("sines", 90, seed=4, noise=0.2).values * 7 + 40, None, 1, WILD)
AIRLINE = bundled("airline")
GAPPY = replace(AIRLINE, name="own", imputed=(3, 40, 41, 100))
NOISE = np.random.default_rng(2).normal(size=(2, 160))
WITH_COLUMNS = replace(
    GAPPY,
    covariates=(
        Covariate(WILD, (NOISE[0] > 0.5) * 1.0, known_ahead=True),
        Covariate("x", NOISE[1, :150].cumsum() * 40),
    ),
)
SETTINGS = {
    "simple_rnn": (OWN, Preparation(window=7), Model(), Fit(batch=4, epochs=3)),
    "simple_rnn, every test value": (
        OWN,
        Preparation(window=4, overlap=False, horizon=2, reach_back=True),
        Model(),
        Fit(batch=4, epochs=2),
    ),
    "gru, three parts": (
        OWN,
        Preparation("standard", window=5, reach_back=True, validation=0.2),
        Model("gru", 3),
        Fit(batch=4, epochs=3),
    ),
    "simple_rnn, two layers, apart, as in the document": (
        AIRLINE,
        Preparation(leak=True, overlap=False, window=5, split=0.67),
        Model("simple_rnn", 3, 2, output_activation="tanh"),
        Fit(epochs=4),
    ),
    "lstm, two layers, standard, clipped by value": (
        OWN,
        Preparation("standard", window=6, split=0.7),
        Model("lstm", 4, 2, activation="relu"),
        Fit("mae", "rmsprop", 0.01, batch=8, epochs=3, clipping="value", threshold=0.01),
    ),
    "lstm, unscaled, unshuffled": (
        synthetic("sine", 60),
        Preparation("none", window=6, overlap=False, split=0.6),
        Model("lstm", 3, activation="sigmoid"),
        Fit(optimizer="sgd", learning_rate=0.1, epochs=3, shuffle=False),
    ),
    "gru, two steps ahead, mae, clipped by norm": (
        AIRLINE,
        Preparation(window=6, horizon=2),
        Model("gru", 5),
        Fit("mae", learning_rate=0.01, batch=16, epochs=3, clipping="norm", threshold=0.05),
    ),
    "simple_rnn, differences of logarithms over a year, beyond it": (
        AIRLINE,
        Preparation("standard", window=4, horizon=13, reach_back=True, transform="log difference", lag=12),
        Model("simple_rnn", 3),
        Fit(batch=8, epochs=3),
    ),
    "gru, differences, gaps": (
        GAPPY,
        Preparation(window=4, split=0.6, validation=0.1, transform="difference"),
        Model("gru", 2),
        Fit(batch=8, epochs=2),
    ),
    "lstm, four at once, differences beyond the lag, gaps": (
        GAPPY,
        Preparation(window=5, horizon=2, reach_back=True, transform="difference", lag=3, outputs=4),
        Model("lstm", 2, outputs=4),
        Fit(batch=8, epochs=2),
    ),
    "gru, two layers, a calendar, two steps ahead": (
        AIRLINE,
        Preparation("standard", window=5, horizon=2, reach_back=True, transform="log", calendar=12),
        Model("gru", 2, 2, features=3),
        Fit(batch=8, epochs=2),
    ),
    "gru, two further columns, two steps ahead": (
        WITH_COLUMNS,
        Preparation("standard", window=5, horizon=2, reach_back=True, validation=0.15, covariates=2),
        Model("gru", 2, features=3),
        Fit(batch=8, epochs=2),
    ),
    "lstm, a calendar, two further columns, differences, three at once": (
        WITH_COLUMNS,
        Preparation("minmax", leak=True, window=4, transform="difference", outputs=3, calendar=12, covariates=2),
        Model("lstm", 2, outputs=3, features=5),
        Fit(batch=8, epochs=2),
    ),
    "gru, two layers, clipped by global norm": (
        OWN,
        Preparation(leak=True, window=4),
        Model("gru", 3, 2, activation="linear"),
        Fit(optimizer="sgd", learning_rate=0.05, batch=10, epochs=3, clipping="global norm", threshold=0.1),
    ),
}
CHANGED = SETTINGS["gru, two steps ahead, mae, clipped by norm"]
BRANCHES = {
    "a branch with another learning rate": Branch(1, 0.1, "norm", 0.05),
    "a branch with another clipping": Branch(1, 0.01, "value", 0.001),
    "a branch without clipping": Branch(2, 0.01),
}


def trained() -> dict:
    """The settings, trained: by name, (series, run)."""
    runs = {
        name: (series, train(prepare(series.values, how, series.imputed, series.covariates), *rest))
        for name, (series, how, *rest) in SETTINGS.items()
    }
    series, how, model, fit = CHANGED
    prepared = prepare(series.values, how)
    runs |= {name: (series, train(prepared, model, fit, branch)) for name, branch in BRANCHES.items()}
    runs["a run of which the last epoch is kept"] = (series, train(prepared, model, fit, keep=1))
    early = train(prepared, model, replace(fit, epochs=200, learning_rate=0.1, patience=2))
    assert early.ending == "early"
    return runs | {"early stopping": (series, early)}


@pytest.fixture(scope="module")
def runs():
    return trained()


def wrong(script: str, name: str) -> str:
    """The program with the first number of an array, or an expected error, changed a little."""
    pattern = rf'({name} = np\.array\([\s\[]*|"{name}": \[?)(-?\d[\d.e+-]*)'
    changed = re.sub(pattern, lambda found: found[1] + repr(1.01 * float(found[2]) + 1e-3), script, count=1)
    assert changed != script
    return changed


def met_or_failed(programs: dict[str, str], wrong_names) -> tuple[dict, dict]:
    """Every program as it is and with one number changed, and what should become of each."""
    every = dict(programs)
    for name in wrong_names:
        every |= {f"{title}, {name} wrong": wrong(script, name) for title, script in programs.items()}
    return every, {title: "AssertionError" if title.endswith("wrong") else "met" for title in every}


def test_numpy_scripts_forecast_to_the_errors_on_the_screen(runs, tmp_path):
    programs = {name: numpy_forecaster(*each) for name, each in runs.items()}
    names = ("w_x_1", "w_h_1", "w_y", "b_y", "values", "test part", "training part, scaled")
    every, expected = met_or_failed(programs, names)
    assert results(every, tmp_path) == expected


def test_a_numpy_script_runs_by_itself_and_prints_what_the_table_of_scores_has(runs, tmp_path):
    series, run = runs["simple_rnn, two layers, apart, as in the document"]
    done = run_script(numpy_forecaster(series, run), tmp_path / "forecaster.py")
    assert done.returncode == 0 and not done.stderr, done.stderr
    row = score_row("network", run.forecast(), run.prepared)
    assert f"RMSE, test part: {row.test.rmse:.6g} thousand passengers\n" in done.stdout
    assert f"RMSE, training part, scaled: {row.train.scaled_rmse:.6g}" in done.stdout


def test_keras_scripts_train_to_the_errors_on_the_screen(runs, tmp_path):
    """All in one process, because TensorFlow takes seconds to start."""
    programs = {name: keras_forecaster(*each) for name, each in runs.items()}
    for script in programs.values():
        assert float(re.search(r"rtol=(.*?),", script)[1]) <= 1e-6
    some = {name: programs[name] for name in ("simple_rnn", "early stopping")}
    every, expected = met_or_failed(some, ("w_h_1", "test part, scaled"))
    branch = programs["a branch with another clipping"]
    every["the clipping of the branch wrong"] = branch.replace("clipvalue = 0.001", "clipvalue = 0.002")
    every["the order wrong"] = programs["simple_rnn"].replace("default_rng([1, 1])", "default_rng([2, 1])")
    expected |= dict.fromkeys(("the clipping of the branch wrong", "the order wrong"), "AssertionError")
    assert results(every | programs, tmp_path) == expected | dict.fromkeys(programs, "met")


def test_a_notebook_runs_and_has_the_same_text_every_time(runs, tmp_path):
    case = runs["lstm, two layers, standard, clipped by value"]
    text = forecaster_notebook(*case)
    assert text == forecaster_notebook(*case)
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    done = run_script("\n\n".join(code), tmp_path / "notebook.py")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("These are the errors that rnnviz showed.") == 2
    assert not [cell for cell in notebook.cells if cell.cell_type == "markdown" and "raise" in cell.source]


def test_a_title_from_outside_stays_a_string(runs):
    for script in (numpy_forecaster(*runs["simple_rnn"]), keras_forecaster(*runs["simple_rnn"])):
        assert repr(WILD) in script and script.count("SystemExit") == 2  # the title, and the unit
        for line in script.splitlines():
            assert "SystemExit" not in line or line.startswith(("title = ", "unit = "))
        assert "\u202e" not in script


def test_a_run_that_diverged_or_was_stopped_is_taken_away_as_it_is_on_the_screen(runs, tmp_path):
    prepared = prepare(OWN.values, Preparation(window=12))
    wild = train(prepared, Model(activation="linear"), Fit(optimizer="sgd", learning_rate=0.7, batch=8))
    assert wild.ending == "diverged" and np.abs(wild.predictions[-1]).max() > 1e100
    with pytest.raises(ValueError, match=r"diverged in epoch \d+, at batch \d+"):
        keras_forecaster(OWN, wild)
    stop = np.zeros(1, np.uint8)
    stopped = train(prepared, Model(), Fit(), progress=lambda epoch, *_: stop.fill(epoch == 3), stop=stop)
    assert stopped.ending == "stopped"
    assert ", 3  # it was stopped here" in keras_forecaster(OWN, stopped) and len(stopped.losses) == 3
    notebook = json.loads(forecaster_notebook(OWN, wild))
    assert "diverged in epoch" in "".join(notebook["cells"][-1]["source"])
    programs = {"stopped": numpy_forecaster(OWN, stopped), "diverged": numpy_forecaster(OWN, wild)}
    assert results(programs, tmp_path) == dict.fromkeys(programs, "met")


def test_a_training_that_magnifies_rounding_has_no_keras_script():
    prepared = prepare(OWN.values, Preparation(window=12))
    chaos = train(prepared, Model("gru", 16), Fit(optimizer="rmsprop", learning_rate=0.3, epochs=200))
    assert chaos.ending == "done"
    with pytest.raises(ValueError, match="magnifies rounding"):
        keras_forecaster(OWN, chaos)


def test_forecasts_that_are_not_finite_are_refused(runs):
    series, run = runs["simple_rnn"]
    infinite = replace(run, predictions=np.full_like(run.predictions, np.inf))
    for write in (numpy_forecaster, keras_forecaster, forecaster_notebook):
        with pytest.raises(ValueError, match="not all finite"):
            write(series, infinite)


def test_a_run_of_another_series_is_refused(runs):
    for write in (numpy_forecaster, keras_forecaster, forecaster_notebook, predictions_csv):
        with pytest.raises(ValueError, match="another series than 'Monthly airline"):
            write(AIRLINE, runs["simple_rnn"][1])


@pytest.mark.parametrize("name", ["simple_rnn", "gru, two steps ahead, mae, clipped by norm"])
def test_the_table_of_forecasts_holds_every_one_to_the_last_digit(runs, name):
    series, run = runs[name]
    rows = list(csv.DictReader(predictions_csv(series, run).splitlines()))
    positions = np.array([int(row["position"]) for row in rows]) - 1
    np.testing.assert_array_equal(positions, run.prepared.positions)
    assert [row["date"] for row in rows] == [series.dates[at] if series.dates else "" for at in positions]
    assert [row["part"] for row in rows].count("training") == run.prepared.n_train and rows[-1]["part"] == "test"
    for column, values in {
        "actual": series.values[positions],
        "predicted": run.forecast(),
        "predicted_scaled": run.predictions[-1][:, 0],
    }.items():
        np.testing.assert_array_equal([float(row[column]) for row in rows], values)


def test_the_table_of_forecasts_has_what_was_read_beside(runs):
    series, run = runs["gru, two further columns, two steps ahead"]
    rows = list(csv.DictReader(io.StringIO(predictions_csv(series, run), newline="")))
    for each in series.covariates:
        np.testing.assert_array_equal(
            [float(row[f"column {each.name}"]) for row in rows], each.values[run.prepared.positions]
        )


def test_a_training_too_long_to_repeat_at_once_has_no_keras_script(monkeypatch):
    monkeypatch.setattr("rnnviz.chapters.forecasters.programs.in_keras.MAX_SECONDS", 0.0)
    prepared = prepare(bundled("airline").values, Preparation())
    run = train(prepared, Model(), Fit(epochs=1))
    with pytest.raises(ValueError, match="would be done once more"):
        keras_forecaster(bundled("airline"), run)
    assert "would be done once more" in forecaster_notebook(bundled("airline"), run)


JUDGED = {
    "three at once, looked at the last, chosen on the validation part": (
        Preparation("standard", window=5, split=0.7, reach_back=True, validation=0.15, transform="log", outputs=3),
        Model("gru", 3, outputs=3),
    ),
    "chosen on the test part": (Preparation(window=3, split=0.6), Model("simple_rnn", 3)),
}


@pytest.mark.parametrize("name", JUDGED)
def test_a_program_says_who_wins_as_the_page_does(name, tmp_path):
    how, model = JUDGED[name]
    prepared, fit = prepare(AIRLINE.values, how).at(how.outputs - 1), Fit(batch=8, epochs=3)
    rules, seeds = baselines(prepared, 12), train_seeds(prepared, model, fit, (1, 2, 3))
    run, (test, actual) = train(prepared, model, fit), (prepared.parts["test"], prepared.actual)
    errors = np.array([(each.forecast() - actual)[test] for each in seeds])
    beside = [(each.title, (each.predictions - actual)[test]) for each in rules.values() if each.forecaster]
    best = best_row([baseline_row(each, prepared) for each in rules.values()])
    verdict, _ = judged(errors, beside, prepared.horizon, best.title if how.validation else "")
    programs = {make.__name__: make(AIRLINE, run, rules, seeds) for make in (numpy_forecaster, keras_forecaster)}
    for script in programs.values():
        assert f"assert winner == {verdict.winner!r}" in script and f"assert chosen == {verdict.rule!r}" in script
        shares = re.search(r"assert_allclose\(difference, (\[.*?\])", script)[1]
        np.testing.assert_allclose(json.loads(shares), verdict.difference, rtol=1e-9)
    expected = dict.fromkeys(programs, "met")
    script = programs["numpy_forecaster"]
    programs["another winner"] = script.replace(f"assert winner == {verdict.winner!r}", "assert winner == 'nobody'")
    programs["another rule"] = script.replace("chosen = min", "chosen = max")
    programs["another network"] = wrong(script, "others")
    programs["one seed more"] = script.replace("errors = [test_errors()]", "errors = [test_errors(), test_errors()]")
    expected |= dict.fromkeys(programs.keys() - expected.keys(), "AssertionError")
    assert results(programs, tmp_path) == expected


def test_a_program_judges_nothing_of_a_few_test_points_and_carries_no_large_networks(runs):
    few = train(prepare(AIRLINE.values, Preparation(window=6)), Model(), Fit(batch=8, epochs=2))
    assert "winner" not in numpy_forecaster(AIRLINE, few, baselines(few.prepared, 12))
    prepared, model = prepare(AIRLINE.values, Preparation(window=6, split=0.6)), Model("lstm", 64)
    seeds = train_seeds(prepared, model, Fit(batch=32, epochs=1), (1, 2, 3))
    script = numpy_forecaster(AIRLINE, seeds[0], baselines(prepared, 12), seeds)
    assert "their networks are too large to be carried" in script and "others = " not in script


def test_the_rules_of_a_program_come_to_the_errors_of_the_table(runs, tmp_path):
    some = {name: runs[name] for name in ("simple_rnn", "gru, two steps ahead, mae, clipped by norm")}
    some |= {name: each for name, each in runs.items() if "apart" in name or "every" in name or "three" in name}
    programs = {}
    for name, (series, run) in some.items():
        rules = baselines(run.prepared, 12)
        programs[name] = numpy_forecaster(series, run, rules)
        assert all(f"rules[{each.title!r}] = " in programs[name] for each in rules.values() if each.forecaster)
    right = programs["simple_rnn"]
    for name in ("phi", "indices", "dict(alpha", "drift"):
        pattern = rf"({re.escape(name)}(?: = np.array\([\s\[]*|=|': ))(-?\d[\d.e+-]*)"
        changed = re.sub(pattern, lambda found: f"{found[1]}{float(found[2]) * 1.001 + 1e-4!r}", right, count=1)
        if changed != right:
            programs[f"wrong: {name}"] = changed
    expected = {name: "AssertionError" if name.startswith("wrong") else "met" for name in programs}
    assert len(expected) > 5 and results(programs, tmp_path) == expected


def test_a_program_of_a_series_with_gaps_and_three_parts_comes_to_the_same(tmp_path):
    series = replace(OWN, imputed=(9, 40, 60, 77))
    how = Preparation(window=4, reach_back=True, validation=0.15)
    run = train(prepare(series.values, how, series.imputed), Model(), Fit(batch=4, epochs=2))
    script = numpy_forecaster(series, run, baselines(run.prepared, 12))
    assert results({"gaps": script, "wrong": wrong(script, "validation part")}, tmp_path) == {
        "gaps": "met",
        "wrong": "AssertionError",
    }


def test_the_table_of_forecasts_has_a_column_for_every_rule(runs):
    series, run = runs["simple_rnn"]
    rules = baselines(run.prepared, 1)
    rows = list(csv.DictReader(predictions_csv(series, run, rules).splitlines()))
    for each in rules.values():
        if each.predictions is None:
            assert each.title not in rows[0]
        else:
            column = [float(row[each.title] or "nan") for row in rows]
            np.testing.assert_array_equal(column, each.predictions)
