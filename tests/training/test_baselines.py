"""Forecasts without a network, their scores, and the sentence that says who wins."""

import re

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rnnviz.training.baselines import (
    Autoregression,
    Drift,
    Mean,
    Repeat,
    SeasonalDrift,
    Smoothing,
    baselines,
    fit_autoregression,
    fit_rules,
    fit_smoothing,
    fit_theta,
    order_by_aic,
)
from rnnviz.training.baselines.smoothing import Beginning, Rates, beginning_of, fitted_rates, seasonal_indices
from rnnviz.training.preparation import Preparation
from rnnviz.training.scores import Score, score_table, yardstick
from rnnviz.training.series import bundled, synthetic
from rnnviz.training.windows import prepare


def errors(name: str, preparation: Preparation, season: int = 1):
    """(baseline → its RMSE in training and on the test part) and the same, scaled."""
    ready = prepare(bundled(name).values, preparation)
    made = baselines(ready, season)
    rows = dict(zip(made, score_table(ready, {}, made), strict=True))
    return (
        {key: (row.train.rmse, row.test.rmse) for key, row in rows.items() if row.test},
        {key: (row.train.scaled_rmse, row.test.scaled_rmse) for key, row in rows.items() if row.test},
    )


def test_the_last_sunspots_repeated_score_as_known():
    _, scaled = errors("sunspots", Preparation(leak=True, window=12, overlap=False))
    assert scaled["repeat"] == pytest.approx((0.063, 0.080), abs=5e-4)


def test_the_last_passengers_repeated_score_as_known_once_the_documents_dropped_samples_are_dropped():
    ready = prepare(bundled("airline").values, Preparation(leak=True, window=1, split=0.67))
    mistakes = baselines(ready, 12)["repeat"].predictions - ready.actual
    train, test = mistakes[: ready.n_train], mistakes[ready.n_train :]
    rmse = [np.sqrt(np.mean(each**2)) for each in (train[:-1], test[:-1], train, test)]
    assert rmse == pytest.approx([23.18, 48.66, 23.33, 48.53], abs=5e-3)


def autoregressive(coefficients, intercept: float, length: int, start) -> np.ndarray:
    """A series without noise: each value the intercept and its predecessors, the latest first."""
    values = list(start)
    while len(values) < length:
        values.append(intercept + sum(c * v for c, v in zip(coefficients, values[::-1], strict=False)))
    return np.array(values)


@given(st.floats(-0.95, 0.95), st.floats(-5, 5), st.floats(1, 50))
def test_ar_1_recovers_its_coefficient(coefficient, intercept, start):
    assume(abs(coefficient) > 0.1)
    rest = intercept / (1 - coefficient)
    values = autoregressive([coefficient], intercept, 12, [rest + start])
    fit = fit_autoregression(values, 1)
    assert fit.coefficients == pytest.approx([coefficient], abs=1e-7)
    assert fit.intercept == pytest.approx(intercept, abs=1e-5)


def test_ar_2_recovers_its_coefficients_the_latest_first_whatever_the_offset():
    values = 1e6 + autoregressive([1.2, -0.8], 0.0, 40, [1.0, 2.0])
    assert fit_autoregression(values, 2).coefficients == pytest.approx([1.2, -0.8], abs=1e-6)


def test_an_autoregression_of_a_longer_horizon_is_direct():
    values = autoregressive([0.8], 0.0, 20, [1.0])
    fit = fit_autoregression(values, 1, horizon=3)
    assert fit.coefficients == pytest.approx([0.8**3])
    ready = prepare(values, Preparation("none", window=1, horizon=3, split=0.5))
    np.testing.assert_allclose(fit.predict(values, ready.positions, 3), ready.actual)
    with pytest.raises(ValueError, match="horizon must be 3, as this was fitted; received 1"):
        fit.predict(values, ready.positions, 1)


def test_a_noiseless_sine_needs_two_lags_and_twelve_do_no_harm():
    ready = prepare(synthetic("sine", 200).values, Preparation(window=12))
    np.testing.assert_allclose(baselines(ready, 24)["ar"].predictions, ready.actual, atol=1e-10)


