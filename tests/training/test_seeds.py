"""The same setting under several seeds, and three cells in a fair race."""

from dataclasses import replace

import numpy as np

from rnnviz.training.preparation import Preparation
from rnnviz.training.runs import train
from rnnviz.training.seeds import band, race, racers, rmse_on_test, seeds_from, train_seeds
from rnnviz.training.series import bundled
from rnnviz.training.settings import Fit, Model
from rnnviz.training.windows import prepare

PREPARED = prepare(bundled("sunspots").values, Preparation(leak=True))


def test_seeds_are_the_runs_that_each_would_be_alone():
    prepared, model, fit = PREPARED, Model(), Fit(epochs=2, batch=16)
    runs = train_seeds(prepared, model, fit, (3, 4, 5))
    for seed, found in zip((3, 4, 5), runs, strict=True):
        alone = train(prepared, model, replace(fit, seed=seed))
        np.testing.assert_array_equal(found.weights[-1], alone.weights[-1])
        assert found.kept == (2,)
    low, median, high = band(np.array([each.forecast() for each in runs]))
    assert (low <= median).all() and (median <= high).all()
    assert seeds_from(99_998, 3) == (99_998, 99_999, 0)


def test_a_seed_that_diverged_is_not_in_the_band():
    low, median, high = band(np.array([[1.0, 2.0], [np.nan, 3.0], [3.0, 4.0]]))
    assert median.tolist() == [2.0, 3.0] and np.isnan(band(np.full((2, 2), np.inf))[0]).all()


def test_a_race_is_fair():
    model = Model("gru", 6)
    assert {each.units for each in racers(model, "units")} == {6}
    parameters = {each.kind: each.parameters for each in racers(model, "parameters")}
    assert parameters["gru"] == model.parameters
    for kind, count in parameters.items():
        nearest = min(abs(Model(kind, units).parameters - model.parameters) for units in range(1, 65))
        assert abs(count - model.parameters) == nearest
    entries = race(PREPARED, racers(model, "units"), Fit(epochs=1, batch=64), (1, 2))
    assert [each.model.kind for each in entries] == ["simple_rnn", "lstm", "gru"]
    for each in entries:
        assert [found.fit.seed for found in each.runs] == [1, 2]
        assert each.rmses[0] == rmse_on_test(each.runs[0]) and (each.seconds > 0).all()
