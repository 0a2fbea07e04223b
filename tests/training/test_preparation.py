"""Windows, split and scaling: the founding documents' own numbers, and what holds for every series."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.training import windows as module
from rnnviz.training.preparation import Preparation
from rnnviz.training.scaling import SCALINGS, fit_scaler
from rnnviz.training.series import bundled
from rnnviz.training.windows import prepare

preparations = st.builds(
    Preparation,
    st.sampled_from(SCALINGS),
    st.booleans(),
    st.integers(1, 6),
    st.booleans(),
    st.integers(1, 5),
    st.floats(0.2, 0.8),
)
walks = st.tuples(st.integers(0, 2**32 - 1), st.integers(60, 90), st.floats(1e-3, 1e6)).map(
    lambda drawn: drawn[2] * np.random.default_rng(drawn[0]).normal(size=drawn[1]).cumsum()
)


def test_the_sunspot_document():
    series = bundled("sunspots").values
    ready = prepare(series, Preparation(leak=True, window=12, overlap=False))
    assert ready.inputs[: ready.n_train].shape == (187, 12, 1) and ready.inputs[ready.n_train :].shape == (46, 12, 1)

    scaled = (series - series.min()) / (series.max() - series.min())
    split = int(len(series) * 0.8)
    documents = []
    for part in (scaled[:split], scaled[split:]):
        targets = np.arange(12, len(part), 12)
        documents.append((part[: 12 * len(targets)].reshape(len(targets), 12, 1), part[targets, None]))
    np.testing.assert_allclose(ready.inputs, np.concatenate([inputs for inputs, _ in documents]), atol=1e-15)
    np.testing.assert_allclose(ready.targets, np.concatenate([targets for _, targets in documents]), atol=1e-15)


@given(walks, preparations, st.integers(2, 5), st.booleans(), st.sets(st.integers(30, 59), max_size=2))
def test_of_several_targets_each_lies_a_step_after_the_one_before(values, how, outputs, reach_back, missing):
    how = replace(how, window=min(how.window, 3), outputs=outputs, reach_back=reach_back, split=0.5)
    ready = prepare(values, how, sorted(missing))
    assert ready.targets.shape == (len(ready), outputs)
    for output in range(outputs):
        look, alone = ready.at(output), replace(how, outputs=1, horizon=how.horizon + output)
        single = prepare(values, alone, sorted(missing))
        assert look.horizon == how.horizon + output and not set(look.positions) & missing
        np.testing.assert_array_equal(look.ends, ready.ends)
        np.testing.assert_array_equal(look.inputs, ready.inputs)
        np.testing.assert_array_equal(look.actual, values[ready.ends + look.horizon])
        np.testing.assert_allclose(look.unscaled(ready.targets[:, output]), look.actual, rtol=1e-9, atol=1e-9)
        found = dict(zip(single.ends.tolist(), single.targets[:, 0].tolist(), strict=True))
        both = [(end, row) for end, row in zip(ready.ends.tolist(), ready.targets, strict=True) if end in found]
        assert both
        np.testing.assert_allclose(
            [found[end] for end, _ in both], [row[output] for _, row in both], rtol=1e-12, atol=1e-12
        )
    ends = how.ends(len(values))
    for (name, part), before in zip(ready.parts.items(), (0, *ends.values()), strict=False):
        at = ready.ends[part, None] + how.horizon + np.arange(outputs)
        assert before <= at.min() and at.max() < ends[name], "what is forecast at once lies within one part"


def test_a_test_part_must_hold_what_is_forecast_at_once():
    with pytest.raises(ValueError, match="The test part has 2 of the 20 values, but at least the 3 forecast at once"):
        prepare(np.arange(20.0), Preparation("none", window=4, split=0.9, reach_back=True, outputs=3))
    with pytest.raises(ValueError, match="its last target, 4 after it, need 8"):
        prepare(np.arange(20.0), Preparation("none", window=4, split=0.3, outputs=4))
    with pytest.raises(ValueError, match="outputs must be at most 48"):
        Preparation(outputs=49)


def test_the_airline_document_but_for_the_sample_that_it_drops_from_each_part():
    ready = prepare(bundled("airline").values, Preparation(leak=True, window=1, split=0.67))
    assert (ready.boundary, ready.n_train, len(ready) - ready.n_train) == (96, 95, 47)


def test_windows_without_overlap_begin_where_the_last_one_ended():
    ready = prepare(np.arange(40.0), Preparation("none", window=4, overlap=False, horizon=3, split=0.5))
    inputs = ready.inputs[: ready.n_train, :, 0]
    assert inputs.tolist() == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11], [12, 13, 14, 15]]
    assert ready.targets[: ready.n_train, 0].tolist() == [6, 10, 14, 18]
    assert ready.inputs[ready.n_train, :, 0].tolist() == [20, 21, 22, 23]


@given(walks, preparations)
def test_a_target_lies_the_horizon_after_its_window_and_both_in_one_part(values, preparation):
    ready = prepare(values, preparation)
    window, horizon = preparation.window, preparation.horizon
    for sample in range(len(ready)):
        end = ready.ends[sample]
        np.testing.assert_array_equal(ready.inputs[sample, :, 0], ready.scaled[end - window + 1 : end + 1])
        assert ready.targets[sample, 0] == ready.scaled[end + horizon]
        test = sample >= ready.n_train
        assert (end - window + 1 >= ready.boundary) == (end + horizon >= ready.boundary) == test
    assert 0 < ready.n_train < len(ready)
    np.testing.assert_array_equal(ready.actual, values[ready.positions])


@given(walks, preparations)
def test_no_window_is_left_out_where_they_overlap(values, preparation):
    ready = prepare(values, preparation)
    lengths = (ready.boundary, len(values) - ready.boundary)
    most = [length - preparation.window - preparation.horizon + 1 for length in lengths]
    if preparation.overlap:
        assert [ready.n_train, len(ready) - ready.n_train] == most
    else:
        assert [ready.n_train, len(ready) - ready.n_train] == [-(-each // preparation.window) for each in most]


@given(walks, preparations, st.booleans(), st.sets(st.integers(0, 59), max_size=5))
def test_as_many_windows_are_left_out_as_are_fewer_than_where_nothing_is_missing(values, how, reach_back, missing):
    how = replace(how, reach_back=reach_back)
    whole = prepare(values, how)
    missing -= {int(whole.positions[0]), int(whole.positions[whole.n_train])}  # else a part may have none left
    assert whole.left_out == 0
    assert prepare(values, how, sorted(missing)).left_out == len(missing & set(whole.positions.tolist()))


@given(walks, preparations)
def test_where_windows_reach_back_every_value_of_the_test_part_is_tested_whatever_the_window(values, preparation):
    ready, apart = prepare(values, replace(preparation, reach_back=True)), prepare(values, preparation)
    assert ready.positions[ready.n_train :].tolist() == list(range(ready.boundary, len(values)))
    np.testing.assert_array_equal(ready.inputs[: ready.n_train], apart.inputs[: apart.n_train])
    for sample in range(ready.n_train, len(ready)):
        end = ready.positions[sample] - preparation.horizon
        window = ready.scaled[end - preparation.window + 1 : end + 1]
        np.testing.assert_array_equal(ready.inputs[sample, :, 0], window)


def test_a_test_part_shorter_than_a_window_can_be_tested_where_windows_reach_back():
    ready = prepare(np.arange(20.0), Preparation("none", window=8, split=0.9, reach_back=True))
    assert ready.positions[ready.n_train :].tolist() == [18, 19]


@given(walks, preparations)
def test_unscaling_undoes_scaling(values, preparation):
    ready = prepare(values, preparation)
    unscaled = ready.scaler.unscaled(ready.scaled)
    np.testing.assert_allclose(unscaled, values, rtol=1e-12, atol=1e-12 * np.abs(values).max())


@given(walks, preparations, st.floats(1.0, 1e6))
def test_without_a_leak_the_test_part_changes_nothing_of_the_training_part(values, preparation, more):
    preparation = replace(preparation, leak=False)
    ready = prepare(values, preparation)
    changed = values.copy()
    changed[ready.boundary :] += more
    other = prepare(changed, preparation)
    np.testing.assert_array_equal(ready.inputs[: ready.n_train], other.inputs[: ready.n_train])
    np.testing.assert_array_equal(ready.targets[: ready.n_train], other.targets[: ready.n_train])


def test_scaling():
    values = np.array([0.0, 10.0, 5.0, 5.0, 20.0])
    halves = {"window": 1, "split": 0.5}
    assert prepare(np.append(values, 0.0), Preparation("minmax", **halves)).scaled.max() == 2.0
    leaking = prepare(np.append(values, 0.0), Preparation("minmax", leak=True, **halves)).scaled
    assert (leaking.min(), leaking.max()) == (0.0, 1.0)
    standard = prepare(values, Preparation("standard", leak=True, **halves)).scaled
    assert standard.mean() == pytest.approx(0) and standard.std() == pytest.approx(1)
    np.testing.assert_array_equal(prepare(values, Preparation("none", **halves)).scaled, values)


@pytest.mark.parametrize("scaling", ["minmax", "standard"])
@pytest.mark.parametrize("value", [0.1, 0.0, -3e11])
def test_a_constant_series_cannot_be_scaled(scaling, value):
    with pytest.raises(ValueError, match="scaling would divide by zero"):
        prepare(np.full(50, value), Preparation(scaling, window=3))
    assert prepare(np.full(50, value), Preparation("none", window=3)).targets[0, 0] == value


def test_a_constant_training_part_can_be_scaled_with_a_leak_alone():
    values = np.append(np.full(20, 7.0), np.arange(20.0))
    with pytest.raises(ValueError, match="All 20 values that the scaling is fitted on are 7"):
        prepare(values, Preparation(window=2, split=0.5))
    assert prepare(values, Preparation(window=2, split=0.5, leak=True)).scaler.scale == 19


def test_a_training_part_that_varies_too_little_makes_nothing_infinite():
    values = np.append(np.linspace(0, 1e-300, 20), np.full(20, 1e12))
    with pytest.raises(
        ValueError, match="varies so little, by 1e-300, that scaling by it makes the test part infinite"
    ):
        prepare(values, Preparation(window=2, split=0.5))


@pytest.mark.parametrize(
    ("length", "preparation", "said"),
    [
        (0, Preparation(), "The training part has 0 of the 0 values"),
        (
            10,
            Preparation(window=8),
            "The training part has 8 of the 10 values, but a window of 8 and its target, 1 after",
        ),
        (20, Preparation(window=4), "The test part has 4 of the 20 values, but a window of 4 and its target, 1 after"),
        (
            40,
            Preparation(window=4, horizon=5),
            "The test part has 8 of the 40 values, but a window of 4 and its target, 5",
        ),
        (20_000, Preparation(window=500), "at most 4,000,000 are allowed"),
    ],
)
def test_what_does_not_fit_is_said_with_its_numbers(length, preparation, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        prepare(np.arange(float(length)), preparation)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"scaling": "log"}, "scaling must be one of minmax, standard, none; received 'log'"),
        ({"window": 0}, "window must be a whole number of at least 1"),
        ({"horizon": 1.5}, "horizon must be a whole number of at least 1"),
        ({"split": 1.0}, "split must be between 0 and 1; received 1.0"),
        ({"split": float("nan")}, "split must be between 0 and 1; received nan"),
    ],
)
def test_bad_settings_are_named(arguments, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        Preparation(**arguments)


def test_values_must_be_finite():
    with pytest.raises(ValueError, match="values must be 1-D and finite"):
        prepare(np.array([1.0, np.nan] * 20), Preparation())
    with pytest.raises(ValueError, match="scaling must be one of"):
        fit_scaler(np.arange(3.0), "log")


def test_windows_that_are_too_many_are_refused_before_they_are_made(monkeypatch):
    monkeypatch.setattr(module, "MAX_NUMBERS", 100)
    assert len(prepare(np.arange(20.0), Preparation(window=2, split=0.5))) == 16
    with pytest.raises(ValueError, match="24 windows of 5 are 120 numbers; at most 100"):
        prepare(np.arange(34.0), Preparation(window=5, split=0.5))


def test_a_prepared_series_holds_no_window_itself():
    ready = prepare(np.arange(20_000.0), Preparation(window=200))
    held = sum(each.nbytes for each in vars(ready).values() if isinstance(each, np.ndarray))
    assert ready.inputs.nbytes > 30e6 and held < 1e6


@given(walks, preparations, st.booleans(), st.floats(0.1, 0.15))
def test_three_parts_follow_one_another_and_the_test_part_stays_what_it_was(values, how, reach_back, validation):
    two, three = (replace(how, reach_back=reach_back, validation=share) for share in (0.0, validation))
    try:
        apart, ready = prepare(values, two), prepare(values, three)
    except ValueError:
        return  # a part too short for its window
    assert list(ready.parts) == ["training", "validation", "test"] and list(apart.parts) == ["training", "test"]
    at = {name: ready.positions[part] for name, part in ready.parts.items()}
    np.testing.assert_array_equal(at["test"], apart.positions[apart.parts["test"]])
    assert at["training"].max() < ready.trained <= at["validation"].min()
    assert at["validation"].max() < ready.boundary <= at["test"].min()
    assert ready.boundary == apart.boundary and ready.trained == ready.boundary - int(len(values) * validation)
    assert [ready.part_of(part.start) for part in ready.parts.values()] == list(ready.parts)
    if reach_back:
        assert at["validation"].tolist() == list(range(ready.trained, ready.boundary))


def test_without_a_leak_nothing_after_the_training_part_changes_its_scaling():
    values = np.random.default_rng(0).normal(size=100).cumsum()
    how = Preparation("standard", window=3, validation=0.2)
    changed = values.copy()
    changed[60:] *= 7.0
    assert prepare(values, how).scaler == prepare(changed, how).scaler
    assert prepare(values, replace(how, validation=0.0)).scaler != prepare(changed, replace(how, validation=0.0)).scaler


def test_a_validation_part_without_a_value_is_refused():
    with pytest.raises(ValueError, match="The validation part has 0 of the 9 values, but at least one is needed"):
        prepare(np.arange(9.0), Preparation("none", window=1, validation=0.1, reach_back=True))
    with pytest.raises(ValueError, match="validation must be at least 0 and below split; received 0.8"):
        Preparation(validation=0.8)