@pytest.mark.parametrize("horizon", [1, 5, 12, 13, 30])
def test_the_seasonal_repeat_is_exact_on_a_periodic_series(horizon):
    ready = prepare(np.tile(np.arange(12.0) ** 2, 20), Preparation(window=3, horizon=horizon))
    predictions = baselines(ready, 12)["seasonal"].predictions
    can = ~np.isnan(predictions)
    np.testing.assert_array_equal(predictions[can], ready.actual[can])
    assert can[ready.n_train :].all()
    assert can[0] == (ready.positions[0] >= 12 * -(-horizon // 12))  # else nothing lies whole seasons before


def test_the_mean_is_that_of_the_training_part():
    ready = prepare(np.arange(100.0), Preparation("none", window=2))
    assert set(baselines(ready, 1)["mean"].predictions) == {np.arange(80.0).mean()}


def test_what_cannot_be_made_has_a_reason():
    ready = prepare(np.arange(30.0), Preparation("none", window=1, split=0.5))
    made = baselines(ready, 20)
    for name in ("seasonal", "seasonal drift"):
        assert made[name].reason == "One season is 20 steps, and the training part has only 15 values."
        assert baselines(ready, 1)[name].reason == "No season is given that could be repeated."
    short = baselines(prepare(np.arange(6.0), Preparation("none", window=1, split=0.5)), 1)
    assert short["ar"].reason == "AR(1) has 2 unknowns, and the training part has only 2 windows to fit them on."
    assert "fitted to at least 10 values; the training part has 3 values." in short["ets"].reason
    assert "Theta is fitted to at least 10 values" in short["theta"].reason
    assert short["ar"].predictions is None and short["ar"].forecaster is None
    with pytest.raises(ValueError, match=re.escape("AR(8) has 9 unknowns, and the training part has only 7 windows")):
        fit_autoregression(np.arange(15.0), 8)


preparations = st.builds(
    Preparation, st.just("standard"), st.just(False), st.integers(1, 4), st.booleans(), st.integers(1, 5), st.just(0.6)
)


@given(st.integers(0, 2**32 - 1), preparations, st.integers(1, 7), st.data())
def test_no_baseline_looks_ahead(seed, preparation, season, data):
    values = np.random.default_rng(seed).normal(size=60)
    ready = prepare(values, preparation)
    sample = data.draw(st.integers(ready.n_train, len(ready) - 1))
    changed = values.copy()
    changed[ready.ends[sample] + 1 :] += 100.0
    made, other = baselines(ready, season), baselines(prepare(changed, preparation), season)
    for key, baseline in made.items():
        if baseline.predictions is not None:
            assert other[key].predictions[sample] == baseline.predictions[sample], key


@given(st.integers(0, 2**32 - 1), preparations, st.integers(1, 7))
def test_a_forecast_continued_by_one_step_is_the_prediction(seed, preparation, season):
    """With a longer horizon, the repeats continue from the last value; a direct autoregression reads further back."""
    values = np.random.default_rng(seed).normal(size=60)
    ready = prepare(values, preparation)
    for key, baseline in baselines(ready, season).items():
        direct = isinstance(baseline.forecaster, Autoregression | Mean)
        if baseline.forecaster is not None and (direct or preparation.horizon == 1):
            ahead = baseline.forecaster.continue_from(values[: ready.positions[-1]], 1)
            assert ahead == pytest.approx(baseline.predictions[-1:]), key


@given(st.integers(1, 5), st.integers(1, 4), st.integers(1, 12))
def test_a_continued_forecast_is_the_forecast_of_its_own_forecasts(order, horizon, steps):
    rng = np.random.default_rng(order)
    fit = Autoregression(0.3, rng.uniform(-0.5, 0.5, order), horizon)
    history = rng.normal(size=20)
    path = fit.continue_from(history, steps)
    whole = np.append(history, path)
    np.testing.assert_allclose(fit.predict(whole, np.arange(20, 20 + steps), horizon), path)


def test_many_histories_are_continued_at_once():
    histories = np.random.default_rng(0).normal(size=(3, 10))
    smoothing = Smoothing(Rates(0.3, 0.1, 0.2, 0.9), Beginning(0.0, 0.1, np.array([1.0, -1.0])))
    repeats = Repeat(), Repeat(4), SeasonalDrift(3), Drift(0.5), Mean(2.0)
    for forecaster in (*repeats, smoothing, Autoregression(0.1, np.array([0.5, 0.2]), 2)):
        together = forecaster.continue_from(histories, 6)
        each = [forecaster.continue_from(history, 6) for history in histories]
        np.testing.assert_array_equal(together, each)


def test_repeats_continue_with_the_season_and_the_mean_with_itself():
    history = np.array([9.0, 1.0, 2.0, 3.0])
    assert Repeat().continue_from(history, 3).tolist() == [3, 3, 3]
    assert Repeat(3).continue_from(history, 5).tolist() == [1, 2, 3, 1, 2]
    assert Mean(4.0).continue_from(history, 2).tolist() == [4, 4]
    with pytest.raises(ValueError, match="history must have at least 5 values; received 4"):
        Repeat(5).continue_from(history, 2)


def test_an_unstable_recursion_grows_without_a_warning():
    assert np.isinf(Autoregression(0.0, np.array([-1e9])).continue_from(np.array([1.0]), 60)).any()


AIRLINE, SUNSPOTS = bundled("airline").values, bundled("sunspots").values[:2256]


@pytest.mark.parametrize(
    ("name", "season", "last", "rule", "rmse"),
    [
        ("airline", 12, 47, "seasonal drift", 15.518),
        ("airline", 12, 47, "seasonal", 42.054),
        ("electricity", 336, 783, "seasonal drift", 193.501),
    ],
)
def test_the_rules_score_as_an_independent_reader_of_these_series_found(name, season, last, rule, rmse):
    values = bundled(name).values
    at = np.arange(len(values) - last, len(values))
    forecaster = fit_rules(values[: at[0]], season)[rule].forecaster
    errors = forecaster.predict(values, at, 1) - values[at]
    assert np.sqrt(np.mean(errors**2)) == pytest.approx(rmse, abs=5e-4)


@pytest.mark.parametrize(("season", "steps"), [(1, 1), (3, 2), (3, 3), (3, 8), (12, 30)])
def test_the_seasonal_repeat_with_drift_reads_its_own_forecasts_beyond_the_first(season, steps):
    history = AIRLINE[:40]
    path = list(history)
    for _ in range(steps):
        path.append(path[-season] + path[-1] - path[-1 - season])
    assert SeasonalDrift(season).continue_from(history, steps) == pytest.approx(path[40:])


def test_drift_goes_on_from_the_last_value_by_the_mean_step_of_the_training_part():
    drift = fit_rules(np.array([1.0, 5.0, 3.0, 7.0] * 3), 1)["drift"].forecaster
    assert drift.continue_from(np.array([10.0]), 3) == pytest.approx(10 + 6 / 11 * np.arange(1, 4))


@pytest.mark.parametrize(
    ("name", "order"), [("airline", 16), ("sunspots", 27), ("temperature", 1), ("electricity", 34)]
)
def test_the_order_is_the_one_that_statsmodels_finds(name, order):
    """As ``statsmodels.tsa.ar_model.ar_select_order`` of 0.15.0 has it, with as many lags allowed."""
    values = bundled(name).values
    assert order_by_aic(values[: int(0.8 * len(values))]) == order


@pytest.mark.parametrize("horizon", [1, 3])
def test_the_order_has_the_least_criterion_of_all_orders_fitted_to_the_same_targets(horizon):
    values = AIRLINE[:96]
    most, criteria = 19, []
    targets = np.arange(most - 1 + horizon, len(values))
    for order in range(1, most + 1):
        rows = np.array([[1.0, *values[t - horizon - order + 1 : t - horizon + 1]] for t in targets])
        left = values[targets] - rows @ np.linalg.lstsq(rows, values[targets])[0]
        criteria.append(len(targets) * np.log(np.mean(left**2)) + 2 * (order + 1))
    assert order_by_aic(values, horizon) == 1 + np.argmin(criteria)


def test_the_order_of_a_noiseless_recurrence_is_its_own():
    assert order_by_aic(synthetic("sine", 200).values) == 2


@pytest.mark.parametrize(
    ("trend", "damped", "mse", "rmse", "ahead"),
    [
        (True, False, 105.67796033136112, 15.850246, [454.27633, 471.23365, 469.31896]),
        (True, True, 109.41880586402601, 16.210741, [452.70235, 459.75189, 454.10156]),
    ],
)
def test_holt_and_winters_smooth_as_in_statsmodels(trend, damped, mse, rmse, ahead):
    """The figures are of ``statsmodels.tsa.exponential_smoothing.ets.ETSModel`` of 0.15.0, begun in the same states."""
    beginning = beginning_of(AIRLINE[:96], 12, trend)
    rates, error = fitted_rates(AIRLINE[:96], beginning, trend, damped)
    assert error == pytest.approx(mse, rel=1e-9)
    smoothing = Smoothing(rates, beginning)
    found = smoothing.predict(AIRLINE, np.arange(96, 144), 1) - AIRLINE[96:]
    assert np.sqrt(np.mean(found**2)) == pytest.approx(rmse, rel=1e-6)
    assert smoothing.continue_from(AIRLINE, 14)[[0, 11, 13]] == pytest.approx(ahead, rel=1e-6)


def test_simple_smoothing_fits_as_in_statsmodels():
    _, error = fitted_rates(SUNSPOTS, beginning_of(SUNSPOTS, 1, False), False, False)
    assert error == pytest.approx(227.0050438982107, rel=1e-9)


def smoothed_slowly(values, rates, beginning, steps):
    """The equations, one value after another, and the forecast of what follows."""
    level, trend, seasonal = beginning.level, beginning.trend, list(beginning.seasonal)
    for t, value in enumerate(values):
        error = value - (level + rates.damping * trend + seasonal[t])
        level, trend = level + rates.damping * trend + rates.level * error, rates.damping * trend + rates.trend * error
        seasonal.append(seasonal[t] + rates.season * error)
    path = []
    for k in range(steps):
        trend *= rates.damping
        level += trend
        path.append(level + seasonal[len(values) + k])
        seasonal.append(seasonal[len(values) + k])
    return path


@given(st.integers(0, 2**32 - 1), st.integers(1, 4), st.integers(1, 9), st.integers(1, 30))
def test_smoothing_is_its_equations(seed, season, steps, end):
    rng = np.random.default_rng(seed)
    values, rates = rng.normal(size=30), Rates(*rng.uniform(0, 1, 4))
    smoothing = Smoothing(rates, Beginning(*rng.normal(size=2), rng.normal(size=season)))
    path = smoothing.paths(values, np.array([end - 1]), steps)[0]
    assert path == pytest.approx(smoothed_slowly(values[:end], rates, smoothing.beginning, steps))


def test_the_form_of_the_smoothing_is_that_of_the_series():
    rng, steps = np.random.default_rng(3), np.arange(120)
    wave = np.tile([3.0, -1.0, -4.0, 2.0], 30)
    forms = {
        "ETS(A,N,N)": rng.normal(size=120),
        "ETS(A,A,N)": 2.0 * steps + 0.5 * rng.normal(size=120),
        "ETS(A,N,A)": wave + 0.1 * rng.normal(size=120),
        "ETS(A,A,A)": wave + 2.0 * steps + 0.1 * rng.normal(size=120),
    }
    assert {fit_smoothing(values, 4)[0]: name for name, values in forms.items()} == {name: name for name in forms}


def test_theta_is_smoothing_with_half_the_drift_between_its_seasons():
    rule, steps = fit_theta(AIRLINE[:96], 12), np.arange(96)
    factors = seasonal_indices(AIRLINE[:96], 12, True)
    assert factors.mean() == pytest.approx(1) and rule.multiplicative
    adjusted = AIRLINE[:96] / np.tile(factors, 8)
    slope = np.cov(steps, adjusted)[0, 1] / np.var(steps, ddof=1)
    assert slope == pytest.approx(2.3361938776444641, rel=1e-9)  # statsmodels' ThetaModel: b0
    level = smoothed_slowly(adjusted, Rates(rule.alpha), Beginning(rule.level, 0.0, np.zeros(1)), 1)[0]
    ahead = [level + slope / 2 * (k - 1 + (1 - (1 - rule.alpha) ** 96) / rule.alpha) for k in range(1, 6)]
    assert rule.continue_from(AIRLINE[:96], 5) == pytest.approx(np.array(ahead) * factors[:5])
    assert not fit_theta(AIRLINE[:96] - 200.0, 12).multiplicative


def test_scores_are_what_their_names_say():
    values = np.array([0.0, 2.0, 0.0, 4.0, 0.0, 6.0, 3.0, 5.0, 1.0, 5.0])
    ready = prepare(values, Preparation("minmax", window=1, split=0.6))
    assert yardstick(ready) == np.mean([2, 2, 4, 4, 6])
    predictions = ready.actual + np.array([0, 0, 0, 0, 0, 3.0, -4.0, 0.0])
    (row,) = score_table(ready, {"LSTM": predictions}, {})
    assert row.title == "LSTM" and row.train == Score(5, 0, 0, 0, 0)
    assert row.test.samples == 3 and row.test.mae == pytest.approx(7 / 3)
    assert row.test.rmse == pytest.approx(np.sqrt(25 / 3)) and row.test.scaled_rmse == pytest.approx(row.test.rmse / 6)
    assert row.test.mase == pytest.approx(7 / 3 / 3.6)


@pytest.mark.parametrize("horizon", [1, 4])
@pytest.mark.parametrize("season", [1, 12])
def test_mase_divides_by_the_one_step_error_of_the_seasonal_repeat_at_any_horizon(season, horizon):
    ready = prepare(bundled("airline").values, Preparation(window=1, horizon=horizon))
    training = ready.values[: ready.boundary]
    unit = np.mean([abs(training[t] - training[t - season]) for t in range(season, len(training))])
    rows = dict(zip(made := baselines(ready, 12), score_table(ready, {}, made, season), strict=True))
    for row in rows.values():
        assert row.test.mase == pytest.approx(row.test.mae / unit)
    if horizon == 1:
        assert rows["repeat" if season == 1 else "seasonal"].train.mase == pytest.approx(1)


def test_mase_of_a_training_part_shorter_than_a_season_is_that_without_one():
    ready = prepare(np.arange(30.0) ** 2, Preparation(window=1))
    assert yardstick(ready, 24) == yardstick(ready) == pytest.approx(23.0) != yardstick(ready, 23)


def test_a_diverged_network_scores_nan_and_a_baseline_counts_what_it_can_predict():
    ready = prepare(bundled("airline").values, Preparation(window=3))
    predictions = ready.actual.copy()
    predictions[[0, -1]] = np.nan
    network, *rows = score_table(ready, {"LSTM": predictions}, baselines(ready, 12))
    assert np.isnan([network.train.rmse, network.test.mae, network.test.mase]).all()
    seasonal = rows[1]
    assert seasonal.train.samples == ready.n_train - 9 and np.isfinite(seasonal.train.rmse)
    with pytest.raises(ValueError, match=re.escape("predictions must have shape (138,)")):
        score_table(ready, {"LSTM": predictions[:-1]}, {})


def test_mase_is_nan_where_the_training_part_is_constant():
    ready = prepare(np.append(np.full(20, 7.0), np.arange(20.0)), Preparation("none", window=2, split=0.5))
    assert np.isnan(score_table(ready, {}, baselines(ready, 1))[0].test.mase)
