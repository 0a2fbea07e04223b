"""Which seasons a series has, and which it has not."""

import numpy as np
import pytest

from rnnviz.training.seasons import seasons_of, strength
from rnnviz.training.series import bundled


@pytest.mark.parametrize(
    ("name", "calendar", "found"),
    [("airline", 12, (12,)), ("electricity", 48, (336, 48)), ("sunspots", 12, ()), ("temperature", 7, ())],
)
def test_the_measured_series_have_the_seasons_that_they_are_known_for(name, calendar, found):
    assert seasons_of(bundled(name).values, calendar) == found


@pytest.mark.parametrize("walk", [False, True])
def test_what_is_drawn_anew_has_no_season(walk):
    drawn = np.random.default_rng(0).normal(size=(300, 120))
    drawn = drawn.cumsum(axis=1) if walk else drawn
    assert sum(bool(seasons_of(each, 12)) for each in drawn) <= 6


@pytest.mark.parametrize("trend", [0.0, 3.0])
def test_a_season_is_found_beneath_trend_and_noise(trend):
    days, rng = np.arange(210), np.random.default_rng(1)
    week = np.tile([0.0, 0.0, 1.0, 2.0, 6.0, 9.0, 4.0], 30)
    assert seasons_of(week + trend * days + rng.normal(size=210), 7) == (7,)


def test_what_is_too_short_or_constant_or_without_a_calendar_has_none():
    wave = np.tile(np.arange(12.0), 4)
    assert seasons_of(wave[:25], 12) == () == seasons_of(wave, 1) == seasons_of(np.full(60, 7.0), 12)
    assert seasons_of(wave, 12) == (12,)


@pytest.mark.parametrize("noise", [20.0, 100.0])
def test_a_season_of_amplitude_200_is_found_beneath_a_trend_and_much_noise(noise):
    rng, steps = np.random.default_rng(0), np.arange(57)
    season = 10.0 * steps + 200.0 * np.sin(steps * np.pi / 6.0)
    found = [seasons_of(season + noise * rng.normal(size=57), 12) for _ in range(50)]
    assert found.count((12,)) >= 45


def test_how_strong_a_season_is_follows_from_its_share_and_four_of_them_are_the_least():
    rng, season = np.random.default_rng(1), np.tile([3.0, -1.0, -2.0], 4000)
    share = np.mean([strength(season + 2.0 * rng.normal(size=12_000), 3) for _ in range(3)])
    noise = 4.0 * (1.0 - 1.0 / 3.0)  # the moving average takes a third of it
    assert share == pytest.approx(season.var() / (season.var() + noise), abs=0.02)
    assert strength(season[:11], 3) == 0.0 and strength(np.ones(60), 12) == 0.0
