"""The bundled and the synthetic series: facts that anyone can look up, and what each is made of."""

import re

import numpy as np
import pytest

from rnnviz.training.series import BUNDLED, SYNTHETIC, Series, bundled, synthetic


@pytest.mark.parametrize(
    ("name", "length", "first", "last", "dates", "extremes"),
    [
        ("sunspots", 2820, 58.0, 33.4, ("1749-01", "1983-12"), (0.0, 253.8)),
        ("airline", 144, 112.0, 432.0, ("1949-01", "1960-12"), (104.0, 622.0)),
        ("temperature", 153, 67.0, 68.0, ("1973-05-01", "1973-09-30"), (56.0, 97.0)),
        ("electricity", 4032, 22262.0, 23132.0, ("2000-06-05T00:00", "2000-08-27T23:30"), (18640.0, 38777.0)),
    ],
)
def test_bundled_series_are_as_their_source_has_them(name, length, first, last, dates, extremes):
    series = bundled(name)
    assert len(series) == len(series.dates) == length
    assert (series.values[0], series.values[-1]) == (first, last)
    assert (series.dates[0], series.dates[-1]) == dates
    assert (series.values.min(), series.values.max()) == extremes
    assert list(series.dates) == sorted(series.dates)


@pytest.mark.parametrize("name", BUNDLED)
def test_bundled_series_are_evenly_spaced_and_say_where_they_come_from(name):
    series = bundled(name)
    steps = {1, 28, 29, 30, 31} if name in ("sunspots", "airline") else {1} if name == "temperature" else {1 / 48}
    days = np.diff(np.array(series.dates, dtype="datetime64[m]")).astype(float) / 1440
    assert {round(each, 9) for each in days} <= {round(each, 9) for each in steps}
    assert series.unit and series.source.endswith(".")


def test_electricity_repeats_better_after_a_week_than_after_a_day():
    values = bundled("electricity").values
    week, day = (np.sqrt(np.mean((values[336:] - values[336 - back : -back]) ** 2)) for back in (336, 48))
    assert (round(week), round(day)) == (738, 3182)
    assert bundled("electricity").season == 48


@pytest.mark.parametrize("name", SYNTHETIC)
def test_synthetic_series_follow_their_seed(name):
    series, same, other = synthetic(name, 100, 1, 0.3), synthetic(name, 100, 1, 0.3), synthetic(name, 100, 2, 0.3)
    np.testing.assert_array_equal(series.values, same.values)
    assert not np.array_equal(series.values, other.values)
    assert len(series) == 100 and series.dates is None and "seed 1" in series.source


@pytest.mark.parametrize("name", ["sine", "sines"])
def test_sines_without_noise_repeat_after_a_season(name):
    series = synthetic(name, 300)
    np.testing.assert_allclose(series.values[series.season :], series.values[: -series.season], atol=1e-12)
    assert np.abs(series.values[12:] - series.values[:-12]).max() > 0.5
    assert "seed" not in series.source


def test_the_noise_on_a_sine_has_the_standard_deviation_asked_for():
    noise = synthetic("sine", 20_000, 3, 0.25).values - synthetic("sine", 20_000).values
    assert noise.std() == pytest.approx(0.25, rel=0.02)


def test_the_walk_is_the_running_sum_of_the_noise():
    np.testing.assert_allclose(np.diff(synthetic("walk", 200, 7).values), synthetic("noise", 200, 7).values[1:])


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("cosine",), "series must be one of sine, sines, walk, noise, logistic; received 'cosine'"),
        (("sine", 10), "length must be from 24 to 20,000; received 10"),
        (("sine", 10**6), "length must be from 24 to 20,000; received 1000000"),
        (("sine", 100, -1), "seed must be at least 0"),
        (("sine", 100, 0, 3.0), "noise must be from 0 to 2; received 3.0"),
        (("sine", 100, 0, float("nan")), "noise must be from 0 to 2; received nan"),
    ],
)
def test_bad_arguments_are_named(arguments, named):
    with pytest.raises(ValueError, match=re.escape(named)):
        synthetic(*arguments)
    with pytest.raises(ValueError, match="series must be one of sunspots, airline, temperature, electricity"):
        bundled("rain")


def test_values_are_finite_kept_apart_and_as_many_as_dates():
    values = np.array([1.0, 2.0])
    series = Series("own", "x", "", values, None, 1, "")
    values[0] = 9.0
    assert series.values[0] == 1.0 and series.label(1) == "2"
    with pytest.raises(ValueError, match="read-only"):
        series.values[0] = 9.0
    for bad in ([np.nan], [np.inf], [1e13], [[1.0]]):
        with pytest.raises(ValueError, match="values must be 1-D, finite and within"):
            Series("own", "x", "", bad, None, 1, "")
    with pytest.raises(ValueError, match="dates must be one for each of the 2 values; received 1"):
        Series("own", "x", "", values, ("2024",), 1, "")


def test_the_logistic_map_follows_its_law_and_looks_like_noise():
    values = synthetic("logistic", 2000, 3).values
    np.testing.assert_array_equal(values[1:], 3.8 * values[:-1] * (1.0 - values[:-1]))
    assert 0.0 < values.min() and values.max() < 1.0 and len(np.unique(values)) == 2000
    assert not np.array_equal(values, synthetic("logistic", 2000, 4).values)
