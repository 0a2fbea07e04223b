"""Logarithms and differences: what the network reads of a series, and that every forecast finds its way back."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.training.free_running import continuation, continue_from
from rnnviz.training.preparation import Preparation
from rnnviz.training.runs import train
from rnnviz.training.scaling import SCALINGS
from rnnviz.training.scores import score
from rnnviz.training.series import bundled
from rnnviz.training.settings import Fit, Model
from rnnviz.training.transforms import TRANSFORMS, Transform, check_positive
from rnnviz.training.windows import prepare

preparations = st.builds(
    Preparation,
    st.sampled_from(SCALINGS),
    st.booleans(),
    st.integers(1, 6),
    st.booleans(),
    st.integers(1, 9),
    st.floats(0.4, 0.7),
    st.booleans(),
    st.sampled_from([0.0, 0.25]),
    st.sampled_from(TRANSFORMS),
    st.integers(1, 5),
)
positive = st.tuples(st.integers(0, 2**32 - 1), st.integers(100, 120), st.floats(1e-3, 1e6)).map(
    lambda drawn: drawn[2] * np.exp(np.random.default_rng(drawn[0]).normal(size=drawn[1]).cumsum() / 5)
)


@given(positive, preparations.filter(lambda how: how.validation < how.split - 0.15))
def test_a_network_that_says_its_targets_has_forecast_the_series(values, how):
    ready = prepare(values, how)
    np.testing.assert_allclose(ready.unscaled(ready.targets[:, 0]), ready.actual, rtol=1e-9)
    assert np.isfinite(ready.inputs).all()
    found = score(ready.unscaled(ready.targets[:, 0]), ready.actual, ready)
    assert found.scaled_rmse < 1e-6


@given(positive, preparations.filter(lambda how: how.validation < how.split - 0.15), st.data())
def test_what_follows_a_window_changes_nothing_of_what_it_reads_or_is_added_to(values, how, data):
    how = replace(how, leak=False)
    ready = prepare(values, how)
    sample = data.draw(st.integers(ready.parts["test"].start, len(ready) - 1))
    changed = values.copy()
    changed[max(ready.ends[sample] + 1, ready.trained) :] *= 3.0  # the scaling knows the training part
    other, said = prepare(changed, how), np.zeros(len(ready))
    np.testing.assert_array_equal(ready.inputs[sample], other.inputs[sample])
    assert ready.unscaled(said)[sample] == other.unscaled(said)[sample]


@pytest.mark.parametrize("lag", [1, 3, 12])
@pytest.mark.parametrize("name", TRANSFORMS)
def test_the_inputs_are_what_the_transform_says(name, lag):
    values = bundled("airline").values
    ready = prepare(values, Preparation("none", window=4, transform=name, lag=lag))
    levels = np.log(values) if "log" in name else values
    changes = levels[lag:] - levels[:-lag] if "difference" in name else levels
    skipped = lag if "difference" in name else 0
    assert ready.positions[0] == skipped + 4
    np.testing.assert_array_equal(ready.inputs[0, :, 0], changes[:4])
    np.testing.assert_allclose(ready.targets[:3, 0], changes[4:7], rtol=1e-15)


def test_a_target_beyond_the_lag_is_the_difference_to_a_value_that_is_known():
    values = np.arange(40.0) ** 2
    ready = prepare(values, Preparation("none", window=3, horizon=5, transform="difference", lag=2))
    at = ready.positions
    np.testing.assert_array_equal(ready.targets[:, 0], values[at] - values[at - 6])
    assert (at - 6 <= ready.ends).all()


@given(positive, st.booleans(), st.integers(0, 7), st.integers(1, 30))
def test_changes_continue_to_the_values_that_they_were_made_of(values, log, lag, steps):
    transform = Transform(log, lag)
    changes = transform.changes(values)[-steps:]
    np.testing.assert_allclose(transform.continued(changes, values[:-steps]), values[-steps:], rtol=1e-9)


@pytest.fixture(scope="module", params=[("log", 1), ("difference", 1), ("difference", 12), ("log difference", 5)])
def run(request):
    name, lag = request.param
    how = Preparation("standard", window=6, transform=name, lag=lag, reach_back=True)
    return train(prepare(bundled("airline").values, how), Model("gru", 3), Fit(epochs=3, batch=8))


def test_a_free_run_reads_its_own_values_turned_back(run):
    memory = run.prepared.preparation.memory
    start = run.prepared.boundary
    history = run.prepared.values[None, start - memory : start]
    long = continue_from(run, history, 15)
    for step in range(15):  # one by one, from original units each time
        np.testing.assert_allclose(continue_from(run, history, 1)[:, 0], long[:, step], rtol=1e-10)
        history = np.concatenate([history[:, 1:], long[:, [step]]], axis=1)


def test_teacher_forced_it_says_what_the_run_says(run):
    prepared = run.prepared
    found = continuation(run, {}, prepared.boundary, 5)
    np.testing.assert_allclose(found.forced, run.forecast()[prepared.parts["test"]][:5], rtol=1e-10)


def test_a_score_is_in_the_series_own_unit_and_in_that_of_the_network(run):
    prepared, transform = run.prepared, run.prepared.preparation.transforming
    found = score(run.forecast(), prepared.actual, prepared)
    errors = run.predictions[-1] - prepared.targets
    assert found.scaled_rmse == pytest.approx(float(np.sqrt(np.square(errors).mean())), rel=1e-9)
    assert found.rmse == pytest.approx(float(np.sqrt(np.square(run.forecast() - prepared.actual).mean())))
    if not transform.log:
        assert found.scaled_rmse == pytest.approx(found.rmse / prepared.scaler.scale)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([3.0, 0.0, 2.0, -1.0], "2 of the 4 values are 0 or less, the first of them value 2, 0"),
        ([3.0, 1.0, -2.5], "1 of the 3 values is 0 or less, the first of them value 3, -2.5"),
    ],
)
def test_what_is_not_positive_has_no_logarithm(values, said):
    with pytest.raises(ValueError, match=said):
        check_positive(np.array(values))
    for name in ("log", "log difference"):
        with pytest.raises(ValueError, match="Only positive values have a logarithm"):
            prepare(np.array(values * 20), Preparation(window=2, transform=name))
    assert len(prepare(np.array(values * 20), Preparation(window=2, transform="difference")))


def test_differences_need_a_training_part_that_has_some():
    with pytest.raises(ValueError, match="need 33, differences over 30 among them"):
        prepare(np.arange(40.0), Preparation("none", window=2, transform="difference", lag=30))


@pytest.mark.parametrize("field", [{"transform": "square"}, {"lag": 0}])
def test_an_unknown_transform_is_refused(field):
    with pytest.raises(ValueError, match=next(iter(field))):
        Preparation(**field)
